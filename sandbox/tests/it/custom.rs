use serde_json::{Value, json};

use crate::town::{MINI, SERVICE, Town};

async fn send(town: &Town, openid: &str, body: Value) -> i64 {
    let token = town.access_token(SERVICE).await;
    let mut ask = body;
    ask["touser"] = json!(openid);
    let path = format!("/cgi-bin/message/custom/send?access_token={token}");
    town.tell(&path, ask).await["errcode"].as_i64().unwrap()
}

fn text(content: &str) -> Value {
    json!({ "msgtype": "text", "text": { "content": content } })
}

#[tokio::test]
async fn after_a_message_five_may_be_sent_within_two_days() {
    let town = Town::open().await;
    let openid = town.openid(0, SERVICE).await;
    town.does("follow", json!({})).await;
    town.advance(60).await;
    assert_eq!(send(&town, &openid, text("早")).await, 45015, "the follow's minute is over");
    town.does("say", json!({ "text": "在吗" })).await;
    for _ in 0..5 {
        assert_eq!(send(&town, &openid, text("在")).await, 0);
    }
    assert_eq!(send(&town, &openid, text("在")).await, 45047);
    assert_eq!(town.chat().await.last().unwrap()["content"], "在");
    town.does("say", json!({ "text": "在吗" })).await;
    town.advance(48 * 3600 - 1).await;
    assert_eq!(send(&town, &openid, text("在")).await, 0);
    town.advance(1).await;
    assert_eq!(send(&town, &openid, text("在")).await, 45015);
}

#[tokio::test]
async fn a_tap_or_a_scan_allows_three_for_a_minute() {
    let town = Town::open().await;
    let openid = town.openid(0, SERVICE).await;
    town.does("follow", json!({})).await;
    town.advance(60).await;
    for (deed, more) in [("tap", json!({ "key": "SIGN" })), ("scan", json!({ "scene": "s1" }))] {
        town.does(deed, more).await;
        for _ in 0..3 {
            assert_eq!(send(&town, &openid, text("好")).await, 0, "{deed}");
        }
        assert_eq!(send(&town, &openid, text("好")).await, 45047, "{deed}");
        town.advance(60).await;
        assert_eq!(send(&town, &openid, text("好")).await, 45015, "{deed}");
    }
}

#[tokio::test]
async fn a_message_that_cannot_be_sent_is_refused_with_its_code() {
    let town = Town::open().await;
    let openid = town.openid(0, SERVICE).await;
    assert_eq!(send(&town, &openid, text("早")).await, 43004, "not a follower");
    town.does("follow", json!({})).await;
    let article = json!({ "title": "会员中心", "url": "http://127.0.0.1/m/" });
    let news = |n| json!({ "msgtype": "news", "news": { "articles": vec![article.clone(); n] } });
    for (body, code) in [
        (text(""), 44004),
        (text(&"好".repeat(683)), 45002),
        (news(2), 45008),
        (json!({ "msgtype": "text" }), 47001),
        (json!({ "msgtype": "dance" }), 40008),
        (news(1), 0),
    ] {
        assert_eq!(send(&town, &openid, body.clone()).await, code, "{body}");
    }
    assert_eq!(town.chat().await.last().unwrap()["articles"][0]["title"], "会员中心");
    let elsewhere = town.openid(0, MINI).await;
    assert_eq!(send(&town, &elsewhere, text("早")).await, 40003, "an openid of another account");
}

#[tokio::test]
async fn a_menu_appears_on_the_phone_and_goes() {
    let town = Town::open().await;
    let token = town.access_token(SERVICE).await;
    let path = |verb: &str| format!("/cgi-bin/menu/{verb}?access_token={token}");
    let button = json!({ "type": "view", "name": "会员中心", "url": "http://127.0.0.1/m/" });
    assert_eq!(town.see(&path("get")).await["errcode"], 46003);
    let menu = json!({ "button": [button] });
    assert_eq!(town.tell(&path("create"), menu.clone()).await["errcode"], 0);
    assert_eq!(town.see(&path("get")).await["menu"], menu);
    let chat = format!("/sandbox/people/p1/chat/{SERVICE}");
    assert_eq!(town.see(&chat).await["menu"], menu["button"]);
    let four = json!({ "button": vec![button; 4] });
    assert_eq!(town.tell(&path("create"), four).await["errcode"], 40016);
    assert_eq!(town.see(&path("delete")).await["errcode"], 0);
    assert_eq!(town.see(&chat).await["menu"], json!([]));
    let mini = town.access_token(MINI).await;
    let path = format!("/cgi-bin/menu/get?access_token={mini}");
    assert_eq!(town.see(&path).await["errcode"], 48001, "a mini-program has no menu");
}

#[tokio::test]
async fn user_info_tells_who_follows_and_no_more_than_that() {
    let town = Town::open().await;
    let (token, openid) = (town.access_token(SERVICE).await, town.openid(0, SERVICE).await);
    let path = format!("/cgi-bin/user/info?access_token={token}&openid={openid}&lang=zh_CN");
    let before = town.see(&path).await;
    assert_eq!((&before["subscribe"], &before["unionid"]), (&json!(0), &Value::Null));
    town.does("follow", json!({})).await;
    let after = town.see(&path).await;
    assert_eq!((&after["subscribe"], &after["subscribe_time"]), (&json!(1), &json!(1_798_675_200)));
    assert!(after["unionid"].as_str().is_some_and(|unionid| !unionid.is_empty()), "{after}");
    assert_eq!(after["nickname"], Value::Null);
    let unknown = format!("/cgi-bin/user/info?access_token={token}&openid=oNobody");
    assert_eq!(town.see(&unknown).await["errcode"], 40003);
}
