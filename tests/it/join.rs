//! Becoming a member, and being recognised as one.
use std::{collections::HashSet, time::Duration};

use entity::{card, identity, member};
use futures_util::future::join_all;
use kabao::seed::SERVICE;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use crate::{
    people::{Phone, Shop, text},
    town::{Town, send},
};

async fn members(town: &Town) -> u64 {
    member::Entity::find().count(&town.app.db).await.unwrap()
}

async fn cards(town: &Town) -> u64 {
    card::Entity::find().count(&town.app.db).await.unwrap()
}

#[tokio::test]
async fn who_registers_in_wechat_is_a_member_of_the_default_level_reg_03_reg_04_reg_05_p21() {
    let shop = Shop::open().await;
    let phone = shop.phone("p1").await;
    let joined = phone.register("13800000001", "小美").await;
    assert_eq!(joined.status, 201, "{}", joined.text);
    assert_eq!(joined.body["card"]["level"]["name"], "普通会员", "who has no growth yet, too");
    assert_eq!(joined.body["source_text"], "微信注册");
    let session = phone.get("/session?appid=wx00000000000000a1").await;
    assert_eq!(session.body["state"], "member", "both states at once are impossible");
    let mut me = phone.get("/me").await.body;
    me["coupons_usable"] = joined.body["coupons_usable"].clone();
    assert_eq!(me, joined.body);
    let wallet = phone.get("/cards").await.body;
    assert_eq!(wallet["items"][0]["id"], joined.body["card"]["id"], "CRD-01: {wallet}");
}

#[tokio::test]
async fn the_default_level_counts_for_later_registrations_only_reg_04_reg_09() {
    let shop = Shop::open().await;
    let early = shop.member("p1", "13800000001", "小美").await;
    let owner = shop.owner().await;
    let mut settings = owner.get("/v1/office/settings").await.body;
    let levels = settings["levels"].as_array().unwrap();
    let gold = levels.iter().find(|level| level["name"] == "金卡").unwrap()["id"].clone();
    settings["default_level_wechat"] = gold;
    settings.as_object_mut().unwrap().remove("levels");
    let ask = owner.ask(reqwest::Method::PUT, "/v1/office/settings").json(&settings);
    let saved = send(ask).await;
    assert_eq!(saved.status, 200, "{}", saved.text);

    let late = shop.member("p2", "13800000002", "阿强").await;
    assert_eq!(late.get("/me").await.body["card"]["level"]["name"], "金卡");
    assert_eq!(early.get("/me").await.body["card"]["level"]["name"], "普通会员");
    let clerk = shop.clerk("clerk", "T01").await;
    let at_till = clerk.get("/v1/till/levels").await.body;
    let default =
        at_till["items"].as_array().unwrap().iter().find(|level| level["default"] == true);
    assert_eq!(default.unwrap()["name"], "普通卡", "the till's default is its own");
}

#[tokio::test]
async fn a_phone_is_one_member_and_is_sent_to_bind_reg_16() {
    let shop = Shop::open().await;
    shop.member("p1", "13800000001", "小美").await;
    let other = shop.phone("p2").await;
    shop.town.advance(Duration::from_secs(61));
    let asked = json!({ "phone": "+86 138 0000 0001", "purpose": "register" });
    assert_eq!(other.post("/sms", &asked).await.status, 202);
    let code = shop.sms_code("p1").await;
    let refused = other.register_with("13800000001", &code, "阿强", "once").await;
    assert_eq!((refused.status, refused.code()), (409, "phone_taken"));
    assert_eq!((members(&shop.town).await, cards(&shop.town).await), (1, 1));
    // The refusal changed nothing: the code is still good for what it was asked for.
    let refused = other.register_with("13800000001", &code, "阿强", "twice").await;
    assert_eq!(refused.code(), "phone_taken");
}

