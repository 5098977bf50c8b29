//! The gateway's own client, against the sandbox: they must understand each other.
use serde_json::json;
use wechat::{
    Article, Client, ErrorCode,
    client::{Action, Button, CustomMessage, Item, Menu, Scope, TicketKind, oauth_authorize_url},
};

use crate::town::{MINI, MINI_SECRET, SERVICE, SERVICE_SECRET, Town};

#[tokio::test]
async fn a_service_account_gets_its_token_ticket_and_addresses() {
    let town = Town::open().await;
    let client = Client::new(town.base.as_str()).unwrap();
    let first = client.stable_token(SERVICE, SERVICE_SECRET, false).await.unwrap();
    let again = client.stable_token(SERVICE, SERVICE_SECRET, false).await.unwrap();
    assert_eq!(first, again);
    let token = first.access_token.reveal();
    assert_eq!(client.callback_ips(token).await.unwrap(), ["127.0.0.1"]);
    assert_eq!(client.ticket(token, TicketKind::Jsapi).await.unwrap().expires_in, 7200);
    town.tell("/sandbox/expire", json!({ "appid": SERVICE })).await;
    let refused = client.callback_ips(token).await.unwrap_err();
    assert_eq!(refused.code().map(|code| code.number()), Some(42001));
}

#[tokio::test]
async fn a_menu_makes_the_round_trip() {
    let town = Town::open().await;
    let client = Client::new(town.base.as_str()).unwrap();
    let token = town.access_token(SERVICE).await;
    assert_eq!(client.menu_get(&token).await.unwrap(), None);
    let view = |name: &str| Item {
        name: name.to_owned(),
        action: Action::View { url: "http://127.0.0.1/m/".to_owned() },
    };
    let menu = Menu {
        button: vec![
            Button::Item(view("会员中心")),
            Button::Group { name: "优惠".to_owned(), sub_button: vec![view("领券中心")] },
        ],
    };
    client.menu_create(&token, &menu).await.unwrap();
    assert_eq!(client.menu_get(&token).await.unwrap(), Some(menu));
    client.menu_delete(&token).await.unwrap();
    assert_eq!(client.menu_get(&token).await.unwrap(), None);
}

#[tokio::test]
async fn a_follower_is_written_to() {
    let town = Town::open().await;
    let client = Client::new(town.base.as_str()).unwrap();
    let (token, openid) = (town.access_token(SERVICE).await, town.openid(0, SERVICE).await);
    town.does("follow", json!({})).await;
    let text = CustomMessage::Text("你好".to_owned());
    let news = CustomMessage::News(Article {
        title: "会员中心".to_owned(),
        description: String::new(),
        pic_url: String::new(),
        url: "http://127.0.0.1/m/".to_owned(),
    });
    client.custom_send(&token, &openid, &text).await.unwrap();
    client.custom_send(&token, &openid, &news).await.unwrap();
    let chat = town.chat().await;
    assert_eq!(chat[0]["content"], "你好");
    assert_eq!(chat[1]["articles"][0]["url"], "http://127.0.0.1/m/");
    client.custom_send(&token, &openid, &text).await.unwrap();
    let refused = client.custom_send(&token, &openid, &text).await.unwrap_err();
    assert_eq!(refused.code().map(ErrorCode::number), Some(45047));
}

#[tokio::test]
async fn a_person_is_recognised_on_the_web_and_in_the_mini_program() {
    let town = Town::open().await;
    let client = Client::new(town.base.as_str()).unwrap();
    let back = "http://127.0.0.1/back";
    let url = oauth_authorize_url(&town.base, SERVICE, back, Scope::Base, "S1");
    let sent = town.client.get(&url).header("cookie", "sandbox_person=p1").send().await.unwrap();
    let location = sent.headers()["location"].to_str().unwrap();
    let code = location.strip_prefix("http://127.0.0.1/back?code=").unwrap();
    let code = code.strip_suffix("&state=S1").unwrap();
    let login = client.oauth_access_token(SERVICE, SERVICE_SECRET, code).await.unwrap();
    assert_eq!(login.openid, town.openid(0, SERVICE).await);
    assert!(!login.is_snapshotuser);

    let told = |what: &str| format!("/sandbox/people/p1/{what}");
    let code = town.tell(&told("login"), json!({ "appid": MINI })).await;
    let code = code["code"].as_str().unwrap().to_owned();
    let session = client.code2session(MINI, MINI_SECRET, &code).await.unwrap();
    assert_eq!(session.openid, town.openid(0, MINI).await);
    assert!(session.unionid.is_some());
    let code = town.tell(&told("phone-number"), json!({ "appid": MINI })).await;
    let token = town.access_token(MINI).await;
    let code = code["code"].as_str().unwrap();
    let phone = client.phone_number(&token, code, &session.openid).await.unwrap();
    assert_eq!(phone.pure_phone_number, "13800000001");
}
