//! The demo's accounts, as both sides know them.
use std::{borrow::Cow, sync::Arc};

use anyhow::Context;
use entity::wechat_account::{Kind, Mode};
use sandbox::{Account, Config as Simulated, Format, Page, Sandbox};

use crate::{config::Config, http::Pages, world::World};

pub const SLUG: &str = "demo";

/// An account of the demo, with secrets that everybody knows.
pub struct Known {
    pub appid: &'static str,
    pub original_id: &'static str,
    pub name: &'static str,
    pub kind: Kind,
    pub mode: Mode,
    pub secret: &'static str,
    pub token: &'static str,
    pub encoding_aes_key: &'static str,
}

pub const SERVICE: Known = Known {
    appid: "wx00000000000000a1",
    original_id: "gh_000000000001",
    name: "好孕妈咪母婴",
    kind: Kind::Service,
    mode: Mode::Safe,
    secret: "0123456789abcdef0123456789abcdef",
    token: "kabao-demo",
    encoding_aes_key: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
};

pub const MINI: Known = Known {
    appid: "wx00000000000000b2",
    original_id: "gh_000000000002",
    name: "好孕妈咪会员卡",
    kind: Kind::Mini,
    secret: "fedcba9876543210fedcba9876543210",
    ..SERVICE
};

/// An account that WeChat knows and the gateway does not: to be connected in the back office. Its
/// console is as new, and names no server.
pub const UNCONNECTED: Known = Known {
    appid: "wx00000000000000d4",
    original_id: "gh_000000000004",
    name: "小月亮亲子",
    kind: Kind::Service,
    secret: "00112233445566778899aabbccddeeff",
    token: "",
    ..SERVICE
};

/// WeChat as the demo sees it, by the real clock.
pub fn simulator(config: &Config) -> anyhow::Result<Sandbox> {
    let world = World::real();
    let accounts = accounts(&config.http.public_url)?;
    let mut simulated = Simulated::new(accounts, Arc::new(move || world.now().0));
    simulated.pages = built_page;
    Ok(Sandbox::new(simulated)?)
}

/// Both accounts, with their pushes sent to this gateway, and one whose pushes go nowhere.
pub fn accounts(gateway: &str) -> anyhow::Result<Vec<Account>> {
    let connected = [SERVICE, MINI].into_iter().map(|known| account(known, gateway));
    let unconnected =
        account(UNCONNECTED, gateway).map(|known| Account { callback: String::new(), ..known });
    connected.chain([unconnected]).collect()
}

fn account(known: Known, gateway: &str) -> anyhow::Result<Account> {
    let (kind, format) = match known.kind {
        Kind::Service => (sandbox::Kind::Service, Format::Xml),
        Kind::Mini => (sandbox::Kind::Mini, Format::Json),
    };
    Ok(Account {
        appid: known.appid.to_owned(),
        secret: known.secret.to_owned(),
        name: known.name.to_owned(),
        original_id: known.original_id.to_owned(),
        kind,
        token: known.token.to_owned(),
        encoding_aes_key: known.encoding_aes_key.parse().context("the demo's EncodingAESKey")?,
        mode: sandbox::Mode::Safe,
        format,
        callback: format!("{gateway}/wechat/{}", known.appid),
        // One open-platform account, so that one person has one unionid in both.
        open_platform: Some(SLUG.to_owned()),
    })
}

fn built_page(file: &str) -> Option<Page> {
    let found = Pages::get(file)?;
    let mime = found.metadata.mimetype();
    let text = mime.starts_with("text/");
    let content_type = if text { format!("{mime}; charset=utf-8") } else { mime.to_owned() };
    Some(Page { content_type, bytes: Cow::Owned(found.data.into_owned()) })
}
