//! Views: the author's words, with every name and text of his in quotes of ours, and his tables by their full names.

use fraise_expr::SqlPiece;
use fraise_ir::{
    Ir, authz,
    query::{View, ViewSource},
};
use fraise_lower::{names, types};
use fraise_sql::{
    Fragment, Literal, Text, Word,
    catalog::{self, Grant, Privilege, ViewColumn},
    sql,
};

use crate::{database::Context, roles};

/// What stands above each view.
const NOTE: &str = "sql: not checked by fraise";

/// All views; each reads tables and views before it.
pub(crate) fn all(ctx: &Context<'_>) -> Vec<catalog::View> {
    ctx.ir.views.iter().map(|it| view(ctx, it)).collect()
}

fn view(ctx: &Context<'_>, view: &View) -> catalog::View {
    let column =
        |it: &fraise_ir::Input| ViewColumn::new(names::ident(&it.sql), types::sql_type(ctx.ir, &it.ty));
    catalog::View {
        name: names::in_schema(ctx.ir, &view.name),
        note: Some(NOTE),
        columns: view.columns.iter().map(column).collect(),
        query: view
            .sql
            .iter()
            .fold(Fragment::new(), |text, piece| text.frag(&self::piece(ctx.ir, view, piece))),
        grants: grants(ctx, view),
        comment: view.description.as_deref().map(Text::without_nul),
    }
}

/// Those who may read it, and the service, which asks for itself.
fn grants(ctx: &Context<'_>, view: &View) -> Vec<Grant> {
    let mut readers = roles::holders(ctx.ir, &ctx.roles, &authz::unconditional(ctx.ir, &view.access));
    readers.push(ctx.roles.service());
    readers.into_iter().map(|it| Grant::whole(Privilege::Select, it)).collect()
}

fn piece(ir: &Ir, view: &View, piece: &SqlPiece) -> Fragment {
    match piece {
        // The parser has read a word and plain digits.
        SqlPiece::Word(word) => Word::new(word).map_or_else(Fragment::new, |it| sql![it]),
        SqlPiece::Number(digits) => sql![Literal::decimal(digits).unwrap_or(Literal::Null)],
        SqlPiece::Quoted(name) => sql![names::ident(name)],
        SqlPiece::Text(text) => sql![Literal::text(text)],
        SqlPiece::Sign(sign) => sql![*sign],
        SqlPiece::Blank => sql![" "],
        SqlPiece::Line(blanks) => (0..*blanks).fold(sql!["\n"], |line, _| line.kw(" ")),
        SqlPiece::Relation(place) => match view.reads.get(*place) {
            Some(ViewSource::Entity(entity)) => sql![names::table(ir, *entity)],
            Some(ViewSource::View(other)) => {
                let other = ir.views.get(*other).map(|it| names::in_schema(ir, &it.name));
                other.map_or_else(Fragment::new, |it| sql![it])
            }
            Some(ViewSource::Part(name)) => sql![names::ident(name)],
            None => Fragment::new(),
        },
    }
}
