//! The real schema is read whole, and says what it says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use fraise_diagnostics::{Format, Sources, Span, render};
use fraise_syntax::{
    Document,
    document::{
        AccessItem, AfterCommitDecl, Casing, Construct, DurationUnit, EffectDecl, Enforcement, EnumArguments,
        EnumCasing, ErrorClass, FieldDecl, IdKind, IndexMethod, LiteralKind, MachineDecl, OnDelete,
        QueryDecl, SearchWeight, SizeHint, StepDecl, TimestampsKind, TypeDecl,
    },
    merge, parse,
};

const TEXT: &str = include_str!("../../../schemas/storefront.yaml");

fn document() -> Document {
    let mut sources = Sources::new();
    let source = sources.add("storefront.yaml", TEXT);
    let (document, mut found) = parse(source, TEXT);
    let (document, more) = merge(document, Vec::new());
    found.extend(more);
    assert!(found.is_empty(), "{}", render(&found, &sources, Format::Human { color: false }));
    document
}

fn written(span: Span) -> &'static str {
    &TEXT[span.range()]
}

fn ty<'d>(document: &'d Document, name: &str) -> &'d TypeDecl {
    document.types.get(name).unwrap_or_else(|| panic!("type {name}"))
}

fn field<'d>(document: &'d Document, name: &str, field: &str) -> &'d FieldDecl {
    ty(document, name).fields.get(field).unwrap_or_else(|| panic!("field {name}.{field}"))
}

fn machine<'d>(document: &'d Document, name: &str) -> &'d MachineDecl {
    ty(document, name).machine.as_ref().unwrap_or_else(|| panic!("machine of {name}"))
}

#[test]
fn the_service() {
    let document = document();
    assert_eq!(document.service.as_ref().unwrap().value, "storefront");
    assert!(document.imports.is_empty());
    let settings = document.settings.as_ref().unwrap();
    assert_eq!(settings.ids.unwrap().value, IdKind::Uuid);
    let enforce: Vec<_> = settings.enforce.as_ref().unwrap().iter().map(|it| it.value).collect();
    assert_eq!(enforce, [Enforcement::Service, Enforcement::Database]);
    assert_eq!(settings.page.as_ref().unwrap().max.unwrap().value, 200);
    assert_eq!(settings.money.as_ref().unwrap().currency.as_ref().unwrap().value, "USD");
    let jobs = settings.jobs.as_ref().unwrap();
    assert_eq!((jobs.wait.unwrap().amount, jobs.wait.unwrap().unit), (10, DurationUnit::Seconds));
    assert_eq!(jobs.give_up.unwrap().seconds(), 3 * 86_400);
    let naming = document.naming.as_ref().unwrap();
    assert_eq!(naming.operations.unwrap().value, Casing::CamelCase);
    assert_eq!(naming.fields.unwrap().value, Casing::SnakeCase);
    assert_eq!(naming.enum_values.unwrap().value, EnumCasing::AsWritten);
    assert_eq!(naming.enum_arguments.unwrap().value, EnumArguments::String);
    let viewer = document.viewer.as_ref().unwrap();
    assert_eq!((viewer.ty.as_str(), viewer.id.as_str()), ("Customer", "sub"));
    assert_eq!(viewer.claims.get("session").unwrap().as_str(), "varchar(64)?");
    assert!(viewer.guests.unwrap().value);
    assert_eq!(
        document.roles.names().collect::<Vec<_>>(),
        ["customer", "support", "warehouse", "admin", "system"]
    );
    let admin: Vec<_> = document.roles.get("admin").unwrap().includes.iter().map(|it| it.as_str()).collect();
    assert_eq!(admin, ["support", "warehouse"]);
    assert!(document.roles.get("system").unwrap().internal.unwrap().value);
}

