//! A database with the emitted schema and a few rows.

use fraise_pg::{Database, Durability, Server, find};

use crate::build::Built;

pub(crate) const ALICE: &str = "a11ce000-0000-4000-8000-000000000001";
pub(crate) const BOB: &str = "b0b00000-0000-4000-8000-000000000002";
pub(crate) const SHIRT: &str = "50000000-0000-4000-8000-000000000001";
pub(crate) const DRAFT: &str = "50000000-0000-4000-8000-000000000004";

/// The login that the service uses.
pub(crate) const LOGIN: &str = "web";

/// A throw-away database with the schema of a service and some rows.
pub(crate) struct Shop {
    pub(crate) database: Database,
    pub(crate) server: Server,
}

impl Shop {
    pub(crate) async fn storefront(built: &Built) -> Self {
        Self::storefront_with(built, &[]).await
    }

    /// The same on a server with settings of its own.
    pub(crate) async fn storefront_with(built: &Built, settings: &[(&str, &str)]) -> Self {
        Self::open(built, settings, ROWS).await
    }

    /// A database of any service.
    pub(crate) async fn open(built: &Built, settings: &[(&str, &str)], rows: &str) -> Self {
        let binaries = find(None).unwrap_or_else(|error| panic!("{error}"));
        let server = Server::start_with(&binaries, Durability::None, settings).unwrap();
        let database = server.create_database("shop").await.unwrap();
        let administrator = database.connect().await.unwrap();
        let login = format!("create role {LOGIN} login in role {}", built.group());
        for script in [built.text("postgres/roles.sql"), built.text("postgres/schema.sql"), &login, rows] {
            administrator.run_script(script).await.unwrap_or_else(|error| panic!("{error}"));
        }
        Self { database, server }
    }
}

const ROWS: &str = r#"
insert into public.customers (id, email, name) values
  ('a11ce000-0000-4000-8000-000000000001', 'alice@example.com', 'Alice'),
  ('b0b00000-0000-4000-8000-000000000002', 'bob@example.com', 'Bob');
insert into public.addresses (id, customer_id, line1, city, postal_code, country) values
  ('adde0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', '1 Main St', 'Springfield', '1', 'US'),
  ('adde0000-0000-4000-8000-000000000002', 'b0b00000-0000-4000-8000-000000000002', '2 Main St', 'Shelbyville', '2', 'US');
insert into public.categories (id, slug, name, parent_id) values
  ('ca000000-0000-4000-8000-000000000001', 'clothes', 'Clothes', null),
  ('ca000000-0000-4000-8000-000000000002', 'shirts', 'Shirts', 'ca000000-0000-4000-8000-000000000001');
insert into public.warehouses (id, code, name) values
  ('3a000000-0000-4000-8000-000000000001', 'MAIN', 'Main');
insert into public.products (id, sku, name, category_id, price, cost, status) values
  ('50000000-0000-4000-8000-000000000001', 'SHIRT', 'Blue shirt', 'ca000000-0000-4000-8000-000000000002', 20, 8, 'active'),
  ('50000000-0000-4000-8000-000000000002', 'SILK', 'Silk shirt', 'ca000000-0000-4000-8000-000000000002', 120, 50, 'active'),
  ('50000000-0000-4000-8000-000000000003', 'SHOES', 'Shirt shoes', 'ca000000-0000-4000-8000-000000000001', 60, 20, 'active'),
  ('50000000-0000-4000-8000-000000000004', 'DRAFT', 'Secret shirt', 'ca000000-0000-4000-8000-000000000002', 10, 5, 'draft');
insert into public.reviews (product_id, customer_id, stars, approved) values
  ('50000000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', 4, true),
  ('50000000-0000-4000-8000-000000000001', 'b0b00000-0000-4000-8000-000000000002', 5, true);
insert into public.product_variants (id, product_id, sku, price_modifier, dimensions) values
  ('7a000000-0000-4000-8000-000000000001', '50000000-0000-4000-8000-000000000001', 'SHIRT-M', 0,
   '{"width": 30.5, "height": 2, "depth": 20, "unit": "cm"}'),
  ('7a000000-0000-4000-8000-000000000002', '50000000-0000-4000-8000-000000000001', 'SHIRT-XL', 2.5, null);
insert into public.inventory (variant_id, warehouse_id, quantity_on_hand, quantity_reserved) values
  ('7a000000-0000-4000-8000-000000000001', '3a000000-0000-4000-8000-000000000001', 100, 10);
insert into public.orders (id, order_number, customer_id, shipping_cost, billing_address_id, shipping_address_id) values
  ('0d000000-0000-4000-8000-000000000001', 'A-1', 'a11ce000-0000-4000-8000-000000000001', 5,
   'adde0000-0000-4000-8000-000000000001', 'adde0000-0000-4000-8000-000000000001'),
  ('0d000000-0000-4000-8000-000000000002', 'B-1', 'b0b00000-0000-4000-8000-000000000002', 0,
   'adde0000-0000-4000-8000-000000000002', 'adde0000-0000-4000-8000-000000000002');
insert into public.order_items (order_id, variant_id, quantity, unit_price) values
  ('0d000000-0000-4000-8000-000000000001', '7a000000-0000-4000-8000-000000000001', 2, 20);
"#;
