//! Shops and tills, as headquarters opens and closes them.
use kabao::seed::PASSWORD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    people::{Shop, text},
    till_key,
    town::{Person, send},
};

async fn places(owner: &Person) -> Vec<Value> {
    let listed = owner.get("/v1/office/places").await;
    assert_eq!(listed.status, 200, "{}", listed.text);
    listed.body["items"].as_array().unwrap().clone()
}

/// 城西店 with its till X1.
async fn opened(owner: &Person) -> (String, String) {
    let body = json!({
        "name": "城西店", "address": "文一西路 1 号", "phone": "0571-1", "latitude": 30.28,
        "longitude": 120.1,
    });
    let made = owner.post_once("/v1/office/stores", "store", &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let store = text(&made.body["id"]);
    let path = format!("/v1/office/stores/{store}/terminals");
    let till = owner.post_once(&path, "till", &json!({ "code": "X1", "name": "1 号" })).await;
    assert_eq!(till.status, 201, "{}", till.text);
    let taken = owner.post_once(&path, "again", &json!({ "code": "T01", "name": "2 号" })).await;
    assert_eq!((taken.status, taken.code()), (409, "terminal_code_taken"));
    (store, text(&till.body["id"]))
}

async fn at_till(shop: &Shop, code: &str) -> (u16, Person) {
    let who = shop.town.person();
    let ask = json!({ "login": "owner", "password": PASSWORD, "terminal": code });
    (who.post("/v1/till/sign-in", &ask).await.status, who)
}

#[tokio::test]
async fn a_new_shop_and_its_till_are_used_at_once_and_members_find_it() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let (store, _) = opened(&owner).await;
    let place = places(&owner).await.into_iter().find(|place| place["id"] == store).unwrap();
    assert_eq!((&place["latitude"], &place["terminals"][0]["code"]), (&json!(30.28), &json!("X1")));
    assert_eq!(at_till(&shop, "X1").await.0, 200);
    let change = json!({ "name": "城西旗舰店" });
    let ask = owner.ask(Method::PUT, &format!("/v1/office/stores/{store}")).json(&change);
    assert_eq!(send(ask).await.status, 204);
    let member = shop.phone("p1").await;
    assert!(member.get("/stores").await.text.contains("城西旗舰店"));
    let log = owner.get("/v1/office/audit?action=store.change").await.text;
    assert!(log.contains("城西店") && log.contains("文一西路"), "before and after: {log}");
}

#[tokio::test]
async fn whoever_stands_at_a_till_that_is_closed_is_let_in_no_more() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let (_, till) = opened(&owner).await;
    let clerk = at_till(&shop, "X1").await.1;
    let mut terms = till_key::terms(&["identify"]);
    (terms["terminal"], terms["operator"]) = (json!("X1"), json!("owner"));
    let key = till_key::make(&owner, &terms).await;
    let signs = async |nonce: &str| {
        let scan = r#"{"scan":"13900000009"}"#;
        key.post(&shop.town.person(), "/v1/till/identify", nonce, scan).await.status
    };
    assert_eq!(signs("nonce-01").await, 404);
    let path = format!("/v1/office/terminals/{till}/close");
    for _ in 0..2 {
        assert_eq!(owner.post(&path, &json!({})).await.status, 204);
    }
    assert_eq!(clerk.get("/v1/till/session").await.status, 401);
    assert_eq!(signs("nonce-02").await, 401);
    assert_eq!(at_till(&shop, "X1").await.0, 401);
}

#[tokio::test]
async fn a_shop_that_closes_takes_its_tills_with_it_and_keeps_its_row() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let (store, _) = opened(&owner).await;
    let clerk = at_till(&shop, "X1").await.1;
    let path = format!("/v1/office/stores/{store}");
    assert_eq!(owner.post(&format!("{path}/close"), &json!({})).await.status, 204);
    assert_eq!(clerk.get("/v1/till/session").await.status, 401);
    let place = places(&owner).await.into_iter().find(|place| place["id"] == store).unwrap();
    assert_eq!((&place["closed"], &place["terminals"][0]["closed"]), (&json!(true), &json!(true)));
    let more = json!({ "code": "X2", "name": "2 号" });
    let refused = owner.post_once(&format!("{path}/terminals"), "more", &more).await;
    assert_eq!((refused.status, refused.code()), (409, "store_closed"));
    assert!(!shop.phone("p1").await.get("/stores").await.text.contains("城西店"));
    let listed = owner.get("/v1/office/stores").await.body["items"].as_array().unwrap().clone();
    let closed = listed.iter().find(|one| one["id"] == store).unwrap();
    assert_eq!(closed["closed"], true, "what was sold there can be asked for");
}

#[tokio::test]
async fn a_till_is_called_something_else_and_keeps_its_code_adm_07() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let (_, till) = opened(&owner).await;
    let clerk = at_till(&shop, "X1").await.1;
    let path = format!("/v1/office/terminals/{till}");
    let rename =
        async |name: &str| send(owner.ask(Method::PUT, &path).json(&json!({ "name": name }))).await;
    for _ in 0..2 {
        assert_eq!(rename(" 门口收银台 ").await.status, 204);
    }
    let there = clerk.get("/v1/till/session").await;
    let seen = &there.body["terminal"];
    assert_eq!((&seen["code"], &seen["name"]), (&json!("X1"), &json!("门口收银台")));
    let log = owner.get("/v1/office/audit?action=terminal.rename").await.body["items"].clone();
    let told = json!([{ "name": "名称", "before": "1 号", "after": "门口收银台" }]);
    assert_eq!(log.as_array().map(Vec::len), Some(1), "the second time changed nothing: {log}");
    assert_eq!((&log[0]["action_text"], &log[0]["changes"]), (&json!("修改收银台名称"), &told));
    let refused = rename(" ").await;
    assert_eq!((refused.status, refused.code()), (422, "store_malformed"));
    assert_eq!(owner.post(&format!("{path}/close"), &json!({})).await.status, 204);
    let refused = rename("2 号").await;
    assert_eq!((refused.status, refused.code()), (409, "terminal_closed"));
}
