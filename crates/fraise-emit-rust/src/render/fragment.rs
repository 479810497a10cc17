//! Fragments: `Sql(&[Row, T(".id = "), In(0)])`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{access, name};
use crate::service::{Piece, Sql};

pub(super) fn sql(sql: &Sql) -> TokenStream {
    let pieces = sql.0.iter().map(piece);
    quote!(Sql(&[#(#pieces),*]))
}

fn piece(piece: &Piece) -> TokenStream {
    match piece {
        Piece::Text(fragment) => {
            let text = fragment.as_str();
            quote!(T(#text))
        }
        Piece::Row => quote!(Row),
        Piece::Parent => quote!(Parent),
        Piece::Viewer => quote!(Me),
        Piece::Claim(position) => {
            let position = unsuffixed(*position);
            quote!(Of(#position))
        }
        Piece::Input(position) => {
            let position = unsuffixed(*position);
            quote!(In(#position))
        }
        Piece::HasRole(roles) => {
            let roles = access::role_set(roles);
            quote!(Holds(#roles))
        }
        Piece::Readable(ty, alias) => {
            let (ty, alias) = (name::ty(ty), alias.as_str());
            quote!(Readable(#ty, #alias))
        }
    }
}

/// `0`, not `0usize`.
pub(super) fn unsuffixed(number: usize) -> proc_macro2::Literal {
    proc_macro2::Literal::usize_unsuffixed(number)
}
