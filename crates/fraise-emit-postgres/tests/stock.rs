//! The storefront's stock under many sessions at once: sold is what there was, each refusal is a clean one, and nobody waits
//! in a circle.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use fraise_pg::{Database, Server, Session, find};
use pretty_assertions::assert_eq;
use support::server::{made, run};

const STOREFRONT: &str = include_str!("../../../schemas/storefront.yaml");

/// A customer, a product with six variants of which there are as many as is said, a discount, and orders to fill.
fn shop(orders: usize, stock: usize) -> String {
    format!(
        "
insert into customers (id, email, name) values ('00000000-0000-0000-0000-00000000000a', 'alice@example.com', 'Alice');
insert into addresses (id, customer_id, line1, city, postal_code, country) values
  ('00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0000-00000000000a', '1 Main St', 'Springfield', '12345', 'US');
insert into categories (id, slug, name) values ('00000000-0000-0000-0002-000000000001', 'shirts', 'Shirts');
insert into warehouses (id, code, name) values ('00000000-0000-0000-0003-000000000001', 'MAIN', 'Main');
insert into products (id, sku, name, category_id, price, status) values
  ('00000000-0000-0000-0004-000000000001', 'SHIRT', 'Shirt', '00000000-0000-0000-0002-000000000001', 20.00, 'active');
insert into product_variants (id, product_id, sku)
  select ('00000000-0000-0000-0005-' || lpad(n::text, 12, '0'))::uuid, '00000000-0000-0000-0004-000000000001', 'SHIRT-' || n
  from generate_series(1, 6) as n;
insert into inventory (variant_id, warehouse_id, quantity_on_hand)
  select id, '00000000-0000-0000-0003-000000000001', {stock} from product_variants;
insert into discounts (id, code, type, value, max_uses) values
  ('00000000-0000-0000-000a-000000000001', 'TEN', 'percentage', 10.00, 10);
insert into orders (id, customer_id, billing_address_id, shipping_address_id)
  select ('00000000-0000-0000-0006-' || lpad(n::text, 12, '0'))::uuid, '00000000-0000-0000-0000-00000000000a',
    '00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0001-00000000000a'
  from generate_series(1, {orders}) as n;
"
    )
}

fn order(number: usize) -> String {
    format!("00000000-0000-0000-0006-{number:012}")
}

fn variant(number: usize) -> String {
    format!("00000000-0000-0000-0005-{number:012}")
}

async fn loaded(orders: usize, stock: usize) -> (Server, Database) {
    let server = Server::start(&find(None).unwrap_or_else(|error| panic!("{error}"))).unwrap();
    let database = made(&server, "shop", STOREFRONT).await;
    run(&database.connect().await.unwrap(), &shop(orders, stock)).await;
    (server, database)
}

type Statement = dyn Fn(usize, usize) -> String + Send + Sync;

/// Every session gives its statements one after the other, all at once; how often each answer came: an SQLSTATE and the
/// code in its detail, or nothing for what went through.
async fn all_at_once(
    database: &Database,
    sessions: usize,
    rounds: usize,
    statement: Arc<Statement>,
) -> BTreeMap<String, usize> {
    let mut running = Vec::new();
    for me in 0..sessions {
        let session = database.connect().await.unwrap();
        session
            .batch_execute("select set_config('fraise.roles', 'system,admin,warehouse', false)")
            .await
            .unwrap();
        let statement = Arc::clone(&statement);
        running.push(tokio::spawn(async move {
            let mut answers = Vec::new();
            for round in 0..rounds {
                answers.push(answer(&session, &statement(me, round)).await);
            }
            answers
        }));
    }
    let mut counted = BTreeMap::new();
    for session in running {
        for answer in session.await.unwrap() {
            *counted.entry(answer).or_default() += 1;
        }
    }
    counted
}

async fn answer(session: &Session, statement: &str) -> String {
    let Err(error) = session.batch_execute(statement).await else { return String::new() };
    let error = error.as_db_error().unwrap_or_else(|| panic!("{statement}: {error:?}")).clone();
    let detail = error.detail().unwrap_or_default();
    let code = detail.split("\"code\": \"").nth(1).and_then(|it| it.split('"').next()).unwrap_or_default();
    format!("{} {code}", error.code().code()).trim_end().to_owned()
}

async fn number(session: &Session, query: &str) -> i64 {
    session.query_one(query, &[]).await.unwrap_or_else(|error| panic!("{query}: {error:?}")).get(0)
}

