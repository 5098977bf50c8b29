//! Accounts that are connected from the back office, with WeChat's own console at the other end.
use std::time::Duration;

use entity::{idempotency, wechat_account};
use kabao::seed::{MINI, SERVICE, UNCONNECTED};
use reqwest::Method;
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};
use ulid::Ulid;

use crate::{
    people::Shop,
    town::{Person, Reply, send},
};

const ACCOUNTS: &str = "/v1/office/wechat/accounts";

/// What an operator types of the account that WeChat knows and we do not.
pub fn typed(appid: &str) -> Value {
    json!({
        "appid": appid, "kind": "service", "name": UNCONNECTED.name,
        "original_id": UNCONNECTED.original_id, "secret": UNCONNECTED.secret, "mode": "safe",
    })
}

/// Change that account; what is not said stays as it is.
pub async fn change(owner: &Person, key: &str, what: &Value) -> Reply {
    put(owner, UNCONNECTED.appid, key, what).await
}

async fn put(owner: &Person, appid: &str, key: &str, what: &Value) -> Reply {
    let mut body = json!({
        "name": UNCONNECTED.name, "original_id": UNCONNECTED.original_id, "mode": "safe",
    });
    body.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
    let ask = owner.ask(Method::PUT, &format!("{ACCOUNTS}/{appid}"));
    send(ask.header("idempotency-key", key).json(&body)).await
}

async fn connect(owner: &Person) -> Value {
    let made = owner.post_once(ACCOUNTS, "connect", &typed(UNCONNECTED.appid)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.body
}

/// Something is saved in WeChat's console: what it says.
async fn console(shop: &Shop, appid: &str, what: &str, body: Value) -> Value {
    let ask = shop.hand.ask(Method::PUT, &format!("/sandbox/accounts/{appid}/{what}"));
    send(ask.json(&body)).await.body
}

async fn paste(shop: &Shop, appid: &str, made: &Value) -> Value {
    let server = json!({
        "url": made["account"]["callback_url"], "token": made["token"],
        "encoding_aes_key": made["aes_key"], "mode": "safe",
    });
    console(shop, appid, "server", server).await
}

/// The check's lines as `key state`, and whether it is green.
async fn check(owner: &Person) -> (Vec<String>, Value) {
    let path = format!("{ACCOUNTS}/{}/check", UNCONNECTED.appid);
    let found = owner.post(&path, &json!({})).await;
    assert_eq!(found.status, 200, "{}", found.text);
    let line = |item: &Value| {
        format!("{} {}", item["key"].as_str().unwrap(), item["state"].as_str().unwrap())
    };
    (found.body["items"].as_array().unwrap().iter().map(line).collect(), found.body)
}

async fn hint(owner: &Person, key: &str) -> String {
    let (_, found) = check(owner).await;
    let item = found["items"].as_array().unwrap().iter().find(|item| item["key"] == key).unwrap();
    format!("{} / {}", item["why"].as_str().unwrap(), item["hint"].as_str().unwrap_or_default())
}

async fn upload(shop: &Shop, owner: &Person) {
    let file = shop.hand.get(&format!("/sandbox/accounts/{}/domain-file", UNCONNECTED.appid)).await;
    let body = json!({ "name": format!("MP_verify_{}.txt", file.text), "content": file.text });
    let path = format!("{ACCOUNTS}/{}/domain-file", UNCONNECTED.appid);
    assert_eq!(owner.post(&path, &body).await.status, 200);
}

/// 小美 does something; what came of the push.
async fn does(shop: &Shop, deed: &str, body: Value) -> Value {
    let told = shop.hand.post(&format!("/sandbox/people/p1/{deed}"), &body).await.body;
    let id = told["delivery"].as_str().unwrap_or_else(|| panic!("{told}"));
    shop.hand.get(&format!("/sandbox/deliveries/{id}?wait_ms=20000")).await.body
}

async fn says(shop: &Shop, appid: &str) -> Value {
    does(shop, "say", json!({ "appid": appid, "text": "新会员中心" })).await
}

#[tokio::test]
async fn an_account_is_connected_step_by_step_until_it_is_green_and_answers() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let made = connect(&owner).await;
    assert_eq!(made["account"]["green"], Value::Null);
    let (lines, found) = check(&owner).await;
    assert_eq!(lines, ["token ok", "ips ok", "callback waiting", "domains waiting", "menu ok"]);
    assert_eq!(found["green"], json!(false));

    let wrong =
        json!({ "account": made["account"], "token": "another", "aes_key": made["aes_key"] });
    assert_eq!(paste(&shop, UNCONNECTED.appid, &wrong).await["ok"], json!(false));
    assert!(hint(&owner, "callback").await.contains("Token 不一致"));
    assert_eq!(paste(&shop, UNCONNECTED.appid, &made).await["ok"], json!(true));
    assert_eq!(check(&owner).await.0[2], "callback ok");

    upload(&shop, &owner).await;
    assert_eq!(check(&owner).await.0[3], "domains waiting");
    let domain = json!({ "domain": made["account"]["domain"] });
    assert_eq!(console(&shop, UNCONNECTED.appid, "domain", domain).await["ok"], json!(true));
    let (lines, found) = check(&owner).await;
    assert!(lines.iter().all(|line| line.ends_with(" ok")), "{lines:?}");
    assert_eq!(found["green"], json!(true));
    let listed = owner.get(ACCOUNTS).await.body;
    assert_eq!(listed["items"][2]["green"], json!(true), "{listed}");

    let greeted = does(&shop, "follow", json!({ "appid": UNCONNECTED.appid })).await;
    assert_eq!(greeted["attempts"][0]["outcome"], "replied", "{greeted}");
    let answered = says(&shop, UNCONNECTED.appid).await;
    let said = answered["attempts"][0]["opened"].as_str().unwrap();
    assert!(said.contains(&format!("/m/{}/", UNCONNECTED.appid)), "{said}");
}

