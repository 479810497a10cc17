//! Lowered SQL to the pieces that the runtime knows.

use fraise_ir::expr::Root;
use fraise_lower::Hole;
use fraise_sql::Fragment;

use super::{Unsupported, access, context::Context};
use crate::service::{Piece, Sql};

/// SQL about one row, which is [`Root::This`].
pub(super) fn of_row(ctx: &Context<'_>, sql: &fraise_lower::Sql) -> Result<Sql, Unsupported> {
    pieces(ctx, sql, |root| match root {
        Root::This => Some(Piece::Row),
        _ => None,
    })
}

/// SQL about two rows: the other one is [`Root::Many`], and hangs on [`Root::This`].
pub(super) fn of_join(ctx: &Context<'_>, sql: &fraise_lower::Sql) -> Result<Sql, Unsupported> {
    pieces(ctx, sql, |root| match root {
        Root::Many => Some(Piece::Row),
        Root::This => Some(Piece::Parent),
        _ => None,
    })
}

fn pieces(
    ctx: &Context<'_>,
    sql: &fraise_lower::Sql,
    row: impl Fn(Root) -> Option<Piece>,
) -> Result<Sql, Unsupported> {
    let mut all = Vec::new();
    for piece in sql.pieces() {
        match piece {
            fraise_lower::Piece::Text(text) => push_text(&mut all, text),
            fraise_lower::Piece::Line | fraise_lower::Piece::FurtherLine => {
                push_text(&mut all, &Fragment::new().kw(" "));
            }
            fraise_lower::Piece::Open(_) | fraise_lower::Piece::Close => {}
            fraise_lower::Piece::Hole(it) => push_hole(&mut all, hole(ctx, it, &row)?),
        }
    }
    Ok(Sql(all))
}

fn hole(ctx: &Context<'_>, hole: &Hole, row: impl Fn(Root) -> Option<Piece>) -> Result<Piece, Unsupported> {
    let unsupported = || Unsupported::new(format!("{hole:?} in an expression that it prints"));
    match hole {
        Hole::Row(root) => row(*root).ok_or_else(unsupported),
        Hole::Viewer => Ok(Piece::Viewer),
        Hole::Claim(claim) => Ok(Piece::Claim(claim.0)),
        Hole::HasRole(who) => Ok(Piece::HasRole(access::holders(ctx, *who))),
        Hole::Input(position) => Ok(Piece::Input(*position)),
        Hole::Readable(entity, alias) => {
            Ok(Piece::Readable(ctx.entity(*entity), Fragment::new().ident(alias)))
        }
        Hole::LineInput(_) | Hole::HookOutput(..) | Hole::Qty | Hole::Value => Err(unsupported()),
    }
}

/// Texts stand in one piece, and apart from a hole where the two would grow together.
fn push_text(all: &mut Vec<Piece>, text: &Fragment) {
    match all.last_mut() {
        Some(Piece::Text(last)) => *last = std::mem::take(last).frag(text),
        Some(_) if text.as_str().starts_with(is_word) => {
            all.push(Piece::Text(Fragment::new().kw(" ").frag(text)))
        }
        Some(_) | None => all.push(Piece::Text(text.clone())),
    }
}

fn push_hole(all: &mut Vec<Piece>, hole: Piece) {
    match all.last_mut() {
        Some(Piece::Text(last)) if last.as_str().ends_with(is_word) => *last = std::mem::take(last).kw(" "),
        Some(Piece::Text(_)) | None => {}
        Some(_) => all.push(Piece::Text(Fragment::new().kw(" "))),
    }
    all.push(hole);
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '"' | '\'')
}
