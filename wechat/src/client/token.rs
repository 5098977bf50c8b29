//! Access tokens and tickets (WeChat docs, getStableAccessToken and getticket).
use serde::{Deserialize, Serialize};

use super::{Client, ClientError, answer};
use crate::secret::Secret;

/// `expires_in` is what is left of it, in seconds: at least 300, because WeChat changes the token
/// five minutes ahead and honours both meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StableToken {
    pub access_token: Secret,
    pub expires_in: i64,
}

/// A ticket signs pages; it lives as long as a token, in seconds, and has a daily quota of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Ticket {
    pub ticket: Secret,
    pub expires_in: i64,
}

/// What the ticket is to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketKind {
    Jsapi,
    WxCard,
}

impl TicketKind {
    fn name(self) -> &'static str {
        match self {
            Self::Jsapi => "jsapi",
            Self::WxCard => "wx_card",
        }
    }
}

impl Client {
    /// The account's access_token: the same one however often it is asked for. `force_refresh`
    /// kills the present one at once and may be used 20 times a day, 30 s apart.
    pub async fn stable_token(
        &self,
        appid: &str,
        secret: &str,
        force_refresh: bool,
    ) -> Result<StableToken, ClientError> {
        #[derive(Serialize)]
        struct Ask<'a> {
            grant_type: &'static str,
            appid: &'a str,
            secret: &'a str,
            force_refresh: bool,
        }

        let api = "/cgi-bin/stable_token";
        let ask = Ask { grant_type: "client_credential", appid, secret, force_refresh };
        answer(api, secret, self.post(api, &[]).json(&ask)).await
    }

    pub async fn ticket(
        &self,
        access_token: &str,
        kind: TicketKind,
    ) -> Result<Ticket, ClientError> {
        let api = "/cgi-bin/ticket/getticket";
        let query = [("access_token", access_token), ("type", kind.name())];
        answer(api, access_token, self.get(api, &query)).await
    }
}