/// Reserved is what open lines hold, and the journal says the same of what is held and of what there is.
async fn the_books_are_right(session: &Session, stock: usize) {
    let wrong = format!(
        "select count(*) from inventory as i
         where i.quantity_reserved <> (
             select coalesce(sum(l.quantity - l.quantity_shipped), 0) from order_items as l
             join orders as o on o.id = l.order_id
             where l.variant_id = i.variant_id and o.status in ('pending', 'confirmed', 'processing')
           )
           or i.quantity_reserved <> (
             select coalesce(sum(case m.movement_type when 'reserve' then m.quantity else -m.quantity end), 0)
             from stock_movements as m
             where m.variant_id = i.variant_id and m.movement_type in ('reserve', 'release', 'sale')
           )
           or i.quantity_on_hand <> {stock} - (
             select coalesce(sum(m.quantity), 0) from stock_movements as m
             where m.variant_id = i.variant_id and m.movement_type = 'sale'
           )"
    );
    assert_eq!(number(session, &wrong).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_two_sessions_sell_what_there_is() {
    let (_server, database) = loaded(32, 100).await;
    let line = |me: usize, _| {
        let (order, variant) = (order(me + 1), variant(1));
        format!("insert into order_items (order_id, variant_id, quantity) values ('{order}', '{variant}', 1)")
    };
    let answers = all_at_once(&database, 32, 5, Arc::new(line)).await;
    assert_eq!(answers, BTreeMap::from([(String::new(), 100), ("ZF100 INSUFFICIENT_STOCK".to_owned(), 60)]));
    let session = database.connect().await.unwrap();
    assert_eq!(number(&session, "select sum(quantity) from order_items").await, 100);
    assert_eq!(number(&session, "select sum(quantity_reserved) from inventory").await, 100);
    the_books_are_right(&session, 100).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discount_is_used_as_often_as_it_may_be() {
    let (_server, database) = loaded(64, 100).await;
    let session = database.connect().await.unwrap();
    let fill = "insert into order_items (order_id, variant_id, quantity)
                select id, '00000000-0000-0000-0005-000000000002', 1 from orders";
    session.batch_execute(fill).await.unwrap();
    let used = |me: usize, round: usize| {
        let order = order(me * 4 + round + 1);
        format!(
            "insert into order_discounts (order_id, discount_id, discount_amount)
             values ('{order}', '00000000-0000-0000-000a-000000000001', 2)"
        )
    };
    let answers = all_at_once(&database, 16, 4, Arc::new(used)).await;
    assert_eq!(answers, BTreeMap::from([(String::new(), 10), ("ZF100 DISCOUNT_EXHAUSTED".to_owned(), 54)]));
    assert_eq!(number(&session, "select current_uses::bigint from discounts").await, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_cancelled_once() {
    let (_server, database) = loaded(4, 100).await;
    let session = database.connect().await.unwrap();
    let fill = "insert into order_items (order_id, variant_id, quantity)
                select o.id, v.id, 2 from orders as o cross join product_variants as v";
    session.batch_execute(fill).await.unwrap();
    the_books_are_right(&session, 100).await;
    let cancel = |_, round: usize| format!("select order_fire('{}', 'cancel')", order(round + 1));
    let answers = all_at_once(&database, 8, 4, Arc::new(cancel)).await;
    assert_eq!(answers, BTreeMap::from([(String::new(), 4), ("ZF001".to_owned(), 28)]));
    assert_eq!(number(&session, "select sum(quantity_reserved) from inventory").await, 0);
    assert_eq!(number(&session, "select count(*) from order_transitions").await, 4);
    the_books_are_right(&session, 100).await;
}

/// Lines of all variants in an order of their own, and now and then an order is cancelled by somebody else.
#[tokio::test(flavor = "multi_thread")]
async fn variants_in_any_order_bring_nobody_to_a_halt() {
    const SESSIONS: usize = 8;
    const ROUNDS: usize = 30;
    let (_server, database) = loaded(SESSIONS * ROUNDS, 2000).await;
    let statement = |me: usize, round: usize| {
        let own = order(me * ROUNDS + round + 1);
        if round % 4 == 3 {
            let other = order(((me + 1) % SESSIONS) * ROUNDS + round / 2 + 1);
            return format!("select order_fire('{other}', 'cancel')");
        }
        let lines: Vec<String> = (0..6)
            .map(|at| {
                let which = (at * [1, 5][(me + round) % 2] + me * 3 + round) % 6 + 1;
                format!("('{own}', '{}', {})", variant(which), at + 1)
            })
            .collect();
        format!("insert into order_items (order_id, variant_id, quantity) values {}", lines.join(", "))
    };
    let answers = all_at_once(&database, SESSIONS, ROUNDS, Arc::new(statement)).await;
    let allowed = ["", "ZF001", "ZF004 NOT_EDITABLE", "ZF004"];
    assert!(answers.keys().all(|it| allowed.contains(&it.as_str())), "{answers:?}");
    assert!(answers[""] > SESSIONS * ROUNDS / 2, "{answers:?}");
    the_books_are_right(&database.connect().await.unwrap(), 2000).await;
}

/// Each order is shipped by some and cancelled by others at the same time.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_shipped_or_cancelled() {
    const ORDERS: usize = 12;
    let (_server, database) = loaded(ORDERS, 500).await;
    let session = database.connect().await.unwrap();
    let prepare = "
        insert into order_items (order_id, variant_id, quantity)
          select o.id, v.id, 3 from orders as o cross join product_variants as v;
        insert into payments (order_id, amount) select id, total from orders;
        update payments set status = 'completed', transaction_id = id::text;
        update orders set status = 'processing';
        insert into fulfillments (id, order_id, tracking_number) select id, id, 'T' from orders;
        insert into fulfillment_items (fulfillment_id, order_item_id, quantity)
          select l.order_id, l.id, l.quantity from order_items as l;";
    session.batch_execute(prepare).await.unwrap();
    assert_eq!(
        number(&session, "select count(*) from orders where status = 'processing'").await,
        ORDERS as i64
    );
    let race = |me: usize, round: usize| {
        let order = order(round + 1);
        if me.is_multiple_of(2) {
            format!("select fulfillment_fire('{order}', 'ship')")
        } else {
            format!("select order_fire('{order}', 'cancel')")
        }
    };
    let answers = all_at_once(&database, 6, ORDERS, Arc::new(race)).await;
    let allowed = ["", "ZF001", "ZF002 GUARD_FAILED"];
    assert!(answers.keys().all(|it| allowed.contains(&it.as_str())), "{answers:?}");
    assert_eq!(answers[""], ORDERS);
    let either = "select count(*) from orders as o join fulfillments as f on f.id = o.id
                  where (o.status, f.status) in (('shipped', 'shipped'), ('cancelled', 'pending'))";
    assert_eq!(number(&session, either).await, ORDERS as i64);
    the_books_are_right(&session, 500).await;
}

/// Orders whose time has come are paid at the same moment.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_paid_or_expires() {
    const ORDERS: usize = 24;
    let (_server, database) = loaded(ORDERS, 500).await;
    let session = database.connect().await.unwrap();
    let prepare = "
        insert into order_items (order_id, variant_id, quantity)
          select o.id, v.id, 2 from orders as o cross join product_variants as v;
        insert into payments (id, order_id, amount) select id, id, total from orders;
        update orders set status_since = now() - interval '25 hours';";
    session.batch_execute(prepare).await.unwrap();
    let race = |me: usize, round: usize| match me {
        0 | 1 => "select fraise.fire_due(3)".to_owned(),
        _ => {
            let order = order(round + 1);
            format!("select payment_fire('{order}', 'complete', '{{\"transaction_id\": \"{order}\"}}')")
        }
    };
    let answers = all_at_once(&database, 4, ORDERS, Arc::new(race)).await;
    assert!(answers.keys().all(|it| ["", "ZF001"].contains(&it.as_str())), "{answers:?}");
    let either = "select count(*) from orders as o join payments as p on p.id = o.id
                  where o.status in ('confirmed', 'cancelled') and p.status = 'completed'";
    assert_eq!(number(&session, either).await, ORDERS as i64);
    let paid = "select count(*) from orders where status = 'confirmed'";
    let paid = number(&session, paid).await;
    let held = number(&session, "select sum(quantity_reserved) from inventory").await;
    assert_eq!(held, paid * 12);
    assert_eq!(number(&session, "select fraise.fire_due(100)::bigint").await, 0);
    the_books_are_right(&session, 500).await;
}

/// Who may cancel an order is asked once nobody changes it any more.
#[tokio::test(flavor = "multi_thread")]
async fn who_may_is_asked_of_the_locked_row() {
    let (_server, database) = loaded(1, 100).await;
    let (clerk, customer) = (database.connect().await.unwrap(), database.connect().await.unwrap());
    let order = order(1);
    let confirmed = format!("begin; update orders set status = 'confirmed' where id = '{order}'");
    clerk.batch_execute(&confirmed).await.unwrap();
    let cancelled = tokio::spawn(async move {
        let vouched = "select set_config('fraise.roles', 'customer', false),
                       set_config('fraise.viewer_id', '00000000-0000-0000-0000-00000000000a', false)";
        customer.batch_execute(vouched).await.unwrap();
        answer(&customer, &format!("select order_fire('{order}', 'cancel')")).await
    });
    // The customer waits for the clerk by now.
    let waits =
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%order_fire%'";
    let observer = database.connect().await.unwrap();
    while number(&observer, waits).await == 0 && !cancelled.is_finished() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    clerk.batch_execute("commit").await.unwrap();
    assert_eq!(cancelled.await.unwrap(), "ZF005 FORBIDDEN");
}

/// A row that somebody works on is left for the next time.
#[tokio::test(flavor = "multi_thread")]
async fn timers_wait_for_nobody() {
    let (_server, database) = loaded(3, 100).await;
    let (clerk, service) = (database.connect().await.unwrap(), database.connect().await.unwrap());
    clerk.batch_execute("update orders set status_since = now() - interval '25 hours'").await.unwrap();
    let held = format!("begin; select from orders where id = '{}' for no key update", order(2));
    clerk.batch_execute(&held).await.unwrap();
    service.batch_execute("set lock_timeout = '1s'").await.unwrap();
    assert_eq!(number(&service, "select fraise.fire_due(100)::bigint").await, 2);
    clerk.batch_execute("commit").await.unwrap();
    assert_eq!(number(&service, "select fraise.fire_due(100)::bigint").await, 1);
}
