//! The client against a socket that answers what it is told to and keeps what it was asked.
use std::{
    io::{Read, Write},
    net::TcpListener,
    thread::{self, JoinHandle},
};

use wechat::{
    Advice, Article, Client, ClientError, ErrorCode,
    client::{Action, Button, CustomMessage, Item, Menu, MenuError, TicketKind},
};

/// Answers one request and hands back what was asked.
fn server(status: &'static str, body: &'static str) -> (Client, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let asked = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a caller");
        let mut asked = Vec::new();
        while !is_whole(&asked) {
            let mut chunk = [0; 4096];
            let count = stream.read(&mut chunk).expect("a request");
            asked.extend_from_slice(&chunk[..count]);
        }
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n");
        write!(stream, "{head}\r\n{body}").expect("an answer");
        String::from_utf8(asked).expect("text")
    });
    (Client::new(format!("http://{address}/")).expect("a client"), asked)
}

fn is_whole(asked: &[u8]) -> bool {
    let asked = String::from_utf8_lossy(asked);
    let Some((head, body)) = asked.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().expect("a length"))
}

const TOKEN: &str = "ACCESS_TOKEN+/=&";

#[tokio::test]
async fn a_stable_token_is_asked_for_in_the_body() {
    let (client, asked) = server("200 OK", r#"{"access_token":"at-1","expires_in":345}"#);
    let token = client.stable_token("wx1", "s3cret", false).await.expect("a token");
    assert_eq!((token.access_token.reveal(), token.expires_in), ("at-1", 345));
    assert!(!format!("{token:?}").contains("at-1"));
    let asked = asked.join().expect("asked");
    assert!(asked.starts_with("POST /cgi-bin/stable_token HTTP/1.1"), "{asked}");
    let body = r#"{"grant_type":"client_credential","appid":"wx1","secret":"s3cret","force_refresh":false}"#;
    assert!(asked.ends_with(body), "{asked}");
}

#[tokio::test]
async fn parameters_are_percent_encoded() {
    let (client, asked) = server("200 OK", r#"{"errcode":0,"ticket":"t","expires_in":7200}"#);
    client.ticket(TOKEN, TicketKind::Jsapi).await.expect("a ticket");
    let asked = asked.join().expect("asked");
    let line =
        "GET /cgi-bin/ticket/getticket?access_token=ACCESS_TOKEN%2B%2F%3D%26&type=jsapi HTTP/1.1";
    assert!(asked.starts_with(line), "{asked}");
}

#[tokio::test]
async fn a_200_with_an_errcode_is_an_error_that_keeps_the_secret_f11() {
    let body =
        r#"{"errcode":40001,"errmsg":"invalid credential ACCESS_TOKEN+/=& rid: 6167e49f-2c5a"}"#;
    let (client, _asked) = server("200 OK", body);
    let error = client.callback_ips(TOKEN).await.expect_err("a refusal");
    assert_eq!(error.code(), Some(ErrorCode::InvalidCredential));
    assert_eq!(error.advice(), Advice::RefreshToken);
    assert!(
        matches!(&error, ClientError::Refused { rid: Some(rid), .. } if rid == "6167e49f-2c5a")
    );
    assert!(!format!("{error} {error:?}").contains("ACCESS_TOKEN"), "{error:?}");
}

#[tokio::test]
async fn html_truncated_and_unexpected_answers_are_told_apart_f11() {
    for (status, body, expected) in [
        ("200 OK", "<html>busy</html>", "/sns/jscode2session: the answer is not JSON"),
        ("200 OK", r#"{"openid":"o","sess"#, "/sns/jscode2session: the answer is not JSON"),
        ("200 OK", "", "/sns/jscode2session: the answer is not JSON"),
        (
            "200 OK",
            r#"{"openid":"o"}"#,
            "/sns/jscode2session: the answer is not the one WeChat documents",
        ),
        ("502 Bad Gateway", "<html></html>", "/sns/jscode2session: HTTP status 502"),
        ("302 Found", "", "/sns/jscode2session: HTTP status 302"),
    ] {
        let (client, _asked) = server(status, body);
        let error = client.code2session("wx1", "s3cret", "code").await.expect_err("no session");
        assert_eq!(error.to_string(), expected);
    }
}

#[tokio::test]
async fn nobody_there_is_an_error_without_the_url() {
    let client = Client::new("http://127.0.0.1:1").expect("a client");
    let error = client.code2session("wx1", "s3cret", "code").await.expect_err("nobody there");
    assert_eq!(error.advice(), Advice::RetryLater);
    assert!(matches!(error, ClientError::Unreachable { .. }));
    let whole = format!("{error} {error:?}");
    assert!(!whole.contains("s3cret") && !whole.contains("127.0.0.1:1/"), "{whole}");
}

#[tokio::test]
async fn a_snapshot_user_is_marked_as_one() {
    let answer = r#"{"access_token":"a","expires_in":7200,"openid":"o","scope":"snsapi_base","is_snapshotuser":1}"#;
    let (client, _asked) = server("200 OK", answer);
    let token = client.oauth_access_token("wx1", "s3cret", "code").await.expect("a token");
    assert!(token.is_snapshotuser && token.unionid.is_none());
    let answer = r#"{"access_token":"a","expires_in":7200,"openid":"o","scope":"snsapi_base","unionid":"u"}"#;
    let (client, asked) = server("200 OK", answer);
    let token = client.oauth_access_token("wx1", "s3cret", "co de").await.expect("a token");
    assert!(!token.is_snapshotuser && token.unionid.as_deref() == Some("u"));
    let line = "GET /sns/oauth2/access_token?appid=wx1&secret=s3cret&code=co+de&grant_type=authorization_code ";
    assert!(asked.join().expect("asked").starts_with(line));
}

#[tokio::test]
async fn a_phone_number_is_asked_for_with_its_openid_and_not_printed() {
    let answer = r#"{"errcode":0,"errmsg":"ok","phone_info":{"phoneNumber":"13800138000",
        "purePhoneNumber":"13800138000","countryCode":86,"watermark":{"timestamp":1,"appid":"wx1"}}}"#;
    let (client, asked) = server("200 OK", answer);
    let phone = client.phone_number(TOKEN, "code", "oUser").await.expect("a number");
    assert_eq!(
        (phone.pure_phone_number.as_str(), phone.country_code.as_str()),
        ("13800138000", "86")
    );
    assert!(!format!("{phone:?}").contains("138"));
    assert!(asked.join().expect("asked").ends_with(r#"{"code":"code","openid":"oUser"}"#));
}

#[tokio::test]
async fn customer_service_messages_are_utf8_json() {
    let sent = [
        (CustomMessage::Text("积分 +1".to_owned()), r#"{"content":"积分 +1"}"#),
        (
            CustomMessage::News(Article {
                title: "会员日".to_owned(),
                description: "d".to_owned(),
                pic_url: "https://a.cn/p.png".to_owned(),
                url: "https://a.cn".to_owned(),
            }),
            r#""picurl":"https://a.cn/p.png""#,
        ),
    ];
    for (message, part) in sent {
        let (client, asked) = server("200 OK", r#"{"errcode":0,"errmsg":"ok"}"#);
        client.custom_send(TOKEN, "oUser", &message).await.expect("sent");
        let asked = asked.join().expect("asked");
        assert!(asked.contains(part) && asked.contains(r#""touser":"oUser""#), "{asked}");
    }
}

fn item(name: &str, action: Action) -> Item {
    Item { name: name.to_owned(), action }
}

fn menu() -> Menu {
    let click = item("签到", Action::Click { key: "SIGN_IN".to_owned() });
    let view = item("会员中心", Action::View { url: "https://a.cn/m?a=1".to_owned() });
    let group = Button::Group { name: "我的".to_owned(), sub_button: vec![click] };
    Menu { button: vec![Button::Item(view), group] }
}

#[tokio::test]
async fn a_menu_comes_back_as_it_was_sent_and_none_is_none() {
    let json = r#"{"button":[{"name":"会员中心","type":"view","url":"https://a.cn/m?a=1"},{"name":"我的","sub_button":[{"name":"签到","type":"click","key":"SIGN_IN"}]}]}"#;
    let (client, asked) = server("200 OK", r#"{"errcode":0,"errmsg":"ok"}"#);
    client.menu_create(TOKEN, &menu()).await.expect("created");
    assert!(asked.join().expect("asked").ends_with(json));

    let answer = r#"{"menu":{"button":[{"type":"view","name":"会员中心","url":"https://a.cn/m?a=1","sub_button":[]},{"name":"我的","sub_button":[{"type":"click","name":"签到","key":"SIGN_IN","sub_button":[]}]}]}}"#;
    let (client, _asked) = server("200 OK", answer);
    assert_eq!(client.menu_get(TOKEN).await.expect("a menu"), Some(menu()));

    let (client, _asked) = server("200 OK", r#"{"errcode":46003,"errmsg":"menu no exist"}"#);
    assert_eq!(client.menu_get(TOKEN).await.expect("an answer"), None);
    let (client, _asked) = server("200 OK", r#"{"errcode":0,"errmsg":"ok"}"#);
    client.menu_delete(TOKEN).await.expect("deleted");
}

#[test]
fn a_menu_wechat_would_refuse_is_refused_with_a_reason() {
    assert_eq!(menu().check(), Ok(()));
    let one = |name: &str, action| Menu { button: vec![Button::Item(item(name, action))] };
    let click = |name: &str, key: &str| one(name, Action::Click { key: key.to_owned() });
    let view = |url: &str| one("a", Action::View { url: url.to_owned() });
    let named = |name: &str| name.to_owned();
    let long = "名".repeat(6);
    for (menu, why) in [
        (Menu { button: Vec::new() }, MenuError::Buttons(0)),
        (Menu { button: [menu().button, menu().button].concat() }, MenuError::Buttons(4)),
        (click("", "k"), MenuError::Name { name: named(""), most: 16 }),
        (click(&long, "k"), MenuError::Name { name: long.clone(), most: 16 }),
        (click("a", ""), MenuError::Key { name: named("a") }),
        (click("a", &"k".repeat(129)), MenuError::Key { name: named("a") }),
        (view("javascript:alert(1)"), MenuError::Url { name: named("a") }),
        (view(&format!("https://{}", "a".repeat(1_017))), MenuError::Url { name: named("a") }),
        (
            one("a", Action::MediaId { media_id: String::new() }),
            MenuError::Target { name: named("a") },
        ),
    ] {
        assert_eq!(menu.check(), Err(why));
    }
    for count in [0, 6] {
        let sub_button = vec![item("a", Action::Click { key: named("k") }); count];
        let group = Button::Group { name: named("g"), sub_button };
        let why = MenuError::SubButtons { name: named("g"), count };
        assert_eq!(Menu { button: vec![group] }.check(), Err(why));
    }
}