#[tokio::test]
async fn what_a_client_says_of_itself_is_refused_b4_g2() {
    let shop = Shop::open().await;
    let phone = shop.phone("p1").await;
    let code = phone.code_for("13800000001", "register").await;
    for field in ["openid", "unionid", "member_id", "merchant_id", "level", "role", "balance"] {
        let mut ask = json!({
            "phone": "13800000001", "sms_code": code, "nickname": "小美", "consent": "2026-11",
        });
        ask[field] = json!("x");
        let refused = phone.browser.post_once("/v1/member/register", field, &ask).await;
        assert_eq!((refused.status, refused.code()), (422, "malformed"), "{field}");
    }
    assert_eq!(members(&shop.town).await, 0);
}

#[tokio::test]
async fn fifty_registrations_of_one_openid_are_one_member() {
    let shop = Shop::with_nodes(2).await;
    let phone = shop.phone("p1").await;
    let (token, _) = shop.mini("p1").await;
    // One person in the mini-program, whose proof can be shown any number of times.
    let proof = shop.phone_proof("p1", &token).await;
    let ask = json!({ "phone_proof": proof, "nickname": "小美", "consent": "2026-11" });
    let press = |n: usize| {
        let node = &shop.town.nodes[n % 2].address;
        let url = format!("{node}/v1/member/register");
        let ask = shop.town.person().post_to(&url).bearer_auth(&token).json(&ask);
        send(ask.header("idempotency-key", format!("k{n}")))
    };
    let answers = join_all((0..50).map(press)).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    let codes: HashSet<&str> = answers.iter().map(|answer| answer.code()).collect();
    assert_eq!(made, 1, "{codes:?}");
    assert!(codes.is_subset(&HashSet::from(["", "already_member", "raced"])), "{codes:?}");
    assert_eq!((members(&shop.town).await, cards(&shop.town).await), (1, 1));
    drop(phone);
}

#[tokio::test]
async fn fifty_registrations_of_one_phone_are_one_member_reg_16() {
    let shop = Shop::with_nodes(2).await;
    let mut tokens = vec![];
    for n in 0..50 {
        // Fifty people, one number: WeChat vouches for each.
        let person = shop.admit(&format!("第{n}位"), "13800000077", false).await;
        let (token, _) = shop.mini(&person).await;
        tokens.push((token.clone(), shop.phone_proof(&person, &token).await));
    }
    let press = |(n, (token, proof)): (usize, &(String, String))| {
        let ask = json!({ "phone_proof": proof, "nickname": "小美", "consent": "2026-11" });
        let url = format!("{}/v1/member/register", shop.town.nodes[n % 2].address);
        let ask = shop.town.person().post_to(&url).bearer_auth(token).json(&ask);
        send(ask.header("idempotency-key", "once"))
    };
    let answers = join_all(tokens.iter().enumerate().map(press)).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    let codes: HashSet<&str> = answers.iter().map(|answer| answer.code()).collect();
    assert_eq!((made, members(&shop.town).await), (1, 1), "{codes:?}");
    assert_eq!(codes, HashSet::from(["", "phone_taken"]));
    let bound = identity::Entity::find().all(&shop.town.app.db).await.unwrap();
    assert_eq!(bound.iter().filter(|identity| identity.member_id.is_some()).count(), 1);
}

/// A member whom a clerk registered.
async fn at_till(shop: &Shop, phone: &str, person: &str, nickname: &str) -> serde_json::Value {
    let clerk = shop.clerk("clerk", "T01").await;
    let sent = clerk.post("/v1/till/sms", &json!({ "phone": phone })).await;
    assert_eq!(sent.status, 202, "{}", sent.text);
    let code = shop.sms_code(person).await;
    let ask = json!({
        "phone": phone, "sms_code": code, "nickname": nickname,
        "name": "王强", "id_number": "11010519491231002X",
    });
    let made = clerk.post_once("/v1/till/members", "once", &ask).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.body
}

