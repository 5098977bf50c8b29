//! A sale at the till, over the wire: from its quote to what comes back of it.
use std::time::Duration;

use entity::{identity, job, program::Kind};
use kabao::seed::SERVICE;
use sea_orm::entity::prelude::*;
use serde_json::json;

use crate::{
    counter::{
        Counter, MILK, PUREE, SUIT, coupon, coupon_state, hundred, one, quote, refund, settle,
    },
    people::Shop,
};

/// 10 points are ¥1, to the fen.
pub const RATIO: &str = r#"{"way":{"mode":"ratio","points_per_yuan":"10","calc":"fen"}}"#;

#[tokio::test]
async fn a_member_pays_with_everything_at_once_and_gets_a_receipt_svc_01() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.set_program(Kind::Redeem, RATIO).await;
    counter.fill((10_000, 1_000, 500)).await;
    let coupon_id = coupon(counter.app(), &counter.card, 2_000, None).await;
    let lines = [one(MILK), one(SUIT), one(PUREE)];
    let quoted = counter.quote(&lines, json!({ "coupon": coupon_id, "points": "100" })).await;
    assert_eq!(quoted.status, 201, "{}", quoted.text);
    let bill = &quoted.body;
    // ¥239 + ¥89 + ¥9.90, less ¥20, less 100 points for ¥10.
    assert_eq!((&bill["list_total"], &bill["payable"]), (&json!(36_690), &json!(30_790)));
    let milk = &bill["lines"][0];
    assert_eq!(milk["steps"][1]["rule"], "promotion");
    assert_eq!(milk["steps"][1]["beat"], json!(["会员价 ¥258 × 1罐 ¥258"]));
    assert_eq!(bill["member"]["stored_value"], 11_000);
    assert_eq!(bill["member"]["code_shown"], true);
    let shares: i64 =
        bill["lines"].as_array().unwrap().iter().map(|line| line["paid"].as_i64().unwrap()).sum();
    assert_eq!(shares, 30_790);

    let ways = [("stored_value", 5_000), ("cash", 10_000), ("wechat", 10_000), ("alipay", 5_790)];
    let paid = settle(&counter.till, bill, &ways, json!({})).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    assert_eq!(paid.body["state"], "settled");
    assert_eq!(paid.body["points_earned"], "307.9");
    assert_eq!(paid.body["after"]["stored_value"], 6_000);
    let print = paid.body["print"].to_string();
    assert!(print.contains("实付 ¥307.90") && print.contains("人民路店"), "{print}");
    // ¥50 of 100 + 10 is principal by 10 : 11.
    assert_eq!(counter.has().await, [5_455, 545, 7_079_000, 3_079_000]);
    assert_eq!(coupon_state(counter.app(), coupon_id).await, entity::coupon::State::Used);

    let path = format!("/v1/till/sales/{}", paid.body["sale"].as_str().unwrap());
    let again = counter.till.get(&path).await;
    assert_eq!(again.body["tenders"], paid.body["tenders"]);
    assert_eq!(again.body["store_name"], "人民路店");
}

#[tokio::test]
async fn a_guest_pays_the_list_or_the_promotion_and_gets_change_of_nothing_pos_01() {
    let shop = Shop::open().await;
    let till = shop.clerk("clerk", "T01").await;
    let quoted = quote(&till, &[one(MILK), one(SUIT), hundred()], json!({})).await;
    assert_eq!((quoted.status, &quoted.body["payable"]), (201, &json!(42_800)), "{}", quoted.text);
    assert_eq!(quoted.body["member"], json!(null));
    for (ways, code) in [
        (vec![("cash", 42_799)], "tenders_differ"),
        (vec![("cash", 42_801)], "tenders_differ"),
        (vec![("cash", 22_800), ("stored_value", 20_000)], "member_needed"),
        (vec![("cash", 22_800), ("cash", 20_000)], "tender_malformed"),
        (vec![("cash", 42_900), ("other", -100)], "tender_malformed"),
    ] {
        let refused = settle(&till, &quoted.body, &ways, json!({})).await;
        assert_eq!(refused.code(), code, "{ways:?}");
    }
    let ways = [("cash", 2_800), ("bank_card", 30_000), ("other", 10_000)];
    let paid = settle(&till, &quoted.body, &ways, json!({})).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    assert_eq!(paid.body["points_earned"], "0");
    let back =
        refund(&till, &paid.body["sale"], json!({ "lines": [{ "line": 2, "quantity": 1000 }] }))
            .await;
    assert_eq!((back.status, &back.body["amount"]), (201, &json!(8_900)), "{}", back.text);
    assert_eq!(back.body["tenders"][0]["kind"], "other", "what was spent last comes first");
}

