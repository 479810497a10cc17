//! `emit`: a row of the outbox.

use fraise_ir::{EventId, expr::RowPath};
use fraise_sql::sql;

use super::{super::names::Names, fire::if_there, flat};
use crate::{outbox, page::Page};

pub(super) fn write(page: &mut Page<'_>, names: &Names<'_>, event: EventId, of: &RowPath) {
    let (key, may_be_missing) = names.key_at(of);
    if_there(page, &key, may_be_missing, |page| {
        let function = outbox::function_name(names.ctx.ir, event);
        page.line(sql!["perform ", function, "(array[", flat(names, &key), "]);"]);
    });
}
