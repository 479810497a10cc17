//! Schema files to a document of spanned declarations; nothing is resolved.
