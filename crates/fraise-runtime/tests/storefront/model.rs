//! The mini storefront, as generated code would describe it.

use fraise_runtime::model::Piece::{Input as In, Parent, Readable, Row, Text as T, Viewer as Me};
use fraise_runtime::model::*;

const PUBLIC: RoleSet = RoleSet::PUBLIC;
const CUSTOMER: RoleSet = RoleSet::bit(1);
const SUPPORT: RoleSet = RoleSet::bit(2);
const WAREHOUSE: RoleSet = RoleSet::bit(3);
const ADMIN: RoleSet = RoleSet::bit(4);
pub const SYSTEM: RoleSet = RoleSet::bit(5);
const PAGE: Page = Page { default: 50, max: 200 };

static ORDER_STATUS: Enum = Enum {
    name: "OrderStatus",
    values: &[
        EnumValue { graphql: "PENDING", sql: "pending" },
        EnumValue { graphql: "IN_TRANSIT", sql: "in_transit" },
    ],
};

static DIMENSIONS: Object = Object {
    name: "Dimensions",
    fields: &[
        Field::value("width", ValueType::Decimal, Sql(&[T("("), Row, T(" ->> 'width')::numeric")])),
        Field::value("unit", ValueType::Text, Sql(&[Row, T(" ->> 'unit'")])),
    ],
};

static STOCK_PLACE: Object = Object {
    name: "StockPlace",
    fields: &[
        Field::value("place", ValueType::Text, Sql(&[Row, T(" ->> 'place'")])),
        Field::value("count", ValueType::Int, Sql(&[T("("), Row, T(" ->> 'count')::integer")])),
    ],
};

static CATEGORY: Type = Type {
    name: "Category",
    table: "public.categories",
    key: &["id"],
    read: &[AccessItem::always(PUBLIC)],
    living: None,
    fields: &[
        Field::value("id", ValueType::Uuid, Sql(&[Row, T(".id")])),
        Field::value("slug", ValueType::Text, Sql(&[Row, T(".slug")])),
        Field::value("name", ValueType::Text, Sql(&[Row, T(".name")])),
        Field::to_many(
            "products",
            &PRODUCT,
            Sql(&[Row, T(".category_id = "), Parent, T(".id")]),
            &[OrderKey::desc(Sql(&[Row, T(".created_at")])), OrderKey::asc(Sql(&[Row, T(".id")]))],
            PAGE,
        ),
    ],
};

static PRODUCT: Type = Type {
    name: "Product",
    table: "public.products",
    key: &["id"],
    read: &[
        AccessItem::when(PUBLIC, Rule::Sql(Sql(&[Row, T(".status <> 'draft'")]))),
        AccessItem::always(SUPPORT.or(ADMIN)),
    ],
    living: None,
    fields: &[
        Field::value("id", ValueType::Uuid, Sql(&[Row, T(".id")])),
        Field::value("sku", ValueType::Text, Sql(&[Row, T(".sku")])),
        Field::value("name", ValueType::Text, Sql(&[Row, T(".name")])),
        Field::value("description", ValueType::Text, Sql(&[Row, T(".description")])).nullable(),
        Field::value("brand", ValueType::Text, Sql(&[Row, T(".brand")])).nullable(),
        Field::value("price", ValueType::Decimal, Sql(&[Row, T(".price")])),
        Field::value("cost", ValueType::Decimal, Sql(&[Row, T(".cost")]))
            .nullable()
            .read(&[AccessItem::always(ADMIN)]),
        Field::value("status", ValueType::Text, Sql(&[Row, T(".status")])),
        Field::value("tags", ValueType::List(&ValueType::Text), Sql(&[Row, T(".tags")])),
        Field::value("createdAt", ValueType::DateTime, Sql(&[Row, T(".created_at")])),
        Field::object("dimensions", &DIMENSIONS, Sql(&[Row, T(".dimensions")])).nullable(),
        Field::objects("stockPlaces", &STOCK_PLACE, Sql(&[Row, T(".stock_places")])).nullable(),
        Field::to_one("category", &CATEGORY, Sql(&[Row, T(".id = "), Parent, T(".category_id")])),
        Field::value(
            "inStock",
            ValueType::Bool,
            Sql(&[
                T(
                    "coalesce((select bool_or(x2.available > 0) from public.product_variants x1 join public.inventory x2 \
                   on x2.variant_id = x1.id where x1.product_id = ",
                ),
                Row,
                T(".id), false)"),
            ]),
        ),
        Field::to_many(
            "variants",
            &PRODUCT_VARIANT,
            Sql(&[Row, T(".product_id = "), Parent, T(".id")]),
            &[OrderKey::asc(Sql(&[Row, T(".sku")]))],
            PAGE,
        ),
    ],
};