#[tokio::test]
async fn a_wrong_secret_and_an_address_that_is_not_allowed_are_told_apart() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    connect(&owner).await;
    let wrong = json!({ "secret": "f".repeat(32) });
    assert_eq!(change(&owner, "wrong", &wrong).await.status, 200);
    let (lines, _) = check(&owner).await;
    assert_eq!(lines[..2], ["token wrong", "ips waiting"]);
    assert!(hint(&owner, "token").await.contains("40125"));

    let nobody = json!({ "allowed": ["10.9.8.7"] });
    console(&shop, UNCONNECTED.appid, "allowed", nobody).await;
    assert_eq!(change(&owner, "right", &json!({ "secret": UNCONNECTED.secret })).await.status, 200);
    let (lines, _) = check(&owner).await;
    assert_eq!(lines[..2], ["token waiting", "ips wrong"]);
    assert!(hint(&owner, "ips").await.ends_with("127.0.0.1"));
    console(&shop, UNCONNECTED.appid, "allowed", json!({ "allowed": ["127.0.0.1"] })).await;
    assert_eq!(check(&owner).await.0[..2], ["token ok", "ips ok"]);
}

#[tokio::test]
async fn what_wechat_answers_with_is_said_and_kept_nowhere_g13() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let made = connect(&owner).await;
    assert!(!made.to_string().contains(UNCONNECTED.secret));
    assert_eq!(connect(&owner).await, made, "the same request is answered alike");
    let renewed = change(&owner, "renew", &json!({ "renew": true })).await.body;
    assert_ne!(renewed["token"], made["token"]);
    let quiet = change(&owner, "quiet", &json!({ "token": "typed4by4hand" })).await;
    assert_eq!((quiet.status, &quiet.body["token"]), (200, &Value::Null), "who typed it knows it");

    let kept = idempotency::Entity::find().all(&shop.town.app.db).await.unwrap();
    let kept: String = kept.into_iter().filter_map(|row| row.answer).collect();
    let log = owner.get("/v1/office/audit?action=wechat.change").await.text;
    let listed = owner.get(ACCOUNTS).await.text;
    for answer in [&made, &renewed] {
        for secret in ["token", "aes_key"] {
            let secret = answer[secret].as_str().unwrap();
            for told in [&kept, &log, &listed] {
                assert!(!told.contains(secret), "{told}");
            }
        }
    }
    assert!(log.contains("已修改") && !log.contains("typed4by4hand"), "{log}");
}

