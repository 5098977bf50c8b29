//! Rules tried on a receipt before anybody publishes them.
use entity::{audit, coupon, entry, journal, program, sale};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use crate::{
    counter::{Counter, MILK, SUIT, hundred, one, with},
    people::{Shop, text},
    sale::RATIO,
    town::{Person, Reply},
};

const DOOR: &str = "/v1/office/tryout";

/// The demo's first store and one of its levels.
async fn scene(shop: &Shop, owner: &Person, code: &str) -> Value {
    let store = entity::store::Entity::find().one(&shop.town.app.db).await.unwrap().unwrap();
    let levels = owner.get("/v1/office/programs/level").await.body;
    let levels = levels["levels"].as_array().unwrap();
    let level = levels.iter().find(|level| level["code"] == code).unwrap();
    json!({ "at": "2026-12-01T02:00:00Z", "store": store.id.to_string(), "level": level["id"] })
}

async fn tried(owner: &Person, scene: &Value, more: Value) -> Reply {
    owner.post(DOOR, &with(scene.clone(), more)).await
}

/// Everything that a trial might have written.
async fn rows(shop: &Shop) -> [u64; 6] {
    let db = &shop.town.app.db;
    [
        sale::Entity::find().count(db).await.unwrap(),
        journal::Entity::find().count(db).await.unwrap(),
        entry::Entity::find().count(db).await.unwrap(),
        coupon::Entity::find().count(db).await.unwrap(),
        program::Entity::find().count(db).await.unwrap(),
        audit::Entity::find().count(db).await.unwrap(),
    ]
}

fn says(outcome: &Value, words: &str) {
    let sentences = outcome["sentences"].to_string();
    assert!(sentences.contains(words), "{words}: {sentences}");
}

#[tokio::test]
async fn a_receipt_comes_to_what_a_till_would_ask_pts_01_lvl_03() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.set_program(program::Kind::Redeem, RATIO).await;
    counter.fill((0, 0, 1_000)).await;
    let owner = shop.owner().await;
    let lines = [one(MILK), one(SUIT), hundred()];
    let quoted = counter.quote(&lines, json!({ "points": "auto" })).await.body;
    let code = json!(text(&quoted["member"]["card"]["level"]["name"]));
    let levels = owner.get("/v1/office/programs/level").await.body;
    let level = levels["levels"].as_array().unwrap().iter().find(|level| level["name"] == code);
    let scene = scene(&shop, &owner, &text(&level.unwrap()["code"])).await;
    let before = rows(&shop).await;
    let points = quoted["points"]["points"].clone();
    let same = tried(&owner, &scene, json!({ "lines": lines, "points": points })).await;
    assert_eq!(same.status, 200, "{}", same.text);
    for field in ["lines", "payable", "payable_text", "off_total", "points", "earn", "earn_total"] {
        assert_eq!(same.body[field], quoted[field], "{field}");
    }
    assert_eq!(same.body["before"], json!(null), "nothing is drafted");
    assert_eq!(rows(&shop).await, before, "nothing is written");
}

/// In the place of one that there is.
#[tokio::test]
async fn a_level_that_is_being_made_is_tried_under_its_own_name_lvl_02() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let scene = scene(&shop, &owner, "1").await;
    let terms = json!({ "discount": { "on": "all", "rate": 7000 } });
    let draft = json!({ "level": scene["level"], "name": "黑金卡", "terms": terms });
    let mut nameless = draft.clone();
    nameless["name"] = json!(" ");
    let ask = |draft| json!({ "lines": [hundred()], "drafts": { "level": draft } });
    assert_eq!(tried(&owner, &scene, ask(nameless)).await.status, 422);
    let tried = tried(&owner, &scene, ask(draft)).await;
    assert_eq!((tried.status, &tried.body["payable"]), (200, &json!(7_000)), "{}", tried.text);
    says(&tried.body, "黑金卡");
    assert!(!tried.body["before"]["sentences"].to_string().contains("黑金卡"), "{}", tried.text);
}

