//! The templates of all text that is no model: function bodies, the files around a service.
//!
//! In: a view, a struct with the name of its template, whose fields are the slots of the page.
//! Out: the text. A template has `{{ slot }}`, `for` over finished rows and `if` on a flag, nothing
//! else. What is printed is checked here by the kind of the page: SQL pages print
//! [`SqlSlot`]s only, TOML pages [`TomlSlot`]s only, and no page prints a truth value or nothing.
//!
//! Whether the text is right in its language is asked by the one who renders, with that language's
//! parser.
//!
//! To add a template: the file `folder/name.ext.j2`, the view in `src/folder.rs`, a row in that
//! file's tests.

mod environment;
pub mod postgres;
mod service;
mod slot;

pub use environment::{RenderError, Template, View, render};
pub use service::{OwnHook, RuntimeSource, ServiceHooks, ServiceMain, ServiceManifest, ServiceReadme};
pub use slot::{SqlSlot, TomlSlot};