static PRODUCT_VARIANT: Type = Type {
    name: "ProductVariant",
    table: "public.product_variants",
    key: &["id"],
    read: &[AccessItem::when(
        PUBLIC,
        Rule::Via { target: &PRODUCT, join: Sql(&[Row, T(".id = "), Parent, T(".product_id")]) },
    )],
    living: None,
    fields: &[
        Field::value("id", ValueType::Uuid, Sql(&[Row, T(".id")])),
        Field::value("sku", ValueType::Text, Sql(&[Row, T(".sku")])),
        Field::value("name", ValueType::Text, Sql(&[Row, T(".name")])).nullable(),
        Field::value(
            "price",
            ValueType::Decimal,
            Sql(&[
                T("(select x1.price from public.products x1 where x1.id = "),
                Row,
                T(".product_id) + "),
                Row,
                T(".price_modifier"),
            ]),
        ),
        Field::to_one("product", &PRODUCT, Sql(&[Row, T(".id = "), Parent, T(".product_id")])).nullable(),
        Field::inverse("inventory", &INVENTORY, Sql(&[Row, T(".variant_id = "), Parent, T(".id")])),
    ],
};

static INVENTORY: Type = Type {
    name: "Inventory",
    table: "public.inventory",
    key: &["id"],
    read: &[
        AccessItem::always(SUPPORT.or(WAREHOUSE).or(ADMIN)),
        AccessItem::when(
            PUBLIC,
            Rule::Sql(Sql(&[
                T("(select x2.status <> 'draft' from public.product_variants x1 join public.products x2 \
                   on x2.id = x1.product_id where x1.id = "),
                Row,
                T(".variant_id)"),
            ])),
        ),
    ],
    living: None,
    fields: &[
        Field::value("id", ValueType::Uuid, Sql(&[Row, T(".id")])),
        Field::value("on_hand", ValueType::Int, Sql(&[Row, T(".on_hand")])),
        Field::value("reserved", ValueType::Int, Sql(&[Row, T(".reserved")])),
        Field::value("available", ValueType::Int, Sql(&[Row, T(".available")])),
        Field::value("reorder_point", ValueType::Int, Sql(&[Row, T(".reorder_point")]))
            .nullable()
            .read(&[AccessItem::always(WAREHOUSE.or(SUPPORT).or(ADMIN))]),
        Field::to_one("variant", &PRODUCT_VARIANT, Sql(&[Row, T(".id = "), Parent, T(".variant_id")]))
            .nullable(),
    ],
};

static CUSTOMER_TYPE: Type = Type {
    name: "Customer",
    table: "public.customers",
    key: &["id"],
    read: &[
        AccessItem::always(SUPPORT.or(ADMIN)),
        AccessItem::when(PUBLIC, Rule::Sql(Sql(&[Row, T(".id = "), Me]))),
    ],
    living: None,
    fields: &[
        Field::value("id", ValueType::Uuid, Sql(&[Row, T(".id")])),
        Field::value("name", ValueType::Text, Sql(&[Row, T(".name")])),
        Field::value("email", ValueType::Text, Sql(&[Row, T(".email")])).nullable().read(&[
            AccessItem::always(ADMIN),
            AccessItem::when(CUSTOMER.or(SUPPORT), Rule::Sql(Sql(&[Row, T(".id = "), Me]))),
        ]),
        Field::to_many(
            "addresses",
            &ADDRESS,
            Sql(&[Row, T(".customer_id = "), Parent, T(".id")]),
            &[OrderKey::asc(Sql(&[Row, T(".id")]))],
            PAGE,
        ),
        Field::to_many(
            "orders",
            &ORDER,
            Sql(&[Row, T(".customer_id = "), Parent, T(".id")]),
            &[OrderKey::desc(Sql(&[Row, T(".created_at")])), OrderKey::asc(Sql(&[Row, T(".id")]))],
            PAGE,
        ),
    ],
};

