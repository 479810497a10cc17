//! What an order costs: the compiled `create_order` of the storefront beside one that is written by hand to cost less.
//!
//! Both stand in databases of one throw-away server with ordinary settings, with some thousand variants and orders in them.
//! Rounds alternate between the two; what is compared is the CPU time of their server processes, as Linux counts it, which
//! other work on the machine disturbs less than the time on the clock. The median of the rounds' ratios is what counts.
//! Then sessions at once order one variant, and the orders in a second are compared.
//!
//! It asserts nothing but that all calls go through, none of them after a deadlock.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench that fails says why"
)]

mod cpu;
mod shop;

use std::time::{Duration, Instant};

use fraise_pg::{Durability, Server, find};

use self::shop::{Order, Shop};

const ROUNDS: usize = 9;
/// The lines of an order, and how many orders a round is.
const SIZES: [(usize, usize); 2] = [(3, 100), (30, 30)];
const SESSIONS: usize = 8;
const CONTEST: Duration = Duration::from_secs(2);

#[tokio::main]
async fn main() {
    for major in [15, 18] {
        match find(Some(major)) {
            Ok(binaries) => {
                let server = Server::start_with(&binaries, Durability::Full, &[]).unwrap();
                println!("PostgreSQL {}", binaries.version);
                compare(&server).await;
            }
            Err(error) => println!("PostgreSQL {major} is left out: {error}"),
        }
    }
}

async fn compare(server: &Server) {
    let compiled = Shop::compiled(server).await;
    let by_hand = Shop::by_hand(server).await;
    for order in [Order::Plain, Order::Repeatable, Order::Discounted] {
        for (lines, orders) in SIZES {
            one_after_the_other([&compiled, &by_hand], order, lines, orders).await;
        }
    }
    at_once([&compiled, &by_hand]).await;
}

/// CPU time, and time on the clock beside it.
async fn one_after_the_other(shops: [&Shop; 2], order: Order, lines: usize, orders: usize) {
    let mut sessions = Vec::new();
    for shop in shops {
        let session = shop.session().await;
        session.order(order, lines, orders).await;
        sessions.push(session);
    }
    let (mut cpu, mut clock) = (Vec::new(), Vec::new());
    let mut microseconds = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        let mut spent = [(0.0, 0.0); 2];
        for turn in 0..2 {
            let which = (round + turn) % 2;
            let (session, began) = (&sessions[which], Instant::now());
            let before = cpu::of_process(session.process);
            session.order(order, lines, orders).await;
            let after = cpu::of_process(session.process);
            spent[which] = ((after - before).as_secs_f64(), began.elapsed().as_secs_f64());
            microseconds[which].push(spent[which].0 * 1e6 / orders as f64);
        }
        cpu.push(spent[0].0 / spent[1].0);
        clock.push(spent[0].1 / spent[1].1);
    }
    let each: Vec<String> = cpu.iter().map(|it| format!("{it:.2}")).collect();
    println!(
        "  {order:?}, {lines} lines: {:.2} times its CPU ({:.0} and {:.0} us an order; rounds {}), {:.2} times its time",
        median(cpu),
        median(microseconds[0].clone()),
        median(microseconds[1].clone()),
        each.join(" "),
        median(clock),
    );
}

/// Orders of one variant by several sessions at once.
async fn at_once(shops: [&Shop; 2]) {
    let mut ratios = Vec::new();
    let mut shown = Vec::new();
    for round in 0..ROUNDS {
        let mut throughput = [0.0; 2];
        for turn in 0..2 {
            let which = (round + turn) % 2;
            throughput[which] = of_one_variant(shops[which]).await;
        }
        ratios.push(throughput[0] / throughput[1]);
        shown.push(format!("{:.0}/{:.0}", throughput[0], throughput[1]));
    }
    println!(
        "  {SESSIONS} sessions, one variant: {:.2} times its orders a second ({}), no deadlock",
        median(ratios),
        shown.join(" ")
    );
}

/// Orders a second.
async fn of_one_variant(shop: &Shop) -> f64 {
    let mut running = Vec::new();
    let began = Instant::now();
    for _ in 0..SESSIONS {
        let session = shop.session().await;
        running.push(tokio::spawn(async move {
            let mut orders = 0_u32;
            let began = Instant::now();
            while began.elapsed() < CONTEST {
                session.order_hot_variant().await;
                orders += 1;
            }
            orders
        }));
    }
    let mut orders = 0;
    for session in running {
        orders += session.await.unwrap();
    }
    f64::from(orders) / began.elapsed().as_secs_f64()
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}
