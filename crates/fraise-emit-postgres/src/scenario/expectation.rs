//! What a row must be: each value asked, with what it is and what it should be as texts.

use fraise_ir::{
    Checked, Ir,
    expr::Root,
    scenario::{Expectation, Expected},
};
use fraise_lower::{Row, Scope, names, types};
use fraise_sql::{Fragment, ident, sql};

use super::is_row;
use crate::{
    constant::{self, Keys},
    fill,
};

/// Asks about a row. Of each value there are three columns: whether it is the expected one, what it is, and what is
/// expected; the types of columns print both alike. None if the row's key is not known.
pub fn expectation(ir: &Checked<Ir>, keys: &Keys, expectation: &Expectation) -> Option<Fragment> {
    let found = is_row(ir, keys, &expectation.label, expectation.entity)?;
    let values = expectation.values.iter().map(|it| value(ir, keys, it));
    let table = names::table(ir, expectation.entity);
    Some(sql!["select ", Fragment::join(", ", values), " from ", table, " as it where ", found])
}

fn value(ir: &Ir, keys: &Keys, expected: &Expected) -> Fragment {
    let scope = Scope::new(ir).bind(Root::This, Row::Named(ident!("it")));
    let actual = fill::flat(ir, &scope.field(Root::This, expected.field));
    let ty = &ir.field(expected.field).ty;
    let wanted = constant::column(ir, keys, &expected.value, ty);
    let wanted = sql!["cast(", wanted, " as ", types::sql_type(ir, ty), ")"];
    sql![
        &actual,
        " is not distinct from ",
        &wanted,
        ", cast(",
        &actual,
        " as text), cast(",
        &wanted,
        " as text)"
    ]
}
