//! A small shop that holds every kind of object once, with names and texts that want quoting.

use fraise_sql::catalog::*;
use fraise_sql::{Body, Fragment, Ident, Literal, QualifiedName, SqlType, Text, ident, sql};

fn public(name: Ident) -> QualifiedName {
    QualifiedName::new(ident!("public"), name)
}

fn fraise(name: Ident) -> QualifiedName {
    QualifiedName::new(ident!("fraise"), name)
}

fn text(text: &str) -> Option<Text> {
    Some(Text::without_nul(text))
}

fn role(name: Ident) -> Grantee {
    Grantee::Role(name)
}

fn api() -> Grantee {
    role(ident!("shop_api"))
}

fn owner() -> Ident {
    ident!("shop_owner")
}

fn defaults() -> Vec<DefaultPrivilege> {
    vec![DefaultPrivilege::RevokeExecuteFromPublic { role: owner() }]
}

fn trigram() -> Extension {
    Extension { name: ident!("pg_trgm"), schema: ident!("public") }
}

pub(crate) fn roles() -> RoleSetup {
    let role = |name: Ident, comment: &str| Role { name, comment: text(comment) };
    let member = |role: Ident, member: Ident| Membership { role, member };
    let owned = |name: Ident| OwnedSchema { name, owner: owner() };
    RoleSetup {
        roles: vec![
            role(owner(), "Owns everything"),
            role(ident!("shop_api"), "Holds the rights"),
            role(ident!("shop_service"), "The service's logins; it's a group"),
            role(ident!("Shop \"desk\""), "People\nat the desk"),
        ],
        memberships: vec![
            member(ident!("shop_api"), ident!("shop_service")),
            member(ident!("shop_api"), ident!("Shop \"desk\"")),
        ],
        schemas: vec![owned(ident!("public")), owned(ident!("fraise"))],
        extensions: vec![trigram()],
        default_privileges: defaults(),
    }
}

pub(crate) fn catalog() -> Catalog {
    let usage = |name: Ident, comment: &str| Schema {
        name,
        grants: vec![Grant::whole(Privilege::Usage, api())],
        comment: text(comment),
    };
    Catalog {
        owner: Some(owner()),
        schemas: vec![
            usage(ident!("public"), "What people see"),
            usage(ident!("fraise"), "What keeps it right"),
        ],
        extensions: vec![trigram()],
        default_privileges: defaults(),
        enums: vec![EnumType {
            name: public(ident!("mood")),
            members: ["glad", "so so", "it's bad"].map(Text::without_nul).to_vec(),
            comment: text("How a customer feels"),
        }],
        sequences: vec![Sequence {
            owned_by: Some(OwnedBy { table: public(ident!("order")), column: ident!("order_number") }),
            grants: vec![Grant::whole(Privilege::Usage, api())],
            start: 1000,
            comment: text("Numbers of orders"),
            ..Sequence::new(public(ident!("order_number_seq")))
        }],
        tables: vec![customers(), orders()],
        views: vec![View {
            name: public(ident!("open_orders")),
            note: Some("What waits."),
            columns: vec![
                ViewColumn::new(ident!("id"), SqlType::Uuid),
                ViewColumn::new(ident!("user"), SqlType::Text),
            ],
            query: sql![
                "select o.id, c.",
                ident!("user"),
                "\nfrom ",
                public(ident!("order")),
                " as o\njoin ",
                public(ident!("customers")),
                " as c on c.id = o.customer_id\nwhere o.status = ",
                Literal::text("open"),
            ],
            grants: vec![Grant::whole(Privilege::Select, api())],
            comment: text("Orders that wait"),
        }],
        helpers: vec![has_role(), is_size()],
        functions: vec![touch(), count_orders(), find_orders()],
    }
}

fn customers() -> Table {
    let name = public(ident!("customers"));
    Table {
        columns: vec![
            Column {
                comment: text("Drawn by the database"),
                identity: Some(Identity::Always),
                ..Column::new(ident!("id"), SqlType::Bigint)
            },
            Column::new(ident!("user"), SqlType::Varchar(Some(50))),
            Column::new(ident!("mood"), SqlType::Named(public(ident!("mood")))).nullable(),
            Column::new(ident!("tags"), SqlType::Text.array()).with_default(sql![Literal::text("{}")]),
        ],
        primary_key: Some(Key { name: ident!("customers_pkey"), columns: vec![ident!("id")], comment: None }),
        uniques: vec![Key {
            name: ident!("customers_user_key"),
            columns: vec![ident!("user")],
            comment: text("One account each"),
        }],
        indexes: vec![Index {
            name: ident!("customers_user_trgm_idx"),
            method: IndexMethod::Gin,
            keys: vec![IndexKey::column(ident!("user")).with_class(public(ident!("gin_trgm_ops")))],
            include: vec![],
            condition: None,
            unique: false,
            comment: text("Finds parts of names"),
        }],
        row_security: true,
        policies: vec![Policy {
            name: ident!("customers_select"),
            command: PolicyCommand::Select,
            roles: vec![api()],
            using: Some(sql!["true"]),
            with_check: None,
            comment: None,
        }],
        grants: vec![Grant::on_columns(Privilege::Select, vec![ident!("id"), ident!("user")], api())],
        comment: text("People;\n\\! who buy -- \"things\""),
        ..Table::new(name)
    }
}

