//! Recharge rules are found, changed and copied.
use entity::top_up;
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use crate::{
    counter::{Counter, fresh},
    people::{Shop, text},
    town::{Person, Reply, send},
};

const DOOR: &str = "/v1/office/recharge-rules";

fn rule(name: &str, principal: i64, gift: i64) -> Value {
    json!({ "name": name, "principal": principal, "terms": { "gifts": { "balance": gift } } })
}

async fn put(who: &Person, id: &str, body: &Value) -> Reply {
    let ask = who.ask(reqwest::Method::PUT, &format!("{DOOR}/{id}"));
    send(ask.header("idempotency-key", fresh("rule")).json(body)).await
}

async fn names(who: &Person, query: &str) -> Vec<String> {
    let found = who.get(&format!("{DOOR}{query}")).await;
    assert_eq!(found.status, 200, "{}", found.text);
    found.body["items"].as_array().unwrap().iter().map(|rule| text(&rule["name"])).collect()
}

#[tokio::test]
async fn rules_are_found_by_name_and_by_where_they_are_rch_06() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let dated = |name: &str, field: &str, at: &str| {
        let mut rule = rule(name, 20_000, 0);
        rule[field] = json!(at);
        rule
    };
    let mut ids = vec![];
    for body in [
        rule("充100送10", 10_000, 1_000),
        dated("十二月活动", "starts_at", "2026-12-20T00:00:00Z"),
        dated("老活动", "ends_at", "2026-11-01T00:00:00Z"),
        rule("停用的", 30_000, 0),
    ] {
        let made = owner.post_once(DOOR, &fresh("rule"), &body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        ids.push(text(&made.body["id"]));
    }
    send(owner.ask(reqwest::Method::DELETE, &format!("{DOOR}/{}", ids[3]))).await;
    for (query, found) in [
        ("", vec!["充100送10", "十二月活动", "老活动"]),
        ("?state=active", vec!["充100送10"]),
        ("?state=waiting", vec!["十二月活动"]),
        ("?state=over", vec!["老活动"]),
        ("?state=withdrawn", vec!["停用的"]),
        ("?q=%E6%B4%BB%E5%8A%A8", vec!["十二月活动", "老活动"]),
    ] {
        assert_eq!(names(&owner, query).await, found, "{query}");
    }
}

#[tokio::test]
async fn a_change_is_for_those_who_come_later_and_a_copy_is_another_rule_rch_06_rch_05() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let owner = shop.owner().await;
    let mut once = rule("充100送10", 10_000, 1_000);
    once["once_per_member"] = json!(true);
    let made = owner.post_once(DOOR, "a", &once).await.body;
    let id = text(&made["id"]);
    let pay = async |rule: &str, version: i32, principal: i64| {
        let ask = json!({
            "card": counter.card.id.to_string(), "order_no": fresh("top-up"), "tender": "cash",
            "principal": principal, "rule": rule, "rule_version": version,
        });
        counter.till.post_once("/v1/till/top-ups", &fresh("top-up"), &ask).await
    };
    let paid = pay(&id, 1, 10_000).await;
    assert_eq!(paid.status, 201, "{}", paid.text);
    once["principal"] = json!(20_000);
    once["terms"]["gifts"]["balance"] = json!(3_000);
    let changed = put(&owner, &id, &once).await;
    assert_eq!((changed.status, &changed.body["version"]), (200, &json!(2)), "{}", changed.text);
    // The clerk saw ¥100 and ¥10: neither that nor ¥200 and ¥30 comes unseen.
    let unseen = pay(&id, 1, 20_000).await;
    assert_eq!((unseen.status, unseen.code()), (409, "recharge_rule_changed"), "{}", unseen.text);
    assert_eq!(unseen.body["version"], 2);
    let given = top_up::Entity::find().one(&shop.town.app.db).await.unwrap().unwrap();
    assert_eq!((given.principal.0, given.gift.0), (10_000, 1_000), "what was given stays given");
    let again = pay(&id, 2, 20_000).await;
    assert_eq!((again.status, again.code()), (409, "recharge_rule_used"), "used is used");
    let copy = owner.post_once(&format!("{DOOR}/{id}/copy"), "b", &json!({})).await;
    assert_eq!((copy.status, &copy.body["name"]), (201, &json!("充100送10 副本")), "{}", copy.text);
    let other = pay(&text(&copy.body["id"]), 1, 20_000).await;
    assert_eq!(
        (other.status, &other.body["top_up"]["gift"]),
        (201, &json!(3_000)),
        "{}",
        other.text
    );
    let bare = json!({
        "card": counter.card.id.to_string(), "order_no": fresh("top-up"), "tender": "cash",
        "principal": 20_000, "rule": id,
    });
    let bare = counter.till.post_once("/v1/till/top-ups", &fresh("top-up"), &bare).await;
    assert_eq!((bare.status, bare.code()), (422, "malformed"), "a rule without its version");
    let wrong = put(&owner, &id, &rule("", 1, 0)).await;
    assert_eq!((wrong.status, wrong.code()), (422, "recharge_rule_malformed"));
    let log = owner.get("/v1/office/audit").await.text;
    assert!(log.contains("recharge_rule.change") && log.contains("before"), "{log}");
}
