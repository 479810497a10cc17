//! Sources, spans, codes, diagnostics and their renderers.
