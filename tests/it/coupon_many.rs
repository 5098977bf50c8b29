//! The back office finds templates, changes them, and sends of one to many.
use entity::{coupon, coupon_sent, ids::MemberId};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use crate::{
    counter::fresh,
    coupon_office::made,
    hiring::hired,
    people::{Shop, text},
    town::{Person, Reply, send},
};

const DOOR: &str = "/v1/office/coupons";

async fn put(owner: &Person, id: &str, body: &Value) -> Reply {
    let ask = owner.ask(reqwest::Method::PUT, &format!("{DOOR}/{id}"));
    send(ask.header("idempotency-key", fresh("change")).json(body)).await
}

fn change(fields: &Value) -> Value {
    let mut body = json!({
        "title": "满100减20", "closes_at": "2026-12-20T00:00:00Z", "total": 10, "per_member": 2,
        "listed": true,
    });
    for (field, value) in fields.as_object().unwrap() {
        body[field] = value.clone();
    }
    body
}

#[tokio::test]
async fn templates_are_found_by_title_and_by_where_they_are_cpn_05() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let late = json!({ "title": "100%_新年", "opens_at": "2026-12-10T00:00:00Z" });
    let (open, late) = (made(&owner, &json!({ "title": "开业" })).await, made(&owner, &late).await);
    let [just_open, just_late] = [[open.clone()], [late.clone()]];
    let found = async |query: &str| {
        let page = owner.get(&format!("{DOOR}{query}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let items = page.body["items"].as_array().unwrap().clone();
        items.iter().map(|item| text(&item["id"])).collect::<Vec<_>>()
    };
    assert_eq!(found("?q=%E5%BC%80%E4%B8%9A").await, just_open);
    assert_eq!(found("?q=100%25_").await, just_late, "no wildcards");
    assert_eq!(found("?state=waiting").await, just_late);
    assert!(found("?state=open").await.contains(&open));
    owner.post(&format!("{DOOR}/{open}/withdraw"), &json!({})).await;
    assert_eq!(found("?state=withdrawn").await, just_open);
    assert!(!found("?state=open").await.contains(&open));
    let no = put(&owner, &open, &change(&json!({}))).await;
    assert_eq!((no.status, no.code()), (409, "coupon_withdrawn"), "{}", no.text);
}

#[tokio::test]
async fn a_change_hurts_nobody_who_holds_one_cpn_05_e16() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let capped = json!({ "terms": { "budget": 40_000 } });
    let id = made(&owner, &capped).await;
    for (fields, status, code) in [
        (json!({ "total": 9 }), 422, "coupon_total_down"),
        (json!({ "total": 21 }), 422, "coupon_over_budget"),
        (json!({ "per_member": 0 }), 422, "coupon_terms_malformed"),
        (json!({ "closes_at": "2027-12-20T00:00:00Z" }), 422, "coupon_terms_malformed"),
        (json!({ "worth": 1 }), 422, "malformed"),
    ] {
        let no = put(&owner, &id, &change(&fields)).await;
        assert_eq!((no.status, no.code()), (status, code), "{fields}: {}", no.text);
    }
    let more = change(&json!({ "total": 20, "title": "加发", "listed": false }));
    let done = put(&owner, &id, &more).await;
    assert_eq!((done.status, &done.body["total"]), (200, &json!(20)), "{}", done.text);
    assert_eq!((&done.body["title"], &done.body["listed"]), (&json!("加发"), &json!(false)));
    assert_eq!(done.body["worth"], 2_000, "what it is worth stays");
}

