//! Expressions of a schema, and the SQL that they become. Holes are shown as `{row}`, `{viewer}` and so on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::fmt::Write as _;

use fraise_diagnostics::Sources;
use fraise_ir::{Checked, Entity, Ir, expr::Root, query::QueryKind};
use fraise_lower::{Hole, Scope, Sql, join};
use fraise_sql::{Fragment, Ident};
use insta::assert_snapshot;

const SHOP: &str = include_str!("shop.yaml");

/// The checked model of a schema.
fn checked(yaml: &str) -> Checked<Ir> {
    let mut sources = Sources::new();
    let source = sources.add("shop.yaml", yaml);
    let (document, syntax) = fraise_syntax::parse(source, yaml);
    let (ir, findings) = fraise_check::check(&document);
    let all: Vec<String> = syntax.iter().chain(findings.iter()).map(|it| format!("{it:?}")).collect();
    ir.unwrap_or_else(|| panic!("{}", all.join("\n")))
}

fn shown(sql: &Sql) -> Fragment {
    sql.flat(&mut |hole| {
        let name = match hole {
            Hole::Row(Root::This) => "{row}",
            Hole::Row(_) => "{other}",
            Hole::Viewer => "{viewer}",
            Hole::Claim(_) => "{claim}",
            Hole::HasRole(_) => "{has_role}",
            Hole::Input(_) => "{input}",
            Hole::LineInput(_) => "{line}",
            Hole::HookOutput(..) => "{hook}",
            Hole::Qty => "{qty}",
            Hole::Value => "{value}",
            Hole::Readable(..) => "{readable}",
        };
        Fragment::new().kw(name)
    })
}

fn entity<'ir>(ir: &'ir Ir, name: &str) -> &'ir Entity {
    ir.entities.iter().find(|it| it.name == name).unwrap()
}

/// Each computed field, then each rule, of a type.
fn computed(ir: &Ir, name: &str) -> String {
    let entity = entity(ir, name);
    let scope = Scope::new(ir);
    let mut text = String::new();
    for field in &entity.fields {
        if let Some(expr) = field.computed() {
            writeln!(text, "{}: {}", field.name, shown(&scope.value_as(expr, &field.ty))).unwrap();
        }
    }
    for rule in &entity.rules {
        writeln!(text, "{} holds: {}", rule.name, shown(&scope.condition(&rule.expr))).unwrap();
        writeln!(text, "{} value: {}", rule.name, shown(&scope.value(&rule.expr))).unwrap();
    }
    text
}

#[test]
fn paths_are_joined_or_read_in_subselects() {
    assert_snapshot!(computed(&checked(SHOP), "Item"));
}

#[test]
fn aggregates_are_correlated_subselects() {
    assert_snapshot!(computed(&checked(SHOP), "Order"));
}

#[test]
fn functions_are_as_immutable_as_they_say() {
    assert_snapshot!(computed(&checked(SHOP), "Clock"));
}

#[test]
fn relations_are_found_from_their_row() {
    let ir = checked(SHOP);
    let mut text = String::new();
    for entity in &ir.entities {
        for field in entity.field_ids().filter(|field| ir.field(*field).reference.is_some()) {
            writeln!(
                text,
                "{}.{}: {}",
                entity.name,
                ir.field(field).name,
                shown(&join::reference(&ir, field))
            )
            .unwrap();
        }
        for (index, relation) in entity.relations.iter().enumerate() {
            let id = fraise_ir::RelationId { entity: entity.id, index };
            writeln!(text, "{}.{}: {}", entity.name, relation.name, shown(&join::relation(&ir, id))).unwrap();
        }
    }
    assert_snapshot!(text);
}

#[test]
fn long_texts_are_broken_at_their_lines() {
    let ir = checked(SHOP);
    let order = entity(&ir, "Order");
    let rule = order.rules.iter().find(|it| it.name == "long").unwrap();
    let name = Ident::new("orders").unwrap();
    let scope = Scope::new(&ir).bind(Root::This, fraise_lower::Row::Table(name));
    let text = scope.condition(&rule.expr).laid_out_in_parens(2, 9, &mut |_| Fragment::new().kw("{viewer}"));
    assert_snapshot!(format!("  using ({text})"));
}

const REPORT: &str = "
fraise: 1
service: desk
viewer: {type: Person, id: sub, roles: roles}
roles: {member: {}}
types:
  Person: {fields: {name: text}, access: {read: public}}
  Order: {fields: {total: int}, access: {read: public}}
  Cart: {fields: {open: bool}, access: {read: [member if open]}}
queries:
  figures:
    report: Order
    measures: {carts: {type: 'int?', value: cast(count(Cart) filter (where Cart.open) as int)}}
    access: public
";

/// The rule in place of the hole has tables `x1`, `x2`, .. of its own.
#[test]
fn a_row_that_a_rule_is_asked_of_has_another_name_than_the_tables_of_the_rule() {
    let ir = checked(REPORT);
    let QueryKind::Report { measures, .. } = &ir.queries.first().unwrap().kind else { panic!() };
    let value = Scope::new(&ir).asking_readable().value(&measures.first().unwrap().value);
    assert_snapshot!(
        shown(&value),
        @"(select count(*) from public.carts as every1 where {readable} and every1.open)::integer"
    );
    let alias = value.holes().find_map(|hole| match hole {
        Hole::Readable(_, alias) => Some(alias.as_str().to_owned()),
        _ => None,
    });
    assert_eq!(alias.unwrap(), "every1");
}
