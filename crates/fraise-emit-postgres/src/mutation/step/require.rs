//! `require`: an error unless it is true.

use fraise_ir::{Expr, event::RaisedError};

use super::{super::names::Names, raise};
use crate::page::Page;

pub(super) fn write(page: &mut Page<'_>, names: &Names<'_>, condition: &Expr, error: &RaisedError) {
    let fails = names.filled(&names.scope().fails(condition));
    page.when(&fails, |page| raise(page, names, error));
}
