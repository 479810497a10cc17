//! The static description of a service, which generated code hands to the runtime.
//!
//! Everything here is plain data that can stand in a `static`: the compiler has resolved all names, decided who
//! may read what, and printed every expression as an SQL fragment with holes ([`Sql`]). The runtime adds what is
//! known only when a request comes: the selection, the inputs, and the viewer.
//!
//! # Words
//! - *type*: what a row is, with its table, its read rule and its fields ([`Type`])
//! - *item*: one line of an access list ([`AccessItem`]); the items of a list suffice one by one
//! - *viewer*: who asks; his id and claims come from the token and travel as bound parameters
//!
//! # Example
//! A generated service looks like this. Constructors are `const`, so that a line reads like a line of the schema;
//! all fields are public as well.
//!
//! ```
//! use fraise_runtime::model::Piece::{Input as In, Parent, Row, Text as T, Viewer as Me};
//! use fraise_runtime::model::*;
//!
//! const PUBLIC: RoleSet = RoleSet::PUBLIC;
//! const CUSTOMER: RoleSet = RoleSet::bit(1);
//! const SUPPORT: RoleSet = RoleSet::bit(2);
//! const ADMIN: RoleSet = RoleSet::bit(3);
//! const PAGE: Page = Page { default: 50, max: 200 };
//!
//! static CATEGORY: Type = Type {
//!     name: "Category",
//!     table: "public.categories",
//!     key: &["id"],
//!     read: &[AccessItem::always(PUBLIC)],
//!     living: None,
//!     fields: &[
//!         Field::value("id", ValueType::Uuid, Sql(&[Row, T(".id")])),
//!         Field::value("name", ValueType::Text, Sql(&[Row, T(".name")])),
//!         Field::to_many(
//!             "products",
//!             &PRODUCT,
//!             Sql(&[Row, T(".category_id = "), Parent, T(".id")]),
//!             &[OrderKey::asc(Sql(&[Row, T(".id")]))],
//!             PAGE,
//!         ),
//!     ],
//! };
//!
//! static PRODUCT: Type = Type {
//!     name: "Product",
//!     table: "public.products",
//!     key: &["id"],
//!     read: &[
//!         AccessItem::when(PUBLIC, Rule::Sql(Sql(&[Row, T(".status <> 'draft'")]))),
//!         AccessItem::always(SUPPORT.or(ADMIN)),
//!     ],
//!     living: None,
//!     fields: &[
//!         Field::value("id", ValueType::Uuid, Sql(&[Row, T(".id")])),
//!         Field::value("price", ValueType::Decimal, Sql(&[Row, T(".price")])),
//!         Field::value("cost", ValueType::Decimal, Sql(&[Row, T(".cost")]))
//!             .nullable()
//!             .read(&[AccessItem::always(ADMIN)]),
//!         Field::to_one(
//!             "category",
//!             &CATEGORY,
//!             Sql(&[Row, T(".id = "), Parent, T(".category_id")]),
//!         ),
//!     ],
//! };
//!
//! static REVIEW: Type = Type {
//!     name: "Review",
//!     table: "public.reviews",
//!     key: &["id"],
//!     read: &[
//!         AccessItem::when(CUSTOMER, Rule::Sql(Sql(&[Row, T(".customer_id = "), Me]))),
//!         AccessItem::when(
//!             PUBLIC,
//!             Rule::Via {
//!                 target: &PRODUCT,
//!                 join: Sql(&[Row, T(".id = "), Parent, T(".product_id")]),
//!             },
//!         ),
//!     ],
//!     living: None,
//!     fields: &[Field::value("stars", ValueType::Int, Sql(&[Row, T(".stars")]))],
//! };
//!
//! pub static SERVICE: Service = Service {
//!     name: "storefront",
//!     roles: &[
//!         Role::new("customer", CUSTOMER),
//!         Role::new("support", SUPPORT),
//!         Role::new("admin", ADMIN),
//!         Role::internal("system", RoleSet::bit(4)),
//!     ],
//!     viewer: Viewer {
//!         id: Some(Claim::new("sub", ValueType::Uuid, "uuid")),
//!         roles: Some("roles"),
//!         claims: &[Claim::new("session", ValueType::Text, "text")],
//!     },
//!     types: &[&CATEGORY, &PRODUCT, &REVIEW],
//!     queries: &[
//!         Query {
//!             name: "product",
//!             target: &PRODUCT,
//!             kind: QueryKind::Get { missing: Missing::Null },
//!             access: &[AccessItem::always(PUBLIC)],
//!             inputs: &[Input::required("id", ValueType::Uuid, "uuid")],
//!             wheres: &[Where::always(Sql(&[Row, T(".id = "), In(0)]))],
//!             search: None,
//!         },
//!         Query {
//!             name: "searchProducts",
//!             target: &PRODUCT,
//!             kind: QueryKind::List {
//!                 order: &[OrderKey::rank(), OrderKey::asc(Sql(&[Row, T(".id")]))],
//!                 page: PAGE,
//!             },
//!             access: &[AccessItem::always(PUBLIC)],
//!             inputs: &[
//!                 Input::required("query", ValueType::Text, "text").max_length(200),
//!                 Input::optional("minPrice", ValueType::Decimal, "numeric"),
//!             ],
//!             wheres: &[Where::given(&[1], Sql(&[Row, T(".price >= "), In(1)]))],
//!             search: Some(Search {
//!                 vector: Sql(&[Row, T(".search_vector")]),
//!                 config: "english",
//!                 input: 0,
//!             }),
//!         },
//!     ],
//!     limits: Limits { depth: 10, complexity: 5000, ..Limits::DEFAULT },
//!     ..Service::EMPTY
//! };
//! # assert_eq!(format!("{:?}", SERVICE.types), "[Type(Category), Type(Product), Type(Review)]");
//! ```