static ADDRESS: Type = Type {
    name: "Address",
    table: "public.addresses",
    key: &["id"],
    read: &[
        AccessItem::always(SUPPORT.or(WAREHOUSE).or(ADMIN)),
        AccessItem::when(CUSTOMER, Rule::Sql(Sql(&[Row, T(".customer_id = "), Me]))),
    ],
    living: Some(Sql(&[Row, T(".deleted_at is null")])),
    fields: &[
        Field::value("id", ValueType::Uuid, Sql(&[Row, T(".id")])),
        Field::value("city", ValueType::Text, Sql(&[Row, T(".city")])),
    ],
};

static ORDER: Type = Type {
    name: "Order",
    table: "public.orders",
    key: &["id"],
    read: &[
        AccessItem::always(SUPPORT.or(WAREHOUSE).or(ADMIN)),
        AccessItem::when(CUSTOMER, Rule::Sql(Sql(&[Row, T(".customer_id = "), Me]))),
    ],
    living: None,
    fields: &[
        Field::value("id", ValueType::Uuid, Sql(&[Row, T(".id")])),
        Field::value("number", ValueType::Text, Sql(&[Row, T(".number")])),
        Field::value("status", ValueType::Enum(&ORDER_STATUS), Sql(&[Row, T(".status")])),
        Field::value("total", ValueType::Decimal, Sql(&[Row, T(".total")])),
        Field::value("createdAt", ValueType::DateTime, Sql(&[Row, T(".created_at")])),
        Field::to_one("customer", &CUSTOMER_TYPE, Sql(&[Row, T(".id = "), Parent, T(".customer_id")]))
            .nullable(),
        Field::to_one("address", &ADDRESS, Sql(&[Row, T(".id = "), Parent, T(".address_id")])).nullable(),
        Field::to_many(
            "items",
            &ORDER_ITEM,
            Sql(&[Row, T(".order_id = "), Parent, T(".id")]),
            &[OrderKey::asc(Sql(&[Row, T(".id")]))],
            PAGE,
        ),
    ],
};

static ORDER_ITEM: Type = Type {
    name: "OrderItem",
    table: "public.order_items",
    key: &["id"],
    read: &[AccessItem::when(
        PUBLIC,
        Rule::Via { target: &ORDER, join: Sql(&[Row, T(".id = "), Parent, T(".order_id")]) },
    )],
    living: None,
    fields: &[
        Field::value("id", ValueType::Uuid, Sql(&[Row, T(".id")])),
        Field::value("quantity", ValueType::Int, Sql(&[Row, T(".quantity")])),
        Field::value("unitPrice", ValueType::Decimal, Sql(&[Row, T(".unit_price")])),
        Field::to_one("variant", &PRODUCT_VARIANT, Sql(&[Row, T(".id = "), Parent, T(".variant_id")]))
            .nullable(),
        Field::to_one("order", &ORDER, Sql(&[Row, T(".id = "), Parent, T(".order_id")])).nullable(),
    ],
};

static SPECIMEN: Type = Type {
    name: "Specimen",
    table: "public.specimens",
    key: &["id"],
    read: &[AccessItem::always(PUBLIC)],
    living: None,
    fields: &[
        Field::value("id", ValueType::BigInt, Sql(&[Row, T(".id")])),
        Field::value("uuid", ValueType::Uuid, Sql(&[Row, T(".uuid")])).nullable(),
        Field::value("text", ValueType::Text, Sql(&[Row, T(".text")])).nullable(),
        Field::value("short", ValueType::Text, Sql(&[Row, T(".short")])).nullable(),
        Field::value("int", ValueType::Int, Sql(&[Row, T(".int")])).nullable(),
        Field::value("small", ValueType::Int, Sql(&[Row, T(".small")])).nullable(),
        Field::value("big", ValueType::BigInt, Sql(&[Row, T(".big")])).nullable(),
        Field::value("decimal", ValueType::Decimal, Sql(&[Row, T(".decimal")])).nullable(),
        Field::value("exact", ValueType::Decimal, Sql(&[Row, T(".exact")])).nullable(),
        Field::value("bool", ValueType::Bool, Sql(&[Row, T(".bool")])).nullable(),
        Field::value("date", ValueType::Date, Sql(&[Row, T(".date")])).nullable(),
        Field::value("time", ValueType::Time, Sql(&[Row, T(".time")])).nullable(),
        Field::value("moment", ValueType::DateTime, Sql(&[Row, T(".moment")])).nullable(),
        Field::value("duration", ValueType::Duration, Sql(&[Row, T(".duration")])).nullable(),
        Field::value("json", ValueType::Json, Sql(&[Row, T(".json")])).nullable(),
        Field::value("plain_json", ValueType::Json, Sql(&[Row, T(".plain_json")])).nullable(),
        Field::value("bytes", ValueType::Bytes, Sql(&[Row, T(".bytes")])).nullable(),
        Field::value("ints", ValueType::List(&ValueType::Int), Sql(&[Row, T(".ints")])).nullable(),
        Field::value("texts", ValueType::List(&ValueType::Text), Sql(&[Row, T(".texts")])).nullable(),
        Field::value("decimals", ValueType::List(&ValueType::Decimal), Sql(&[Row, T(".decimals")]))
            .nullable(),
        Field::value("moments", ValueType::List(&ValueType::DateTime), Sql(&[Row, T(".moments")])).nullable(),
    ],
};