#[tokio::test]
async fn above_the_limit_another_allows_a_sending_e19() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let ids = [("p1", "13800000001", "小美"), ("p2", "13800000002", "小雨")];
    let mut members = vec![];
    for (person, phone, name) in ids {
        members.push(shop.member(person, phone, name).await.get("/me").await.body["id"].clone());
    }
    let limits = json!({ "adjust_points": null, "adjust_money": null, "coupon_send": 1 });
    let kept = owner.ask(reqwest::Method::PUT, "/v1/office/approvals/limits").json(&limits);
    assert_eq!(send(kept).await.status, 200);
    let maker = hired(&shop, "maker", "2001", "店长").await;
    let id = made(&owner, &json!({})).await;
    let door = format!("{DOOR}/{id}/send-many");
    let bare = maker.post_once(&door, "a", &json!({ "members": members })).await;
    assert_eq!((bare.status, bare.code()), (422, "reason_needed"), "{}", bare.text);
    let many = json!({ "members": members, "reason": "周年庆" });
    let asked = maker.post_once(&door, "b", &many).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    let what = text(&asked.body["approval"]["what_text"]);
    assert_eq!(what, "给 2 位会员各发 1 张「满100减20」");
    shop.town.run_jobs().await;
    let db = &shop.town.app.db;
    assert_eq!(coupon::Entity::find().count(db).await.unwrap(), 0, "nothing is sent yet");
    let allow = format!("/v1/office/approvals/{}/approve", text(&asked.body["approval"]["id"]));
    assert_eq!(maker.post_once(&allow, "c", &json!({})).await.code(), "not_your_own");
    assert_eq!(owner.post_once(&allow, "d", &json!({})).await.status, 200);
    shop.town.run_jobs().await;
    assert_eq!(coupon::Entity::find().count(db).await.unwrap(), 2);
}

#[tokio::test]
async fn of_many_each_is_sent_one_at_the_most_and_told_why_not_cpn_05_cpn_06() {
    let shop = Shop::open().await;
    let (app, owner) = (&shop.town.app, shop.owner().await);
    let one = shop.member("p1", "13800000001", "小美").await;
    let other = shop.member("p2", "13800000002", "小雨").await;
    let ids = [text(&one.get("/me").await.body["id"]), text(&other.get("/me").await.body["id"])];
    let nobody: MemberId = app.world.id();
    let id = made(&owner, &json!({ "total": 3, "per_member": 1, "listed": false })).await;
    let door = format!("{DOOR}/{id}/send-many");
    let held =
        owner.post_once(&format!("{DOOR}/{id}/send"), "x", &json!({ "member": ids[0] })).await;
    assert_eq!(held.status, 201, "{}", held.text);

    let many = json!({ "members": [ids[0], ids[1], ids[1], nobody.to_string()] });
    let asked = owner.post_once(&door, "a", &many).await;
    let again = owner.post_once(&door, "a", &many).await;
    assert_eq!((asked.status, &asked.body["count"]), (202, &json!(3)), "{}", asked.text);
    assert_eq!(asked.text, again.text);
    let progress = format!("/v1/office/coupon-sendings/{}", text(&asked.body["job"]));
    let waits = owner.get(&progress).await.body;
    assert_eq!(
        (&waits["state"], &waits["done"], &waits["of"]),
        (&json!("running"), &json!(0), &json!(3))
    );
    shop.town.run_jobs().await;
    let done = owner.get(&progress).await.body;
    assert_eq!(
        (&done["state"], &done["done"], &done["sent"]),
        (&json!("done"), &json!(3), &json!(1))
    );
    let why = done["refused"].to_string();
    assert!(why.contains("已达领取上限") && why.contains("没有"), "{why}");
    assert_eq!(coupon::Entity::find().count(&app.db).await.unwrap(), 2);
    let rows = coupon_sent::Entity::find().all(&app.db).await.unwrap();
    let told = |row: &coupon_sent::Model| row.coupon_id.is_some() != row.refused.is_some();
    assert!(rows.iter().all(|row| row.done_at.is_some() && told(row)), "{rows:?}");

    let holders = owner.get(&format!("{DOOR}/{id}/holders?limit=1")).await.body;
    assert_eq!(holders["items"][0]["member"]["nickname"], "小雨", "{holders}");
    assert_eq!(holders["items"][0]["member"]["phone_masked"], "138****0002");
    let rest = text(&holders["next"]);
    let rest = owner.get(&format!("{DOOR}/{id}/holders?cursor={rest}")).await.body;
    assert_eq!(rest["items"][0]["member"]["nickname"], "小美");
    let used = owner.get(&format!("{DOOR}/{id}/holders?state=used")).await.body;
    assert_eq!(used["items"], json!([]));
    let none = owner.post_once(&door, "b", &json!({ "members": [] })).await;
    assert_eq!((none.status, none.code()), (422, "coupon_sending_malformed"));
}