mod access;
mod fragment;
mod job;
mod limits;
mod mutation;
mod query;
mod ty;
mod value;
mod viewer;

pub use access::{AccessItem, Role, RoleSet, Rule};
pub use fragment::{Piece, Sql};
pub use job::{Before, Does, Entry, Job, Work};
pub use limits::{Limits, Page};
pub use mutation::{Argument, Constraint, DeclaredError, InputField, InputObject, Key, Mutation};
pub use query::{Input, Missing, OrderBy, OrderKey, Query, QueryKind, Search, Where};
pub use ty::{Field, FieldKind, Type};
pub use value::{Enum, EnumValue, Object, ValueType};
pub use viewer::{Claim, Viewer};

/// A whole service: `service: storefront` and all that the file declares.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// The name of the service, as written.
    pub name: &'static str,
    /// The declared roles; `public` is not among them.
    pub roles: &'static [Role],
    /// Where the identity of a caller is found in his token.
    pub viewer: Viewer,
    /// The types that can be read.
    pub types: &'static [&'static Type],
    /// The fields of the root type `Query`.
    pub queries: &'static [Query],
    /// The fields of the root type `Mutation`.
    pub mutations: &'static [Mutation],
    /// The hooks that must be there.
    pub hooks: &'static [&'static str],
    /// What the service does by itself.
    pub work: Work,
    /// The errors of the schema.
    pub errors: &'static [DeclaredError],
    /// Unique constraints, which an error may name to some.
    pub constraints: &'static [Constraint],
    /// What a document may cost before it is refused.
    pub limits: Limits,
}

impl Service {
    /// A service that answers nothing: what generated code does not say is as here.
    pub const EMPTY: Self = Self {
        name: "",
        roles: &[],
        viewer: Viewer { id: None, roles: None, claims: &[] },
        types: &[],
        queries: &[],
        mutations: &[],
        hooks: &[],
        work: Work::NONE,
        errors: &[],
        constraints: &[],
        limits: Limits::DEFAULT,
    };
}
