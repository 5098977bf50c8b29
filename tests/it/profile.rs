//! Who members say they are.
use base64::{Engine, engine::general_purpose::STANDARD};
use entity::{audit, card, idempotency, member};
use reqwest::Method;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::{
    counter::{fresh, with},
    people::{Phone, Shop},
    town::{Reply, send},
};

impl Phone<'_> {
    /// A change under a key of its own.
    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        self.put_once(path, &fresh("put"), body).await
    }

    pub async fn put_once(&self, path: &str, key: &str, body: &Value) -> Reply {
        let ask = self.browser.ask(Method::PUT, &format!("/v1/member{path}"));
        send(ask.header("idempotency-key", key).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        send(self.browser.ask(Method::DELETE, &format!("/v1/member{path}"))).await
    }

    pub async fn press(&self, path: &str, body: &Value) -> Reply {
        self.browser.post_once(&format!("/v1/member{path}"), &fresh("press"), body).await
    }
}

fn said() -> Value {
    json!({
        "nickname": "小美妈妈", "card_name": "小美的卡", "email": "xiaomei@example.com",
        "birthday": "1992-02-29",
    })
}

#[tokio::test]
async fn a_member_sets_card_name_email_and_birthday_prf_01() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    let new = phone.get("/profile").await;
    assert_eq!(new.status, 200, "{}", new.text);
    assert_eq!((&new.body["card_name"], &new.body["email"]), (&json!("会员卡"), &Value::Null));
    assert_eq!(new.body["birthday_editable"], true);
    let shown = new.body["balances"].as_array().unwrap().iter().map(|one| one["name"].clone());
    assert_eq!(shown.collect::<Vec<_>>(), ["积分", "通票", "储值卡", "积点"]);

    let saved = phone.put_once("/profile", "mine", &said()).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    for (field, value) in said().as_object().unwrap() {
        assert_eq!(&saved.body[field], value, "{field}");
    }
    assert_eq!(saved.body["birthday_editable"], false);
    assert_eq!(phone.get("/profile").await.body, saved.body);
    assert_eq!(phone.get("/me").await.body["nickname"], "小美妈妈");
    assert_eq!(phone.get("/cards").await.body["items"][0]["name"], "小美的卡");
    assert_eq!(phone.put_once("/profile", "mine", &said()).await.body, saved.body);
    let gone = phone.put("/profile", &with(said(), json!({ "email": null }))).await;
    assert_eq!((gone.status, &gone.body["email"]), (200, &Value::Null), "{}", gone.text);
}

#[tokio::test]
async fn a_birthday_is_set_once_and_what_is_wrong_is_said() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    for (field, wrong, code) in [
        ("nickname", json!(" "), "nickname_malformed"),
        ("card_name", json!("长".repeat(17)), "card_name_malformed"),
        ("email", json!("nobody"), "email_malformed"),
        ("birthday", json!("1899-12-31"), "birthday_malformed"),
        ("birthday", json!("1990-02-30"), "birthday_malformed"),
        ("birthday", json!("2999-01-01"), "birthday_malformed"),
    ] {
        let refused = phone.put("/profile", &with(said(), json!({ field: wrong }))).await;
        assert_eq!((refused.status, refused.code()), (422, code), "{field}: {}", refused.text);
    }
    assert_eq!(phone.get("/profile").await.body["nickname"], "小美");
    assert_eq!(phone.put("/profile", &said()).await.status, 200);
    for other in [json!("1992-03-01"), Value::Null] {
        let refused = phone.put("/profile", &with(said(), json!({ "birthday": other }))).await;
        assert_eq!((refused.status, refused.code()), (409, "birthday_set"), "{other}");
    }
    assert_eq!(phone.put("/profile", &said()).await.status, 200, "the same again is no change");
}

#[tokio::test]
async fn an_email_is_written_down_sealed_only_g13() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    assert_eq!(phone.put("/profile", &said()).await.status, 200);
    let db = &shop.town.app.db;
    let member = member::Entity::find().one(db).await.unwrap().unwrap();
    let sealed = member.email_sealed.unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("xiaomei"));
    let lines = audit::Entity::find().all(db).await.unwrap();
    let answers = idempotency::Entity::find().all(db).await.unwrap();
    let kept: Vec<String> = (lines.iter().map(|line| line.detail.clone()))
        .chain(answers.into_iter().filter_map(|answer| answer.answer))
        .collect();
    assert!(lines.iter().any(|line| line.action == "member.change"), "{kept:?}");
    assert!(kept.iter().all(|text| !text.contains("xiaomei@example.com")), "{kept:?}");
}

const JPEG: &[u8] = b"\xff\xd8\xff\xe0 not much of a picture";

fn image(called: &str, bytes: &[u8]) -> Value {
    json!({ "image": format!("data:{called};base64,{}", STANDARD.encode(bytes)) })
}

#[tokio::test]
async fn a_picture_is_shown_to_its_member_alone_g12_g1() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    let other = shop.member("p2", "13800000002", "阿强").await;
    assert_eq!(phone.get("/avatar").await.code(), "no_such_avatar");
    for (called, bytes) in
        [("image/svg+xml", b"<svg onload=x>".as_slice()), ("image/png", b"<html>")]
    {
        let refused = phone.put("/avatar", &image(called, bytes)).await;
        assert_eq!((refused.status, refused.code()), (422, "avatar_malformed"), "{called}");
    }
    // It calls itself something else; its bytes say what it is.
    let set = phone.put("/avatar", &image("image/png", JPEG)).await;
    assert_eq!(set.status, 200, "{}", set.text);
    let link = set.body["avatar"].as_str().unwrap();
    assert_eq!(phone.get("/profile").await.body["avatar"], link);
    let shown = phone.browser.get(link).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"));
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert_eq!(shown.header("content-disposition"), "inline");
    assert!(shown.header("cache-control").starts_with("private"));
    assert_eq!(other.browser.get(link).await.code(), "no_such_avatar");
    assert_eq!(phone.delete("/avatar").await.status, 204);
    assert_eq!(phone.browser.get(link).await.status, 404);
    assert_eq!(phone.get("/profile").await.body["avatar"], Value::Null);
}

#[tokio::test]
async fn another_members_card_keeps_its_name_g1() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    shop.member("p2", "13800000002", "阿强").await;
    assert_eq!(phone.put("/profile", &said()).await.status, 200);
    let mut names: Vec<String> = card::Entity::find()
        .all(&shop.town.app.db)
        .await
        .unwrap()
        .into_iter()
        .map(|card| card.name)
        .collect();
    names.sort();
    assert_eq!(names, ["会员卡", "小美的卡"]);
}
