//! What a member has and no till moves just now: the sum counts it, and a note says so.
use std::time::Duration;

use entity::{
    account,
    card::{self, Status},
    member,
    values::Timestamp,
};
use kabao::code;
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use serde_json::{Value, json};

use crate::{
    counter::{Counter, fill, fresh},
    crowd,
    merge::merge,
    people::{Phone, Shop, text},
};

/// A balance's sum, and its notes.
async fn told(phone: &Phone<'_>, path: &str, asset: &str) -> (String, Vec<String>) {
    let page = phone.get(path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let all = if path == "/me" { &page.body["balances"] } else { &page.body["items"] };
    let one = all.as_array().unwrap().iter().find(|one| one["asset"] == asset).unwrap();
    let notes = one["notes"].as_array().unwrap().iter().map(text).collect();
    (text(&one["value_text"]), notes)
}

async fn set_status(counter: &Counter<'_>, status: Status) {
    let row = card::ActiveModel { status: Set(status), ..Default::default() };
    let done = card::Entity::update_many().set(row).exec(&counter.app().db).await;
    assert_eq!(done.unwrap().rows_affected, 1);
}

async fn freeze(counter: &Counter<'_>, at: Option<Timestamp>) {
    let row = account::ActiveModel { frozen_at: Set(at), ..Default::default() };
    account::Entity::update_many().set(row).exec(&counter.app().db).await.unwrap();
}

#[tokio::test]
async fn a_sum_says_what_of_it_is_on_a_lost_or_a_frozen_card_e22() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.fill((10_000, 1_000, 12)).await;
    let whole = "其中本金 ¥100.00，赠送 ¥10.00";
    for path in ["/me", "/balances"] {
        let (sum, notes) = told(&counter.member, path, "stored_value").await;
        assert_eq!((sum.as_str(), notes), ("¥110.00", vec![whole.to_owned()]), "{path}");
    }
    let lost = "在已挂失的卡上，补办后才能使用";
    let frozen = "在核对中的卡上，暂时不能使用";
    for (status, at, why) in [
        (Status::Lost, None, lost),
        (Status::Active, Some(counter.app().world.now()), frozen),
        // What nobody may use anyway need not be said twice.
        (Status::Lost, Some(counter.app().world.now()), lost),
    ] {
        set_status(&counter, status).await;
        freeze(&counter, at).await;
        for path in ["/me", "/balances"] {
            let (sum, notes) = told(&counter.member, path, "stored_value").await;
            assert_eq!(sum, "¥110.00", "{path} {why}");
            assert_eq!(notes, [whole.to_owned(), format!("其中 ¥110.00 {why}")], "{path}");
            let (_, notes) = told(&counter.member, path, "points").await;
            assert_eq!(notes, [format!("其中 12 分 {why}")], "{path}");
            assert_eq!(told(&counter.member, path, "stamps").await.1, [""; 0], "{path}");
        }
    }
}

#[tokio::test]
async fn a_sum_says_until_when_it_rests_after_a_phone_changed_b11() {
    let shop = Shop::with_nodes(2).await;
    let counter = Counter::open(&shop).await;
    counter.fill((10_000, 0, 12)).await;
    let until = counter.app().world.now().plus_ms(3_600_000);
    let rests = member::ActiveModel { money_held_until: Set(Some(until)), ..Default::default() };
    member::Entity::update_many().set(rests).exec(&counter.app().db).await.unwrap();
    // The other node has not seen them yet.
    let phone = shop.phone_at(1, "p1");
    assert_eq!(phone.sign_in("snsapi_base").await.status, 302);
    let said = format!("储值将于 {} 恢复使用", until.said(counter.app().world.now()));
    for path in ["/me", "/balances"] {
        let (sum, notes) = told(&phone, path, "stored_value").await;
        assert_eq!((sum.as_str(), notes.last()), ("¥100.00", Some(&said)), "{path}");
        assert_eq!(told(&phone, path, "points").await.1, [""; 0], "{path}");
    }
    let cards = phone.get("/cards").await.body;
    assert!(cards["items"][0]["balances"].to_string().contains(&said), "{cards}");
}

#[tokio::test]
async fn what_was_set_aside_for_too_long_is_free_on_every_card_at_once_p39() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let owner = shop.owner().await;
    let more = crowd::members(counter.app(), 0, 2).await;
    let mut cards = vec![counter.card.clone()];
    for other in more {
        let into = counter.card.member_id;
        assert_eq!(merge(&owner, other.member_id, into, &fresh("merge")).await.status, 200);
        cards.push(
            card::Entity::find_by_id(other.id).one(&counter.app().db).await.unwrap().unwrap(),
        );
    }
    for (at, card) in cards.iter().enumerate() {
        fill(counter.app(), card, (10_000, 0, 0)).await;
        let shown = code::show(counter.app(), counter.merchant, card).await.unwrap();
        let ask = json!({
            "scan": shown.code, "amount": 1_000 * (at + 1), "order_no": fresh("hold"), "minutes": 5,
        });
        let held = counter.till.post_once("/v1/till/holds", &fresh("hold"), &ask).await;
        assert_eq!(held.status, 201, "{}", held.text);
    }
    let aside = |notes: &[String]| notes.iter().any(|note| note.contains("预授权"));
    let (sum, notes) = told(&counter.member, "/balances", "stored_value").await;
    assert!(sum == "¥240.00" && aside(&notes), "{sum} {notes:?}");
    shop.town.advance(Duration::from_secs(300));
    for path in ["/me", "/balances"] {
        let (sum, notes) = told(&counter.member, path, "stored_value").await;
        assert!(sum == "¥300.00" && !aside(&notes), "{path}: {sum} {notes:?}");
    }
    let wallet = counter.member.get("/cards").await.body;
    let wallet: Vec<Value> = wallet["items"].as_array().unwrap().clone();
    let value = |card: &Value| card["balances"][2]["value_text"].clone();
    assert_eq!(wallet.iter().map(value).collect::<Vec<_>>(), ["¥100.00"; 3]);
    let all = counter.member.get("/export").await;
    assert!(all.status == 200 && !all.text.contains("另有预授权"), "{}", all.text);
}