const NEWEST: &[OrderKey] =
    &[OrderKey::desc(Sql(&[Row, T(".created_at")])), OrderKey::asc(Sql(&[Row, T(".id")]))];
const BY_CATEGORY: Sql =
    Sql(&[Row, T(".category_id = (select x1.id from public.categories x1 where x1.slug = "), In(1), T(")")]);

pub static SERVICE: Service = Service {
    name: "shop",
    roles: &[
        Role::new("customer", CUSTOMER),
        Role::new("support", SUPPORT),
        Role::new("warehouse", WAREHOUSE),
        Role::new("admin", ADMIN),
        Role::internal("system", SYSTEM),
    ],
    viewer: Viewer {
        id: Some(Claim::new("sub", ValueType::Uuid, "uuid")),
        roles: Some("roles"),
        claims: &[Claim::new("session", ValueType::Text, "text")],
    },
    types: &[
        &CATEGORY,
        &PRODUCT,
        &PRODUCT_VARIANT,
        &INVENTORY,
        &CUSTOMER_TYPE,
        &ADDRESS,
        &ORDER,
        &ORDER_ITEM,
        &SPECIMEN,
    ],
    queries: &[
        Query {
            name: "product",
            target: &PRODUCT,
            kind: QueryKind::Get { missing: Missing::Null },
            access: &[AccessItem::always(PUBLIC)],
            inputs: &[Input::required("id", ValueType::Uuid, "uuid")],
            wheres: &[Where::always(Sql(&[Row, T(".id = "), In(0)]))],
            search: None,
        },
        Query {
            name: "neededProduct",
            target: &PRODUCT,
            kind: QueryKind::Get { missing: Missing::Error },
            access: &[AccessItem::always(PUBLIC)],
            inputs: &[
                Input::required("id", ValueType::Uuid, "uuid"),
                Input::optional("margin", ValueType::Decimal, "numeric"),
            ],
            wheres: &[Where::always(Sql(&[Row, T(".id = "), In(0)]))],
            search: None,
        },
        Query {
            name: "products",
            target: &PRODUCT,
            kind: QueryKind::List { order: NEWEST, page: PAGE },
            access: &[AccessItem::always(PUBLIC)],
            inputs: &[
                Input::optional("category", ValueType::Text, "text").max_length(80),
                Input::optional("tags", ValueType::List(&ValueType::Text), "text[]"),
            ],
            wheres: &[
                Where::given(
                    &[0],
                    Sql(&[
                        Row,
                        T(".category_id = (select x1.id from public.categories x1 where x1.slug = "),
                        In(0),
                        T(")"),
                    ]),
                ),
                Where::given(&[1], Sql(&[Row, T(".tags @> "), In(1)])),
            ],
            search: None,
        },
        Query {
            name: "searchProducts",
            target: &PRODUCT,
            kind: QueryKind::List {
                order: &[
                    OrderKey::rank(),
                    OrderKey::asc(Sql(&[Row, T(".name")])),
                    OrderKey::asc(Sql(&[Row, T(".id")])),
                ],
                page: PAGE,
            },
            access: &[AccessItem::always(PUBLIC)],
            inputs: &[
                Input::required("query", ValueType::Text, "text").max_length(200),
                Input::optional("category", ValueType::Text, "text").max_length(80),
                Input::optional("minPrice", ValueType::Decimal, "numeric"),
                Input::optional("maxPrice", ValueType::Decimal, "numeric"),
            ],
            wheres: &[
                Where::always(Sql(&[Row, T(".status = 'active'")])),
                Where::given(&[1], BY_CATEGORY),
                Where::given(&[2], Sql(&[Row, T(".price >= "), In(2)])),
                Where::given(&[3], Sql(&[Row, T(".price <= "), In(3)])),
            ],
            search: Some(Search { vector: Sql(&[Row, T(".search_vector")]), config: "english", input: 0 }),
        },
        Query {
            name: "categories",
            target: &CATEGORY,
            kind: QueryKind::List { order: &[OrderKey::asc(Sql(&[Row, T(".slug")]))], page: PAGE },
            access: &[AccessItem::always(PUBLIC)],
            inputs: &[],
            wheres: &[],
            search: None,
        },
        Query {
            name: "myOrders",
            target: &ORDER,
            kind: QueryKind::List { order: NEWEST, page: Page { default: 20, max: 100 } },
            access: &[AccessItem::always(CUSTOMER.or(ADMIN))],
            inputs: &[
                Input::optional("status", ValueType::Enum(&ORDER_STATUS), "text"),
                Input::optional("since", ValueType::DateTime, "timestamptz")
                    .default(Sql(&[T("timestamptz '2026-01-01 00:00:00Z'")])),
            ],
            wheres: &[
                Where::always(Sql(&[Row, T(".customer_id = "), Me])),
                Where::given(&[0], Sql(&[Row, T(".status = "), In(0)])),
                Where::given(&[1], Sql(&[Row, T(".created_at >= "), In(1)])),
            ],
            search: None,
        },
        Query {
            name: "order",
            target: &ORDER,
            kind: QueryKind::Get { missing: Missing::Null },
            access: &[AccessItem::always(CUSTOMER.or(SUPPORT).or(WAREHOUSE).or(ADMIN))],
            inputs: &[Input::required("id", ValueType::Uuid, "uuid")],
            wheres: &[Where::always(Sql(&[Row, T(".id = "), In(0)]))],
            search: None,
        },
        Query {
            name: "ordersOf",
            target: &ORDER,
            kind: QueryKind::List { order: NEWEST, page: PAGE },
            access: &[
                AccessItem::always(ADMIN),
                AccessItem::when(CUSTOMER, Rule::Sql(Sql(&[In(0), T(" = "), Me]))),
            ],
            inputs: &[
                Input::required("customerId", ValueType::Uuid, "uuid"),
                Input::optional("status", ValueType::Enum(&ORDER_STATUS), "text")
                    .default(Sql(&[T("'pending'")])),
            ],
            wheres: &[
                Where::always(Sql(&[
                    T("exists (select from public.customers x1 where x1.id = "),
                    In(0),
                    T(" and x1.id = "),
                    Row,
                    T(".customer_id and "),
                    Readable(&CUSTOMER_TYPE, "x1"),
                    T(")"),
                ])),
                Where::given(&[1], Sql(&[Row, T(".status = "), In(1)])),
            ],
            search: None,
        },
        Query {
            name: "customer",
            target: &CUSTOMER_TYPE,
            kind: QueryKind::Get { missing: Missing::Null },
            access: &[AccessItem::always(PUBLIC)],
            inputs: &[Input::required("id", ValueType::Uuid, "uuid")],
            wheres: &[Where::always(Sql(&[Row, T(".id = "), In(0)]))],
            search: None,
        },
        Query {
            name: "lowStock",
            target: &INVENTORY,
            kind: QueryKind::List { order: &[OrderKey::asc(Sql(&[Row, T(".id")]))], page: PAGE },
            access: &[AccessItem::always(WAREHOUSE.or(ADMIN))],
            inputs: &[],
            wheres: &[],
            search: None,
        },
        Query {
            name: "specimens",
            target: &SPECIMEN,
            kind: QueryKind::List { order: &[OrderKey::asc(Sql(&[Row, T(".id")]))], page: PAGE },
            access: &[AccessItem::always(PUBLIC)],
            inputs: &[Input::optional("after", ValueType::BigInt, "bigint")],
            wheres: &[Where::given(&[0], Sql(&[Row, T(".id > "), In(0)]))],
            search: None,
        },
    ],
    limits: Limits { depth: 10, complexity: 5000, ..Limits::DEFAULT },
    ..Service::EMPTY
};
