//! Fragments: `Sql(&[Row, T(".id = "), In(0)])`.

use super::code::Code;
use super::{access, name};
use crate::service::{Piece, Sql};

pub(super) fn sql(sql: &Sql) -> Code {
    Code::call("Sql", [Code::list(sql.0.iter().map(piece))])
}

fn piece(piece: &Piece) -> Code {
    match piece {
        Piece::Text(fragment) => Code::call("T", [Code::text(fragment.as_str())]),
        Piece::Row => Code::word("Row"),
        Piece::Parent => Code::word("Parent"),
        Piece::Viewer => Code::word("Me"),
        Piece::Claim(position) => Code::call("Of", [Code::number(*position)]),
        Piece::Input(position) => Code::call("In", [Code::number(*position)]),
        Piece::HasRole(roles) => Code::call("Holds", [access::role_set(roles)]),
        Piece::Readable(ty, alias) => Code::call("Readable", [name::ty(ty), Code::text(alias.as_str())]),
    }
}
