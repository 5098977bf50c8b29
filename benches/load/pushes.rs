//! WeChat's side of the demo's service account: pushes sealed before the clock runs, and a look
//! into what came back.
use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context, ensure};
use kabao::{seed::SERVICE, world::World};
use wechat::{Account, Body, Fields, Message, Mode, Query, envelope::Postmark};

use crate::{callback, process::Gateway, wire::request};

/// What a fan says, and the exact rule of the demo answers with a cover.
const SAID: &str = "新会员中心";

pub struct Wechat {
    account: Account,
    world: World,
    gateway: SocketAddr,
    /// The MsgId of the next push.
    next: u64,
}

/// Pushes with MsgIds in a row, ready to be sent.
pub struct Batch {
    first: u64,
    pub requests: Arc<[Vec<u8>]>,
}

impl Wechat {
    pub fn new(gateway: &Gateway) -> anyhow::Result<Self> {
        let account = Account {
            appid: SERVICE.appid.to_owned(),
            token: SERVICE.token.to_owned(),
            mode: Mode::Safe,
            key: Some(SERVICE.encoding_aes_key.parse()?),
            previous_key: None,
            previous_token: None,
        };
        let gateway = gateway.process.address;
        Ok(Self { account, world: World::real(), gateway, next: 1 })
    }

    /// Freshly signed, each from another fan, with a MsgId and a nonce of its own.
    pub fn batch(&mut self, pushes: usize) -> Batch {
        let first = self.next;
        self.next += pushes as u64;
        let requests = (first..self.next).map(|msg_id| self.push(msg_id)).collect();
        Batch { first, requests }
    }

    fn push(&self, msg_id: u64) -> Vec<u8> {
        let now_s = self.world.now().seconds();
        let said = Body::Text { content: SAID.to_owned() };
        let message = Message::new(SERVICE.original_id, &fan(msg_id), now_s, Some(msg_id), said);
        let postmark = Postmark { now_s, nonce: msg_id.to_string(), random16: self.world.bytes() };
        let (query, body) = self.account.push(&message, &postmark);
        let path = format!("{}?{}", callback(), written(&query));
        request("POST", &path, self.gateway, "Content-Type: text/xml\r\n", &body)
    }

    /// Whether this answers push number `at` of a batch: sealed, to its fan, with the cover that
    /// opens the member centre.
    pub fn check_cover(&self, batch: &Batch, at: usize, body: &[u8]) -> anyhow::Result<()> {
        let (_, inside) = self.account.open_reply(body).context("a reply that does not open")?;
        let reply = Fields::parse(&inside)?;
        let text = |name| reply.text(name).unwrap_or_default();
        let url = reply.get("Articles").map(|articles| &articles["item"]["Url"]);
        let centre = format!("http://{}/m/{}/", self.gateway, SERVICE.appid);
        ensure!(text("MsgType") == "news", "not a cover: {}", reply.to_xml());
        ensure!(text("ToUserName") == fan(batch.first + at as u64), "a reply to somebody else");
        ensure!(url.is_some_and(|url| *url == centre), "a cover of something else");
        Ok(())
    }
}

/// An openid's 28 characters.
fn fan(msg_id: u64) -> String {
    format!("oFan{msg_id:024}")
}

/// Nothing in it needs escaping.
fn written(query: &Query) -> String {
    let pairs = [
        ("signature", &query.signature),
        ("timestamp", &query.timestamp),
        ("nonce", &query.nonce),
        ("openid", &query.openid),
        ("encrypt_type", &query.encrypt_type),
        ("msg_signature", &query.msg_signature),
    ];
    let pairs = pairs.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
    pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}
