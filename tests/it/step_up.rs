//! A return by somebody's word: a clerk may not, and somebody who may is asked (POS-02).
use entity::refund;
use kabao::seed::PASSWORD;
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use crate::{
    counter::{fresh, quote, settle, typed, with},
    hiring::{GOOD, hired, staff},
    people::{Shop, text},
    staff::at_till,
    town::{Person, Reply},
};

/// Somebody at T01 who sells, and takes nothing back.
async fn trainee(shop: &Shop) -> Person {
    let role = json!({ "name": "见习", "rights": ["till.sell", "members.see"] });
    let made = shop.owner().await.post_once("/v1/office/roles", "trainee", &role).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let person = hired(shop, "trainee", "2001", "见习").await;
    assert_eq!(at_till(&person, "trainee", GOOD, "T01").await.status, 200);
    person
}

async fn sold(till: &Person) -> Value {
    let quoted = quote(till, &[typed(500), typed(300)], json!({})).await;
    let paid = settle(till, &quoted.body, &[("cash", 800)], json!({})).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    paid.body["sale"].clone()
}

/// What comes back, and by which door.
async fn gives(till: &Person, sale: &Value, (door, key): (&str, &str), more: Value) -> Reply {
    let ask = with(json!({ "refund_no": format!("R-{key}"), "reason": "不想要了" }), more);
    till.post_once(&format!("/v1/till/sales/{}/{door}", text(sale)), key, &ask).await
}

fn word_of(number: &str, password: &str) -> Value {
    json!({ "number": number, "password": password })
}

#[tokio::test]
async fn a_clerk_who_takes_nothing_back_does_it_with_the_word_of_somebody_who_may_pos_02() {
    let shop = Shop::open().await;
    let (owner, till) = (shop.owner().await, trainee(&shop).await);
    let may = till.get("/v1/till/session").await.body["may"].clone();
    assert_eq!(may["refund"], false, "the page knows before anybody works in vain");
    let sale = sold(&till).await;
    let line = json!({ "lines": [{ "line": 1, "quantity": 1000 }] });
    for (door, what) in [("refunds", line.clone()), ("void", json!({}))] {
        let alone = gives(&till, &sale, (door, &fresh("alone")), what).await;
        assert_eq!((alone.status, alone.code()), (403, "return_needs_approval"), "{}", alone.text);
    }
    // Themselves, a wrong password, nobody, and somebody of another store.
    for (number, password) in [("2001", GOOD), ("1001", "no"), ("9999", "no"), ("1003", PASSWORD)] {
        let named = with(line.clone(), json!({ "approver": word_of(number, password) }));
        let no = gives(&till, &sale, ("refunds", &fresh("no")), named).await;
        assert_eq!((no.status, no.code()), (403, "approver_wrong"), "{number}: {}", no.text);
    }
    assert_eq!(refund::Entity::find().count(&shop.town.app.db).await.unwrap(), 0);

    let named = with(line, json!({ "approver": word_of("1002", PASSWORD) }));
    let done = gives(&till, &sale, ("refunds", "line"), named.clone()).await;
    assert_eq!((done.status, &done.body["amount"]), (201, &json!(500)), "{}", done.text);
    let clerk = staff(&owner, "clerk").await;
    assert_eq!(done.body["approved_by"], clerk["id"]);
    let receipt = till.get(&format!("/v1/till/sales/{}", text(&sale))).await;
    assert_eq!(receipt.body["refunds"][0]["approved_by"], clerk["id"], "{}", receipt.text);
    let log = owner.get("/v1/office/audit?action=sale.refund").await;
    let line = &log.body["items"][0];
    assert_eq!(line["actor"], "trainee", "who did it; and who allowed it:");
    let allowed = json!({ "name": "审批人", "before": null, "after": "小李" });
    assert!(line["changes"].as_array().unwrap().contains(&allowed), "{}", line["changes"]);

    // Whoever allowed it may be gone when the answer is heard again.
    let path = format!("/v1/office/staff/{}/suspend", text(&clerk["id"]));
    assert_eq!(owner.post_once(&path, "gone", &json!({})).await.status, 200);
    assert_eq!(gives(&till, &sale, ("refunds", "line"), named.clone()).await.text, done.text);
    let gone = gives(&till, &sale, ("refunds", "line-2"), named).await;
    assert_eq!((gone.status, gone.code()), (403, "approver_wrong"));
}

#[tokio::test]
async fn a_void_takes_the_same_word_and_whoever_may_needs_none_pos_02() {
    let shop = Shop::open().await;
    let (owner, till) = (shop.owner().await, trainee(&shop).await);
    let by_owner = json!({ "approver": { "login": "owner", "password": PASSWORD } });
    let done = gives(&till, &sold(&till).await, ("void", "void"), by_owner).await;
    assert_eq!((done.status, &done.body["state"]), (201, &json!("voided")), "{}", done.text);
    assert_eq!(done.body["approved_by"], staff(&owner, "owner").await["id"]);
    let log = owner.get("/v1/office/audit?action=sale.void").await;
    let changes = log.body["items"][0]["changes"].as_array().unwrap();
    for told in [
        json!({ "name": "审批人", "before": null, "after": "王店主" }),
        json!({ "name": "已退", "before": "¥0.00", "after": "¥8.00" }),
        json!({ "name": "状态", "before": "已收款", "after": "已作废" }),
    ] {
        assert!(changes.contains(&told), "{told}: {changes:?}");
    }
    let clerk = shop.clerk("clerk", "T01").await;
    let alone = gives(&clerk, &sold(&clerk).await, ("void", "own"), json!({})).await;
    assert_eq!((alone.status, &alone.body["approved_by"]), (201, &Value::Null), "{}", alone.text);
}

#[tokio::test]
async fn whoever_guesses_at_an_approvers_password_waits_b15() {
    let shop = Shop::open().await;
    let till = trainee(&shop).await;
    let sale = sold(&till).await;
    for _ in 0..5 {
        let guess = json!({ "all": true, "approver": word_of("1001", "guess") });
        let no = gives(&till, &sale, ("refunds", &fresh("guess")), guess).await;
        assert_eq!(no.code(), "approver_wrong", "{}", no.text);
    }
    let right = json!({ "all": true, "approver": word_of("1001", PASSWORD) });
    let late = gives(&till, &sale, ("refunds", &fresh("guess")), right).await;
    assert_eq!((late.status, late.code()), (429, "sign_in_locked"), "{}", late.text);
}
