//! Hooks before a transaction, and what follows a commit: a provider that is away, and a service that dies.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::build::Built;
use crate::client::Running;
use crate::mutations::code;
use crate::shop::{ALICE, Shop};

const ADDRESS: &str = "adde0000-0000-4000-8000-000000000001";
const SHIRT_M: &str = "7a000000-0000-4000-8000-000000000001";

const CREATE: &str = "mutation ($lines: [CartLineInput!]!, $address: ID!, $key: ID) {
    createOrder(cartItems: $lines, shippingAddressId: $address, idempotencyKey: $key) {
        id status tax shipping_cost total items { quantity unit_price } } }";

const PAY: &str = "mutation ($order: ID!, $token: String, $key: ID) {
    processPayment(orderId: $order, paymentMethod: \"credit_card\", paymentToken: $token, idempotencyKey: $key) {
        id status amount error_message order { status payment_status } } }";

/// Where the provider of a test writes down what it was asked.
struct Notes(PathBuf);

impl Notes {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("notes-{name}"));
        let _ = fs::remove_file(&path);
        Self(path)
    }

    fn lines(&self) -> Vec<String> {
        fs::read_to_string(&self.0).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    fn variable(&self) -> (&'static str, &str) {
        ("PROVIDER_NOTES", self.0.to_str().unwrap())
    }
}

fn alice(service: &Running) -> String {
    service.token(Some(ALICE), &["customer"])
}

/// An order of so many shirts.
async fn ordered(service: &Running, quantity: u32, key: Option<&str>) -> Value {
    let lines = json!([{ "variantId": SHIRT_M, "quantity": quantity }]);
    let variables = json!({ "lines": lines, "address": ADDRESS, "key": key });
    service.ask(Some(&alice(service)), CREATE, variables).await
}

async fn paid(service: &Running, order: &str, token: &str) -> Value {
    let variables = json!({ "order": order, "token": token, "key": format!("pay-{order}") });
    service.ask(Some(&alice(service)), PAY, variables).await
}

#[tokio::test(flavor = "multi_thread")]
async fn hooks_are_asked_before_and_behind() {
    let built = Built::storefront();
    let shop = Shop::storefront(&built).await;
    let notes = Notes::new("hooks");
    let service = Running::start_with(&built, &shop, &[notes.variable()]).await;

    an_order_is_quoted_once_however_often_it_is_sent(&service, &notes).await;
    what_is_wrong_with_an_order_is_told(&service).await;
    what_a_hook_refuses_is_told(&service, &shop).await;
    a_payment_confirms_its_order(&service, &shop, &notes).await;
    a_payment_that_is_declined_says_why(&service).await;
    a_provider_that_is_down_is_asked_again(&service, &notes).await;
}

async fn an_order_is_quoted_once_however_often_it_is_sent(service: &Running, notes: &Notes) {
    let first = ordered(service, 2, Some("basket-1")).await;
    let order = &first["data"]["createOrder"];
    assert_eq!(order["status"], "pending", "{first}");
    assert_eq!(order["tax"], "1.00");
    assert_eq!(order["shipping_cost"], "4.90");
    assert_eq!(order["total"], "45.90");
    assert_eq!(order["items"], json!([{ "quantity": 2, "unit_price": "20.00" }]));

    let again = ordered(service, 2, Some("basket-1")).await;
    assert_eq!(again, first);
    assert_eq!(notes.lines(), ["quote 1 lines to Springfield"]);
    let other = ordered(service, 3, Some("basket-1")).await;
    assert_eq!(code(&other), "IDEMPOTENCY_MISMATCH", "{other}");
    let another = ordered(service, 2, Some("basket-2")).await;
    assert_ne!(another["data"]["createOrder"]["id"], order["id"]);
}

async fn what_is_wrong_with_an_order_is_told(service: &Running) {
    let too_many = ordered(service, 1000, None).await;
    assert_eq!(code(&too_many), "INSUFFICIENT_STOCK", "{too_many}");
    let extensions = &too_many["errors"][0]["extensions"];
    assert_eq!(extensions["class"], "conflict");
    assert_eq!(extensions["params"]["variant.sku"], "SHIRT-M", "{too_many}");
    let message = too_many["errors"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("Insufficient inventory for SHIRT-M: "), "{message}");

    assert_eq!(code(&ordered(service, 0, None).await), "BAD_INPUT");
    let nowhere = json!({ "lines": [{ "variantId": SHIRT_M, "quantity": 1 }], "address": ALICE });
    assert_eq!(code(&service.ask(Some(&alice(service)), CREATE, nowhere).await), "NOT_FOUND");
    // The address of somebody else is as one that is not there.
    let of_bob = ADDRESS.replace("0001", "0002");
    let of_bob = json!({ "lines": [{ "variantId": SHIRT_M, "quantity": 1 }], "address": of_bob });
    assert_eq!(code(&service.ask(Some(&alice(service)), CREATE, of_bob).await), "NOT_FOUND");
    let nothing = json!({ "lines": [], "address": ADDRESS });
    assert_eq!(code(&service.ask(Some(&alice(service)), CREATE, nothing).await), "BAD_INPUT");
}

