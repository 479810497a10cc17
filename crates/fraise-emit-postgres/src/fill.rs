//! What stands in the holes of lowered SQL inside the database.

use fraise_ir::{
    Ir, Type,
    access::Who,
    authz::{self, Holders},
};
use fraise_lower::{Hole, Sql, names, types};
use fraise_sql::{Fragment, Literal, sql};

/// The text on one line.
pub(crate) fn flat(ir: &Ir, text: &Sql) -> Fragment {
    text.flat(&mut |hole| in_database(ir, hole))
}

/// The text for a place behind `lead` characters of a line that is moved in by `indent` spaces, between parentheses.
pub(crate) fn in_parens(ir: &Ir, text: &Sql, indent: usize, lead: usize) -> Fragment {
    text.laid_out_in_parens(indent, indent + lead, &mut |hole| in_database(ir, hole))
}

/// The text for a place behind `lead` characters of a line that is moved in by `indent` spaces.
pub(crate) fn lines(ir: &Ir, text: &Sql, indent: usize, lead: usize) -> Fragment {
    text.laid_out(indent, indent + lead, &mut |hole| in_database(ir, hole))
}

/// Whether the viewer is among the holders: asked once per statement, since it stands in a sub-select (RULES 2).
pub(crate) fn is_holder(ir: &Ir, holders: &Holders) -> Fragment {
    let Holders::Roles(roles) = holders else { return sql!["true"] };
    let asked = roles.iter().filter(|role| !ir.role(**role).internal);
    let calls: Vec<Fragment> =
        asked.map(|role| sql![helper("has_role"), "(", Literal::text(&ir.role(*role).name), ")"]).collect();
    if calls.is_empty() {
        return sql!["false"];
    }
    sql!["(select ", Fragment::join(" or ", calls), ")"]
}

fn in_database(ir: &Ir, hole: &Hole) -> Fragment {
    match hole {
        Hole::Viewer => sql!["(select ", helper("viewer_id"), "())"],
        Hole::Claim(claim) => {
            let claim = ir.claim(*claim);
            let call = sql![helper("claim"), "(", Literal::text(&claim.name), ")"];
            match &claim.ty {
                Type::Text(_) | Type::Varchar(_) => sql!["(select ", call, ")"],
                other => sql!["(select ", call, "::", types::sql_type(ir, other), ")"],
            }
        }
        Hole::HasRole(Who::Public) => sql!["true"],
        Hole::HasRole(who) => is_holder(ir, &authz::holders(ir, *who)),
        // Rows, inputs and values have names by now; an expression that still asks for one is not for a table.
        Hole::Row(_)
        | Hole::Input(_)
        | Hole::LineInput(_)
        | Hole::HookOutput(..)
        | Hole::Qty
        | Hole::Value
        | Hole::Readable(..) => sql!["null"],
    }
}

fn helper(name: &str) -> Fragment {
    Fragment::new().name(&names::helper(name))
}
