//! The storefront's own mutations, played as the service calls them: each test is a story, told in calls.
//!
//! - `ordering`: orders, their stock, discounts, repeats, and what is refused
//! - `by_hand`: that the `create_order` of the benchmark, written by hand, leaves the rows that the compiled one leaves
//! - `cancelling`: orders that are given up, and states by name
//! - `paying`: payments and the provider's answers, which come twice
//! - `shipping`: shipments and returns
//! - `carts`: carts of guests and of customers
//! - `stock`: the books of the warehouse
//! - `quantities`: quantities that are odd, and lines that are changed by hand
//! - `random`: several sessions that do whatever comes to their minds
//! - `hidden`: rows of others, which are as if they were not there
//! - `hostile`: people with psql who mean harm
//! - `together`: many sessions at once

mod by_hand;
mod cancelling;
mod carts;
mod hidden;
mod hostile;
mod ordering;
mod paying;
mod quantities;
mod random;
mod shipping;
mod stock;
mod together;

use fraise_pg::{Database, Server, Session};

use crate::case;
use crate::server::{self, load, texts};

/// Two customers with an address each, a product with variants that are sold, one that is not, and stock.
pub(crate) const GROUND: &str = "
insert into customers (id, email, name) values
  ('00000000-0000-0000-0000-00000000000a', 'alice@example.com', 'Alice'),
  ('00000000-0000-0000-0000-00000000000b', 'bob@example.com', 'Bob');
insert into addresses (id, customer_id, line1, city, postal_code, country) values
  ('00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0000-00000000000a', '1 Main St', 'Springfield', '1', 'US'),
  ('00000000-0000-0000-0001-00000000000b', '00000000-0000-0000-0000-00000000000b', '2 Main St', 'Springfield', '1', 'US');
insert into categories (id, slug, name) values ('00000000-0000-0000-0002-000000000001', 'shirts', 'Shirts');
insert into warehouses (id, code, name) values ('00000000-0000-0000-0003-000000000001', 'MAIN', 'Main');
insert into products (id, sku, name, category_id, price, status)
  select ('00000000-0000-0000-0004-' || lpad(n::text, 12, '0'))::uuid, 'SHIRT' || n, 'Shirt',
    '00000000-0000-0000-0002-000000000001', 20.00, case n when 1 then 'active' when 2 then 'draft' else 'discontinued' end
  from generate_series(1, 2) as n;
insert into product_variants (id, product_id, sku)
  select ('00000000-0000-0000-0005-' || lpad(n::text, 12, '0'))::uuid,
    ('00000000-0000-0000-0004-' || lpad((1 + n / 9)::text, 12, '0'))::uuid, 'SHIRT-' || n
  from generate_series(1, 9) as n;
insert into inventory (variant_id, warehouse_id, quantity_on_hand)
  select id, '00000000-0000-0000-0003-000000000001', 100 from product_variants;
insert into discounts (id, code, type, value, max_uses, min_order_amount) values
  ('00000000-0000-0000-000a-000000000001', 'TEN', 'percentage', 10.00, 10, null),
  ('00000000-0000-0000-000a-000000000002', 'ALL', 'percentage', 100.00, null, null),
  ('00000000-0000-0000-000a-000000000003', 'MANY', 'fixed_amount', 5.00, 1, 100.00);
";

pub(crate) const ALICE: &str = "00000000-0000-0000-0000-00000000000a";
pub(crate) const BOB: &str = "00000000-0000-0000-0000-00000000000b";
const NOBODY: &str = "00000000-0000-0000-9999-000000000000";

fn address(of: char) -> String {
    format!("00000000-0000-0000-0001-00000000000{of}")
}

/// The ninth is of a product that is a draft.
fn variant(number: usize) -> String {
    format!("00000000-0000-0000-0005-{number:012}")
}

/// The lines of a cart: a variant and how many.
fn lines(of: &[(usize, i64)]) -> String {
    let line = |(number, quantity): &(usize, i64)| {
        format!(r#"{{"variant_id": "{}", "quantity": {quantity}}}"#, variant(*number))
    };
    format!("[{}]", of.iter().map(line).collect::<Vec<_>>().join(", "))
}

/// A call of `create_order` with further arguments.
fn order_of(lines: &str, further: &str) -> String {
    format!(
        r#"select create_order('{lines}', '{}', p_quote => '{{"tax": 0, "shipping_cost": 0}}'{further})"#,
        address('a')
    )
}

/// A server with the storefront in it, and a session of the service's login.
struct Shop {
    _server: Server,
    database: Database,
    owner: Session,
    service: Session,
    login: String,
}

impl Shop {
    /// One for each server that is asked.
    async fn each() -> Vec<Shop> {
        let mut shops = Vec::new();
        for server in server::each() {
            shops.push(Self::on(server).await);
        }
        shops
    }

    /// The same, and beside each of them one whose `create_order` is written by hand: what the benchmark compares the cost
    /// of must behave alike.
    async fn each_and_by_hand() -> Vec<Shop> {
        let mut shops = Self::each().await;
        for server in server::each() {
            let shop = Self::on(server).await;
            shop.owner.batch_execute(&by_hand::script()).await.unwrap();
            shops.push(shop);
        }
        shops
    }

    async fn on(server: Server) -> Shop {
        let case = case::storefront();
        let database = load(&server, &case).await;
        let owner = database.connect().await.unwrap();
        owner.batch_execute(GROUND).await.unwrap();
        let login = case.role("till");
        let role = format!("create role {login} login; grant {} to {login};", case.role("service"));
        owner.batch_execute(&role).await.unwrap();
        let service = database.connect_as(&login).await.unwrap();
        Shop { _server: server, database, owner, service, login }
    }

    /// The service speaks for somebody.
    async fn speak_for(&self, viewer: &str, roles: &str) {
        speak_for(&self.service, viewer, roles).await;
    }

    /// What a call gives, or the SQLSTATE and the code of its refusal.
    async fn call(&self, statement: &str) -> String {
        answer(&self.service, statement).await
    }

    /// What a call gives, which must go through.
    async fn done(&self, statement: &str) -> String {
        let answer = self.call(statement).await;
        assert!(!answer.contains(' '), "{statement}: {answer}");
        answer
    }

    /// What the owner sees: the columns of one row.
    async fn sees(&self, query: &str) -> String {
        let rows = texts(&self.owner, query).await;
        rows.iter().map(|row| row.join("|")).collect::<Vec<_>>().join(", ")
    }

    /// Stock and reservations of a variant.
    async fn stock(&self, number: usize) -> String {
        let query = format!(
            "select quantity_on_hand, quantity_reserved from inventory where variant_id = '{}'",
            variant(number)
        );
        self.sees(&query).await
    }
}

async fn speak_for(session: &Session, viewer: &str, roles: &str) {
    let settings = format!(
        "select set_config('fraise.viewer_id', '{viewer}', false), set_config('fraise.roles', '{roles}', false)"
    );
    session.batch_execute(&settings).await.unwrap();
}

async fn answer(session: &Session, statement: &str) -> String {
    let messages = match session.simple_query(statement).await {
        Ok(messages) => messages,
        Err(error) => {
            let error = error.as_db_error().unwrap_or_else(|| panic!("{statement}: {error}"));
            let detail = error.detail().unwrap_or_default();
            let code = detail.split("\"code\": \"").nth(1).and_then(|it| it.split('"').next());
            return format!("{} {}", error.code().code(), code.unwrap_or("-"));
        }
    };
    let row = messages.iter().find_map(|it| match it {
        tokio_postgres::SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    row.and_then(|it| it.get(0)).unwrap_or("null").to_owned()
}
