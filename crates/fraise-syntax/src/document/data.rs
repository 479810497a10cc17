//! Types of values: scalars, enums, objects; and views.

use fraise_diagnostics::{Span, Spanned};

use super::{AccessItem, GraphqlName, Name, Named};
use crate::{
    decode::{Absent, Construct, Decode, Decoder, construct},
    keys::Kind,
    node::{Mapping, Node},
    text::{ExprText, TypeText},
};

construct! {
    /// A type of single values: a base and a check.
    pub struct ScalarDecl = "scalar" {
        /// What it is.
        optional description: Spanned<String> = "description",
        /// The type it is stored as.
        required base: TypeText = "base",
        /// What holds of `value`.
        optional check: ExprText = "check",
    }
}

/// A type of one of some words: `[draft, active]`, or a mapping of members.
#[derive(Clone, Debug)]
pub struct EnumDecl {
    /// Its name.
    pub place: Span,
    /// From the first to the last byte of its value.
    pub span: Span,
    /// What it is. In the mapping form, a `description` with a text is the enum's, not a member.
    pub description: Option<Spanned<String>>,
    /// The members in order.
    pub members: Named<EnumMember>,
}

construct! {
    /// A member of an enum.
    pub struct EnumMember = "enum member" {
        /// What it means.
        optional description: Spanned<String> = "description",
        /// Why it should no longer be used.
        optional deprecated: Spanned<String> = "deprecated",
        /// What it was called before.
        optional renamed_from: Name = "renamed_from",
        /// The member leaves; rows that hold it get this one.
        optional remap_to: Name = "remap_to",
    }
}

construct! {
    /// Nested typed data.
    pub struct ObjectDecl = "object" {
        /// What it is.
        optional description: Spanned<String> = "description",
        /// Another published name, or `false`.
        optional graphql: GraphqlName = "graphql",
        /// Its fields.
        required fields: Named<ObjectFieldDecl> = "fields",
    }
}

construct! {
    /// A field of an object.
    pub struct ObjectFieldDecl = "object field" {
        /// Its type.
        required ty: TypeText = "type",
        /// What it means.
        optional description: Spanned<String> = "description",
        /// Why it should no longer be used.
        optional deprecated: Spanned<String> = "deprecated",
        /// Another published name, or `false`.
        optional graphql: GraphqlName = "graphql",
        /// A rule that the referenced row must satisfy.
        optional where_: ExprText = "where",
        /// Kept out of logs and records.
        optional secret: Spanned<bool> = "secret",
        /// What it was called before.
        optional renamed_from: Name = "renamed_from",
    }
    short = object_field_of_type
}

construct! {
    /// A view written in SQL: the escape hatch.
    pub struct ViewDecl = "view" {
        /// What it shows.
        optional description: Spanned<String> = "description",
        /// Another published name, or `false`.
        optional graphql: GraphqlName = "graphql",
        /// One SELECT.
        required sql: ExprText = "sql",
        /// Its columns and their types.
        required columns: Named<TypeText> = "columns",
        /// The columns that tell its rows apart.
        required key: Vec<Name> = "key",
        /// Who may read it.
        optional access: Vec<AccessItem> = "access",
    }
}

fn object_field_of_type(node: &Node, cx: &mut Decoder) -> Option<ObjectFieldDecl> {
    let ty = TypeText::decode(node, cx)?;
    Some(ObjectFieldDecl { ty, span: node.span(), ..ObjectFieldDecl::empty(cx.place()) })
}

impl Absent for EnumDecl {
    fn absent(span: Span) -> Self {
        Self { place: span, span, description: None, members: Named::default() }
    }
}

impl Decode for EnumDecl {
    const KIND: Kind =
        Kind::Choice("enum", || &[Kind::List(&Kind::Name), Kind::Map(&<EnumMember as Decode>::KIND)]);

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        let mut decl = Self { span: node.span(), ..Self::absent(cx.place()) };
        match node {
            Node::Mapping(mapping) => decl.read_mapping(mapping, cx),
            Node::Scalar(_) | Node::Sequence(_) | Node::Broken(_) => {
                for name in <Vec<Name>>::decode(node, cx)? {
                    let place = name.span;
                    decl.members.push(name, EnumMember::empty(place));
                }
            }
        }
        Some(decl)
    }
}

impl EnumDecl {
    fn read_mapping(&mut self, mapping: &Mapping, cx: &mut Decoder) {
        let is_description = |value: &Node| matches!(value, Node::Scalar(_)) && !value.is_blank();
        let mut members = mapping.clone();
        members.entries.retain(|entry| {
            let taken = entry.key.as_str() == "description" && is_description(&entry.value);
            if taken {
                self.description = Spanned::decode(&entry.value, cx);
            }
            !taken
        });
        self.members = Named::decode(&Node::Mapping(members), cx).unwrap_or_default();
    }
}
