//! Web authorisation (WeChat docs, 网页授权): who has opened this page in WeChat's browser?
use std::fmt::Write;

use serde::{Deserialize, Deserializer};

use super::{Client, ClientError, answer};
use crate::secret::Secret;

/// How much the page asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The openid, silently.
    Base,
    /// Nickname and avatar too, with consent.
    UserInfo,
}

impl Scope {
    fn name(self) -> &'static str {
        match self {
            Self::Base => "snsapi_base",
            Self::UserInfo => "snsapi_userinfo",
        }
    }
}

/// Who it is. The access_token is this user's, good for [`Client::oauth_userinfo`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OauthToken {
    pub access_token: Secret,
    /// In seconds.
    pub expires_in: i64,
    pub openid: String,
    pub scope: String,
    /// There only if the account is bound to an open-platform account.
    pub unionid: Option<String>,
    /// On a snapshot page (快照页) openid and unionid are made up: never create, bind or merge.
    #[serde(default, deserialize_with = "one_is_true")]
    pub is_snapshotuser: bool,
}

/// What the user shows of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct UserInfo {
    pub openid: String,
    pub nickname: String,
    #[serde(default)]
    pub headimgurl: String,
    pub unionid: Option<String>,
}

/// The page to send the browser to. `open_base` is `https://open.weixin.qq.com`, or a simulator's.
///
/// The order of the parameters is WeChat's and is kept. `state` comes back as it is; WeChat wants
/// at most 128 letters and digits.
pub fn oauth_authorize_url(
    open_base: &str,
    appid: &str,
    redirect_uri: &str,
    scope: Scope,
    state: &str,
) -> String {
    format!(
        "{}/connect/oauth2/authorize?appid={}&redirect_uri={}&response_type=code&scope={}&state={}#wechat_redirect",
        open_base.trim_end_matches('/'),
        percent_encoded(appid),
        percent_encoded(redirect_uri),
        scope.name(),
        percent_encoded(state),
    )
}

impl Client {
    /// Exchanges the code of a redirect: once, within five minutes.
    pub async fn oauth_access_token(
        &self,
        appid: &str,
        secret: &str,
        code: &str,
    ) -> Result<OauthToken, ClientError> {
        let api = "/sns/oauth2/access_token";
        let grant = ("grant_type", "authorization_code");
        let query = [("appid", appid), ("secret", secret), ("code", code), grant];
        answer(api, secret, self.get(api, &query)).await
    }

    /// `access_token` is the user's own, from [`Self::oauth_access_token`].
    pub async fn oauth_userinfo(
        &self,
        access_token: &str,
        openid: &str,
    ) -> Result<UserInfo, ClientError> {
        let api = "/sns/userinfo";
        let query = [("access_token", access_token), ("openid", openid), ("lang", "zh_CN")];
        answer(api, access_token, self.get(api, &query)).await
    }
}

/// RFC 3986: all but the unreserved characters, and a space is `%20`.
fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            byte => write!(out, "%{byte:02X}").expect("a String takes whatever is written to it"),
        }
    }
    out
}

/// WeChat leaves the flag out for 0.
fn one_is_true<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Option::<i64>::deserialize(deserializer)? == Some(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_keeps_wechats_order_and_encodes_what_is_ours() {
        let back = "https://card.example.cn/m/?from=会员 卡&x=1";
        assert_eq!(
            oauth_authorize_url("https://open.weixin.qq.com/", "wx1", back, Scope::Base, "s1"),
            "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1\
             &redirect_uri=https%3A%2F%2Fcard.example.cn%2Fm%2F%3Ffrom%3D%E4%BC%9A%E5%91%98%20%E5%8D%A1%26x%3D1\
             &response_type=code&scope=snsapi_base&state=s1#wechat_redirect"
        );
    }
}
