//! What WeChat tells of a follower (WeChat docs, user/info). Nickname and picture are not told any
//! more since the end of 2021.
use serde::Deserialize;

use super::{Client, ClientError, answer};

/// Of somebody who does not follow the account, nothing but that is told.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Follower {
    /// 1 while they follow the account.
    pub subscribe: i64,
    pub openid: String,
    /// There only if the account is bound to an open-platform account.
    pub unionid: Option<String>,
}

impl Client {
    pub async fn follower(
        &self,
        access_token: &str,
        openid: &str,
    ) -> Result<Follower, ClientError> {
        let api = "/cgi-bin/user/info";
        let query = [("access_token", access_token), ("openid", openid), ("lang", "zh_CN")];
        answer(api, access_token, self.get(api, &query)).await
    }
}
