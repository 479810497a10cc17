//! Types: tables with fields, relations, rules, access and laws.

use fraise_diagnostics::{Code, Diagnostic, Span, Spanned};

use super::{AccessItem, EffectDecl, GraphqlName, MachineDecl, MovesDecl, Name, Named, OrderTerm, Path};
use crate::{
    decode::{Construct, Decode, Decoder, construct, words},
    node::Node,
    text::{ExprText, TypeText},
};

construct! {
    /// A type: a table and what is said about it.
    pub struct TypeDecl = "type" {
        /// What it is.
        optional description: Spanned<String> = "description",
        /// Why it should no longer be used.
        optional deprecated: Spanned<String> = "deprecated",
        /// Another published name, or `false`.
        optional graphql: GraphqlName = "graphql",
        /// Name of the table; the plural in snake_case if not given.
        optional table: Name = "table",
        /// Kind of its key, if other than the settings say.
        optional id: Spanned<IdKind> = "id",
        /// Fields that make a composite key, instead of `id`.
        optional key: Vec<Name> = "key",
        /// Times it keeps, if other than the settings say.
        optional timestamps: Spanned<TimestampsKind> = "timestamps",
        /// Its fields.
        required fields: Named<FieldDecl> = "fields",
        /// Ways to rows that point at it.
        default relations: Named<RelationDecl> = "relations",
        /// Named booleans over the row and the viewer.
        default rules: Named<ExprText> = "rules",
        /// Who may read, create, update, delete.
        optional access: AccessDecl = "access",
        /// Named laws over its own columns.
        default checks: Named<ExprText> = "checks",
        /// Fields that no two rows share.
        default unique: Vec<UniqueDecl> = "unique",
        /// Indexes beside those of keys and references.
        default indexes: Vec<IndexDecl> = "indexes",
        /// Two paths that lead to the same row.
        default same: Vec<ExprText> = "same",
        /// Sums bounded by another row.
        default within: Vec<WithinDecl> = "within",
        /// Rows are written only while this is true.
        optional editable_while: ExprText = "editable_while",
        /// What its insert and delete bring about.
        optional effects: TypeEffects = "effects",
        /// The only writers of its counters.
        optional moves: MovesDecl = "moves",
        /// Its states and the events between them.
        optional machine: MachineDecl = "machine",
        /// Rows are never changed nor deleted.
        optional append_only: Spanned<bool> = "append_only",
        /// Rows are marked as deleted and stay.
        optional soft_delete: Spanned<bool> = "soft_delete",
        /// `small`: a migration may use the plain forms.
        optional size: Spanned<SizeHint> = "size",
        /// What it was called before.
        optional renamed_from: Name = "renamed_from",
        /// Fields taken away on purpose.
        default dropped: Vec<Name> = "dropped",
    }
    later "1.1" {
        "tenant" = "a type that belongs to no tenant",
        "history" = "a table of all versions of a row",
        "partition" = "ranges of rows in tables of their own",
    }
}

construct! {
    /// Who may do what with the rows of a type.
    pub struct AccessDecl = "access" {
        /// Which rows exist for whom.
        optional read: Vec<AccessItem> = "read",
        /// Who may create; the operation exists only if given.
        optional create: Vec<AccessItem> = "create",
        /// Who may update; the operation exists only if given.
        optional update: Vec<AccessItem> = "update",
        /// Who may delete; the operation exists only if given.
        optional delete: Vec<AccessItem> = "delete",
    }
}

construct! {
    /// A field: a column, a reference, or something computed.
    pub struct FieldDecl = "field" {
        /// Its type, default included.
        required ty: TypeText = "type",
        /// What it means.
        optional description: Spanned<String> = "description",
        /// Why it should no longer be used.
        optional deprecated: Spanned<String> = "deprecated",
        /// Another published name, or `false`.
        optional graphql: GraphqlName = "graphql",
        /// Name of the column; the field, or `<field>_id` for a reference, if not given.
        optional column: Name = "column",
        /// No two rows share its value.
        optional unique: Spanned<bool> = "unique",
        /// A law over own columns.
        optional check: ExprText = "check",
        /// What happens when the referenced row goes; every reference says it.
        optional on_delete: Spanned<OnDelete> = "on_delete",
        /// Set at insert and never changed.
        optional frozen: Spanned<bool> = "frozen",
        /// The expression it is computed from.
        optional from: ExprText = "from",
        /// Kept in a column although computed.
        optional stored: Spanned<bool> = "stored",
        /// Who may read it, if fewer than the type says; `[]` is the server only.
        optional read: Vec<AccessItem> = "read",
        /// Who may write it, if fewer than the type says; `[]` is the server only.
        optional write: Vec<AccessItem> = "write",
        /// An argument that is kept out of logs and records.
        optional secret: Spanned<bool> = "secret",
        /// What it was called before.
        optional renamed_from: Name = "renamed_from",
        /// The value for rows that exist already.
        optional backfill: ExprText = "backfill",
    }
    short = field_of_type
}

words! {
    /// The kind of a key.
    pub enum IdKind {
        /// Random.
        Uuid = "uuid",
        /// Counted.
        Bigint = "bigint",
    }
}

words! {
    /// Which times a type keeps.
    pub enum TimestampsKind {
        /// `created_at` and `updated_at`
        Both = "both",
        /// `created_at`
        Created = "created",
        /// Neither.
        None = "none",
    }
}

