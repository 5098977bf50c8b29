//! What the sandbox is told before it starts.
use std::{borrow::Cow, sync::Arc, time::Duration};

pub use wechat::{EncodingAesKey, Format, Mode};

/// Milliseconds since 1970, UTC.
pub type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

#[derive(Clone)]
pub struct Config {
    pub accounts: Vec<Account>,
    /// The built web pages: `sim.html`, `mini.html` and `assets/…`. None, and the phone says how to build them.
    pub pages: fn(&str) -> Option<Page>,
    pub now: Now,
    /// How long a push waits for its answer. WeChat: 5 s.
    pub patience: Duration,
    /// What the names of the cookies of the gateway's member pages begin with; a browser that becomes another person's phone loses
    /// them. Cookies know no ports, so those of the till and the office are left alone.
    pub phone_cookies: Vec<String>,
}

impl Config {
    pub fn new(accounts: Vec<Account>, now: Now) -> Self {
        Self {
            accounts,
            pages: |_| None,
            now,
            patience: Duration::from_secs(5),
            phone_cookies: vec!["kabao_member_".to_owned()],
        }
    }
}

/// One official account or mini-program, as its console would show it.
#[derive(Clone)]
pub struct Account {
    pub appid: String,
    pub secret: String,
    pub name: String,
    /// `gh_…`, the `ToUserName` of its pushes.
    pub original_id: String,
    pub kind: Kind,
    pub token: String,
    pub encoding_aes_key: EncodingAesKey,
    /// How pushes are sealed (消息加解密方式).
    pub mode: Mode,
    pub format: Format,
    /// Where pushes go, nowhere if empty; its host is also the one OAuth may return to, until the
    /// console names another.
    pub callback: String,
    /// Accounts under one open-platform account see the same unionid for the same person.
    pub open_platform: Option<String>,
}

impl Account {
    /// The account as its own server should be configured: the other end of every push.
    pub(crate) fn counterpart(&self) -> wechat::Account {
        wechat::Account {
            appid: self.appid.clone(),
            token: self.token.clone(),
            mode: self.mode,
            key: Some(self.encoding_aes_key.clone()),
            previous_key: None,
            previous_token: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Service,
    Mini,
}

/// A file of the built web pages.
pub struct Page {
    /// With its charset: `text/html; charset=utf-8`.
    pub content_type: String,
    pub bytes: Cow<'static, [u8]>,
}
