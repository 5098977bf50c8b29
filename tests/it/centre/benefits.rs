//! 会员权益: the levels, and what becomes of the member's own.
use std::time::Duration;

use serde_json::{Value, json};

use crate::level::Steps;

const YEAR: &str = "anniversary_step_down";

/// What the member's page says now. Sessions do not last for years.
async fn benefits(steps: &Steps) -> Value {
    let phone = steps.shop.phone("p1").await;
    let page = phone.get("/benefits").await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.body
}

async fn gold(steps: &Steps) {
    let ask = json!({ "level": steps.level("3").await.to_string(), "reason": "老板的朋友" });
    let path = format!("/v1/office/cards/{}/level", steps.card);
    let given = steps.owner.post_once(&path, "gold", &ask).await;
    assert_eq!(given.status, 200, "{}", given.text);
    // A card is remembered for two seconds.
    steps.shop.town.advance(Duration::from_secs(3));
}

async fn until_the_end(steps: &Steps) {
    steps.wait_for(steps.row().await.level_until.expect("an end"));
    steps.night().await;
    steps.shop.town.advance(Duration::from_secs(3));
}

#[tokio::test]
async fn a_member_sees_what_each_level_gives_and_how_far_it_is_to_the_next_lvl_06() {
    let steps = Steps::open().await;
    steps.usual(json!({ "upgrade": "growth", "expiry": { "by": "none" } })).await;
    steps.grow(720).await;
    let page = benefits(&steps).await;
    let current = &page["current"];
    assert_eq!(current["level"]["name"], "普通会员");
    assert_eq!(current["why"], "开卡时就是这个等级");
    let lasts = [&current["until_text"], &current["after_text"], &current["pending_text"]];
    assert_eq!(lasts, [&json!(null); 3]);
    let next = &page["next"];
    assert_eq!((&next["level"]["name"], &next["permille"]), (&json!("银卡"), &json!(720)));
    assert_eq!(next["needs_text"], "再得 280 成长值可升级");
    let names: Vec<_> =
        page["levels"].as_array().unwrap().iter().map(|level| &level["name"]).collect();
    assert_eq!(names, ["普通卡", "普通会员", "银卡", "金卡", "超级vip"]);
    let silver = &page["levels"][2];
    assert_eq!(silver["threshold_text"], "成长值满 1,000");
    assert_eq!((&silver["reached"], &silver["current"]), (&json!(false), &json!(false)));
    assert_eq!(page["levels"][0]["reached"], true);
    assert_eq!(page["levels"][4]["gives"], json!(["全场 8.8 折"]));
    assert!(page["levels"][4]["benefits"].as_str().unwrap().contains("专属顾问"));

    let terms = json!({ "thresholds": { "points": "1000" } });
    steps.terms("4", terms).await;
    steps.program(json!({ "upgrade": "points", "expiry": { "by": "none" } })).await;
    steps.earn(1_000).await;
    steps.shop.town.advance(Duration::from_secs(3));
    let page = benefits(&steps).await;
    assert_eq!(page["current"]["pending_text"], "明天起升为银卡");
    assert_eq!(page["next"]["level"]["name"], "金卡");
    assert!(page["rule_text"].as_str().unwrap().starts_with("积分达到标准，第二天升级"));
}

#[tokio::test]
async fn who_did_it_by_hand_and_why_is_not_the_members_to_read() {
    let steps = Steps::open().await;
    gold(&steps).await;
    let page = benefits(&steps).await;
    assert_eq!(page["current"]["level"]["name"], "金卡");
    assert_eq!(page["current"]["why"], "由门店为您调整");
    let told = page.to_string();
    assert!(!told.contains("王店主") && !told.contains("朋友"), "{told}");
}

#[tokio::test]
async fn a_year_without_a_purchase_is_said_beforehand_and_explained_afterwards_lvl_19_lvl_21() {
    let steps = Steps::open().await;
    steps.usual(json!({ "upgrade": "none", "expiry": { "by": YEAR } })).await;
    gold(&steps).await;
    let end = steps.row().await.level_until.expect("an end");
    let current = benefits(&steps).await["current"].clone();
    assert_eq!(current["until_text"], end.plus_ms(-1).day());
    let after = "到期时过去一年的成长值满 3,000，续期一年；没有满但这一年有消费，也顺延一年；都没有，降一级为银卡";
    assert_eq!(current["after_text"], after);
    until_the_end(&steps).await;
    let current = benefits(&steps).await["current"].clone();
    assert_eq!(current["level"]["name"], "银卡", "exactly one step");
    assert!(current["why"].as_str().unwrap().contains("没有消费，下调一级为银卡"), "{current}");
    assert_eq!(current["since_text"], end.day());
    until_the_end(&steps).await;
    until_the_end(&steps).await;
    let current = benefits(&steps).await["current"].clone();
    assert_eq!(current["level"]["name"], "普通卡");
    assert!(current["after_text"].as_str().unwrap().contains("不会再降"), "{current}");
}

#[tokio::test]
async fn a_year_with_a_purchase_or_with_growth_is_explained_as_such_lvl_19_lvl_20() {
    let steps = Steps::open().await;
    steps.usual(json!({ "upgrade": "none", "expiry": { "by": YEAR } })).await;
    gold(&steps).await;
    steps.buy(1).await;
    until_the_end(&steps).await;
    let why = benefits(&steps).await["current"]["why"].clone();
    assert!(why.as_str().unwrap().contains("顺延一年"), "{why}");
    steps.grow(3_000).await;
    until_the_end(&steps).await;
    let why = benefits(&steps).await["current"]["why"].clone();
    assert!(why.as_str().unwrap().contains("续期一年"), "{why}");
}
