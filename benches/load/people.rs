//! A member and a clerk, who come in by the doors that everybody uses.
use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, bail, ensure};
use kabao::seed::{PASSWORD, SERVICE};
use reqwest::{
    Client, RequestBuilder,
    cookie::{CookieStore, Jar},
    redirect::Policy,
};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{process::Gateway, wire::request};

/// A person of the simulator from its start.
const PERSON: &str = "p1";
const PHONE: &str = "13800000001";
/// The gateway's worker looks for messages to send once a second.
const LOOKS: usize = 100;
const LOOK: Duration = Duration::from_millis(100);

/// A member with their code, and a clerk at a till.
pub struct Shift {
    gateway: SocketAddr,
    phone: String,
    /// The clerk's cookies.
    pub till: String,
    /// The member's id.
    pub member: Value,
}

impl Shift {
    pub async fn begin(gateway: &Gateway) -> anyhow::Result<Self> {
        let (member, phone) = register(gateway).await?;
        let clerk = Browser::at(gateway.process.address)?;
        let ask = json!({ "login": "clerk", "password": PASSWORD, "terminal": "T01" });
        clerk.post("/v1/till/sign-in", &ask).await?;
        let (phone, till) = (phone.cookies()?, clerk.cookies()?);
        Ok(Self { gateway: gateway.process.address, phone, till, member })
    }

    pub fn show(&self) -> Vec<u8> {
        request("GET", "/v1/member/code", self.gateway, &cookie(&self.phone), "")
    }

    pub fn identify(&self, code: &str) -> Vec<u8> {
        let headers = format!("Content-Type: application/json\r\n{}", cookie(&self.till));
        let ask = json!({ "scan": code }).to_string();
        request("POST", "/v1/till/identify", self.gateway, &headers, &ask)
    }
}

/// The 18 digits of a shown code.
pub fn code(shown: &Value) -> anyhow::Result<String> {
    let code = shown["code"].as_str().unwrap_or_default();
    ensure!(code.len() == 18, "not a code: {shown}");
    Ok(code.to_owned())
}

fn cookie(cookies: &str) -> String {
    format!("Cookie: {cookies}\r\n")
}

/// Somebody signs in silently, proves a phone and becomes a member: their id, and their browser.
async fn register(gateway: &Gateway) -> anyhow::Result<(Value, Browser)> {
    let phone = Browser::at(gateway.process.address)?;
    let wechat = Browser::at(gateway.wechat)?;
    wechat.post(&format!("/sandbox/people/{PERSON}/use"), &json!({})).await?;
    let start = format!("/v1/member/oauth/{0}/start?to=/m/{0}/", SERVICE.appid);
    let out = phone.follow(&phone.url(&start)).await?;
    let back = wechat.follow(&out).await?;
    let home = phone.follow(&back).await?;
    ensure!(home == format!("/m/{}/", SERVICE.appid), "not signed in: {home}");

    phone.post("/v1/member/sms", &json!({ "phone": PHONE, "purpose": "register" })).await?;
    let ask = json!({
        "phone": PHONE, "sms_code": sms_code(&wechat).await?, "nickname": "小美",
        "consent": "2026-11",
    });
    let member = phone.post("/v1/member/register", &ask).await?;
    Ok((member["id"].clone(), phone))
}

async fn sms_code(wechat: &Browser) -> anyhow::Result<Value> {
    for _ in 0..LOOKS {
        let inbox = wechat.get(&format!("/sandbox/people/{PERSON}/sms?after=0")).await?;
        if let Some(message) = inbox["messages"].as_array().and_then(|messages| messages.last()) {
            return Ok(message["code"].clone());
        }
        sleep(LOOK).await;
    }
    bail!("no SMS has come")
}

/// A browser with cookies of its own. It does not follow by itself.
struct Browser {
    client: Client,
    cookies: Arc<Jar>,
    address: SocketAddr,
}

impl Browser {
    fn at(address: SocketAddr) -> anyhow::Result<Self> {
        let cookies = Arc::new(Jar::default());
        let client = Client::builder().redirect(Policy::none()).no_proxy();
        let client = client.cookie_provider(cookies.clone()).build()?;
        Ok(Self { client, cookies, address })
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// All it has, as it would send them.
    fn cookies(&self) -> anyhow::Result<String> {
        let cookies = self.cookies.cookies(&self.url("/").parse()?).context("not signed in")?;
        Ok(cookies.to_str()?.to_owned())
    }

    async fn get(&self, path: &str) -> anyhow::Result<Value> {
        send(self.client.get(self.url(path))).await
    }

    /// Null where the answer says nothing.
    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let ask = self.client.post(self.url(path)).header("idempotency-key", "once");
        send(ask.json(body)).await
    }

    /// Where a page sends us on to.
    async fn follow(&self, url: &str) -> anyhow::Result<String> {
        let answer = self.client.get(url).send().await?;
        ensure!(answer.status() == 302, "{}: {}", answer.status(), answer.text().await?);
        let to = answer.headers().get("location").context("sent nowhere")?;
        Ok(to.to_str()?.to_owned())
    }
}

async fn send(ask: RequestBuilder) -> anyhow::Result<Value> {
    let answer = ask.send().await?;
    let (status, text) = (answer.status(), answer.text().await?);
    ensure!(status.is_success(), "{status}: {text}");
    Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
}
