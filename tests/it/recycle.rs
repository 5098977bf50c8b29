//! What was deleted comes back, as it was.
use entity::level;
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use crate::{
    people::{Shop, text},
    town::{Person, Reply, send},
};

async fn delete(who: &Person, path: &str) {
    let reply = send(who.ask(reqwest::Method::DELETE, path)).await;
    assert_eq!(reply.status, 204, "{path}: {}", reply.text);
}

async fn bin(who: &Person, query: &str) -> Vec<Value> {
    let found = who.get(&format!("/v1/office/recycle{query}")).await;
    assert_eq!(found.status, 200, "{}", found.text);
    found.body["items"].as_array().unwrap().clone()
}

async fn restore(who: &Person, kind: &str, id: &str, key: &str) -> Reply {
    let path = format!("/v1/office/recycle/{kind}/{id}/restore");
    who.post_once(&path, key, &json!({})).await
}

/// Something of every kind that can be deleted, deleted, the last one first.
async fn emptied(shop: &Shop, owner: &Person) -> Vec<(&'static str, String)> {
    let goods = owner.get("/v1/office/goods?limit=1").await.body["items"][0].clone();
    let empty = json!({ "code": "empty", "name": "空分类" });
    let empty = owner.post_once("/v1/office/categories", "c", &empty).await.body;
    let appid = kabao::seed::SERVICE.appid;
    let keywords = owner.get(&format!("/v1/office/keywords?appid={appid}")).await.body;
    let rule = json!({ "name": "充100送10", "principal": 10_000 });
    let rule = owner.post_once("/v1/office/recharge-rules", "r", &rule).await.body;
    let coupon = owner.get("/v1/office/coupons?limit=1").await.body["items"][0].clone();
    let level = json!({ "code": "99", "name": "钻石卡", "rank": null, "terms": {} });
    let level = owner.post_once("/v1/office/levels", "l", &level).await.body;
    let tag = json!({ "name": "老客", "color": "red" });
    let tag = owner.post_once("/v1/office/tags", "t", &tag).await.body;
    let mut gone = vec![];
    for (kind, at, id) in [
        ("goods", "goods", &goods["id"]),
        ("category", "categories", &empty["id"]),
        ("keyword", "keywords", &keywords["items"][0]["id"]),
        ("recharge_rule", "recharge-rules", &rule["id"]),
        ("level", "levels", &level["id"]),
        ("tag", "tags", &tag["id"]),
    ] {
        shop.town.advance(std::time::Duration::from_secs(1));
        delete(owner, &format!("/v1/office/{at}/{}", text(id))).await;
        gone.push((kind, text(id)));
    }
    shop.town.advance(std::time::Duration::from_secs(1));
    let id = text(&coupon["id"]);
    let stopped = owner.post(&format!("/v1/office/coupons/{id}/withdraw"), &json!({})).await;
    assert_eq!(stopped.body["state"], "withdrawn", "{}", stopped.text);
    gone.push(("coupon_template", id));
    gone.reverse();
    gone
}

#[tokio::test]
async fn everything_that_can_be_deleted_comes_back_adm_08() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let gone = emptied(&shop, &owner).await;
    let found = bin(&owner, "").await;
    let shown: Vec<_> =
        found.iter().map(|item| (item["kind"].as_str().unwrap(), text(&item["id"]))).collect();
    assert_eq!(shown, gone, "the last deleted first");
    assert!(found.iter().all(|item| item["by"] == "王店主"), "{found:?}");
    // In pages, too.
    let first = owner.get("/v1/office/recycle?limit=4").await.body;
    let rest = format!("?limit=4&cursor={}", text(&first["next"]));
    assert_eq!(bin(&owner, &rest).await, found[4..]);
    for (kind, id) in &gone {
        assert_eq!(bin(&owner, &format!("?kind={kind}")).await.len(), 1, "{kind}");
        let back = restore(&owner, kind, id, kind).await;
        assert_eq!((back.status, &back.body["id"]), (200, &json!(id)), "{kind}: {}", back.text);
        let again = restore(&owner, kind, id, kind).await;
        assert_eq!(again.text, back.text, "the same request has the same answer");
        let twice = restore(&owner, kind, id, &format!("{kind} twice")).await;
        assert_eq!(twice.status, 404, "{kind}: {}", twice.text);
    }
    assert_eq!(bin(&owner, "").await.len(), 0);
    let coupons = owner.get("/v1/office/coupons?state=open").await.text;
    assert!(coupons.contains(&gone[0].1), "{coupons}");
    let levels = owner.get("/v1/office/levels").await.text;
    assert!(levels.contains("\"99\""), "with its code: {levels}");
    let log = owner.get("/v1/office/audit?limit=100").await.text;
    for action in ["goods", "category", "keyword", "recharge_rule", "coupon", "level", "tag"] {
        assert!(log.contains(&format!("\"{action}.restore\"")), "{action}");
    }
}

#[tokio::test]
async fn nothing_comes_back_to_a_place_that_is_taken_adm_08() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let gone = emptied(&shop, &owner).await;
    let id = |kind: &str| gone.iter().find(|(one, _)| *one == kind).unwrap().1.clone();
    let category = json!({ "code": "empty", "name": "新分类" });
    assert_eq!(owner.post_once("/v1/office/categories", "d", &category).await.status, 201);
    let no = restore(&owner, "category", &id("category"), "a").await;
    assert_eq!((no.status, no.code()), (409, "category_code_taken"), "{}", no.text);
    let level = json!({ "code": "99", "name": "新钻石卡", "rank": null, "terms": {} });
    assert_eq!(owner.post_once("/v1/office/levels", "m", &level).await.status, 201);
    let no = restore(&owner, "level", &id("level"), "b").await;
    assert_eq!((no.status, no.code()), (409, "level_code_taken"), "{}", no.text);
    let no = restore(&owner, "goods", &id("level"), "nothing").await;
    assert_eq!((no.status, no.code()), (404, "no_such_deleted"), "{}", no.text);
    let kept = level::Entity::find().filter(level::Column::DeletedAt.is_not_null());
    assert_eq!(kept.count(&shop.town.app.db).await.unwrap(), 1, "and stays in the bin");
}

#[tokio::test]
async fn whoever_took_goods_off_sale_is_named_and_not_whoever_changed_them_since_adm_08() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let other = crate::hiring::hired(&shop, "boss2", "2001", "老板").await;
    let goods = owner.get("/v1/office/goods?limit=1").await.body["items"][0].clone();
    let path = format!("/v1/office/goods/{}", text(&goods["id"]));
    let change = async |who: &Person, name: &str, on_sale: bool| {
        shop.town.advance(std::time::Duration::from_secs(1));
        let body = json!({
            "category": goods["category"], "code": goods["code"], "name": name,
            "unit": goods["unit"], "price": goods["price"], "on_sale": on_sale,
        });
        let put = send(who.ask(reqwest::Method::PUT, &path).json(&body)).await;
        assert_eq!(put.status, 200, "{}", put.text);
    };
    change(&other, "甲", false).await;
    change(&other, "乙", true).await;
    change(&owner, "丙", false).await;
    change(&other, "丁", false).await;
    let found = bin(&owner, "?kind=goods").await;
    assert_eq!((&found[0]["name"], &found[0]["by"]), (&json!("丁"), &json!("王店主")), "{found:?}");
}
