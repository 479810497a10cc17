//! Checked expressions and row rules to SQL fragments.
