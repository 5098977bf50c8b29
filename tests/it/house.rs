//! The town is a whole one: its shop is open, its staff signs in, and WeChat reaches it.
use kabao::seed::{PASSWORD, SERVICE};
use serde_json::{Value, json};

use crate::town::Town;

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
    assert_eq!((session.status, &session.body["operator"]["role"]), (200, &json!("owner")));
    // Cookies know no ports.
    let there = owner.at(&town.nodes[1].address).get("/v1/office/session").await;
    assert_eq!(there.body, session.body);
    assert_eq!(town.person_at(1).get("/v1/office/session").await.code(), "unauthenticated");
}
