//! Several sessions that do whatever comes to their minds, at once. In the end the books are right to the piece.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use fraise_pg::Session;
use pretty_assertions::assert_eq;

use super::{ALICE, BOB, Shop, answer, lines, order_of, speak_for, variant};
use crate::server::{is_full, texts};

const SESSIONS: u64 = 8;

/// Numbers that look random, and are the same each time.
struct Dice(u64);

impl Dice {
    /// Less than `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        // xorshift64*, of which the upper bits are the better ones.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }
}

/// What all sessions know of each other's rows.
#[derive(Default)]
struct Known {
    orders: Vec<String>,
    payments: Vec<String>,
    fulfillments: Vec<String>,
    returns: Vec<String>,
    /// Orders of which something has left.
    begun: Vec<String>,
}

fn one_of(dice: &mut Dice, of: &[String]) -> Option<String> {
    // The latest are the ones with which something can still be done.
    let latest = of.len().min(24) as u64;
    (latest > 0).then(|| of[of.len() - 1 - dice.roll(latest) as usize].clone())
}

/// The lines of an order, each with a number of pieces that need not be there.
async fn pieces(session: &Session, dice: &mut Dice, order: &str) -> String {
    let rows =
        texts(session, &format!("select id from order_items where order_id = '{order}'")).await.concat();
    let some: Vec<String> = rows.into_iter().filter(|_| dice.roll(3) > 0).collect();
    let one = |line: &String| format!(r#"{{"order_item_id": "{line}", "quantity": {}}}"#, 1 + dice.roll(3));
    format!("'[{}]'", some.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// One operation, by whom it is for. What it was, and what came of it.
async fn operate(session: &Session, dice: &mut Dice, known: &Mutex<Known>) -> (&'static str, String) {
    let speak = |viewer: &'static str, roles: &'static str| speak_for(session, viewer, roles);
    let (order, payment, fulfillment, returned, begun) = {
        let known = known.lock().unwrap();
        (
            one_of(dice, &known.orders),
            one_of(dice, &known.payments),
            one_of(dice, &known.fulfillments),
            one_of(dice, &known.returns),
            one_of(dice, &known.begun),
        )
    };
    let kind = dice.roll(100);
    let mut shipped = None;
    let (what, statement) = match (kind, order, payment, fulfillment, returned) {
        (26..=37, Some(order), ..) => {
            speak(ALICE, "customer").await;
            ("pay", format!("select process_payment('{order}')"))
        }
        (38..=53, _, Some(payment), ..) => {
            speak("", "system").await;
            let approved = dice.roll(4) > 0;
            ("settle", format!("select payment_result('{payment}', {approved}, 't-{payment}')"))
        }
        (54..=69, Some(order), ..) => {
            shipped = Some(order.clone());
            speak(BOB, "warehouse").await;
            let pieces = pieces(session, dice, &order).await;
            ("ship", format!("select create_fulfillment('{order}', {pieces}, 'DHL', 'x')"))
        }
        (70..=73, _, _, Some(fulfillment), _) => {
            speak(BOB, "warehouse").await;
            ("deliver", format!("select deliver_fulfillment('{fulfillment}')"))
        }
        (74..=78, Some(order), ..) => {
            let own = dice.roll(2) == 0;
            if own {
                speak(ALICE, "customer").await
            } else {
                speak(BOB, "support").await
            };
            ("cancel", format!("select cancel_order('{order}')"))
        }
        (79, Some(order), ..) => {
            speak(BOB, "admin").await;
            ("recall", format!("select order_fire('{order}', 'recall')"))
        }
        (80..=84, ..) if begun.is_some() => {
            let order = begun.unwrap_or_default();
            speak(ALICE, "customer").await;
            let pieces = pieces(session, dice, &order).await;
            ("return", format!("select return_items('{order}', {pieces})"))
        }
        (85..=92, _, _, _, Some(returned)) => {
            speak(BOB, "admin").await;
            let to = ["approved", "rejected", "received", "received", "refunded"][dice.roll(5) as usize];
            ("go on with a return", format!("select update_return_status('{returned}', '{to}')"))
        }
        (93 | 94, ..) => {
            speak(BOB, "warehouse").await;
            (
                "receive",
                format!(
                    "select receive_stock('{}', {})",
                    variant(1 + dice.roll(4) as usize),
                    1 + dice.roll(20)
                ),
            )
        }
        (95 | 96, ..) => {
            speak(BOB, "warehouse").await;
            let variant = variant(1 + dice.roll(4) as usize);
            ("count", format!("select adjust_stock('{variant}', {})", dice.roll(9) as i64 - 4))
        }
        (97, ..) => {
            speak(BOB, "warehouse").await;
            (
                "damage",
                format!(
                    "select damage_stock('{}', {})",
                    variant(1 + dice.roll(4) as usize),
                    1 + dice.roll(5)
                ),
            )
        }
        (98 | 99, ..) => {
            speak("", "system").await;
            ("expire", "select fraise.fire_due(3)".to_owned())
        }
        _ => {
            speak(ALICE, "customer").await;
            let items: Vec<(usize, i64)> =
                (0..=dice.roll(2)).map(|_| (1 + dice.roll(4) as usize, 1 + dice.roll(3) as i64)).collect();
            let code = ["", ", p_discount_code => 'TEN'", ", p_discount_code => 'ALL'"]
                [(dice.roll(12) as usize).min(2)];
            let code = if dice.roll(3) == 0 { code } else { "" };
            ("order", order_of(&lines(&items), code))
        }
    };
    let told = answer(session, &statement).await;
    if !told.contains(' ') && told != "null" {
        let mut known = known.lock().unwrap();
        match what {
            "order" => known.orders.push(told.clone()),
            "pay" => known.payments.push(told.clone()),
            "ship" => {
                known.fulfillments.push(told.clone());
                known.begun.extend(shipped);
            }
            "return" => known.returns.push(told.clone()),
            _ => {}
        }
    }
    (what, told)
}

/// What must be the same on both sides, and the rows of which it is not.
const BOOKS: &[(&str, &str)] = &[
    (
        "what is reserved is what open orders hold",
        "select i.variant_id from inventory as i where i.quantity_reserved <> (
           select coalesce(sum(l.quantity - l.quantity_shipped), 0) from order_items as l join orders as o on o.id = l.order_id
           where l.variant_id = i.variant_id and o.status in ('pending', 'confirmed', 'processing'))",
    ),
    (
        "what is reserved is what the journal says",
        "select i.variant_id from inventory as i where i.quantity_reserved <> (
           select coalesce(sum(case m.movement_type when 'reserve' then m.quantity else -m.quantity end), 0) from stock_movements as m
           where m.variant_id = i.variant_id and m.movement_type in ('reserve', 'release', 'sale'))",
    ),
    (
        "what is there is what the journal says",
        "select i.variant_id from inventory as i where i.quantity_on_hand <> 100 + (
           select coalesce(sum(case m.movement_type when 'sale' then -m.quantity when 'damage' then -m.quantity else m.quantity end), 0)
           from stock_movements as m
           where m.variant_id = i.variant_id and m.movement_type in ('purchase', 'sale', 'return', 'adjustment', 'damage'))",
    ),
    (
        "what was shipped is in shipments that left",
        "select l.id from order_items as l where l.quantity_shipped <> (
           select coalesce(sum(x.quantity), 0) from fulfillment_items as x join fulfillments as f on f.id = x.fulfillment_id
           where x.order_item_id = l.id and f.status in ('shipped', 'delivered'))",
    ),
    (
        "what was returned is in returns that arrived",
        "select l.id from order_items as l where l.quantity_returned <> (
           select coalesce(sum(x.quantity), 0) from return_items as x join returns as r on r.id = x.return_id
           where x.order_item_id = l.id and r.status in ('received', 'refunded'))",
    ),
    (
        "a discount is used by the orders that hold it",
        "select d.id from discounts as d where d.current_uses <> (
           select count(*) from order_discounts as x join orders as o on o.id = x.order_id
           where x.discount_id = d.id and o.status <> 'cancelled') or d.current_uses > d.max_uses",
    ),
    (
        "an order costs what its lines cost",
        "select o.id from orders as o where o.total <> (
           select sum(l.unit_price * l.quantity) from order_items as l where l.order_id = o.id) - (
           select coalesce(sum(x.discount_amount), 0) from order_discounts as x where x.order_id = o.id)",
    ),
    (
        "an order beyond pending is paid, once",
        "select o.id from orders as o where o.status in ('confirmed', 'processing', 'shipped', 'delivered') and o.total <> (
           select coalesce(sum(p.amount), 0) from payments as p where p.order_id = o.id and p.status = 'completed')",
    ),
    (
        "an order has left when all of it has",
        "select o.id from orders as o where o.status in ('shipped', 'delivered') <> (
           select sum(l.quantity - l.quantity_shipped) = 0 from order_items as l where l.order_id = o.id) and o.status <> 'cancelled'",
    ),
    (
        "each state was reached by events of the log",
        "select o.id from orders as o where o.status <> coalesce(
           (select t.to_state from order_transitions as t where t.row_id = o.id order by t.id desc limit 1), 'pending')",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_done_the_books_are_right() {
    let operations = if is_full() { 5000 } else { 800 };
    for shop in Shop::each().await {
        let known = Arc::new(Mutex::new(Known::default()));
        let mut running = Vec::new();
        for me in 0..SESSIONS {
            let session = shop.database.connect_as(&shop.login).await.unwrap();
            let known = Arc::clone(&known);
            running.push(tokio::spawn(async move {
                let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (me + 1));
                let mut counted: BTreeMap<(&str, String), usize> = BTreeMap::new();
                for _ in 0..operations / SESSIONS {
                    let (what, told) = operate(&session, &mut dice, &known).await;
                    let told = if told.contains(' ') { told } else { "done".to_owned() };
                    *counted.entry((what, told)).or_default() += 1;
                }
                counted
            }));
        }
        // Now and then a day has passed for the orders that are pending.
        let aged = "update orders set status_since = now() - interval '25 hours'
            where id in (select id from orders where status = 'pending' order by id limit 2 for no key update skip locked)";
        while running.iter().any(|it| !it.is_finished()) {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            shop.owner.batch_execute(aged).await.unwrap();
        }
        let mut counted: BTreeMap<(&str, String), usize> = BTreeMap::new();
        for session in running {
            for (answer, count) in session.await.unwrap() {
                *counted.entry(answer).or_default() += count;
            }
        }
        // Each refusal is one of ours, or of the one open payment of an order; no session waited in a circle.
        let refusals = ["done", "ZF001", "ZF002", "ZF005", "ZF100", "ZF010"];
        let is_ours = |(what, told): &(&str, String)| {
            refusals.iter().any(|it| told.starts_with(it)) || (*what, told.as_str()) == ("pay", "23505 -")
        };
        let strange: Vec<_> = counted.keys().filter(|it| !is_ours(it)).collect();
        assert!(strange.is_empty(), "{strange:?} of {counted:#?}");
        // All of it was really done; what comes late in an order's life is rare among few.
        let soon = ["order", "pay", "settle", "ship", "cancel", "receive", "count", "expire"];
        let late = ["deliver", "return", "go on with a return", "recall", "damage"];
        for what in soon.into_iter().chain(late.into_iter().filter(|_| is_full())) {
            assert!(counted.contains_key(&(what, "done".to_owned())), "{what} of {counted:#?}");
        }
        let sold = shop.sees("select count(*) from stock_movements where movement_type = 'sale'").await;
        assert!(sold.parse::<u64>().unwrap() > 10, "{counted:#?}");
        let mut wrong = Vec::new();
        for (what, rows) in BOOKS {
            let rows = shop.sees(rows).await;
            if !rows.is_empty() {
                wrong.push(format!("{what}: {rows}"));
            }
        }
        assert_eq!(wrong, [""; 0], "{counted:#?}");
    }
}