words! {
    /// What happens to a reference when the row it points at is deleted.
    pub enum OnDelete {
        /// The delete is refused.
        Restrict = "restrict",
        /// The referring row goes, too.
        Cascade = "cascade",
        /// The reference becomes null.
        SetNull = "set_null",
    }
}

words! {
    /// How many rows a type has.
    pub enum SizeHint {
        /// Few.
        Small = "small",
    }
}

construct! {
    /// A way to rows that point at this type, never a column.
    pub struct RelationDecl = "relation" {
        /// `OrderItem.order`: the reference that is walked backwards; or `variants.inventory`: two relations in a row.
        required inverse: Path = "inverse",
        /// What it leads to.
        optional description: Spanned<String> = "description",
        /// Why it should no longer be used.
        optional deprecated: Spanned<String> = "deprecated",
        /// Another published name, or `false`.
        optional graphql: GraphqlName = "graphql",
    }
    short = relation_of_path
}

construct! {
    /// Fields that no two rows share.
    pub struct UniqueDecl = "unique" {
        /// The fields.
        required fields: Vec<Name> = "fields",
        /// Only among rows for which this holds.
        optional where_: ExprText = "where",
        /// Name of the constraint or index.
        optional name: Name = "name",
    }
    short = unique_of_fields
}

construct! {
    /// An index.
    pub struct IndexDecl = "index" {
        /// The fields and directions.
        default fields: Vec<OrderTerm> = "fields",
        /// Only rows for which this holds.
        optional where_: ExprText = "where",
        /// The method; `btree` if not given.
        optional using: Spanned<IndexMethod> = "using",
        /// Name of the index.
        optional name: Name = "name",
        /// Fields kept in the index beside the key.
        default include: Vec<Name> = "include",
        /// A full-text search instead: fields and their weights.
        optional search: Named<Spanned<SearchWeight>> = "search",
        /// The language of the search.
        optional language: Name = "language",
        /// What it was called before.
        optional renamed_from: Name = "renamed_from",
    }
    short = index_of_fields
}

words! {
    /// The method of an index.
    pub enum IndexMethod {
        /// Order and ranges.
        Btree = "btree",
        /// Members of arrays and documents.
        Gin = "gin",
        /// Ranges that overlap.
        Gist = "gist",
        /// Large tables in the order of time.
        Brin = "brin",
        /// Equality.
        Hash = "hash",
        /// Parts of texts.
        Trigram = "trigram",
    }
}

words! {
    /// How much a field weighs in a search.
    pub enum SearchWeight {
        /// Most.
        A = "A",
        /// Much.
        B = "B",
        /// Little.
        C = "C",
        /// Least.
        D = "D",
    }
}

impl crate::decode::Absent for Spanned<SearchWeight> {
    fn absent(span: Span) -> Self {
        Self::new(SearchWeight::D, span)
    }
}

construct! {
    /// A sum over my rows that the row of a reference bounds.
    pub struct WithinDecl = "within" {
        /// The field that is summed.
        required sum: Path = "sum",
        /// The reference whose row bounds the sum.
        required per: Path = "per",
        /// The bound.
        required at_most: ExprText = "at_most",
        /// Only rows for which this holds are summed.
        optional counting: ExprText = "counting",
        /// The error raised.
        optional error: Name = "error",
    }
}

construct! {
    /// What insert and delete of a row bring about.
    pub struct TypeEffects = "effects" {
        /// After an insert.
        default insert: Vec<EffectDecl> = "insert",
        /// After a delete.
        default delete: Vec<EffectDecl> = "delete",
    }
}

fn field_of_type(node: &Node, cx: &mut Decoder) -> Option<FieldDecl> {
    let ty = TypeText::decode(node, cx)?;
    Some(FieldDecl { ty, span: node.span(), ..FieldDecl::empty(cx.place()) })
}

fn relation_of_path(node: &Node, cx: &mut Decoder) -> Option<RelationDecl> {
    let inverse = Path::decode(node, cx)?;
    Some(RelationDecl { inverse, span: node.span(), ..RelationDecl::empty(cx.place()) })
}

fn unique_of_fields(node: &Node, cx: &mut Decoder) -> Option<UniqueDecl> {
    let fields = list_of_fields(node, cx)?;
    Some(UniqueDecl { fields, span: node.span(), ..UniqueDecl::empty(cx.place()) })
}

fn index_of_fields(node: &Node, cx: &mut Decoder) -> Option<IndexDecl> {
    let fields = list_of_fields(node, cx)?;
    Some(IndexDecl { fields, span: node.span(), ..IndexDecl::empty(cx.place()) })
}

/// `- [a, b]`. A bare `a` is refused: `[a, b]` without the dash would else be two uniques of one field each.
fn list_of_fields<T: Decode>(node: &Node, cx: &mut Decoder) -> Option<Vec<T>> {
    if let Node::Scalar(it) = node {
        cx.report(
            Diagnostic::error(
                Code::F0110,
                it.span(),
                format!("expected a list of fields, found `{}`", it.as_str()),
            )
            .help("Write one list of fields for each, as in `- [customer, created_at]`."),
        );
        return None;
    }
    Vec::decode(node, cx)
}
