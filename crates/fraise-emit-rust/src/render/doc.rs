//! Documentation of statics.

use proc_macro2::TokenStream;
use quote::quote;

/// `/// text`, a line each; the fallback where the schema says nothing.
pub(super) fn lines(description: Option<&str>, fallback: &str) -> TokenStream {
    let text = description.map(str::trim).filter(|it| !it.is_empty()).unwrap_or(fallback);
    let lines = text.lines().map(|line| format!(" {}", line.trim_end()));
    quote!(#(#[doc = #lines])*)
}
