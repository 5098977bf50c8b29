//! The town is a whole one: its shop is open, its staff signs in, and WeChat reaches it.
use std::time::Duration;

use kabao::{
    schedule,
    seed::{PASSWORD, SERVICE},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    people::{Shop, text},
    town::{Town, send},
};

/// What the account has said to a person, once there are so many messages in the chat.
async fn heard(town: &Town, person: &str, messages: usize) -> Vec<Value> {
    let path = format!("/sandbox/people/{person}/chat/{}", SERVICE.appid);
    let mut after = 0;
    let mut all: Vec<Value> = vec![];
    while all.len() < messages {
        let news = town.wechat.see(&format!("{path}?after={after}&wait_ms=10000")).await;
        let news = news["messages"].as_array().unwrap().clone();
        let last = news.last().expect("nothing more is said");
        after = last["seq"].as_u64().unwrap();
        all.extend(news);
    }
    all.retain(|message| message["from"] == "account");
    all
}

#[tokio::test]
async fn who_follows_is_greeted_and_who_asks_gets_the_member_centre() {
    let town = Town::open().await;
    let appid = SERVICE.appid;
    town.wechat.tell("/sandbox/people/p1/follow", json!({ "appid": appid })).await;
    let greeting = heard(&town, "p1", 1).await;
    assert!(greeting[0]["content"].as_str().unwrap().contains("欢迎"), "{greeting:?}");

    let words = json!({ "appid": appid, "text": "新会员中心" });
    town.wechat.tell("/sandbox/people/p1/say", words).await;
    let said = heard(&town, "p1", 3).await;
    let link = said[1]["articles"][0]["url"].as_str().unwrap();
    assert_eq!(link, format!("{}/m/{appid}/", town.nodes[0].address));
}

#[tokio::test]
async fn a_session_opened_at_one_node_is_good_at_the_other() {
    let town = Town::with_nodes(2).await;
    let owner = town.person();
    let sign_in = json!({ "login": "owner", "password": PASSWORD });
    let session = owner.post("/v1/office/sign-in", &sign_in).await;
    assert_eq!((session.status, &session.body["operator"]["role_text"]), (200, &json!("老板")));
    // Cookies know no ports.
    let there = owner.at(&town.nodes[1].address).get("/v1/office/session").await;
    assert_eq!(there.body, session.body);
    assert_eq!(town.person_at(1).get("/v1/office/session").await.code(), "unauthenticated");
}

#[tokio::test]
async fn what_nobody_will_ask_for_is_forgotten_and_the_rest_is_kept() {
    let shop = Shop::open().await;
    let app = &shop.town.app;
    let member = shop.member("p1", "13800000001", "小美").await;
    assert_eq!(schedule::forget(app).await, 0);
    shop.town.advance(Duration::from_secs(8 * 24 * 3600));
    // The answer to registering, the code that proved the phone, and that phone's gate.
    assert_eq!(schedule::forget(app).await, 3);
    assert_eq!(member.get("/me").await.status, 200, "the session is good for 30 days");
    shop.town.advance(Duration::from_secs(30 * 24 * 3600));
    assert_eq!(schedule::forget(app).await, 1);
}

#[tokio::test]
async fn a_menu_that_wechat_takes_is_published_and_written_down() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let menu = format!("/v1/office/wechat/accounts/{}/menu", SERVICE.appid);
    let draft = json!({ "buttons": [{ "name": "我的卡", "type": "view", "url": "/m/wx00000000000000a1/" }] });
    let saved = send(owner.ask(Method::PUT, &menu).json(&draft)).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    let published = owner.post(&format!("{menu}/publish"), &json!({})).await;
    assert_eq!(published.status, 200, "{}", published.text);
    assert_eq!(owner.get(&menu).await.body["published_at"], published.body["published_at"]);
    let chat = format!("/sandbox/people/p1/chat/{}?after=0", SERVICE.appid);
    let shown = shop.town.wechat.see(&chat).await;
    assert_eq!(shown["menu"][0]["name"], "我的卡", "{shown}");
    let log = owner.get("/v1/office/audit").await;
    assert_eq!(log.body["items"][0]["action"], "menu.publish", "{}", log.text);
    let other =
        json!({ "buttons": [{ "name": "会员", "type": "view", "url": "/m/wx00000000000000a1/" }] });
    assert_eq!(send(owner.ask(Method::PUT, &menu).json(&other)).await.status, 200);
    assert_eq!(owner.post(&format!("{menu}/publish"), &json!({})).await.status, 200);
    for action in ["menu.save", "menu.publish"] {
        let log = owner.get(&format!("/v1/office/audit?action={action}")).await;
        let line = &log.body["items"][0]["changes"][0];
        assert!(text(&line["before"]).contains("我的卡"), "ADM-07 {action}: {line}");
        assert!(text(&line["after"]).contains("会员"), "{action}: {line}");
    }
    for url in
        ["/office", "//e.com", "https://ok@e.com/", "javascript:alert(1)", "https://e.com/ x"]
    {
        let draft = json!({ "buttons": [{ "name": "坏", "type": "view", "url": url }] });
        let refused = send(owner.ask(Method::PUT, &menu).json(&draft)).await;
        assert_eq!((refused.status, refused.code()), (422, "menu_malformed"), "{url}");
    }
}