#[tokio::test]
async fn a_member_who_follows_hears_of_the_sale_in_wechat_msg_01() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let appid = json!({ "appid": SERVICE.appid });
    shop.town.wechat.tell("/sandbox/people/p1/follow", appid).await;
    let path = format!("/sandbox/people/p1/chat/{}?after=0&wait_ms=10000", SERVICE.appid);
    // The greeting: by then the account knows who follows.
    let said = shop.town.wechat.see(&path).await;
    let before = said["messages"].as_array().unwrap().len();
    let paid = counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    assert_eq!(shop.town.run_jobs().await, 1);
    refund(&counter.till, &paid.body["sale"], json!({ "all": true })).await;
    assert_eq!(shop.town.run_jobs().await, 1);
    let said = shop.town.wechat.see(&path).await;
    let said = said["messages"].as_array().unwrap();
    assert_eq!(said.len(), before + 2, "{said:?}");
    let news = said[before].to_string();
    assert!(news.contains("人民路店消费 ¥100，本次得 100 积分"), "{news}");
}

#[tokio::test]
async fn who_follows_nobody_is_promised_no_message_msg_01() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    shop.town.run_jobs().await;
    let paid = counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    refund(&counter.till, &paid.body["sale"], json!({ "all": true })).await;
    assert_eq!(job::Entity::find().count(&counter.app().db).await.unwrap(), 0);
    identity::Entity::update_many()
        .col_expr(identity::Column::FollowedAt, Expr::value(counter.app().world.now().0))
        .exec(&counter.app().db)
        .await
        .unwrap();
    counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    let promised = job::Entity::find().all(&counter.app().db).await.unwrap();
    assert_eq!(promised.len(), 1);
    assert_eq!((promised[0].name.as_str(), promised[0].attempts), ("pos.tell", 0));
    assert_eq!(promised[0].due_at, counter.app().world.now());
    assert!(promised[0].payload.contains("消费 ¥100"), "{}", promised[0].payload);
}

#[tokio::test]
async fn who_follows_twice_hears_of_a_sale_once_though_one_message_fails_msg_01() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let chat = async |person: &str, wait_ms: u32| {
        let path =
            format!("/sandbox/people/{person}/chat/{}?after=0&wait_ms={wait_ms}", SERVICE.appid);
        shop.town.wechat.see(&path).await["messages"].to_string()
    };
    for person in ["p1", "p2"] {
        let path = format!("/sandbox/people/{person}/follow");
        shop.town.wechat.tell(&path, json!({ "appid": SERVICE.appid })).await;
        // The greeting.
        chat(person, 10_000).await;
    }
    // Both are the same member.
    identity::Entity::update_many()
        .col_expr(identity::Column::MemberId, Expr::value(counter.card.member_id.0))
        .filter(identity::Column::FollowedAt.is_not_null())
        .exec(&counter.app().db)
        .await
        .unwrap();
    counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    // The first is only late, and the second fails for now.
    for how in [json!({ "delay_ms": 1 }), json!({ "errcode": -1 })] {
        let fault = crate::counter::with(json!({ "path": "/cgi-bin/message/custom/send" }), how);
        shop.hand.post("/sandbox/faults", &fault).await;
    }
    for _ in 0..2 {
        shop.town.run_jobs().await;
        shop.town.advance(Duration::from_secs(3600));
    }
    let said = [chat("p1", 0).await, chat("p2", 0).await].concat();
    assert_eq!(said.matches("消费 ¥100").count(), 1, "{said}");
}
