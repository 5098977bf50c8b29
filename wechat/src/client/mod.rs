//! Calls to `api.weixin.qq.com`, or to whatever pretends to be it at `base_url`.
//!
//! **Invariant:** nothing is remembered and nothing is retried here. Access tokens are handed in;
//! who keeps, shares and refreshes them is the caller.
//! **Invariant:** an HTTP 200 is not a success: a non-zero `errcode` in it is an error, and so is
//! an answer that is not JSON.
mod callback;
mod custom;
mod error;
mod follower;
mod menu;
mod mini_program;
mod oauth;
mod token;

use std::time::Duration;

pub use custom::CustomMessage;
pub use error::ClientError;
pub use follower::Follower;
pub use menu::{Action, Button, Item, Menu, MenuError};
pub use mini_program::{Phone, Session, Watermark};
pub use oauth::{OauthToken, Scope, UserInfo, oauth_authorize_url};
use reqwest::{RequestBuilder, Response, redirect};
use serde::{Deserialize, de::DeserializeOwned};
pub use token::{StableToken, Ticket, TicketKind};

use crate::error_code::{ErrorCode, rid};

const CONNECT_WITHIN: Duration = Duration::from_secs(2);
/// A user is waiting, and WeChat itself waits 5 s for us.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// No answer that we ask for is near this many bytes.
const LARGEST_ANSWER: usize = 1 << 20;

/// Speaks to WeChat's server API. Clones share connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
}

/// What every answer may be instead of an answer.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Verdict {
    errcode: i64,
    errmsg: String,
}

impl Client {
    /// `base_url` is `https://api.weixin.qq.com`, or a simulator's. Fails only where TLS cannot be
    /// set up on this machine.
    pub fn new(base_url: impl Into<String>) -> Result<Self, ClientError> {
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_WITHIN)
            .timeout(ANSWER_WITHIN)
            // The query holds secrets: it goes to no other host, neither followed nor as a referer.
            .redirect(redirect::Policy::none())
            .referer(false)
            .build()
            .map_err(|fault| ClientError::unreachable("build", fault))?;
        let mut base_url = base_url.into();
        base_url.truncate(base_url.trim_end_matches('/').len());
        Ok(Self { http, base_url })
    }

    fn get(&self, path: &str, query: &[(&str, &str)]) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.base_url)).query(query)
    }

    fn post(&self, path: &str, query: &[(&str, &str)]) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.base_url)).query(query)
    }
}

/// Sends it and reads the answer. `secret` is what this call must keep to itself: WeChat has been
/// known to repeat its input in an errmsg.
async fn answer<T: DeserializeOwned>(
    api: &'static str,
    secret: &str,
    request: RequestBuilder,
) -> Result<T, ClientError> {
    let response = request.send().await.map_err(|fault| ClientError::unreachable(api, fault))?;
    let status = response.status();
    let body = read(api, response).await?;
    let verdict: Option<Verdict> = serde_json::from_slice(&body).ok();
    match verdict {
        Some(verdict) if verdict.errcode != 0 => Err(refused(api, secret, &verdict)),
        _ if !status.is_success() => Err(ClientError::Status { api, status: status.as_u16() }),
        Some(_) => {
            let unexpected = |_| ClientError::Unexpected { api };
            serde_json::from_slice(&body).map_err(unexpected)
        }
        None => Err(ClientError::NotJson { api }),
    }
}

fn refused(api: &'static str, secret: &str, verdict: &Verdict) -> ClientError {
    let message = match secret {
        "" => verdict.errmsg.clone(),
        secret => verdict.errmsg.replace(secret, "***"),
    };
    let rid = rid(&message).map(str::to_owned);
    ClientError::Refused { api, code: ErrorCode::from(verdict.errcode), rid, message }
}

async fn read(api: &'static str, mut response: Response) -> Result<Vec<u8>, ClientError> {
    let mut body = Vec::new();
    loop {
        let chunk = response.chunk().await;
        let Some(chunk) = chunk.map_err(|fault| ClientError::unreachable(api, fault))? else {
            return Ok(body);
        };
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(ClientError::Unexpected { api });
        }
        body.extend_from_slice(&chunk);
    }
}