#[test]
fn values() {
    let document = document();
    assert_eq!(document.scalars.get("Sku").unwrap().base.as_str(), "varchar(50)");
    assert_eq!(
        document.scalars.get("Stars").unwrap().check.as_ref().unwrap().as_str(),
        "value between 1 and 5"
    );
    assert_eq!(document.enums.len(), 10);
    let statuses: Vec<_> = document.enums.get("OrderStatus").unwrap().members.names().collect();
    assert_eq!(statuses, ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled"]);
    let line = document.objects.get("CartLineInput").unwrap();
    assert_eq!(line.fields.get("variant").unwrap().where_.as_ref().unwrap().as_str(), "product.listed");
    assert_eq!(line.fields.get("quantity").unwrap().ty.as_str(), "Quantity");
    let unit = document.objects.get("Dimensions").unwrap().fields.get("unit").unwrap();
    assert_eq!(unit.ty.as_str(), "varchar(2) = 'cm'");
    let stock = document.errors.get("insufficient_stock").unwrap();
    assert_eq!(stock.class.value, ErrorClass::Conflict);
    assert!(stock.message.as_str().ends_with("{quantity_available} available, {qty} wanted"));
}

#[test]
fn types_and_fields() {
    let document = document();
    assert_eq!(document.types.len(), 20);
    let email = field(&document, "Customer", "email");
    assert!(email.unique.unwrap().value);
    assert_eq!(email.write.as_ref().map(Vec::len), Some(0), "`[]` is the server only");
    assert!(field(&document, "Customer", "name").write.is_none(), "absent is the type's");
    assert_eq!(ty(&document, "Address").table.as_ref().unwrap().value, "addresses");
    assert!(ty(&document, "Address").soft_delete.unwrap().value);
    assert_eq!(ty(&document, "Category").size.unwrap().value, SizeHint::Small);
    let parent = field(&document, "Category", "parent");
    assert_eq!((parent.ty.as_str(), parent.on_delete.unwrap().value), ("Category?", OnDelete::Restrict));
    assert_eq!(field(&document, "Product", "category").ty.as_str(), "Category");
    let rating = field(&document, "Product", "rating");
    assert_eq!(
        rating.from.as_ref().unwrap().as_str(),
        "round(avg(reviews.stars) filter (where reviews.approved), 2)"
    );
    assert!(rating.stored.unwrap().value);
    let payment_status = field(&document, "Order", "payment_status").from.as_ref().unwrap();
    assert!(
        payment_status
            .as_str()
            .starts_with("case when bool_or(payments.status = 'completed') then 'completed'\n")
    );
    let at = payment_status.as_str().find("'refunded'").unwrap();
    assert_eq!(written(payment_status.span_of(at..at + 10)), "'refunded'");
    assert_eq!(ty(&document, "StockMovement").id.unwrap().value, IdKind::Bigint);
    assert_eq!(ty(&document, "StockMovement").timestamps.unwrap().value, TimestampsKind::Created);
    assert!(ty(&document, "StockMovement").append_only.unwrap().value);
    assert_eq!(
        field(&document, "Order", "order_number").ty.as_str(),
        "varchar(20) = numbered('ORD-{yyyy}-{seq:6}')"
    );
    assert_eq!(
        ty(&document, "Product").relations.get("inventory").unwrap().inverse.as_str(),
        "variants.inventory"
    );
    assert_eq!(ty(&document, "Product").rules.get("known").unwrap().as_str(), "status <> 'draft'");
    assert_eq!(ty(&document, "Order").same[0].as_str(), "billing_address.customer = customer");
    assert_eq!(ty(&document, "Order").checks.get("total_not_negative").unwrap().as_str(), "total >= 0");
    assert_eq!(
        ty(&document, "OrderItem").editable_while.as_ref().unwrap().as_str(),
        "order.status = 'pending'"
    );
}

#[test]
fn keys_and_indexes() {
    let document = document();
    let product = &ty(&document, "Product").indexes;
    assert_eq!(product.len(), 4);
    assert_eq!(
        product[0].fields.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(),
        ["category", "status"]
    );
    assert_eq!(product[1].where_.as_ref().unwrap().as_str(), "listed");
    let search = product[2].search.as_ref().unwrap();
    assert_eq!(search.get("brand").unwrap().value, SearchWeight::B);
    assert_eq!(product[2].language.as_ref().unwrap().value, "english");
    assert_eq!(product[3].using.unwrap().value, IndexMethod::Trigram);
    let order = &ty(&document, "Order").indexes[0].fields[1];
    assert_eq!((order.key.as_str(), order.descending.is_some()), ("created_at", true));
    let review = &ty(&document, "Review").unique[0];
    assert_eq!(review.fields.iter().map(|it| it.as_str()).collect::<Vec<_>>(), ["product", "customer"]);
    let payment = &ty(&document, "Payment").unique[0];
    assert_eq!(payment.name.as_ref().unwrap().value, "payments_one_open_per_order");
    assert_eq!(payment.where_.as_ref().unwrap().as_str(), "status in ('pending', 'completed')");
    let within = &ty(&document, "ReturnItem").within[0];
    assert_eq!((within.sum.as_str(), within.per.as_str()), ("quantity", "order_item"));
    assert_eq!(within.counting.as_ref().unwrap().as_str(), "return.status <> 'rejected'");
}

#[test]
fn access() {
    let document = document();
    let category = ty(&document, "Category").access.as_ref().unwrap();
    let [AccessItem::Role { role, condition: None }] = category.read.as_ref().unwrap().as_slice() else {
        panic!("one scalar is a list of one")
    };
    assert_eq!(role.as_str(), "public");
    let product = ty(&document, "Product").access.as_ref().unwrap();
    let [AccessItem::Role { role, condition: Some(condition) }, AccessItem::Role { condition: None, .. }] =
        product.read.as_ref().unwrap().as_slice()
    else {
        panic!("public if known, support")
    };
    assert_eq!((role.as_str(), condition.as_str()), ("public", "known"));
    let item = ty(&document, "OrderItem").access.as_ref().unwrap();
    let [AccessItem::Via { relation, .. }] = item.read.as_ref().unwrap().as_slice() else {
        panic!("via order")
    };
    assert_eq!(relation.as_str(), "order");
    assert!(item.create.is_none());
    assert!(ty(&document, "StockMovement").access.as_ref().unwrap().update.is_none());
}

#[test]
fn machines_and_moves() {
    let document = document();
    let moves = ty(&document, "Inventory").moves.as_ref().unwrap();
    assert_eq!(moves.key[0].as_str(), "variant");
    assert_eq!(moves.journal.as_ref().unwrap().into.as_str(), "StockMovement");
    assert_eq!(
        moves.moves.names().collect::<Vec<_>>(),
        ["reserve", "release", "sale", "return", "purchase", "damage", "adjustment"]
    );
    let reserve = moves.moves.get("reserve").unwrap();
    assert_eq!(reserve.set.get("quantity_reserved").unwrap().as_str(), "quantity_reserved + qty");
    assert_eq!(reserve.error.as_ref().unwrap().value, "insufficient_stock");
    assert!(moves.moves.get("adjustment").unwrap().signed.unwrap().value);

    let order = machine(&document, "Order");
    assert_eq!((order.field.as_str(), order.initial.as_str()), ("status", "pending"));
    assert_eq!(order.final_.iter().map(|it| it.as_str()).collect::<Vec<_>>(), ["delivered", "cancelled"]);
    assert_eq!(order.stamp.get("shipped").unwrap().as_str(), "shipped_at");
    let hold = order.holds.iter().next().unwrap();
    assert_eq!(
        hold.path.segments().iter().map(|it| it.value).collect::<Vec<_>>(),
        ["Inventory", "quantity_reserved"]
    );
    assert_eq!(hold.value.in_.len(), 3);
    assert_eq!(
        order.events.names().collect::<Vec<_>>(),
        ["confirm", "process", "ship", "deliver", "cancel", "recall"]
    );
    let confirm = order.events.get("confirm").unwrap();
    assert_eq!(confirm.from.iter().map(|it| it.as_str()).collect::<Vec<_>>(), ["pending"]);
    let cancel = order.events.get("cancel").unwrap();
    assert_eq!(cancel.after.get("pending").unwrap().seconds(), 86_400);
    let AccessItem::Role { condition: Some(condition), .. } = &cancel.by[2] else { panic!("customer if ..") };
    assert_eq!(condition.as_str(), "owner and old.status = 'pending'");
    assert_eq!(written(condition.span()), "owner and old.status = 'pending'");
    let EffectDecl::Apply(unuse) = &cancel.effects[0] else { panic!("apply") };
    assert_eq!(
        (unuse.apply.as_str(), unuse.key.get("id").unwrap().as_str()),
        ("Discount.unuse", "line.discount")
    );
    let ship = machine(&document, "Fulfillment").events.get("ship").unwrap();
    let EffectDecl::Fire(fire) = &ship.effects[2] else { panic!("fire") };
    assert_eq!(fire.fire.as_str(), "order.ship");
    let refund = machine(&document, "Return").events.get("refund").unwrap();
    assert_eq!(refund.set.get("refund_status").unwrap().as_str(), "'completed'");
    let item = ty(&document, "OrderItem").effects.as_ref().unwrap();
    assert_eq!((item.insert.len(), item.delete.len()), (1, 1));
}

#[test]
fn queries() {
    let document = document();
    assert_eq!(document.queries.len(), 9);
    let QueryDecl::Get(product) = document.queries.get("product").unwrap() else { panic!("get") };
    assert_eq!((product.get.as_str(), product.by[0].as_str()), ("Product", "id"));
    let QueryDecl::List(search) = document.queries.get("search_products").unwrap() else { panic!("list") };
    assert_eq!(search.input.names().collect::<Vec<_>>(), ["query", "category", "min_price", "max_price"]);
    assert_eq!(search.input.get("category").unwrap().ty.as_str(), "varchar(80)?");
    assert_eq!(search.where_.len(), 4);
    assert_eq!(search.order[0].key.as_str(), "rank");
    assert_eq!(search.search.as_ref().unwrap().as_str(), "input.query");
    assert!(search.connection.unwrap().value);
    let QueryDecl::List(mine) = document.queries.get("my_orders").unwrap() else { panic!("list") };
    assert_eq!(mine.page.as_ref().unwrap().default_.unwrap().value, 20);
    let QueryDecl::Report(metrics) = document.queries.get("order_metrics").unwrap() else { panic!("report") };
    assert_eq!(metrics.require[0].error.as_ref().unwrap().value, "bad_range");
    assert_eq!(metrics.measures.len(), 4);
    let top = metrics.breakdowns.get("top_products").unwrap();
    assert_eq!((top.group.as_str(), top.limit.unwrap().value), ("line.variant.product", 10));
}

#[test]
fn mutations() {
    let document = document();
    let create = document.mutations.get("create_order").unwrap();
    assert_eq!(create.input.get("cart_items").unwrap().ty.as_str(), "CartLineInput[1..100]");
    assert_eq!(create.idempotent.unwrap().amount, 24);
    assert_eq!(create.before[0].hook.as_str(), "quote");
    assert_eq!(create.returns.as_str(), "order");
    let kinds: Vec<_> = create.steps.iter().map(|it| written(it.place())).collect();
    assert_eq!(kinds, ["update", "find", "create", "create", "require", "create", "emit", "fire"]);
    let StepDecl::Find(find) = &create.steps[1] else { panic!("find") };
    assert!(find.unrestricted.unwrap().value);
    assert_eq!(find.where_[0].as_str(), "code = upper(input.discount_code)");
    let StepDecl::Create(lines) = &create.steps[3] else { panic!("create") };
    assert_eq!(lines.each.as_ref().unwrap().as_str(), "input.cart_items");
    let pay = document.mutations.get("process_payment").unwrap();
    assert!(pay.input.get("payment_token").unwrap().secret.unwrap().value);
    let [AfterCommitDecl::Hook(charge), AfterCommitDecl::Call(result)] = pay.after_commit.as_slice() else {
        panic!("hook, call")
    };
    assert_eq!((charge.as_.as_ref().unwrap().as_str(), result.call.as_str()), ("charge", "payment_result"));
    assert!(document.mutations.get("payment_result").unwrap().webhook.unwrap().value);
    assert_eq!(document.subscriptions.get("order_changed").unwrap().watch.len(), 2);
    assert_eq!(document.events.get("order_created").unwrap().payload.len(), 4);
    assert_eq!(
        document.hooks.get("charge").unwrap().output.get("transaction_id").unwrap().as_str(),
        "varchar(100)?"
    );
}

#[test]
fn rows_and_stories() {
    let document = document();
    assert_eq!(document.invariants.get("return_needs_shipment").unwrap().of.as_str(), "ReturnItem");
    let shirt = document.seeds.get("shop").unwrap().get("Product").unwrap().get("shirt").unwrap();
    let LiteralKind::Text(price) = &shirt.get("price").unwrap().kind else { panic!("quoted") };
    assert_eq!(price.as_str(), "20.00");
    let LiteralKind::Word(category) = &shirt.get("category").unwrap().kind else { panic!("a label") };
    assert_eq!(category.as_str(), "shirts");
    let story = document.tests.get("prevents_overselling").unwrap();
    let rows = &story.given.as_ref().unwrap().rows;
    assert!(
        matches!(&rows.get("stock").unwrap().get("quantity_on_hand").unwrap().kind, LiteralKind::Integer(it) if it == "5")
    );
    let step = &story.steps[0];
    assert_eq!(
        (step.call.as_str(), step.fails.as_ref().unwrap().as_str()),
        ("create_order", "insufficient_stock")
    );
    assert_eq!(step.as_.as_ref().unwrap().viewer.as_ref().unwrap().as_str(), "alice");
    let LiteralKind::List(lines) = &step.with.get("cart_items").unwrap().kind else { panic!("a list") };
    assert!(matches!(&lines[0].kind, LiteralKind::Map(it) if it.len() == 2));
    assert_eq!(story.expect.get("stock").unwrap().len(), 2);
}

#[test]
fn every_key_of_every_construct_that_was_written_is_in_the_table() {
    let document = document();
    let top: Vec<_> = document.keys.iter().map(|it| it.key).collect();
    assert!(top.contains(&"fraise") && top.contains(&"tests"));
    assert!(Document::ROWS.iter().filter(|it| it.required).all(|it| top.contains(&it.key)));
}