#[tokio::test]
async fn a_member_of_the_till_binds_in_wechat_and_is_the_same_reg_06_reg_08() {
    let shop = Shop::open().await;
    let made = at_till(&shop, "13800000002", "p2", "阿强").await;
    assert_eq!(made["card"]["level"]["name"], "普通卡", "REG-09: {made}");
    shop.town.advance(Duration::from_secs(61));
    let phone = shop.phone("p2").await;
    let bound = phone.bind("13800000002", "阿强").await;
    assert_eq!(bound.status, 200, "{}", bound.text);
    assert_eq!(bound.body["number"], made["member"]["number"]);
    assert_eq!(bound.body["card"]["id"], made["card"]["id"]);
    let clerk = shop.clerk("clerk", "T01").await;
    let scan = json!({ "scan": phone.shown_code().await });
    let seen = clerk.post("/v1/till/identify", &scan).await;
    assert_eq!(seen.body["member"]["number"], made["member"]["number"], "{}", seen.text);
    assert_eq!(members(&shop.town).await, 1);
}

#[tokio::test]
async fn binding_takes_the_right_name_and_a_member_who_is_free() {
    let shop = Shop::open().await;
    at_till(&shop, "13800000002", "p2", "阿强").await;
    let again = |seconds| shop.town.advance(Duration::from_secs(seconds));
    again(61);
    let phone = shop.phone("p2").await;
    let refused = phone.bind("13800000002", "不是他").await;
    assert_eq!((refused.status, refused.code()), (404, "no_such_member"));
    again(61);
    // A refusal left the key free.
    let bound = phone.bind("13800000002", "阿强").await;
    assert_eq!(bound.status, 200, "{}", bound.text);

    // Somebody else who reads this phone's messages does not get the member.
    again(61);
    let other = shop.phone("p3").await;
    let asked = json!({ "phone": "13800000002", "purpose": "bind" });
    assert_eq!(other.post("/sms", &asked).await.status, 202);
    let code = shop.sms_code("p2").await;
    let ask = json!({ "phone": "13800000002", "sms_code": code, "nickname": "阿强" });
    let refused = other.browser.post_once("/v1/member/bind", "once", &ask).await;
    assert_eq!((refused.status, refused.code()), (409, "bound_elsewhere"));
}

#[tokio::test]
async fn the_button_pressed_twice_registers_once_e1() {
    let shop = Shop::with_nodes(2).await;
    let phone = shop.phone("p1").await;
    let code = phone.code_for("13800000001", "register").await;
    let press = || phone.register_with("13800000001", &code, "小美", "once");
    let first = press().await;
    assert_eq!(first.status, 201, "{}", first.text);
    let second = press().await;
    assert_eq!((second.status, second.text), (201, first.text));
    let other = phone.register_with("13800000001", &code, "小丽", "once").await;
    assert_eq!((other.status, other.code()), (409, "idempotency_mismatch"), "E2");
    assert_eq!(members(&shop.town).await, 1);
}

#[tokio::test]
async fn the_button_pressed_at_two_nodes_at_once_is_answered_alike_e1() {
    let shop = Shop::with_nodes(2).await;
    let phone = shop.phone("p1").await;
    let code = phone.code_for("13800000001", "register").await;
    let ask = json!({
        "phone": "13800000001", "sms_code": code, "nickname": "小美", "consent": "2026-11",
    });
    let press = |node: usize| {
        let url = format!("{}/v1/member/register", shop.town.nodes[node].address);
        send(phone.browser.post_to(&url).header("idempotency-key", "once").json(&ask))
    };
    let answers = join_all([press(0), press(1), press(0), press(1)]).await;
    let done = answers.iter().find(|answer| answer.status == 201).expect("one registers");
    for answer in &answers {
        assert_eq!((answer.status, &answer.text), (201, &done.text));
    }
    assert_eq!(press(1).await.text, done.text);
    assert_eq!(members(&shop.town).await, 1);
}

#[tokio::test]
async fn who_registers_in_the_mini_program_is_a_member_in_the_page_that_is_open() {
    let shop = Shop::open().await;
    shop.hand.post("/sandbox/people/p1/follow", &json!({ "appid": SERVICE.appid })).await;
    let phone = shop.phone("p1").await;
    assert_eq!(phone.get("/me").await.code(), "not_a_member");
    let (token, _) = shop.mini("p1").await;
    let proof = shop.phone_proof("p1", &token).await;
    let ask = json!({ "phone_proof": proof, "nickname": "小美", "consent": "2026-11" });
    let joined = shop.mini_post("/v1/member/register", &token, &ask).await;
    assert_eq!(joined.status, 201, "{}", joined.text);
    assert_eq!(phone.get("/me").await.body["number"], joined.body["number"]);
}

