use pretty_assertions::assert_eq;

use super::{ALICE, Shop, lines, order_of, variant};

const CAROL: &str = "00000000-0000-0000-0000-00000000000c";

async fn claim(shop: &Shop, name: &str, value: &str) {
    let setting = format!("select set_config('fraise.claim.{name}', '{value}', false)");
    shop.service.batch_execute(&setting).await.unwrap();
}

fn add(number: usize, count: i64) -> String {
    format!("select add_to_cart('{}', {count})", variant(number))
}

const ITEMS: &str = "select c.holder, i.quantity, v.sku from cart_items i join carts c on c.id = i.cart_id
    join product_variants v on v.id = i.variant_id order by c.holder, v.sku";

#[tokio::test]
async fn a_cart_counts_up() {
    for shop in Shop::each().await {
        shop.speak_for("", "").await;
        assert_eq!(shop.call(&add(1, 1)).await, "ZF005 UNAUTHENTICATED");
        claim(&shop, "session", "s1").await;
        let item = shop.done(&add(1, 2)).await;
        assert_eq!(shop.done(&add(1, 3)).await, item);
        shop.done(&add(2, 1)).await;
        for (number, count, refusal) in [
            (1, 0, "ZF010 BAD_INPUT"),
            (1, -1, "ZF010 BAD_INPUT"),
            (9, 1, "ZF006 NOT_FOUND"),
            (77, 1, "ZF006 NOT_FOUND"),
        ] {
            assert_eq!(shop.call(&add(number, count)).await, refusal, "{number}, {count}");
        }
        assert_eq!(shop.sees(ITEMS).await, "guest:s1|5|SHIRT-1, guest:s1|1|SHIRT-2");
        let remove = format!("select remove_from_cart('{}')", variant(1));
        shop.done(&remove).await;
        assert_eq!(shop.sees(ITEMS).await, "guest:s1|1|SHIRT-2");
        claim(&shop, "session", "s2").await;
        assert_eq!(shop.call(&remove).await, "ZF006 NOT_FOUND");
    }
}

#[tokio::test]
async fn a_guests_cart_comes_along() {
    for shop in Shop::each().await {
        shop.speak_for("", "").await;
        assert_eq!(shop.call("select register_customer()").await, "ZF005 UNAUTHENTICATED");
        claim(&shop, "session", "s1").await;
        shop.done(&add(1, 2)).await;
        shop.done(&add(2, 1)).await;
        shop.speak_for(CAROL, "customer").await;
        claim(&shop, "email", "Carol@Example.com").await;
        claim(&shop, "name", "Carol").await;
        claim(&shop, "session", "").await;
        assert_eq!(shop.done("select register_customer()").await, CAROL);
        assert_eq!(shop.sees("select count(*) from carts").await, "1");
        shop.done(&add(1, 1)).await;
        claim(&shop, "session", "s1").await;
        claim(&shop, "name", "Caroline").await;
        assert_eq!(shop.done("select register_customer()").await, CAROL);
        let row = format!("select email, name from customers where id = '{CAROL}'");
        assert_eq!(shop.sees(&row).await, "carol@example.com|Carol");
        let holder = format!("customer:{CAROL}");
        assert_eq!(shop.sees(ITEMS).await, format!("{holder}|3|SHIRT-1, {holder}|1|SHIRT-2"));
        assert_eq!(shop.sees("select count(*) from carts").await, "1");
        assert_eq!(shop.done("select register_customer()").await, CAROL);
        assert_eq!(shop.sees("select sum(quantity) from cart_items").await, "4");
    }
}

#[tokio::test]
async fn an_order_closes_the_cart() {
    for shop in Shop::each().await {
        shop.speak_for(ALICE, "customer").await;
        shop.done(&add(1, 2)).await;
        shop.done(&order_of(&lines(&[(1, 2)]), "")).await;
        assert_eq!(shop.sees("select ordered_at is not null from carts").await, "t");
        shop.done(&add(1, 1)).await;
        assert_eq!(shop.sees("select count(*) from carts").await, "2");
    }
}
