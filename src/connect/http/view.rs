//! What the back office sends and sees of accounts.
use entity::wechat_account::{Kind, Mode, Model};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::rules::{Change, Domain, Item, Secrets, Terms};
use crate::merchant::Pair;

/// A connected service account or mini-program, without its secrets.
#[derive(Serialize, ToSchema)]
pub struct AccountView {
    pub appid: String,
    #[schema(inline)]
    pub kind: Kind,
    pub name: String,
    pub original_id: String,
    #[schema(inline)]
    pub mode: Mode,
    /// 安全模式
    pub mode_text: String,
    /// To be typed into WeChat's 服务器地址(URL).
    pub callback_url: String,
    /// To be typed into WeChat's 网页授权域名: a host.
    pub domain: String,
    /// `MP_verify_….txt`, if it was uploaded.
    pub domain_file: Option<String>,
    /// Whether the last check found nothing wrong; null before the first.
    pub green: Option<bool>,
    /// Whether WeChat has shown that it knows today's Token.
    pub reached: bool,
}

impl AccountView {
    pub fn new(account: Model, public_url: &str) -> Self {
        Self {
            callback_url: format!("{public_url}/wechat/{}", account.appid),
            domain: host(public_url),
            domain_file: account.domain_words.map(|words| format!("MP_verify_{words}.txt")),
            green: account.green,
            reached: account.reached_at.is_some(),
            appid: account.appid,
            kind: account.kind,
            name: account.name,
            original_id: account.original_id,
            mode: account.mode,
            mode_text: mode_text(account.mode).to_owned(),
        }
    }
}

/// With the port, if it has one of its own.
pub fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default().to_owned()
}

/// 消息加解密方式, in WeChat's own words.
fn mode_text(mode: Mode) -> &'static str {
    match mode {
        Mode::Plain => "明文模式",
        Mode::Compatible => "兼容模式",
        Mode::Safe => "安全模式",
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountBody {
    appid: String,
    #[schema(inline)]
    kind: Kind,
    name: String,
    original_id: String,
    #[schema(inline)]
    mode: Mode,
    /// AppSecret.
    secret: String,
    /// Made here, if absent or blank.
    token: Option<String>,
    /// EncodingAESKey; made here, if absent or blank.
    aes_key: Option<String>,
}

impl From<AccountBody> for Terms {
    fn from(body: AccountBody) -> Self {
        let AccountBody { appid, kind, name, original_id, mode, secret, token, aes_key } = body;
        Self { appid, kind, name, original_id, mode, secret, pair: Secrets { token, aes_key } }
    }
}

/// Secrets that are absent or blank stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeBody {
    name: String,
    original_id: String,
    #[schema(inline)]
    mode: Mode,
    secret: Option<String>,
    token: Option<String>,
    aes_key: Option<String>,
    /// Make Token and EncodingAESKey anew; the answer shows them.
    #[serde(default)]
    renew: bool,
}

impl From<ChangeBody> for Change {
    fn from(body: ChangeBody) -> Self {
        let ChangeBody { name, original_id, mode, secret, token, aes_key, renew } = body;
        Self { name, original_id, mode, secret, pair: Secrets { token, aes_key }, renew }
    }
}

/// What WeChat's 服务器配置 wants to be told.
#[derive(Serialize, ToSchema)]
pub struct ConnectedView {
    account: AccountView,
    /// After a change only if it was made anew.
    token: Option<String>,
    /// EncodingAESKey, as the Token.
    aes_key: Option<String>,
}

impl ConnectedView {
    pub fn new(account: AccountView, pair: Option<Pair>) -> Self {
        let (token, aes_key) = pair.map(|pair| (pair.token, pair.aes_key)).unzip();
        Self { account, token, aes_key }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DomainBody {
    /// `MP_verify_….txt`
    name: String,
    content: String,
}

impl From<DomainBody> for Domain {
    fn from(DomainBody { name, content }: DomainBody) -> Self {
        Self { name, content }
    }
}

#[derive(Serialize, ToSchema)]
pub struct CheckView {
    pub items: Vec<Item>,
    /// Whether all of them are ok.
    pub green: bool,
}
