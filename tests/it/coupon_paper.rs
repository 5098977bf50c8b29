//! Coupons on paper: printed once, counted, guessed at in vain, and one member's once.
use std::{collections::HashSet, time::Duration};

use entity::{
    coupon, coupon_template, idempotency,
    ids::{CouponTemplateId, MemberId},
    printed_coupon,
};
use futures_util::future::join_all;
use kabao::coupon::{Redeem, Reserve, redeem, reserve};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use crate::{
    coupon_office::made,
    people::{Shop, text},
    town::{Person, Reply},
};

async fn printed(owner: &Person, template: &str, key: &str, count: i32) -> Reply {
    let door = format!("/v1/office/coupons/{template}/print");
    owner.post_once(&door, key, &json!({ "count": count })).await
}

fn numbers(batch: &Reply) -> Vec<String> {
    assert_eq!(batch.status, 201, "{}", batch.text);
    batch.body["numbers"].as_array().unwrap().iter().map(text).collect()
}

async fn activated(who: &Person, key: &str, number: &str) -> Reply {
    who.post_once("/v1/member/coupons/activate", key, &json!({ "number": number })).await
}

async fn claimed(shop: &Shop, template: &str) -> i32 {
    let id: CouponTemplateId = template.parse().unwrap();
    let row = coupon_template::Entity::find_by_id(id).one(&shop.town.app.db).await.unwrap();
    row.unwrap().claimed
}

#[tokio::test]
async fn p19_no_batch_is_more_than_there_are() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let template = made(&owner, &json!({ "total": 25, "per_member": 9 })).await;
    for count in [0, -1, 1001] {
        let refused = printed(&owner, &template, "x", count).await;
        assert_eq!((refused.status, refused.code()), (422, "coupon_batch_malformed"));
    }
    let over = printed(&owner, &template, "x", 26).await;
    assert_eq!((over.status, over.code()), (409, "coupon_sold_out"));
    let batches = (0..6).map(|n| {
        let (owner, template) = (&owner, &template);
        async move { printed(owner, template, &n.to_string(), 10).await }
    });
    let batches = join_all(batches).await;
    let printed: Vec<&Reply> = batches.iter().filter(|batch| batch.status == 201).collect();
    assert_eq!(printed.len(), 2);
    assert_eq!(claimed(&shop, &template).await, 20);
    let numbers: HashSet<String> = printed.iter().flat_map(|batch| numbers(batch)).collect();
    assert_eq!(numbers.len(), 20, "no two are alike");
}

#[tokio::test]
async fn cpn_02_numbers_are_shown_once_and_kept_nowhere() {
    let shop = Shop::open().await;
    let (owner, db) = (shop.owner().await, &shop.town.app.db);
    let template = made(&owner, &json!({})).await;
    let batch = numbers(&printed(&owner, &template, "a", 3).await);
    let again = printed(&owner, &template, "a", 3).await;
    assert_eq!((again.status, again.code()), (410, "coupon_numbers_shown"));
    assert_eq!(claimed(&shop, &template).await, 3, "and no second batch was printed");
    let answers = idempotency::Entity::find().all(db).await.unwrap();
    let papers = printed_coupon::Entity::find().all(db).await.unwrap();
    let kept = format!("{answers:?} {papers:?}");
    for number in &batch {
        assert_eq!(number.len(), 18);
        assert!(!kept.contains(number) && !kept.contains(&number[1..17]));
    }
}

#[tokio::test]
async fn p27_a_printed_coupon_is_one_members_once() {
    let shop = Shop::with_nodes(2).await;
    let owner = shop.owner().await;
    let first = shop.member("p1", "13800000001", "小美").await;
    let second = shop.member("p2", "13800000002", "小雨").await;
    let template = made(&owner, &json!({ "listed": false })).await;
    let batch = numbers(&printed(&owner, &template, "a", 4).await);
    // Both at once, often: exactly one becomes the owner.
    let presses = (0..8).map(|n| {
        let who = if n % 2 == 0 { &first.browser } else { &second.browser };
        let number = &batch[0];
        async move { activated(who, &n.to_string(), number).await }
    });
    let pressed = join_all(presses).await;
    let of = |code: &str| pressed.iter().filter(|reply| reply.code() == code).count();
    let won = pressed.iter().filter(|reply| reply.status == 201).count();
    assert_eq!((won, of("coupon_number_taken")), (1, 7));
    assert_eq!(coupon::Entity::find().count(&shop.town.app.db).await.unwrap(), 1);

    let grouped = format!("{} {}-{}", &batch[1][..6], &batch[1][6..12], &batch[1][12..]);
    let mine = activated(&first.browser, "mine", &grouped).await;
    let heard_again = activated(&first.browser, "mine", &grouped).await;
    assert_eq!((mine.status, &mine.text), (201, &heard_again.text));
    let theirs = activated(&second.browser, "theirs", &batch[1]).await;
    assert_eq!((theirs.status, theirs.code()), (409, "coupon_number_taken"));
    let held: Vec<MemberId> = coupon::Entity::find()
        .filter(
            coupon::Column::Id.eq(text(&mine.body["id"]).parse::<entity::ids::CouponId>().unwrap()),
        )
        .all(&shop.town.app.db)
        .await
        .unwrap()
        .iter()
        .map(|coupon| coupon.member_id)
        .collect();
    assert_eq!(held[0].to_string(), text(&first.get("/me").await.body["id"]));
    assert_eq!(claimed(&shop, &template).await, 4, "what is printed was counted when it was");
}