#[tokio::test]
async fn a_coupon_of_one_store_is_shown_at_its_own_tills() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    let offers = phone.get("/offers").await.body["items"].clone();
    let bound = offers.as_array().unwrap().iter().find(|offer| offer["store_name"] == "人民路店");
    let claim = format!("/v1/member/offers/{}/claim", text(&bound.unwrap()["id"]));
    assert_eq!(phone.browser.post_once(&claim, "claim", &json!({})).await.status, 201);
    let scan = json!({ "scan": phone.shown_code().await });
    for (login, till, shown) in [("clerk", "T01", 1), ("clerk2", "T02", 0)] {
        let clerk = shop.clerk(login, till).await;
        let seen = clerk.post("/v1/till/identify", &scan).await;
        assert_eq!(seen.body["coupons"].as_array().map(Vec::len), Some(shown), "{}", seen.text);
    }
}

#[tokio::test]
async fn what_is_missing_is_said() {
    let shop = Shop::open().await;
    let phone = shop.phone("p1").await;
    let whole = json!({
        "phone": "13800000001", "sms_code": "000000", "nickname": "小美", "consent": "2026-11",
    });
    for (field, value, code) in [
        ("phone", json!("12345"), "phone_malformed"),
        ("sms_code", json!(""), "sms_code_needed"),
        ("nickname", json!("  "), "nickname_malformed"),
        ("nickname", json!("x".repeat(10_000)), "nickname_malformed"),
        ("consent", json!(""), "consent_needed"),
        ("phone_proof", json!("forged"), "phone_proof_gone"),
    ] {
        let mut ask = whole.clone();
        ask[field] = value;
        let refused = phone.browser.post_once("/v1/member/register", field, &ask).await;
        assert_eq!((refused.status, refused.code()), (422, code), "{field}: {}", refused.text);
    }
    let keyless = phone.post("/register", &whole).await;
    assert_eq!(keyless.code(), "idempotency_key_needed");
}

#[tokio::test]
async fn names_are_kept_as_they_were_written_a13_g4() {
    let shop = Shop::open().await;
    let name = "👨‍👩‍👧 <i onclick=x> 𠮷野'; --";
    let phone = shop.member("p1", "13800000001", name).await;
    assert_eq!(phone.get("/me").await.body["nickname"], name);
}

async fn identified(shop: &Shop, phone: &Phone<'_>) -> (u16, String) {
    let clerk = shop.clerk("clerk", "T01").await;
    let code = phone.shown_code().await;
    let seen = clerk.post("/v1/till/identify", &json!({ "scan": code })).await;
    (seen.status, text(&seen.body["member"]["number"]))
}

#[tokio::test]
async fn any_node_shows_a_code_and_any_node_reads_it_cod_03() {
    let shop = Shop::with_nodes(2).await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    let number = text(&phone.get("/me").await.body["number"]);
    assert_eq!(identified(&shop, &phone).await, (200, number));
    let code = phone.shown_code().await;
    let clerk = shop.town.person_at(1);
    let ask = json!({ "login": "clerk2", "password": kabao::seed::PASSWORD, "terminal": "T02" });
    assert_eq!(clerk.post("/v1/till/sign-in", &ask).await.status, 200);
    let seen = clerk.post("/v1/till/identify", &json!({ "scan": code })).await;
    assert_eq!((seen.status, &seen.body["via"]), (200, &json!("code")), "{}", seen.text);

    shop.town.advance(Duration::from_secs(60));
    let late = clerk.post("/v1/till/identify", &json!({ "scan": code })).await;
    assert_eq!((late.status, late.code()), (410, "code_expired"));
    assert_ne!(phone.shown_code().await, code);
}
