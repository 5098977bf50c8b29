use std::time::Duration;

use sandbox::{Format, Mode};
use serde_json::{Value, json};
use wechat::{Article, Body, Event, Reply};

use crate::{
    shop::Manner,
    town::{SERVICE, Town},
};

const OUT_OF_ORDER: &str = "该公众号提供的服务出现故障，请稍后再试";
const LONG: Duration = Duration::from_secs(5);

fn text(reply: &str) -> Reply {
    Reply::Text(reply.to_owned())
}

fn outcomes(delivery: &Value) -> Vec<&str> {
    let attempts = delivery["attempts"].as_array().unwrap();
    attempts.iter().map(|attempt| attempt["outcome"].as_str().unwrap()).collect()
}

async fn says(town: &Town, words: &str) -> Value {
    town.does("say", json!({ "text": words })).await
}

#[tokio::test]
async fn a_message_goes_out_and_its_reply_comes_back_in_every_mode_and_format() {
    for mode in [Mode::Plain, Mode::Compatible, Mode::Safe] {
        for format in [Format::Xml, Format::Json] {
            let town = Town::open_with(mode, format, LONG).await;
            town.does("follow", json!({})).await;
            let delivery = says(&town, "新会员中心 ]]> 😀").await;
            assert_eq!(outcomes(&delivery), ["replied"], "{mode:?} {format:?}");
            let seen = town.shop.seen().pop().unwrap();
            assert!(matches!(seen.message.body, Body::Text { .. }));
            assert!(seen.message.msg_id.unwrap() > 1 << 53, "no float holds it");
            let json = seen.body.starts_with('{');
            assert_eq!(json, format == Format::Json);
            assert_eq!(seen.body.contains("Encrypt"), mode != Mode::Plain);
            assert_eq!(seen.body.contains("MsgType"), mode != Mode::Safe);
            assert_eq!(seen.query.contains("msg_signature="), mode != Mode::Plain);
            let lines = town.chat().await;
            assert_eq!(lines.last().unwrap()["content"], "收到：新会员中心 ]]> 😀");
            assert_eq!(lines.last().unwrap()["from"], "account");
        }
    }
}

