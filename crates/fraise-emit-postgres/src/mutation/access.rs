//! Who may call: the roles, and what they ask of the arguments (ZF005).

use fraise_ir::{AccessItem, Expr, access::Who, expr::ExprKind};
use fraise_lower::Sql;
use fraise_sql::{Fragment, Literal, ident, sql};

use super::{names::Names, signature};
use crate::{
    fill,
    lower::allowed::{self, Askers},
    page::Page,
};

/// That somebody may not call, whatever the rows are that he names; nothing where everybody may.
pub(super) fn refused(names: &Names<'_>) -> Option<Fragment> {
    let of_roles: Vec<AccessItem> = names
        .mutation
        .access
        .items
        .iter()
        .map(|item| match item {
            AccessItem::Role { role, when: Some(when), span } if reads_rows(when) => {
                AccessItem::Role { role: *role, when: None, span: *span }
            }
            AccessItem::Role { .. } | AccessItem::Via { .. } => item.clone(),
        })
        .collect();
    asked(names, &of_roles)
}

/// The same where the rows are asked too; they must have been found, or who asks would learn that they are there.
pub(super) fn write_refusal_by_rows(page: &mut Page<'_>, names: &Names<'_>) {
    let items = &names.mutation.access.items;
    let asks_rows = items
        .iter()
        .any(|item| matches!(item, AccessItem::Role { when: Some(when), .. } if reads_rows(when)));
    if let Some(refused) = asked(names, items).filter(|_| asks_rows) {
        page.gap();
        page.when(&Sql::from(refused), |page| page.line(sql!["perform fraise.refuse_access();"]));
    }
}

fn asked(names: &Names<'_>, items: &[AccessItem]) -> Option<Fragment> {
    let ctx = names.ctx;
    let items: Vec<&AccessItem> = items.iter().collect();
    let is_open = items.iter().any(|it| matches!(it, AccessItem::Role { role: Who::Public, when: None, .. }));
    if is_open {
        return None;
    }
    // No row is asked: an operation has no `via`.
    let asked = allowed::any_of(ctx, Askers::Caller, &names.scope(), &ident!("it"), &items, 1);
    let asked = fill::lines(ctx.ir, &names.filled(&asked), 2, "if ".len());
    Some(sql![asked, " is not true"])
}

fn reads_rows(expr: &Expr) -> bool {
    let mut reads = false;
    expr.walk(&mut |part| {
        reads |= match &part.kind {
            ExprKind::Field { .. } | ExprKind::Rule { .. } | ExprKind::Aggregate { .. } => true,
            ExprKind::Row(path) => !path.hops.is_empty(),
            _ => false,
        };
    });
    reads
}

/// That an output of a hook is missing, or given by somebody who is not the service.
pub(super) fn hooks_missing(names: &Names<'_>) -> Option<Fragment> {
    let hooks: Vec<&str> = signature::hooks_before(names.mutation).collect();
    if hooks.is_empty() {
        return None;
    }
    let service = Literal::text(names.ctx.roles.service.as_str());
    let missing = hooks.into_iter().map(|it| sql![signature::hook_argument(it), " is null"]);
    let missing = Fragment::join(" or ", missing);
    Some(sql![missing, " or not pg_has_role(session_user, ", service, ", 'member')"])
}
