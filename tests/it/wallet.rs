//! 会员卡包: cards that a member has, names, puts first, and adds (CRD-01).
use std::time::Duration;

use entity::card;
use reqwest::Method;
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use crate::{
    counter::{fill, fresh, quote, settle, typed},
    crowd,
    people::{Phone, Shop},
    town::{Reply, send},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn ask_code(me: &Phone<'_>, number: &str) -> Reply {
    me.post("/cards/sms", &json!({ "number": number })).await
}

async fn add(me: &Phone<'_>, number: &str, code: &str, key: &str) -> Reply {
    let ask = json!({ "number": number, "sms_code": code });
    me.browser.post_once("/v1/member/cards", key, &ask).await
}

async fn rename(me: &Phone<'_>, card: &Value, name: &str) -> Reply {
    let path = format!("/v1/member/cards/{}", card.as_str().unwrap());
    send(me.browser.ask(Method::PUT, &path).json(&json!({ "name": name }))).await
}

async fn put_first(me: &Phone<'_>, card: &Value, key: &str) -> Reply {
    let path = format!("/v1/member/cards/{}/primary", card.as_str().unwrap());
    me.browser.post_once(&path, key, &json!({})).await
}

/// Somebody whom the till registered, their phone, and who reads its messages.
async fn mother(shop: &Shop) -> (card::Model, String) {
    let card = crowd::members(shop.app(), 1, 1).await.remove(0);
    (card, shop.admit("妈妈", "13900000001", false).await)
}

#[tokio::test]
async fn a_card_is_added_by_number_and_code_and_pays_as_ones_own_crd_01_cod_03() {
    let shop = Shop::open().await;
    let me = shop.member("p1", "13800000001", "小美").await;
    let (hers, person) = mother(&shop).await;
    fill(shop.app(), &hers, (10_000, 0, 8)).await;

    let asked = ask_code(&me, &hers.number).await;
    assert_eq!((asked.status, &asked.body["phone_masked"]), (202, &json!("尾号已隐藏")));
    let code = shop.sms_code(&person).await;
    let added = add(&me, &hers.number, &code, "add").await;
    assert_eq!(added.status, 201, "{}", added.text);
    assert_eq!(added.body["id"], json!(hers.id));
    assert_eq!(
        (&added.body["primary"], &added.body["can_be_primary"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(added.body["balances"][2]["value_text"], "¥100.00");
    assert_eq!(add(&me, &hers.number, &code, "add").await.body, added.body, "once (E1)");
    assert_eq!(add(&me, &hers.number, &code, "again").await.code(), "card_mine");
    assert_eq!(ask_code(&me, &hers.number).await.code(), "card_mine");

    let cards = me.get("/cards").await;
    assert_eq!(cards.body["items"].as_array().unwrap().len(), 2, "{}", cards.text);
    let first = put_first(&me, &added.body["id"], "1").await;
    assert_eq!((first.status, &first.body["primary"]), (200, &json!(true)), "{}", first.text);
    assert_eq!(me.get("/me").await.body["card"]["id"], json!(hers.id));

    // The code that is shown now is the added card's, and who pays with it is me.
    let till = shop.clerk("clerk", "T01").await;
    let seen = till.post("/v1/till/identify", &json!({ "scan": me.shown_code().await })).await;
    assert_eq!(seen.body["card"]["id"], json!(hers.id), "{}", seen.text);
    assert_eq!(seen.body["member"]["id"], me.get("/me").await.body["id"]);
    let quoted = quote(&till, &[typed(2_000)], json!({ "scan": me.shown_code().await })).await;
    let paid = settle(&till, &quoted.body, &[("stored_value", 2_000)], json!({})).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    assert_eq!(crate::counter::has(shop.app(), &hers).await[0], 8_000);
}

fn without_its_own_id(reply: Reply) -> (u16, Value) {
    let mut body = reply.body;
    body.as_object_mut().unwrap().remove("request_id");
    (reply.status, body)
}

#[tokio::test]
async fn nobody_learns_whether_there_is_such_a_card_g1() {
    let shop = Shop::open().await;
    let (hers, person) = mother(&shop).await;
    // Two of whom one names a card that there is, and one a card that there is not.
    let knows = shop.member("p1", "13800000001", "小美").await;
    let guesses = shop.member("p2", "13800000002", "阿强").await;
    let both = [(&knows, hers.number.as_str()), (&guesses, "800000000000000000")];
    let mut told = vec![];
    for (who, number) in both {
        let mut heard = vec![];
        heard.push(add(who, number, "000000", &fresh("add")).await);
        heard.push(ask_code(who, number).await);
        heard.push(ask_code(who, number).await);
        for _ in 0..6 {
            heard.push(add(who, number, "000000", &fresh("add")).await);
        }
        heard.push(add(who, number, "", &fresh("add")).await);
        told.push(heard.into_iter().map(without_its_own_id).collect::<Vec<_>>());
    }
    assert_eq!(told[0], told[1]);
    let codes: Vec<_> = told[0].iter().map(|(_, body)| body["code"].as_str()).collect();
    let (wrong, gone) = (Some("sms_code_wrong"), Some("sms_code_gone"));
    assert_eq!(codes[..3], [gone, None, Some("sms_too_soon")]);
    assert_eq!(codes[3..], [wrong, wrong, wrong, wrong, wrong, gone, Some("sms_code_needed")]);

    // A phone that had its messages from others has one less, and the asker is told nothing.
    shop.town.advance(Duration::from_secs(120));
    let till = shop.clerk("clerk", "T01").await;
    let elsewhere = till.post("/v1/till/sms", &json!({ "phone": "13900000001" })).await;
    assert_eq!(elsewhere.status, 202, "{}", elsewhere.text);
    let before = shop.sms_code(&person).await;
    let asked = ask_code(&knows, &hers.number).await;
    assert_eq!((asked.status, &asked.body), (202, &told[0][1].1), "{}", asked.text);
    assert_eq!(shop.sms_code(&person).await, before);
}

#[tokio::test]
async fn a_phone_that_was_not_proven_for_ninety_days_adds_no_card_b10() {
    let shop = Shop::open().await;
    shop.member("p1", "13800000001", "小美").await;
    let (hers, person) = mother(&shop).await;
    fill(shop.app(), &hers, (10_000, 0, 0)).await;
    shop.town.advance(91 * DAY);
    let me = shop.phone("p1").await;
    assert_eq!(ask_code(&me, &hers.number).await.status, 202);
    let no = add(&me, &hers.number, &shop.sms_code(&person).await, "1").await;
    assert_eq!((no.status, no.code()), (409, "proof_too_old"), "{}", no.text);
    assert!(no.text.contains("请携带证件到门店办理"));
    let cards = me.get("/cards").await;
    assert_eq!(cards.body["items"].as_array().unwrap().len(), 1, "{}", cards.text);
    let kept = card::Entity::find_by_id(hers.id).one(&shop.app().db).await.unwrap().unwrap();
    assert_eq!(kept, hers);
}

#[tokio::test]
async fn a_card_of_somebody_whom_wechat_knows_is_not_taken_over_b10() {
    let shop = Shop::open().await;
    let me = shop.member("p1", "13800000001", "小美").await;
    shop.member("p2", "13800000002", "阿强").await;
    let all = card::Entity::find().order_by_id_asc().all(&shop.app().db).await.unwrap();
    let his = all.last().unwrap();
    shop.town.advance(Duration::from_secs(61));
    assert_eq!(ask_code(&me, &his.number).await.status, 202);
    let no = add(&me, &his.number, &shop.sms_code("p2").await, "1").await;
    assert_eq!((no.status, no.code()), (409, "card_held_elsewhere"), "{}", no.text);
    let kept = card::Entity::find_by_id(his.id).one(&shop.app().db).await.unwrap().unwrap();
    assert_eq!(&kept, his);
}

#[tokio::test]
async fn a_card_has_a_name_and_only_its_member_gives_it_g1_g4() {
    let shop = Shop::open().await;
    let me = shop.member("p1", "13800000001", "小美").await;
    let (hers, _) = mother(&shop).await;
    let mine = me.get("/me").await.body["card"]["id"].clone();
    let named = rename(&me, &mine, " <b>买菜卡</b> ").await;
    assert_eq!((named.status, &named.body["name"]), (200, &json!("<b>买菜卡</b>")));
    assert_eq!(me.get("/me").await.body["card"]["name"], "<b>买菜卡</b>", "as text, at once");
    assert_eq!(rename(&me, &mine, "").await.code(), "card_name_malformed");
    for reply in
        [rename(&me, &json!(hers.id), "我的").await, put_first(&me, &json!(hers.id), "1").await]
    {
        assert_eq!((reply.status, reply.code()), (404, "no_such_card"), "{}", reply.text);
    }
}

#[tokio::test]
async fn one_card_is_the_first_however_many_choose_crd_01() {
    let shop = Shop::with_nodes(2).await;
    let me = shop.member("p1", "13800000001", "小美").await;
    let mine = card::Entity::find().one(&shop.app().db).await.unwrap().unwrap();
    let owner = shop.owner().await;
    for hers in crowd::members(shop.app(), 1, 3).await {
        let done = crate::merge::merge(&owner, hers.member_id, mine.member_id, &fresh("m")).await;
        assert_eq!(done.status, 200, "{}", done.text);
    }
    let cards = me.get("/cards").await.body["items"].clone();
    let choose = cards.as_array().unwrap().iter().map(|card| {
        let (me, id) = (&me, card["id"].clone());
        async move { put_first(me, &id, &fresh("first")).await }
    });
    let told = futures_util::future::join_all(choose).await;
    assert!(told.iter().all(|reply| reply.status == 200), "{told:?}");
    let first = card::Entity::find().filter(card::Column::PrimaryOf.eq(mine.member_id));
    assert_eq!(first.all(&shop.app().db).await.unwrap().len(), 1);
    let lost = cards[3]["id"].as_str().unwrap();
    let path = format!("/v1/office/cards/{lost}/lose");
    assert_eq!(owner.post_once(&path, "lose", &json!({})).await.status, 200);
    let no = put_first(&me, &cards[3]["id"], "last").await;
    assert_eq!((no.status, no.code()), (409, "card_not_active"), "{}", no.text);
}