#[tokio::test]
async fn cpn_02_a_till_activates_within_ones_share_and_time() {
    let shop = Shop::open().await;
    let (owner, clerk) = (shop.owner().await, shop.clerk("clerk", "T01").await);
    let phone = shop.member("p1", "13800000001", "小美").await;
    let member = text(&phone.get("/me").await.body["id"]);
    let template = made(&owner, &json!({ "per_member": 1 })).await;
    let batch = numbers(&printed(&owner, &template, "a", 3).await);
    let press = async |key: &str, member: &str, number: &str| {
        let body = json!({ "member": member, "number": number });
        clerk.post_once("/v1/till/coupons/activate", key, &body).await
    };
    let nobody: MemberId = shop.town.app.world.id();
    let lost = press("a", &nobody.to_string(), &batch[0]).await;
    assert_eq!((lost.status, lost.code()), (404, "no_such_member"));
    let done = press("b", &member, &batch[0]).await;
    assert_eq!((done.status, &done.body["state"]), (201, &json!("usable")), "{}", done.text);
    let more = press("c", &member, &batch[1]).await;
    assert_eq!((more.status, more.code()), (409, "coupon_limit_reached"));
    let other = shop.member("p2", "13800000002", "小雨").await;
    owner.post(&format!("/v1/office/coupons/{template}/withdraw"), &json!({})).await;
    let late = activated(&other.browser, "d", &batch[1]).await;
    assert_eq!((late.status, late.code()), (409, "coupon_not_open"));
}

#[tokio::test]
async fn p37_guesses_are_counted_before_they_are_compared() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    let template = made(&owner, &json!({})).await;
    let good = numbers(&printed(&owner, &template, "a", 1).await).remove(0);
    let typo = format!("{}{}", &good[..17], (good.as_bytes()[17] - b'0' + 1) % 10);
    for _ in 0..30 {
        let refused = activated(&phone.browser, "typo", &typo).await;
        assert_eq!((refused.status, refused.code()), (422, "coupon_number_malformed"));
    }
    // Well formed, and nobody's: the check digit of 9 and sixteen zeros is 1.
    let guess = "900000000000000001";
    let guesses = (0..20).map(|n| {
        let browser = &phone.browser;
        async move { activated(browser, &n.to_string(), guess).await }
    });
    for refused in join_all(guesses).await {
        assert_eq!((refused.status, refused.code()), (404, "coupon_number_unknown"));
    }
    let locked = activated(&phone.browser, "right", &good).await;
    assert_eq!((locked.status, locked.code()), (429, "coupon_guesses"), "even a right one");
    assert!(locked.body["retry_after_s"].as_i64().is_some_and(|wait| (1..=3600).contains(&wait)));
    shop.town.advance(Duration::from_secs(3600));
    assert_eq!(activated(&phone.browser, "right", &good).await.status, 201);
}

#[tokio::test]
async fn cpn_04_a_used_coupon_says_when_and_where() {
    let shop = Shop::open().await;
    let (owner, app) = (shop.owner().await, &shop.town.app);
    let phone = shop.member("p1", "13800000001", "小美").await;
    let template = made(&owner, &json!({})).await;
    let number = numbers(&printed(&owner, &template, "a", 1).await).remove(0);
    let had = activated(&phone.browser, "a", &number).await;
    let id: entity::ids::CouponId = text(&had.body["id"]).parse().unwrap();
    let coupon = coupon::Entity::find_by_id(id).one(&app.db).await.unwrap().unwrap();
    let stores = phone.get("/stores").await.body["items"].clone();
    let ask = Reserve {
        merchant: coupon.merchant_id,
        member: coupon.member_id,
        coupon: id,
        sale: app.world.id(),
        store: text(&stores[0]["id"]).parse().unwrap(),
        until: app.world.now().plus_ms(60_000),
    };
    app.transact(reserve, ask).await.map(drop).unwrap();
    let held = phone.get("/coupons?state=usable").await;
    assert_eq!(held.body["items"][0]["state_text"], "未使用", "a quote is not a use");
    assert_eq!(held.body["items"][0]["used_in"], Value::Null);
    let Reserve { merchant, member, coupon, sale, .. } = ask;
    app.transact(redeem, Redeem { merchant, member, coupon, sale }).await.unwrap();
    let used = phone.get("/coupons?state=used").await;
    let item = &used.body["items"][0];
    assert_eq!(item["used_in"], stores[0]["name"]);
    assert_eq!(item["used_at"], "2026-12-01T02:00:00.000Z", "{}", used.text);
    assert_eq!(phone.get("/coupons?state=usable").await.body["items"], json!([]));
}