#[tokio::test]
async fn drafts_stand_beside_what_holds_and_nothing_is_written() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let scene = scene(&shop, &owner, "1").await;
    let before = rows(&shop).await;
    let points = json!({ "fen_per_point": 50, "multipliers": { "birthday": 30_000 } });
    let redeem = json!({ "way": { "mode": "ratio", "points_per_yuan": "100", "calc": "fen" } });
    let terms = json!({ "discount": { "on": "all", "rate": 9000 } });
    let drafts = json!({
        "points": points, "redeem": redeem, "level": { "level": scene["level"], "terms": terms },
    });
    let ask = json!({
        "lines": [hundred()], "birthday": "12-01", "points": "1000", "drafts": drafts,
    });
    let done = tried(&owner, &scene, ask).await;
    assert_eq!(done.status, 200, "{}", done.text);
    let (after, held) = (&done.body, &done.body["before"]);
    assert_eq!((&after["payable"], &after["points"]["off"]), (&json!(8_000), &json!(1_000)));
    // ¥80 at ¥0.50 a point, three times.
    assert_eq!(after["earn_total"], "480");
    says(after, "会员生日 ×3");
    says(after, "（星期二）在人民路店");
    assert_eq!((&held["payable"], &held["points"]), (&json!(10_000), &json!(null)));
    assert_eq!(held["earn_total"], "100");
    says(held, "没有开启积分抵现");
    assert_eq!(rows(&shop).await, before);
}

#[tokio::test]
async fn a_top_up_is_tried_by_the_draft_and_by_the_rules_there_are_rch_01() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let scene = scene(&shop, &owner, "1").await;
    let known = json!({
        "name": "充100送10", "principal": 10_000, "terms": { "gifts": { "balance": 1_000 } },
    });
    let made = owner.post_once("/v1/office/recharge-rules", "a", &known).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let held = tried(&owner, &scene, json!({ "top_up": 10_000 })).await;
    assert_eq!(held.status, 200, "{}", held.text);
    says(&held.body, "按「充100送10」赠送 ¥10");
    let rule = json!({
        "name": "周三双倍", "principal": 10_000,
        "terms": { "gifts": { "balance": 2_000 }, "days": [{ "mode": "weekdays", "days": [3] }] },
    });
    let ask = json!({ "top_up": 10_000, "drafts": { "recharge": rule } });
    let tuesday = tried(&owner, &scene, ask.clone()).await;
    says(&tuesday.body, "「周三双倍」不适用");
    says(&tuesday.body["before"], "充100送10");
    // It stands beside the others, unless it would change one of them.
    says(&tuesday.body, "按「充100送10」赠送 ¥10");
    let mut instead = ask.clone();
    instead["drafts"]["recharge_of"] = made.body["id"].clone();
    let instead = tried(&owner, &scene, instead).await;
    assert!(!instead.body["sentences"].to_string().contains("充100送10"), "{}", instead.text);
    says(&instead.body["before"], "充100送10");
    let mut nobodys = ask.clone();
    nobodys["drafts"]["recharge_of"] = json!("rul_00000000000000000000000007");
    assert_eq!(tried(&owner, &scene, nobodys).await.status, 404);
    let wednesday = with(ask, json!({ "at": "2026-12-02T02:00:00Z" }));
    let done = tried(&owner, &scene, wednesday).await;
    says(&done.body, "按「周三双倍」赠送 ¥20");
    let paid = json!({
        "lines": [hundred()], "stored_value": { "principal": 5_000, "gift": 500 },
        "drafts": { "stored_value": { "spend_order": "gift_first" } },
    });
    let paid = tried(&owner, &scene, paid).await;
    let value = json!({ "principal": 5_000, "gift": 500, "left": 0, "rest": 4_500 });
    assert_eq!(paid.body["stored_value"], value, "{}", paid.text);
}

#[tokio::test]
async fn what_could_not_be_published_is_not_tried() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let scene = scene(&shop, &owner, "1").await;
    let none = "lvl_00000000000000000000000007";
    for (more, status, code) in [
        (json!({}), 422, "cart_empty"),
        (json!({ "lines": [hundred()], "points": "-1" }), 422, "points_malformed"),
        (json!({ "lines": [hundred()], "birthday": "02-30" }), 422, "malformed"),
        (json!({ "lines": [hundred()], "level": none }), 404, "no_such_level"),
        (json!({ "lines": [one("nothing")] }), 404, "no_such_goods"),
        (
            json!({ "lines": [hundred()], "drafts": { "points": { "fen_per_point": 0 } } }),
            422,
            "program_invalid",
        ),
        (
            json!({ "lines": [hundred()], "drafts": { "redeem": { "way": { "mode": "tiers", "tiers": [] } } } }),
            422,
            "program_invalid",
        ),
        (
            json!({ "lines": [hundred()], "drafts": { "level": { "level": scene["level"], "terms": { "valid_days": 0 } } } }),
            422,
            "level_terms_malformed",
        ),
    ] {
        let no = tried(&owner, &scene, more).await;
        assert_eq!((no.status, no.code()), (status, code), "{}", no.text);
    }
}
