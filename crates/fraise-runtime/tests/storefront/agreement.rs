//! A service and an SDL that were not compiled together.

use deadpool_postgres::Pool;
use fraise_runtime::{Config, Engine};
use pretty_assertions::assert_eq;

use crate::model::SERVICE;
use crate::server::SDL;

fn pool() -> Pool {
    fraise_runtime::pool(&Config::new("host=localhost user=nobody")).unwrap()
}

fn differences(from: &str, to: &str) -> Vec<String> {
    let sdl = SDL.replace(from, to);
    assert!(sdl != SDL);
    match Engine::new(&SERVICE, &sdl, pool(), false) {
        Ok(_) => Vec::new(),
        Err(differences) => differences.0,
    }
}

#[tokio::test]
async fn differences_are_found_at_the_start() {
    assert_eq!(
        differences("  product(id: ID!): Product\n", "  product(id: ID!, x: Int): Product\n  other: Int\n"),
        [
            "Query.product has an argument x that the service does not read",
            "Query.other is in the SDL, and the service has no such query",
        ]
    );
    assert_eq!(
        differences("cost: Decimal", "margin: Decimal cost: Decimal!"),
        [
            "Product.margin is in the SDL, and not in the service",
            "Product.cost may be null, and is Decimal! in the SDL",
        ]
    );
    assert_eq!(
        differences("status: String, since", "status: String = \"PENDING\", since"),
        ["Query.myOrders(status:) has a default in the SDL, and none in the service"]
    );
    assert_eq!(
        differences("order(id: ID!): Order", "order(id: ID!): Customer"),
        ["Query.order is Customer in the SDL, and Order in the service"]
    );
    assert_eq!(
        differences("type Category", "type Mutation { x: Int } type Category"),
        ["Mutation.x is in the SDL, and the service has no such mutation"]
    );
    assert_eq!(
        differences("type Category", "type Subscription { x: Int } type Category"),
        ["the SDL has subscriptions, and the service has none"]
    );
    assert_eq!(differences("type Query {", "type Query { {").len(), 1);
}
