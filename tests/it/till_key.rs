//! A till's own program: what it may do under its key, and that each request is taken once.
mod doors;

use std::time::Duration;

use entity::{
    idempotency,
    ids::{MerchantId, TerminalKeyId},
    member, terminal_key, terminal_nonce,
    values::{Fen, Timestamp},
};
use futures_util::future::join_all;
use hmac::{Hmac, KeyInit, Mac};
use kabao::{
    http,
    operator::{ClerkRef, spend_allowance},
    routes, schedule,
    till_key::{Allowance, Need, need},
    world::World,
};
use reqwest::{Method, RequestBuilder};
use sea_orm::{ActiveModelTrait, DatabaseConnection, IntoActiveModel, entity::prelude::*};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    people::{Shop, text},
    town::{MORNING, Person, Reply, send},
};

/// A key as a till's program has it.
pub struct Key {
    pub id: String,
    pub secret: String,
}

/// What the office writes of a key that may do these things.
pub fn terms(scopes: &[&str]) -> Value {
    json!({
        "terminal": "T01", "operator": "clerk", "scopes": scopes, "cap": 10_000, "daily_cap": 50_000,
    })
}

pub async fn make(owner: &Person, terms: &Value) -> Key {
    let made = owner.post("/v1/office/till-keys", terms).await;
    assert_eq!(made.status, 201, "{}", made.text);
    Key { id: text(&made.body["key"]["id"]), secret: text(&made.body["secret"]) }
}

/// What `openssl dgst -sha256 -hmac` says.
fn sign(secret: &str, signed: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

impl Key {
    fn header(&self, method: &str, path: &str, body: &str, time: i64, nonce: &str) -> String {
        let digest = hex::encode(Sha256::digest(body));
        let sign = sign(&self.secret, &format!("{method}\n{path}\n{digest}\n{time}\n{nonce}"));
        format!("KABAO key={}, time={time}, nonce={nonce}, sign={sign}", self.id)
    }

    /// A request signed in the morning.
    fn ask(&self, at: &Person, ask: (&str, &str, &str), nonce: &str) -> RequestBuilder {
        let (method, path, body) = ask;
        let header = self.header(method, path, body, MORNING.seconds(), nonce);
        let ask = at.ask(method.parse().unwrap(), path).header("authorization", header);
        ask.header("content-type", "application/json").body(body.to_owned())
    }

    pub async fn post(&self, at: &Person, path: &str, nonce: &str, body: &str) -> Reply {
        send(self.ask(at, ("POST", path, body), nonce)).await
    }

    async fn get(&self, at: &Person, path: &str, nonce: &str) -> Reply {
        send(self.ask(at, ("GET", path, ""), nonce)).await
    }
}

/// A key of another merchant's.
pub async fn of_merchant(db: &DatabaseConnection, merchant: MerchantId) -> String {
    let id = TerminalKeyId::from(ulid::Ulid::from(77));
    let row = terminal_key::Model {
        id,
        merchant_id: merchant,
        terminal_id: ulid::Ulid::from(78).into(),
        operator_id: ulid::Ulid::from(79).into(),
        secret_sealed: vec![],
        scopes: "sale".to_owned(),
        addresses: String::new(),
        cap: Fen(1),
        daily_cap: Fen(1),
        revoked_at: None,
        created_at: Timestamp(0),
    };
    let row = row.into_active_model().reset_all();
    terminal_key::Entity::insert(row).exec_without_returning(db).await.unwrap();
    id.to_string()
}

const SCAN: &str = r#"{"scan":"13800000001"}"#;

fn told(reply: &Reply) -> (u16, &str) {
    (reply.status, reply.code())
}

#[tokio::test]
async fn a_signed_program_acts_as_its_clerk_at_its_till_d10() {
    let shop = Shop::open().await;
    shop.member("p1", "13800000001", "小美").await;
    let (owner, program) = (shop.owner().await, shop.town.person());
    let key = make(&owner, &terms(&["identify"])).await;
    let session = key.get(&program, "/v1/till/session", "nonce-001").await;
    assert_eq!(session.status, 200, "{}", session.text);
    assert_eq!(
        (&session.body["clerk"]["name"], &session.body["terminal"]["code"]),
        (&json!("小李"), &json!("T01"))
    );
    let found = key.post(&program, "/v1/till/identify", "nonce-002", SCAN).await;
    assert_eq!((found.status, &found.body["via"]), (200, &json!("phone")), "{}", found.text);
    let goods = key.get(&program, "/v1/till/goods?q=%E5%A5%B6%E7%B2%89", "nonce-003").await;
    assert_eq!(goods.body["items"].as_array().unwrap().len(), 4, "{}", goods.text);
}

#[tokio::test]
async fn a_captured_request_is_taken_once_here_and_at_other_nodes_d11() {
    let shop = Shop::with_nodes(2).await;
    shop.member("p1", "13800000001", "小美").await;
    let owner = shop.owner().await;
    let key = make(&owner, &terms(&["identify"])).await;
    let ask = ("POST", "/v1/till/identify", SCAN);
    let copies = (0..8).map(|n| send(key.ask(&shop.town.person_at(n % 2), ask, "captured-1")));
    let replies = join_all(copies).await;
    let taken = replies.iter().filter(|reply| reply.status == 200).count();
    assert_eq!(taken, 1);
    for reply in replies.iter().filter(|reply| reply.status != 200) {
        assert_eq!(told(reply), (409, "nonce_used"), "{}", reply.text);
    }
    shop.town.advance(Duration::from_secs(300));
    let again = send(key.ask(&shop.town.person_at(1), ask, "captured-1")).await;
    assert_eq!(told(&again), (409, "nonce_used"), "to the last second");
    shop.town.advance(Duration::from_secs(1));
    for nonce in ["captured-1", "captured-2"] {
        let late = send(key.ask(&shop.town.person(), ask, nonce)).await;
        assert_eq!(told(&late), (401, "signature_stale"));
        assert_eq!(late.body["now"], MORNING.seconds() + 301);
    }
    let db = &shop.town.app.db;
    assert_eq!(terminal_nonce::Entity::find().count(db).await.unwrap(), 1);
    schedule::forget(&shop.town.app).await;
    assert_eq!(terminal_nonce::Entity::find().count(db).await.unwrap(), 1, "still of use");
    shop.town.advance(Duration::from_secs(600));
    schedule::forget(&shop.town.app).await;
    assert_eq!(terminal_nonce::Entity::find().count(db).await.unwrap(), 0);
}

#[tokio::test]
async fn a_write_signed_anew_under_its_old_idempotency_key_is_done_once_d11() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let (key, program) = (make(&owner, &terms(&["register"])).await, shop.town.person());
    let phone = r#"{"phone":"13800000002"}"#;
    assert_eq!(key.post(&program, "/v1/till/sms", "sms-00001", phone).await.status, 202);
    let code = shop.sms_code("p2").await;
    let body = json!({ "phone": "13800000002", "sms_code": code, "name": "王强" }).to_string();
    let press = async |nonce: &str| {
        let ask = key.ask(&program, ("POST", "/v1/till/members", &body), nonce);
        send(ask.header("idempotency-key", "button-1")).await
    };
    let first = press("member-01").await;
    assert_eq!(first.status, 201, "{}", first.text);
    assert_eq!(told(&press("member-01").await), (409, "nonce_used"));
    let again = press("member-02").await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(member::Entity::find().count(&shop.town.app.db).await.unwrap(), 1);
}

