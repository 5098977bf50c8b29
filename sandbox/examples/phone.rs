//! The simulator on its own, before a shop that answers a few words:
//! `cargo run -p sandbox --example phone`, then open http://127.0.0.1:8081.
#[path = "../tests/it/shop.rs"]
#[expect(clippy::unwrap_used, reason = "the tests' own shop, where a panic is a verdict")]
mod shop;

use std::{borrow::Cow, error::Error, fs, net::TcpListener, path::Path, sync::Arc};

use sandbox::{Account, Config, Format, Kind, Mode, Page, Sandbox};
use serde_json::json;
use wechat::{Article, Body, Event, Message, Reply};

const APPID: &str = "wx00000000000000a1";
const SECRET: &str = "0123456789abcdef0123456789abcdef";
const TOKEN: &str = "kabao-demo";
const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const SHOP: &str = "127.0.0.1:8082";
const PHONE: &str = "127.0.0.1:8081";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let counterpart = wechat::Account {
        appid: APPID.to_owned(),
        token: TOKEN.to_owned(),
        mode: Mode::Safe,
        key: Some(KEY.parse()?),
        previous_key: None,
        previous_token: None,
    };
    shop::Shop::open(TcpListener::bind(SHOP)?, counterpart, || now_ms() / 1000, answer);
    let config = Config { pages: built, ..Config::new(vec![account()?], Arc::new(now_ms)) };
    let server = Sandbox::new(config)?.serve(TcpListener::bind(PHONE)?)?;
    tokio::spawn(async {
        if let Err(why) = furnish().await {
            eprintln!("the shop has no menu: {why}");
        }
    });
    println!("http://{PHONE}");
    Ok(server.await?)
}

fn account() -> Result<Account, Box<dyn Error>> {
    Ok(Account {
        appid: APPID.to_owned(),
        secret: SECRET.to_owned(),
        name: "好孕妈咪母婴".to_owned(),
        original_id: "gh_000000000001".to_owned(),
        kind: Kind::Service,
        token: TOKEN.to_owned(),
        encoding_aes_key: KEY.parse()?,
        mode: Mode::Safe,
        format: Format::Xml,
        callback: format!("http://{SHOP}/wechat"),
        open_platform: Some("好孕妈咪".to_owned()),
    })
}

fn answer(message: &Message) -> Reply {
    let cover = |title: &str, description: &str| Article {
        title: title.to_owned(),
        description: description.to_owned(),
        pic_url: String::new(),
        url: member_centre(),
    };
    match &message.body {
        Body::Text { content } if content == "新会员中心" => {
            Reply::News(vec![cover("会员中心", "查看会员码、积分和优惠券")])
        }
        Body::Text { content } => Reply::Text(format!("收到：{content}\n回复「新会员中心」试试。")),
        Body::Event(Event::Subscribe { .. }) => {
            Reply::Text("欢迎关注好孕妈咪！回复「新会员中心」领取会员卡。".to_owned())
        }
        Body::Event(Event::Click { .. }) => Reply::Text("今日签到成功 🌱".to_owned()),
        _ => Reply::Success,
    }
}

/// By way of WeChat, which asks first.
fn member_centre() -> String {
    format!(
        "http://{PHONE}/connect/oauth2/authorize?appid={APPID}&redirect_uri=http%3A%2F%2F{SHOP}%2F\
         &response_type=code&scope=snsapi_userinfo&state=1#wechat_redirect"
    )
}

/// A menu and a text message, by the doors a gateway would use.
async fn furnish() -> reqwest::Result<()> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let ask = json!({ "grant_type": "client_credential", "appid": APPID, "secret": SECRET });
    let token = client.post(format!("http://{PHONE}/cgi-bin/stable_token")).json(&ask);
    let token: serde_json::Value = token.send().await?.json().await?;
    let page = format!("http://{SHOP}/");
    let view = |name: &str| json!({ "type": "view", "name": name, "url": page });
    let centre = json!({ "type": "view", "name": "会员中心", "url": member_centre() });
    let menu = json!({ "button": [
        centre,
        { "name": "优惠", "sub_button": [view("领券中心"), view("我的券包")] },
        { "type": "click", "name": "签到", "key": "SIGN_IN" },
    ] });
    let path = format!("http://{PHONE}/cgi-bin/menu/create");
    let token = token["access_token"].as_str().unwrap_or_default();
    client.post(path).query(&[("access_token", token)]).json(&menu).send().await?;
    Ok(())
}

/// The pages as they were built last.
fn built(path: &str) -> Option<Page> {
    if path.contains("..") {
        return None;
    }
    let bytes = fs::read(Path::new("web/dist").join(path)).ok()?;
    let content_type = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    Some(Page { content_type: content_type.to_owned(), bytes: Cow::Owned(bytes) })
}

fn now_ms() -> i64 {
    chrono::Utc::now().timestamp_millis()
}