#[tokio::test]
async fn an_appid_is_one_merchants_and_nobody_learns_whose_g1() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let nobody = Ulid::from(9);
    wechat_account::Entity::update_many()
        .col_expr(wechat_account::Column::MerchantId, Expr::value(uuid::Uuid::from(nobody)))
        .filter(wechat_account::Column::Appid.eq(MINI.appid))
        .exec(&shop.town.app.db)
        .await
        .unwrap();
    let theirs = owner.post_once(ACCOUNTS, "theirs", &typed(MINI.appid)).await;
    let ours = owner.post_once(ACCOUNTS, "ours", &typed(SERVICE.appid)).await;
    assert_eq!((theirs.status, theirs.code()), (409, "account_exists"));
    assert_eq!((theirs.status, &theirs.body["title"]), (ours.status, &ours.body["title"]));
    let path = format!("{ACCOUNTS}/{}", MINI.appid);
    let change = put(&owner, MINI.appid, "k", &json!({})).await;
    let check = owner.post(&format!("{path}/check"), &json!({})).await;
    let gone = send(owner.ask(Method::DELETE, &path)).await;
    for refused in [change, check, gone] {
        assert_eq!((refused.status, refused.code()), (404, "no_such_account"));
    }
}

#[tokio::test]
async fn wechat_goes_on_with_the_pair_that_it_knows_for_an_hour() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let outcome = |delivery: Value| delivery["attempts"][0]["outcome"].clone();
    does(&shop, "follow", json!({ "appid": SERVICE.appid })).await;
    let same = json!({ "name": SERVICE.name, "original_id": SERVICE.original_id, "renew": true });
    put(&owner, SERVICE.appid, "first", &same).await;
    assert_eq!(outcome(says(&shop, SERVICE.appid).await), "replied");
    // The one that nobody pasted takes no place.
    let made = put(&owner, SERVICE.appid, "second", &same).await.body;
    assert_eq!(made["account"]["reached"], json!(false));
    assert_eq!(outcome(says(&shop, SERVICE.appid).await), "replied");
    shop.town.advance(Duration::from_secs(3601));
    // What this node remembers for a moment is real time: another node has nothing to remember.
    shop.town.app.near.forget(&format!("merchant.account.{}", SERVICE.appid)).await;
    assert_eq!(outcome(says(&shop, SERVICE.appid).await), "http_error");
    assert_eq!(paste(&shop, SERVICE.appid, &made).await["ok"], json!(true));
    assert_eq!(outcome(says(&shop, SERVICE.appid).await), "replied");
}

#[tokio::test]
async fn the_file_for_wechat_is_served_once_it_was_uploaded_and_a_browser_is_not_wechat() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    connect(&owner).await;
    let path = "/MP_verify_AbCd1234.txt";
    assert_eq!(shop.town.person().get(path).await.status, 404);
    let upload = format!("{ACCOUNTS}/{}/domain-file", UNCONNECTED.appid);
    let wrong = json!({ "name": "MP_verify_AbCd1234.txt", "content": "<script>" });
    let refused = owner.post(&upload, &wrong).await;
    assert_eq!((refused.status, refused.code()), (422, "account_malformed"));
    let right = json!({ "name": "MP_verify_AbCd1234.txt", "content": "AbCd1234\r\n" });
    assert_eq!(owner.post(&upload, &right).await.status, 200);

    let looked = shop.town.person().ask(Method::GET, path).header("sec-fetch-mode", "navigate");
    assert_eq!(send(looked).await.text, "AbCd1234");
    assert_eq!(check(&owner).await.0[3], "domains waiting");
    let found = shop.town.person().get(path).await;
    assert_eq!((found.status, &*found.text), (200, "AbCd1234"));
    assert!(found.header("content-type").starts_with("text/plain"));
    assert_eq!(check(&owner).await.0[3], "domains ok");
}

#[tokio::test]
async fn an_account_that_was_typed_wrongly_goes_and_one_that_is_in_use_stays() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    connect(&owner).await;
    does(&shop, "follow", json!({ "appid": SERVICE.appid })).await;
    let remove =
        async |appid: &str| send(owner.ask(Method::DELETE, &format!("{ACCOUNTS}/{appid}"))).await;
    let stays = remove(SERVICE.appid).await;
    assert_eq!((stays.status, stays.code()), (409, "account_in_use"));
    assert_eq!(remove(UNCONNECTED.appid).await.status, 204);
    assert_eq!(owner.get(ACCOUNTS).await.body["items"].as_array().unwrap().len(), 2);
    let rules = owner.get(&format!("/v1/office/keywords?appid={}", UNCONNECTED.appid)).await;
    assert_eq!(rules.status, 404);
    let again = owner.post_once(ACCOUNTS, "again", &typed(UNCONNECTED.appid)).await;
    assert_eq!(again.status, 201, "{}", again.text);
}
