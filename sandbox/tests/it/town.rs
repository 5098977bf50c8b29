//! A running sandbox with one shop before it, and a hand on its controls.
use std::{net::TcpListener, sync::Arc, time::Duration};

use reqwest::{Client, RequestBuilder, Response, redirect::Policy};
use sandbox::{Account, Config, Format, Kind, Mode, Sandbox};
use serde_json::{Value, json};
use wechat::{Message, Reply};

use crate::shop::Shop;

pub const SERVICE: &str = "wx00000000000000a1";
pub const MINI: &str = "wx00000000000000b2";
pub const SERVICE_SECRET: &str = "0123456789abcdef0123456789abcdef";
pub const MINI_SECRET: &str = "fedcba9876543210fedcba9876543210";
const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
/// The sandbox's clock stands here until a test turns it.
const NOW_S: i64 = 1_798_675_200;

pub struct Town {
    pub shop: Shop,
    pub base: String,
    pub client: Client,
}

impl Town {
    pub async fn open() -> Self {
        Self::open_with(Mode::Safe, Format::Xml, Duration::from_secs(5)).await
    }

    pub async fn open_with(mode: Mode, format: Format, patience: Duration) -> Self {
        let door = TcpListener::bind("127.0.0.1:0").unwrap();
        let callback = format!("http://{}/wechat", door.local_addr().unwrap());
        let service = account(SERVICE, SERVICE_SECRET, Kind::Service, mode, format, &callback);
        let mini = account(MINI, MINI_SECRET, Kind::Mini, Mode::Safe, Format::Json, &callback);
        let shop = Shop::open(door, counterpart(mode), || NOW_S, echo);
        let now = Arc::new(|| NOW_S * 1000);
        let config = Config { patience, ..Config::new(vec![service, mini], now) };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(Sandbox::new(config).unwrap().serve(listener).unwrap());
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { shop, base, client }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.base))
    }

    pub fn post(&self, path: &str, body: Value) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base)).json(&body)
    }

    /// What a path answers.
    pub async fn see(&self, path: &str) -> Value {
        read(self.get(path).send().await.unwrap()).await
    }

    /// What a path answers to this.
    pub async fn tell(&self, path: &str, body: Value) -> Value {
        read(self.post(path, body).send().await.unwrap()).await
    }

    pub async fn access_token(&self, appid: &str) -> String {
        let secret = if appid == SERVICE { SERVICE_SECRET } else { MINI_SECRET };
        let ask = json!({ "grant_type": "client_credential", "appid": appid, "secret": secret });
        let token = self.tell("/cgi-bin/stable_token", ask).await;
        token["access_token"].as_str().unwrap().to_owned()
    }

    /// 小美 does something with the service account; the delivery, when it is settled.
    pub async fn does(&self, deed: &str, more: Value) -> Value {
        let id = self.begins(deed, more).await;
        self.settled(&id).await
    }

    /// As [`Self::does`], without waiting.
    pub async fn begins(&self, deed: &str, mut more: Value) -> String {
        more["appid"] = json!(SERVICE);
        let answer = self.tell(&format!("/sandbox/people/p1/{deed}"), more).await;
        answer["delivery"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    pub async fn settled(&self, id: &str) -> Value {
        self.see(&format!("/sandbox/deliveries/{id}?wait_ms=20000")).await
    }

    pub async fn chat(&self) -> Vec<Value> {
        let chat = self.see(&format!("/sandbox/people/p1/chat/{SERVICE}")).await;
        chat["messages"].as_array().unwrap().clone()
    }

    pub async fn advance(&self, seconds: u64) {
        self.tell("/sandbox/clock", json!({ "advance_s": seconds })).await;
    }

    pub async fn openid(&self, person: usize, appid: &str) -> String {
        let state = self.see("/sandbox/state").await;
        state["people"][person]["openids"][appid].as_str().unwrap().to_owned()
    }
}

/// The body as JSON, or null where there is none.
pub async fn read(response: Response) -> Value {
    let text = response.text().await.unwrap();
    if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
}

fn account(
    appid: &str,
    secret: &str,
    kind: Kind,
    mode: Mode,
    format: Format,
    callback: &str,
) -> Account {
    let (name, original_id) = match kind {
        Kind::Service => ("好孕妈咪母婴", "gh_000000000001"),
        Kind::Mini => ("好孕妈咪会员", "gh_000000000002"),
    };
    Account {
        appid: appid.to_owned(),
        secret: secret.to_owned(),
        name: name.to_owned(),
        original_id: original_id.to_owned(),
        kind,
        token: "kabao-demo".to_owned(),
        encoding_aes_key: KEY.parse().unwrap(),
        mode,
        format,
        callback: callback.to_owned(),
        open_platform: Some("好孕妈咪".to_owned()),
    }
}

pub fn counterpart(mode: Mode) -> wechat::Account {
    wechat::Account {
        appid: SERVICE.to_owned(),
        token: "kabao-demo".to_owned(),
        mode,
        key: Some(KEY.parse().unwrap()),
        previous_key: None,
        previous_token: None,
    }
}

fn echo(message: &Message) -> Reply {
    match &message.body {
        wechat::Body::Text { content } => Reply::Text(format!("收到：{content}")),
        _ => Reply::Success,
    }
}