async fn what_a_hook_refuses_is_told(service: &Running, shop: &Shop) {
    let nowhere = "adde0000-0000-4000-8000-00000000000f";
    let row = format!(
        "insert into public.addresses (id, customer_id, line1, city, postal_code, country)
         values ('{nowhere}', '{ALICE}', '1', 'Nowhere', '1', 'US')"
    );
    shop.database.connect().await.unwrap().run_script(&row).await.unwrap();
    let variables = json!({ "lines": [{ "variantId": SHIRT_M, "quantity": 1 }], "address": nowhere });
    let refused = service.ask(Some(&alice(service)), CREATE, variables).await;
    assert_eq!(code(&refused), "BAD_INPUT");
    assert_eq!(refused["errors"][0]["message"], "nobody delivers there");
}

async fn a_payment_confirms_its_order(service: &Running, shop: &Shop, notes: &Notes) {
    let order = ordered(service, 1, None).await["data"]["createOrder"].take();
    let id = order["id"].as_str().unwrap();
    let answer = paid(service, id, "fine").await;
    let payment = &answer["data"]["processPayment"];
    assert_eq!(payment["status"], "completed", "{answer}");
    assert_eq!(payment["amount"], order["total"]);
    assert_eq!(payment["order"], json!({ "status": "confirmed", "payment_status": "completed" }));
    // A repeat gets the same payment, and nobody is charged twice.
    assert_eq!(paid(service, id, "fine").await, answer);
    let charges = notes.lines().into_iter().filter(|it| it.ends_with(" fine")).count();
    assert_eq!(charges, 1);
    // The job is done, and has forgotten the token.
    let session = shop.database.connect().await.unwrap();
    let jobs = session
        .query("select arguments::text, done_at is not null from fraise.jobs where done_at is not null", &[])
        .await
        .unwrap();
    assert_eq!(jobs.len(), 1);
    let arguments: String = jobs[0].get(0);
    assert!(!arguments.contains("fine"), "{arguments}");
}

async fn a_payment_that_is_declined_says_why(service: &Running) {
    let order = ordered(service, 1, None).await["data"]["createOrder"].take();
    let answer = paid(service, order["id"].as_str().unwrap(), "declined").await;
    let payment = &answer["data"]["processPayment"];
    assert_eq!(payment["status"], "failed", "{answer}");
    assert_eq!(payment["error_message"], "no money");
    assert_eq!(payment["order"]["status"], "pending");
}

async fn a_provider_that_is_down_is_asked_again(service: &Running, notes: &Notes) {
    let order = ordered(service, 1, None).await["data"]["createOrder"].take();
    let id = order["id"].as_str().unwrap();
    let answer = paid(service, id, "down twice").await;
    // A hook that fails does not undo the mutation.
    assert_eq!(answer["data"]["processPayment"]["status"], "pending", "{answer}");
    until_confirmed(service, id).await;
    let charges = charges(notes, "down twice");
    assert_eq!(charges.len(), 3, "{charges:?}");
    // The provider can tell that it is one charge.
    assert!(charges.iter().all(|it| *it == charges[0]), "{charges:?}");
}

fn charges(notes: &Notes, token: &str) -> Vec<String> {
    notes.lines().into_iter().filter(|it| it.starts_with("charge ") && it.ends_with(token)).collect()
}

async fn until_confirmed(service: &Running, order: &str) {
    let query = "query ($id: ID!) { order(id: $id) { status } }";
    let began = Instant::now();
    loop {
        let answer = service.ask(Some(&alice(service)), query, json!({ "id": order })).await;
        if answer["data"]["order"]["status"] == "confirmed" {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(40), "{answer}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// The process that has committed dies before its provider has answered; another one takes the job when the lease has
/// ended, and it is the same job.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_outlives_its_process() {
    let built = Built::storefront();
    let shop = Shop::storefront(&built).await;
    let notes = Notes::new("killed");
    let lease = ("FRAISE_LEASE", "6");
    let dying = Running::start_with(&built, &shop, &[notes.variable(), lease, ("PROVIDER_HANGS", "1")]).await;
    let order = ordered(&dying, 1, None).await["data"]["createOrder"].take();
    let id = order["id"].as_str().unwrap().to_owned();
    let asked = dying.send(Some(&alice(&dying)), PAY, json!({ "order": id, "token": "hangs" })).await;
    while charges(&notes, "hangs").is_empty() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    dying.kill();
    drop(asked);

    let other = Running::start_with(&built, &shop, &[notes.variable(), lease]).await;
    until_confirmed(&other, &id).await;
    let charges = charges(&notes, "hangs");
    assert_eq!(charges.len(), 2, "{charges:?}");
    assert_eq!(charges[0], charges[1]);
}
