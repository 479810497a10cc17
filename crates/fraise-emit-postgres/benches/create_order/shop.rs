//! The two storefronts, and sessions that order.

use std::sync::atomic::{AtomicUsize, Ordering};

use fraise_pg::{Database, Server, Session};

#[path = "../../tests/support/mod.rs"]
mod support;

const SCHEMA: &str = include_str!("../../../../schemas/storefront.yaml");
const GROUND: &str = include_str!("ground.sql");
const TABLES_BY_HAND: &str = include_str!("../rival/tables.sql");
const FUNCTION_BY_HAND: &str = include_str!("../rival/create_order.sql");

/// As many as the ground has.
const VARIANTS: usize = 3000;
/// How many orders there are before anything is measured.
const ORDERS_BEFORE: usize = 2000;

/// What is given beside the lines.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Order {
    /// Nothing.
    Plain,
    /// A key under which it can be repeated.
    Repeatable,
    /// A code of a discount.
    Discounted,
}

/// A storefront of the server.
pub(crate) struct Shop {
    database: Database,
}

/// A session of the service, which speaks for a customer.
pub(crate) struct Till {
    session: Session,
    /// The process that answers it.
    pub(crate) process: i32,
}

impl Shop {
    pub(crate) async fn compiled(server: &Server) -> Shop {
        Self::made(server, "compiled", "").await
    }

    pub(crate) async fn by_hand(server: &Server) -> Shop {
        let script = format!("set role storefront_owner;\n{TABLES_BY_HAND}\n{FUNCTION_BY_HAND}\nreset role;");
        Self::made(server, "by_hand", &script).await
    }

    async fn made(server: &Server, name: &str, further: &str) -> Shop {
        let database = support::server::made(server, name, SCHEMA).await;
        let owner = database.connect().await.unwrap();
        owner.batch_execute(further).await.unwrap();
        owner.batch_execute(GROUND).await.unwrap();
        let login = format!("create role till_{name} login; grant storefront_service to till_{name};");
        owner.batch_execute(&login).await.unwrap();
        let shop = Shop { database };
        let till = shop.session().await;
        till.session.batch_execute("set synchronous_commit = off").await.unwrap();
        for order in 0..ORDERS_BEFORE {
            till.order(Order::Plain, 1 + order % 9, 1).await;
        }
        owner.batch_execute("vacuum analyze").await.unwrap();
        shop
    }

    pub(crate) async fn session(&self) -> Till {
        let session = self.database.connect_as(&format!("till_{}", self.database.name())).await.unwrap();
        let viewer = "select set_config('fraise.viewer_id', '00000000-0000-0000-0000-00000000000a', false),
           set_config('fraise.roles', 'customer', false)";
        session.batch_execute(viewer).await.unwrap();
        let call = "prepare ordered (jsonb, text, text) as select create_order(
           $1, '00000000-0000-0000-0001-00000000000a', p_discount_code => $2, p_idempotency_key => $3,
           p_quote => '{\"tax\": 1.50, \"shipping_cost\": 4}')";
        session.batch_execute(call).await.unwrap();
        let process = session.query_one("select pg_backend_pid()", &[]).await.unwrap().get(0);
        Till { session, process }
    }
}

impl Till {
    /// So many orders of so many lines each.
    pub(crate) async fn order(&self, order: Order, lines: usize, orders: usize) {
        for _ in 0..orders {
            let number = next();
            let cart: Vec<String> = (0..lines)
                .map(|line| cart_line(1 + (number * 31 + line * 7) % VARIANTS, 1 + line % 3))
                .collect();
            let (code, key) = match order {
                Order::Plain => (None, None),
                Order::Repeatable => (None, Some(number.to_string())),
                Order::Discounted => (Some("FIVE"), None),
            };
            self.call(&cart, code, key.as_deref()).await;
        }
    }

    /// An order of the one variant that all want.
    pub(crate) async fn order_hot_variant(&self) {
        self.call(&[cart_line(1, 1)], None, None).await;
    }

    async fn call(&self, cart: &[String], code: Option<&str>, key: Option<&str>) {
        let text = |given: Option<&str>| given.map_or("null".to_owned(), |it| format!("'{it}'"));
        let call = format!("execute ordered ('[{}]', {}, {})", cart.join(", "), text(code), text(key));
        self.session.batch_execute(&call).await.unwrap();
    }
}

fn cart_line(variant: usize, quantity: usize) -> String {
    format!(r#"{{"variant_id": "00000000-0000-0000-0005-{variant:012}", "quantity": {quantity}}}"#)
}

/// Counts the orders of both, so that no two are alike.
fn next() -> usize {
    static ORDERS: AtomicUsize = AtomicUsize::new(0);
    ORDERS.fetch_add(1, Ordering::Relaxed)
}
