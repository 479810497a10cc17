use std::collections::BTreeMap;
use std::sync::Arc;

use pretty_assertions::assert_eq;

use super::{ALICE, Shop, answer, lines, order_of, paying::paid_for, speak_for};

type Statement = dyn Fn(usize, usize) -> String + Send + Sync;

/// Every session gives its statements one after the other, all at once; how often each answer came.
async fn all_at_once(
    shop: &Shop,
    sessions: usize,
    rounds: usize,
    (viewer, roles): (&str, &str),
    statement: Arc<Statement>,
) -> BTreeMap<String, usize> {
    let mut running = Vec::new();
    for me in 0..sessions {
        let session = shop.database.connect_as(&shop.login).await.unwrap();
        speak_for(&session, viewer, roles).await;
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
            let answer = if answer.contains(' ') { answer } else { "done".to_owned() };
            *counted.entry(answer).or_default() += 1;
        }
    }
    counted
}

fn counts<const N: usize>(of: [(&str, usize); N]) -> BTreeMap<String, usize> {
    of.into_iter().map(|(answer, count)| (answer.to_owned(), count)).collect()
}

#[tokio::test]
async fn what_is_sold_is_what_there_was() {
    for shop in Shop::each_and_by_hand().await {
        let order = Arc::new(|_, _| order_of(&lines(&[(1, 1)]), ""));
        let found = all_at_once(&shop, 32, 5, (ALICE, "customer"), order).await;
        assert_eq!(found, counts([("done", 100), ("ZF100 INSUFFICIENT_STOCK", 60)]));
        assert_eq!(shop.stock(1).await, "100|100");
        assert_eq!(shop.sees("select count(*) from orders").await, "100");
    }
}

#[tokio::test]
async fn variants_in_any_order_do_not_lock_in_a_circle() {
    for shop in Shop::each_and_by_hand().await {
        let order = Arc::new(|me: usize, round: usize| {
            let mut variants: Vec<(usize, i64)> = (1..=6).map(|it| (it, 1)).collect();
            variants.rotate_left((me * 5 + round) % 6);
            if me.is_multiple_of(2) {
                variants.reverse();
            }
            order_of(&lines(&variants), "")
        });
        let found = all_at_once(&shop, 16, 5, (ALICE, "customer"), order).await;
        assert_eq!(found, counts([("done", 80)]));
        assert_eq!((shop.stock(1).await, shop.stock(6).await), ("100|80".to_owned(), "100|80".to_owned()));
    }
}

#[tokio::test]
async fn a_discount_is_used_as_often_as_it_may() {
    for shop in Shop::each_and_by_hand().await {
        let order = Arc::new(|_, _| order_of(&lines(&[(1, 1)]), ", p_discount_code => 'TEN'"));
        let found = all_at_once(&shop, 16, 4, (ALICE, "customer"), order).await;
        assert_eq!(found, counts([("done", 10), ("ZF100 DISCOUNT_EXHAUSTED", 54)]));
        assert_eq!(shop.stock(1).await, "100|10");
    }
}

#[tokio::test]
async fn one_key_is_one_order() {
    for shop in Shop::each_and_by_hand().await {
        let order =
            Arc::new(|_, round| order_of(&lines(&[(1, 2)]), &format!(", p_idempotency_key => 'k{round}'")));
        let found = all_at_once(&shop, 16, 3, (ALICE, "customer"), order).await;
        assert_eq!(found, counts([("done", 48)]));
        assert_eq!(shop.sees("select count(*) from orders").await, "3");
        assert_eq!(shop.stock(1).await, "100|6");
    }
}

#[tokio::test]
async fn the_same_answer_of_the_provider_at_once_is_one() {
    for shop in Shop::each().await {
        let (_, payment) = paid_for(&shop, 1).await;
        let approve = Arc::new(move |_, _| format!("select payment_result('{payment}', true, 't1')"));
        let found = all_at_once(&shop, 16, 2, ("", "system"), approve).await;
        assert_eq!(found, counts([("done", 32)]));
        assert_eq!(shop.sees("select count(*) from order_transitions").await, "1");
    }
}

#[tokio::test]
async fn carts_count_every_piece() {
    for shop in Shop::each().await {
        let add =
            Arc::new(|_, round: usize| format!("select add_to_cart('{}', 1)", super::variant(1 + round % 3)));
        let found = all_at_once(&shop, 16, 6, (ALICE, "customer"), add).await;
        assert_eq!(found, counts([("done", 96)]));
        let counted = "select count(*), min(quantity), max(quantity) from cart_items";
        assert_eq!(shop.sees(counted).await, "3|32|32");
    }
}

/// Orders that expire are cancelled many in one transaction, which holds what it gave back until its end.
#[tokio::test]
async fn orders_that_expire_do_not_lock_in_a_circle() {
    for shop in Shop::each().await {
        shop.speak_for(ALICE, "customer").await;
        for number in 0..60 {
            shop.done(&order_of(&lines(&[(1 + number % 4, 1)]), "")).await;
        }
        let aged = "update orders set status_since = now() - interval '25 hours'";
        shop.owner.batch_execute(aged).await.unwrap();
        let mixed = Arc::new(|me: usize, round: usize| match me {
            0 | 1 => "select fraise.fire_due(3)".to_owned(),
            _ => order_of(&lines(&[1, 2, 3, 4].map(|it| (it, (me + round) as i64 % 2 + 1))), ""),
        });
        let found = all_at_once(&shop, 6, 10, (ALICE, "customer"), mixed).await;
        assert_eq!(found, counts([("done", 60)]));
        // What somebody else had is left for the next time.
        while shop.done("select fraise.fire_due(10)").await != "0" {}
        let states = "select status, count(*) from orders group by status order by status";
        assert_eq!(shop.sees(states).await, "cancelled|60, pending|40");
        assert_eq!(shop.sees("select sum(quantity_reserved) from inventory").await, "240");
    }
}