fn orders() -> Table {
    let name = public(ident!("order"));
    Table {
        columns: order_columns(),
        primary_key: Some(Key { name: ident!("order_pkey"), columns: vec![ident!("id")], comment: None }),
        uniques: vec![Key {
            name: ident!("order_customer_id_order_number_key"),
            columns: vec![ident!("customer_id"), ident!("order_number")],
            comment: None,
        }],
        checks: vec![
            Check {
                name: ident!("order_status_check"),
                expression: sql!["status in ("]
                    .list(", ", ["open", "sent", "it's"].map(Literal::text))
                    .kw(")"),
                comment: text("States"),
            },
            Check {
                name: ident!("order_size_check"),
                expression: sql![fraise(ident!("is_size_v1")), "(size)"],
                comment: None,
            },
        ],
        foreign_keys: vec![
            ForeignKey {
                name: ident!("order_customer_id_fkey"),
                columns: vec![ident!("customer_id")],
                target: public(ident!("customers")),
                target_columns: vec![ident!("id")],
                on_delete: OnDelete::Restrict,
                comment: text("Who ordered"),
            },
            ForeignKey {
                name: ident!("order_parent_id_fkey"),
                columns: vec![ident!("parent_id")],
                target: name.clone(),
                target_columns: vec![ident!("id")],
                on_delete: OnDelete::SetNullColumns(vec![ident!("parent_id")]),
                comment: None,
            },
        ],
        indexes: order_indexes(),
        triggers: order_triggers(),
        row_security: true,
        policies: order_policies(),
        grants: vec![
            Grant::whole(Privilege::Select, api()),
            Grant::on_columns(Privilege::Insert, vec![ident!("customer_id"), ident!("size")], api()),
            Grant::on_columns(Privilege::Update, vec![ident!("status")], role(ident!("Shop \"desk\""))),
            Grant::whole(Privilege::Delete, role(ident!("Shop \"desk\""))),
        ],
        comment: text("An order"),
        ..Table::new(name)
    }
}

fn order_columns() -> Vec<Column> {
    let money = SqlType::Numeric(Some((12, 2)));
    let now = || sql!["now()"];
    vec![
        Column::new(ident!("id"), SqlType::Uuid).with_default(sql!["gen_random_uuid()"]),
        Column::new(ident!("order_number"), SqlType::Bigint).with_default(sql![
            "nextval(",
            Literal::text("public.order_number_seq").typed(SqlType::System(ident!("regclass"))),
            ")",
        ]),
        Column::new(ident!("customer_id"), SqlType::Bigint),
        Column::new(ident!("parent_id"), SqlType::Uuid).nullable(),
        Column::new(ident!("status"), SqlType::Text).with_default(Literal::text("open").into()),
        Column::new(ident!("subtotal"), money.clone()).with_default(Literal::Integer(0).into()),
        Column::new(ident!("tax"), money.clone()).with_default(Literal::Integer(0).into()),
        Column {
            generated: Some(Generated { expression: sql!["subtotal + tax"], kind: GeneratedKind::Stored }),
            comment: text("Kept by the database"),
            ..Column::new(ident!("total"), money)
        },
        Column::new(ident!("size"), SqlType::Jsonb).nullable(),
        Column::new(ident!("created_at"), SqlType::Timestamptz).with_default(now()),
        Column::new(ident!("updated_at"), SqlType::Timestamptz).with_default(now()),
    ]
}

fn order_indexes() -> Vec<Index> {
    let plain = |name: Ident, keys: Vec<IndexKey>| Index {
        name,
        method: IndexMethod::Btree,
        keys,
        include: vec![],
        condition: None,
        unique: false,
        comment: None,
    };
    vec![
        plain(
            ident!("order_customer_id_created_at_idx"),
            vec![
                IndexKey::column(ident!("customer_id")),
                IndexKey::column(ident!("created_at")).descending(),
            ],
        ),
        Index {
            include: vec![ident!("total")],
            condition: Some(sql!["status = ", Literal::text("open")]),
            unique: true,
            comment: text("One open order each"),
            ..plain(ident!("order_customer_id_open_key"), vec![IndexKey::column(ident!("customer_id"))])
        },
        plain(
            ident!("order_status_lower_idx"),
            vec![IndexKey { nulls: Nulls::Reversed, ..IndexKey::expression(sql!["lower(status)"]) }],
        ),
        Index {
            method: IndexMethod::Brin,
            ..plain(ident!("order_updated_at_idx"), vec![IndexKey::column(ident!("updated_at"))])
        },
    ]
}