#[tokio::test]
async fn what_is_not_rightly_signed_is_refused_even_with_a_cookie_d11() {
    let shop = Shop::open().await;
    let (owner, clerk) = (shop.owner().await, shop.clerk("clerk", "T01").await);
    let key = make(&owner, &terms(&["identify"])).await;
    let other = make(&owner, &terms(&["identify"])).await;
    let (path, time) = ("/v1/till/identify", MORNING.seconds());
    let header =
        |method: &str, path: &str, body: &str| key.header(method, path, body, time, "nonce-01");
    let stranger = Key { id: other.id.clone(), secret: key.secret.clone() };
    let nobody = Key { id: "key_00000000000000000000000007".to_owned(), ..stranger };
    let nobody = nobody.header("POST", path, SCAN, time, "nonce-01");
    let mixed = header("POST", path, SCAN).replace(&key.id, &other.id);
    let cut = header("POST", path, SCAN);
    for (header, code) in [
        (header("PUT", path, SCAN), "signature_wrong"),
        (header("POST", "/v1/till/identify?x=1", SCAN), "signature_wrong"),
        (header("POST", path, r#"{"scan":"13800000002"}"#), "signature_wrong"),
        (header("POST", path, SCAN).replace("nonce-01", "nonce-02"), "signature_wrong"),
        (mixed, "signature_wrong"),
        (nobody, "signature_wrong"),
        (cut[..cut.len() - 2].to_owned(), "signature_wrong"),
        (key.header("POST", path, SCAN, time - 301, "nonce-01"), "signature_stale"),
        (key.header("POST", path, SCAN, time + 301, "nonce-01"), "signature_stale"),
        ("KABAO ".to_owned(), "signature_malformed"),
        (format!("KABAO key={}", key.id), "signature_malformed"),
    ] {
        let ask = clerk.ask(Method::POST, path).header("authorization", &header);
        let reply = send(ask.header("content-type", "application/json").body(SCAN)).await;
        assert_eq!(told(&reply), (401, code), "{header}");
    }
    let packed = key.ask(&clerk, ("POST", path, SCAN), "nonce-03");
    let packed = send(packed.header("content-encoding", "gzip")).await;
    assert_eq!(told(&packed), (422, "malformed"));
    let large = format!(r#"{{"scan":"{}"}}"#, "x".repeat(70_000));
    assert_eq!(told(&key.post(&clerk, path, "nonce-04", &large).await), (413, "too_large"));
    let none = terminal_nonce::Entity::find().count(&shop.town.app.db).await.unwrap();
    assert_eq!(none, 0, "strangers write nothing");
}

#[tokio::test]
async fn a_stolen_key_is_good_for_little_and_not_for_long_d10() {
    let shop = Shop::with_nodes(2).await;
    let (owner, program) = (shop.owner().await, shop.town.person());
    let mut far = terms(&["identify", "sale"]);
    far["addresses"] = json!(["10.9.8.7", "2001:db8::1"]);
    let far = make(&owner, &far).await;
    let elsewhere = far.get(&program, "/v1/till/session", "nonce-01").await;
    assert_eq!(told(&elsewhere), (403, "key_address"));

    let mut here = terms(&["identify"]);
    here["addresses"] = json!(["127.0.0.1"]);
    let key = make(&owner, &here).await;
    let (members, out) = ("/v1/till/members", "/v1/till/sign-out");
    assert_eq!(told(&key.post(&program, members, "nonce-02", "{}").await), (403, "key_scope"));
    assert_eq!(told(&key.post(&program, out, "nonce-03", "{}").await), (403, "key_scope"));
    let office = key.get(&program, "/v1/office/till-keys", "nonce-04").await;
    assert_eq!(told(&office), (401, "unauthenticated"), "a till's key opens no office");
    assert_eq!(key.get(&program, "/v1/till/session", "nonce-05").await.status, 200);
    shop.town.advance(Duration::from_secs(1));
    let scan = key.post(&program, "/v1/till/identify", "nonce-06", r#"{"scan":"x"}"#).await;
    assert_eq!(scan.code(), "code_malformed");

    let path = format!("/v1/office/till-keys/{}", key.id);
    let calls = owner.get(&format!("{path}/calls?since={MORNING}")).await;
    assert_eq!(calls.body["items"].as_array().unwrap().len(), 1, "{}", calls.text);
    assert_eq!(calls.body["items"][0]["call"], "POST /v1/till/identify");
    let since = MORNING.plus_ms(1_001);
    let calls = owner.get(&format!("{path}/calls?since={since}")).await;
    assert_eq!(calls.body["items"], json!([]), "{}", calls.text);

    for _ in 0..2 {
        assert_eq!(send(owner.ask(Method::DELETE, &path)).await.status, 204);
    }
    for node in 0..2 {
        let at = shop.town.person_at(node);
        let refused = key.get(&at, "/v1/till/session", &format!("revoked-{node}")).await;
        assert_eq!(told(&refused), (401, "key_revoked"));
    }
    let listed = owner.get("/v1/office/till-keys").await;
    assert!(listed.body["items"][0]["revoked_at"].is_string(), "{}", listed.text);
}

#[tokio::test]
async fn a_key_that_asks_without_end_is_told_to_wait_d10() {
    let shop = Shop::open().await;
    let (owner, program) = (shop.owner().await, shop.town.person());
    let key = make(&owner, &terms(&["identify"])).await;
    // Its minute is nearly used up already.
    let minute = Duration::from_secs(60);
    for _ in 0..599 {
        shop.town.app.cache.count(&format!("till_key.calls.{}", key.id), minute).await;
    }
    assert_eq!(key.get(&program, "/v1/till/session", "nonce-01").await.status, 200);
    let wait = key.get(&program, "/v1/till/session", "nonce-02").await;
    assert_eq!((told(&wait), wait.header("retry-after")), ((429, "key_too_fast"), "60"));
}

async fn spend(
    tx: &kabao::app::Tx,
    world: &World,
    ask: (ClerkRef, i64),
) -> kabao::error::Result<()> {
    spend_allowance(tx, world, &ask.0, Fen(ask.1)).await
}

#[tokio::test]
async fn what_a_key_moves_at_once_and_in_a_day_is_capped_under_many_hands_d10() {
    let shop = Shop::open().await;
    let key = "key_00000000000000000000000007".parse().unwrap();
    let clerk = ClerkRef {
        merchant: ulid::Ulid::from(1).into(),
        operator: ulid::Ulid::from(2).into(),
        terminal: ulid::Ulid::from(3).into(),
        store: ulid::Ulid::from(4).into(),
        allowance: Some(Allowance { key, cap: Fen(100), daily_cap: Fen(350) }),
    };
    let app = &shop.town.app;
    let move_fen = async |fen: i64| {
        let moved = app.transact(spend, (clerk.clone(), fen)).await;
        moved.map_or_else(|no| no.code().unwrap(), |()| "moved")
    };
    assert_eq!(move_fen(101).await, "key_cap");
    let moved = join_all((0..12).map(|_| move_fen(100))).await;
    assert_eq!(moved.iter().filter(|said| **said == "moved").count(), 3, "{moved:?}");
    assert!(moved.iter().all(|said| ["moved", "key_daily_cap"].contains(said)), "{moved:?}");
    assert_eq!(move_fen(51).await, "key_daily_cap");
    assert_eq!(move_fen(50).await, "moved");
    // It is ten in the morning; the day ends at midnight in China.
    shop.town.advance(Duration::from_secs(14 * 3600 - 1));
    assert_eq!(move_fen(1).await, "key_daily_cap");
    shop.town.advance(Duration::from_secs(1));
    assert_eq!(move_fen(100).await, "moved");
    let person = ClerkRef { allowance: None, ..clerk.clone() };
    assert!(app.transact(spend, (person, 1_000_000)).await.is_ok());
}

#[tokio::test]
async fn a_keys_secret_is_shown_once_and_kept_sealed_g11() {
    let shop = Shop::open().await;
    let (owner, program) = (shop.owner().await, shop.town.person());
    let key = make(&owner, &terms(&["identify"])).await;
    assert_eq!(key.secret.len(), 64);
    assert_ne!(key.secret, make(&owner, &terms(&["identify"])).await.secret);
    key.post(&program, "/v1/till/identify", "nonce-01", SCAN).await;
    for path in ["till-keys", &format!("till-keys/{}/calls", key.id), "audit"] {
        let said = owner.get(&format!("/v1/office/{path}")).await;
        assert!(said.status == 200 && !said.text.contains(&key.secret), "{}", said.text);
    }
    let db = &shop.town.app.db;
    for row in terminal_key::Entity::find().all(db).await.unwrap() {
        let sealed = String::from_utf8_lossy(&row.secret_sealed).into_owned();
        assert!(!sealed.contains(&key.secret));
    }
    for row in idempotency::Entity::find().all(db).await.unwrap() {
        assert!(!row.answer.unwrap_or_default().contains(&key.secret));
    }
}

#[tokio::test]
async fn a_key_is_made_by_headquarters_for_somebody_who_works_there() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let with = |field: &str, value: Value| {
        let mut terms = terms(&["sale"]);
        terms[field] = value;
        terms
    };
    for (terms, status, code) in [
        (with("terminal", json!("T99")), 404, "no_such_till"),
        (with("terminal", json!("收银台")), 404, "no_such_till"),
        (with("operator", json!("clerk2")), 404, "no_such_staff"),
        (with("operator", json!("nobody")), 404, "no_such_staff"),
        (with("scopes", json!([])), 422, "key_terms_malformed"),
        (with("scopes", json!(["everything"])), 422, "malformed"),
        (with("addresses", json!(["10.0.0.0/8"])), 422, "malformed"),
        (with("cap", json!(50_001)), 422, "key_terms_malformed"),
    ] {
        let refused = owner.post("/v1/office/till-keys", &terms).await;
        assert_eq!(told(&refused), (status, code), "{terms}");
    }
    assert_eq!(owner.get("/v1/office/till-keys").await.body["items"], json!([]));
    make(&owner, &with("operator", json!("owner"))).await;
}

/// What nobody thought of is refused to programs; what is refused was thought of.
#[test]
fn every_route_of_a_till_says_what_it_asks_of_a_key_d10() {
    let contract = serde_json::to_value(http::openapi(routes::all)).unwrap();
    let paths = contract["paths"].as_object().unwrap().keys();
    let closed: Vec<_> =
        paths.filter(|path| path.starts_with("/v1/till/") && need(path) == Need::Person).collect();
    assert_eq!(closed, ["/v1/till/sign-in", "/v1/till/sign-out"], "add a line to till_key::need");
}

/// The example in docs/API.md, worked out again.
#[test]
fn the_signature_in_the_api_page_is_right() {
    let page = include_str!("../../docs/API.md");
    let secret = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    let body = r#"{"scan":"13800000001"}"#;
    let digest = hex::encode(Sha256::digest(body));
    let signed = format!("POST\n/v1/till/identify\n{digest}\n1796090400\nexample-0001");
    for told in [secret, body, &signed, &sign(secret, &signed)] {
        assert!(page.contains(told), "docs/API.md should say\n{told}");
    }
}