#[tokio::test]
async fn every_deed_is_told_as_wechat_tells_it() {
    let town = Town::open().await;
    town.does("scan", json!({ "scene": "store-7" })).await;
    town.does("scan", json!({ "scene": "store-8" })).await;
    town.does("tap", json!({ "key": "SIGN" })).await;
    town.does("view", json!({ "url": "http://127.0.0.1/m/" })).await;
    town.does("cancel-authorization", json!({})).await;
    town.does("unfollow", json!({})).await;
    town.does("follow", json!({})).await;
    let events: Vec<_> = town
        .shop
        .seen()
        .into_iter()
        .map(|seen| match seen.message.body {
            Body::Event(event) => event,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(
        matches!(&events[0], Event::Subscribe { scene: Some(scene), .. } if scene == "store-7")
    );
    assert!(matches!(&events[1], Event::Scan { scene, .. } if scene == "store-8"));
    assert_eq!(events[2], Event::Click { key: "SIGN".to_owned() });
    assert_eq!(events[3], Event::View { url: "http://127.0.0.1/m/".to_owned() });
    let openid = town.openid(0, SERVICE).await;
    assert!(matches!(&events[4], Event::AuthorizationCancellation(who) if who.openid == openid));
    assert_eq!(events[5], Event::Unsubscribe);
    assert_eq!(events[6], Event::Subscribe { scene: None, ticket: None });
}

#[tokio::test]
async fn only_a_follower_can_speak() {
    let town = Town::open().await;
    let say = json!({ "appid": SERVICE, "text": "在吗" });
    let refused = town.post("/sandbox/people/p1/say", say).send().await.unwrap();
    assert_eq!(refused.status(), 409);
    town.does("follow", json!({})).await;
    let again = town.tell("/sandbox/people/p1/follow", json!({ "appid": SERVICE })).await;
    assert_eq!(again["code"], "already_following");
}

#[tokio::test]
async fn no_answer_is_tried_three_times_with_the_same_bytes_and_then_shown_a3() {
    let town = Town::open_with(Mode::Safe, Format::Xml, Duration::from_millis(150)).await;
    town.does("follow", json!({})).await;
    town.shop.answers([Manner::Silent, Manner::Silent, Manner::Silent]);
    let delivery = says(&town, "在吗").await;
    assert_eq!(outcomes(&delivery), ["timed_out"; 3]);
    assert_eq!(delivery["status"], "failed");
    let tries = town.shop.seen().split_off(1);
    assert_eq!(tries.len(), 3);
    assert!(tries.iter().all(|one| (&one.query, &one.body) == (&tries[0].query, &tries[0].body)));
    let last = town.chat().await.pop().unwrap();
    assert_eq!((&last["type"], &last["content"]), (&json!("notice"), &json!(OUT_OF_ORDER)));
}

#[tokio::test]
async fn a_retry_that_is_answered_is_enough() {
    let town = Town::open().await;
    town.does("follow", json!({})).await;
    town.shop.answers([Manner::Status(502), Manner::Status(500), Manner::Well(text("在的"))]);
    let delivery = says(&town, "在吗").await;
    assert_eq!(outcomes(&delivery), ["http_error", "http_error", "replied"]);
    assert_eq!(delivery["attempts"][0]["status"], 502);
    assert_eq!(town.chat().await.pop().unwrap()["content"], "在的");
}

#[tokio::test]
async fn success_and_silence_end_the_matter() {
    let town = Town::open().await;
    town.does("follow", json!({})).await;
    for answer in ["success", ""] {
        town.shop.answers([Manner::Raw(answer.to_owned())]);
        let delivery = says(&town, "在吗").await;
        assert_eq!(outcomes(&delivery), ["acknowledged"], "{answer:?}");
        assert_eq!(town.chat().await.pop().unwrap()["from"], "person");
    }
}

#[tokio::test]
async fn an_answer_wechat_cannot_understand_is_shown_as_out_of_order_at_once() {
    let town = Town::open().await;
    town.does("follow", json!({})).await;
    for manner in [
        Manner::InTheClear(text("好")),
        Manner::Tampered(text("好")),
        Manner::Misaddressed(text("好")),
        Manner::Raw("ok".to_owned()),
        Manner::Raw("<html>".to_owned()),
        Manner::Raw("success\n".to_owned()),
    ] {
        town.shop.answers([manner]);
        let delivery = says(&town, "在吗").await;
        assert_eq!(outcomes(&delivery), ["malformed"]);
        assert_eq!(town.chat().await.pop().unwrap()["content"], OUT_OF_ORDER);
    }
}

#[tokio::test]
async fn what_nobody_waits_for_fails_without_a_word() {
    let town = Town::open().await;
    town.does("follow", json!({})).await;
    town.shop.answers([Manner::Status(500), Manner::Status(500), Manner::Status(500)]);
    let delivery = town.does("view", json!({ "url": "http://127.0.0.1/m/" })).await;
    assert_eq!(delivery["status"], "failed");
    assert!(town.chat().await.is_empty());
}

#[tokio::test]
async fn a_message_is_answered_with_one_article_and_an_event_with_up_to_eight() {
    for format in [Format::Xml, Format::Json] {
        let town = Town::open_with(Mode::Plain, format, LONG).await;
        let article = |n: usize| Article {
            title: format!("文章{n}"),
            description: String::new(),
            pic_url: String::new(),
            url: "http://127.0.0.1/m/".to_owned(),
        };
        let news = |n: usize| Manner::Well(Reply::News((1..=n).map(article).collect()));
        town.shop.answers([news(8), news(1)]);
        town.does("follow", json!({})).await;
        assert_eq!(town.chat().await[0]["articles"].as_array().unwrap().len(), 8);
        says(&town, "看看").await;
        let shown = town.chat().await.pop().unwrap();
        assert_eq!(
            (&shown["type"], &shown["articles"][0]["title"]),
            (&json!("news"), &json!("文章1"))
        );

        let two = |message: &str| {
            let openid = message.to_owned();
            Reply::News(vec![article(1), article(2)]).to_xml(&openid, "gh_000000000001", 1)
        };
        if format == Format::Xml {
            town.shop.answers([Manner::Raw(two(&town.openid(0, SERVICE).await))]);
            says(&town, "再看看").await;
            let shown = town.chat().await.pop().unwrap();
            assert_eq!(shown["articles"].as_array().unwrap().len(), 1, "the second is dropped");
        }
    }
}

#[tokio::test]
async fn duplicates_are_exact_and_not_shown_a3() {
    let town = Town::open().await;
    town.does("follow", json!({})).await;
    town.tell("/sandbox/delivery", json!({ "duplicate": 4 })).await;
    let delivery = says(&town, "在吗").await;
    assert_eq!(delivery["attempts"].as_array().unwrap().len(), 5);
    let copies = town.shop.seen().split_off(1);
    assert_eq!(copies.len(), 5);
    assert!(copies.iter().all(|copy| copy.message.identity() == copies[0].message.identity()));
    assert!(copies.iter().all(|copy| copy.query == copies[0].query));
    assert_eq!(town.chat().await.len(), 2, "one question, one answer");
}

#[tokio::test]
async fn reordered_pushes_arrive_the_later_one_first() {
    let town = Town::open().await;
    town.does("follow", json!({})).await;
    town.tell("/sandbox/delivery", json!({ "reorder": true })).await;
    let first = town.begins("say", json!({ "text": "一" })).await;
    assert_eq!(town.see(&format!("/sandbox/deliveries/{first}")).await["status"], "pending");
    town.begins("say", json!({ "text": "二" })).await;
    town.settled(&first).await;
    let third = town.begins("say", json!({ "text": "三" })).await;
    town.tell("/sandbox/delivery", json!({})).await;
    town.settled(&third).await;
    let heard: Vec<_> =
        town.shop.seen().into_iter().skip(1).map(|seen| seen.message.body).collect();
    let said = |text: &str| Body::Text { content: text.to_owned() };
    assert_eq!(heard, [said("二"), said("一"), said("三")]);
}

#[tokio::test]
async fn a_delayed_push_waits() {
    let town = Town::open().await;
    town.tell("/sandbox/delivery", json!({ "delay_ms": 150 })).await;
    let begun = tokio::time::Instant::now();
    town.does("follow", json!({})).await;
    assert!(begun.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn the_console_verifies_a_callback_and_says_why_not() {
    let town = Town::open().await;
    let path = format!("/sandbox/accounts/{SERVICE}/verify");
    assert_eq!(town.tell(&path, json!({})).await["ok"], true);
    town.advance(301).await;
    let late = town.tell(&path, json!({})).await;
    assert_eq!((&late["ok"], &late["why"]), (&json!(false), &json!("Token 验证失败：HTTP 403")));
}

#[tokio::test]
async fn the_log_is_new_only_when_something_happened() {
    let town = Town::open().await;
    let log = town.get("/sandbox/deliveries").send().await.unwrap();
    let tag = log.headers()["etag"].clone();
    let again = town.get("/sandbox/deliveries").header("if-none-match", &tag);
    assert_eq!(again.send().await.unwrap().status(), 304);
    town.does("follow", json!({})).await;
    let news = town.get("/sandbox/deliveries?wait_ms=20000").header("if-none-match", &tag);
    let log: Value = news.send().await.unwrap().json().await.unwrap();
    assert_eq!((&log[0]["title"], &log[0]["appid"]), (&json!("关注"), &json!(SERVICE)));
    assert!(log[0]["sent"].as_str().unwrap().contains("subscribe"));
    assert!(log[0]["sealed"].as_str().unwrap().contains("Encrypt"));
}