fn order_triggers() -> Vec<Trigger> {
    let plain = |name: Ident, function: QualifiedName| Trigger {
        name,
        timing: Timing::After,
        events: vec![Event::Insert],
        level: Level::Statement,
        old_table: None,
        new_table: None,
        condition: None,
        function,
        arguments: vec![],
        comment: None,
    };
    vec![
        Trigger {
            timing: Timing::Before,
            events: vec![Event::Update(vec![ident!("status"), ident!("tax")])],
            level: Level::Row,
            condition: Some(sql!["(old.status, old.tax) is distinct from (new.status, new.tax)"]),
            arguments: vec![Text::without_nul("it's"), Text::without_nul("b\\c")],
            comment: text("Keeps the time of the last change"),
            ..plain(ident!("order_touch"), fraise(ident!("touch")))
        },
        Trigger {
            new_table: Some(ident!("come")),
            ..plain(ident!("order_count_insert"), fraise(ident!("count_orders")))
        },
        Trigger {
            events: vec![Event::Update(vec![])],
            old_table: Some(ident!("gone")),
            new_table: Some(ident!("come")),
            ..plain(ident!("order_count_update"), fraise(ident!("count_orders")))
        },
    ]
}

fn order_policies() -> Vec<Policy> {
    let desk = || sql!["(select ", fraise(ident!("has_role")), "(", Literal::text("desk"), "))"];
    let policy = |name: Ident, command: PolicyCommand| Policy {
        name,
        command,
        roles: vec![api()],
        using: None,
        with_check: None,
        comment: None,
    };
    vec![
        Policy {
            using: Some(sql![
                desk(),
                " or exists (select from ",
                public(ident!("customers")),
                " as c where c.id = customer_id)",
            ]),
            comment: text("The desk sees all"),
            ..policy(ident!("order_select"), PolicyCommand::Select)
        },
        Policy { with_check: Some(desk()), ..policy(ident!("order_insert"), PolicyCommand::Insert) },
        Policy {
            using: Some(desk()),
            with_check: Some(sql![desk(), " and total >= ", Literal::Integer(0)]),
            roles: vec![],
            ..policy(ident!("order_update"), PolicyCommand::Update)
        },
    ]
}

fn has_role() -> Function {
    let body = Body::rendered(
        "  select wanted = any (string_to_array(current_setting('fraise.roles', true), ','));",
    );
    Function {
        arguments: vec![Argument::new(ident!("wanted"), SqlType::Text)],
        returns: Returns::Value(SqlType::Boolean),
        volatility: Volatility::Stable,
        parallel: Parallel::Safe,
        execute: vec![api()],
        comment: text("Whether the caller has a role"),
        ..Function::new(fraise(ident!("has_role")), Language::Sql, body)
    }
}

fn is_size() -> Function {
    let body = Body::rendered("  select jsonb_typeof(value) = 'object' and value::text <> '$fn$';");
    Function {
        arguments: vec![Argument::new(ident!("value"), SqlType::Jsonb)],
        returns: Returns::Value(SqlType::Boolean),
        volatility: Volatility::Immutable,
        strict: true,
        parallel: Parallel::Safe,
        settings: vec![Setting::search_path(vec![ident!("pg_catalog"), ident!("pg_temp")])],
        execute: vec![Grantee::Public],
        ..Function::new(fraise(ident!("is_size_v1")), Language::Sql, body)
    }
}

fn pinned(function: Function) -> Function {
    Function {
        security_definer: true,
        settings: vec![
            Setting::search_path(vec![ident!("pg_catalog"), ident!("public"), ident!("pg_temp")]),
            Setting { name: ident!("work_mem"), value: SettingValue::Text(Text::without_nul("8MB")) },
        ],
        ..function
    }
}

fn touch() -> Function {
    let body = Body::rendered("begin\n  new.updated_at := clock_timestamp();\n  return new;\nend");
    pinned(Function {
        returns: Returns::Trigger,
        ..Function::new(fraise(ident!("touch")), Language::Plpgsql, body)
    })
}

fn count_orders() -> Function {
    let body = Body::rendered(
        "declare\n  n bigint;\nbegin\n  select count(*) into n from come;\n  return null;\nend",
    );
    pinned(Function {
        returns: Returns::Trigger,
        ..Function::new(fraise(ident!("count_orders")), Language::Plpgsql, body)
    })
}

fn find_orders() -> Function {
    let body = Body::rendered(
        "  select o.id, o.total from public.\"order\" as o
  where o.status = wanted and o.total >= smallest limit how_many;",
    );
    pinned(Function {
        arguments: vec![
            Argument::new(ident!("wanted"), SqlType::Text),
            Argument {
                default: Some(Fragment::from(Literal::Integer(0))),
                ..Argument::new(ident!("smallest"), SqlType::Numeric(Some((12, 2))))
            },
            Argument {
                default: Some(sql![Literal::Null]),
                ..Argument::new(ident!("how_many"), SqlType::Integer)
            },
        ],
        returns: Returns::Table(vec![
            Argument::new(ident!("id"), SqlType::Uuid),
            Argument::new(ident!("total"), SqlType::Numeric(None)),
        ]),
        volatility: Volatility::Stable,
        execute: vec![api(), role(ident!("Shop \"desk\""))],
        comment: text("Orders in a state"),
        ..Function::new(public(ident!("find_orders")), Language::Sql, body)
    })
}
