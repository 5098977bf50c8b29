//! WeChat's web authorisation: out to the consent page, back with a code. What was asked for
//! travels in a signed cookie, so the answer counts in the browser that asked, once, for ten
//! minutes (B1).
use std::{sync::Arc, time::Duration};

use anyhow::Context;
use entity::session::Model;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use wechat::{
    Secret,
    client::{OauthToken, Scope, oauth_authorize_url},
};

use super::{SessionRefusal, SignIn, rules, sign_in};
use crate::{
    app::App,
    error::Result,
    member::{self, Seen},
    merchant::{self, Account},
};

pub const TICKET_LIVES: Duration = Duration::from_secs(600);
const PURPOSE: &str = "oauth";

/// What was asked for, kept by the browser that asks.
#[derive(Serialize, Deserialize)]
pub struct Ticket {
    state: String,
    appid: String,
    pub to: String,
    userinfo: bool,
    exp: i64,
}

/// WeChat's address to send a browser to, and the ticket it must bring back.
pub async fn begin(app: &App, appid: &str, to: &str, userinfo: bool) -> Result<(String, String)> {
    let account = merchant::account(app, appid).await?;
    let to = rules::own_page(appid, to).ok_or(SessionRefusal::BadTarget)?.to_owned();
    let state = hex::encode(app.world.bytes::<16>());
    let exp = app.world.now().seconds() + TICKET_LIVES.as_secs() as i64;
    let ticket = Ticket { state, appid: account.appid.clone(), to, userinfo, exp };
    let back = format!("{}/v1/member/oauth/{appid}/callback", app.config.http.public_url);
    let scope = if userinfo { Scope::UserInfo } else { Scope::Base };
    let out = oauth_authorize_url(&app.config.wechat.open_base, appid, &back, scope, &ticket.state);
    let key = EncodingKey::from_secret(&app.master.subkey(PURPOSE));
    let signed = encode(&Header::new(Algorithm::HS256), &ticket, &key);
    Ok((out, signed.context("signing a ticket")?))
}

/// The ticket of the sign-in that this state belongs to.
pub fn ticket(app: &App, appid: &str, shown: &str, state: &str) -> Result<Ticket, SessionRefusal> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    let key = DecodingKey::from_secret(&app.master.subkey(PURPOSE));
    let read = decode::<Ticket>(shown, &key, &validation).map(|read| read.claims).ok();
    let timely = |ticket: &Ticket| ticket.exp > app.world.now().seconds();
    let same = |ticket: &Ticket| bool::from(ticket.state.as_bytes().ct_eq(state.as_bytes()));
    let ours = read.filter(|ticket| ticket.appid == appid && timely(ticket) && same(ticket));
    ours.ok_or(SessionRefusal::BadState)
}

/// Exchange the code, once, and sign in whoever WeChat says it is.
pub async fn finish(app: &App, ticket: &Ticket, code: &str) -> Result<Model> {
    let account = merchant::account(app, &ticket.appid).await?;
    // Of one redirect sent many times, one is exchanged (B3); WeChat would refuse the others too.
    let once = format!("session.oauth.{}", ticket.state);
    if !app.cache.claim(&once, "", TICKET_LIVES).await {
        return Err(SessionRefusal::BadState.into());
    }
    let exchanged = app.wechat.oauth_access_token(&account.appid, &account.secret, code).await;
    let token = exchanged.map_err(|fault| match fault.code() {
        Some(_) => SessionRefusal::BadCode.into(),
        None => merchant::refusal(fault),
    })?;
    if token.is_snapshotuser {
        return Err(SessionRefusal::Snapshot.into());
    }
    let profile = if ticket.userinfo { profile(app, &token).await } else { None };
    let unionid = match token.unionid {
        Some(unionid) => Some(unionid),
        None => followers_unionid(app, &account, &token.openid).await?,
    };
    let seen = seen(&account, token.openid, unionid);
    Ok(app.transact(sign_in, SignIn { seen, profile }).await?.0)
}

pub fn seen(account: &Arc<Account>, openid: String, unionid: Option<String>) -> Seen {
    Seen { merchant: account.merchant, appid: account.appid.clone(), openid, unionid }
}

/// A silent sign-in tells no unionid, but WeChat tells a follower's. It is asked for until it is
/// known, and a sign-in does not fail for want of it.
async fn followers_unionid(app: &App, account: &Account, openid: &str) -> Result<Option<String>> {
    let known = member::by_openid(app, account, openid).await?;
    if let Some(unionid) = known.and_then(|known| known.unionid) {
        return Ok(Some(unionid));
    }
    let call = |token: Secret| async move { app.wechat.follower(token.reveal(), openid).await };
    let told = merchant::with_access_token(app, account, call).await;
    let told = told.inspect_err(|no| tracing::warn!(%no, "no unionid")).ok();
    Ok(told.and_then(|follower| follower.unionid))
}

/// Nice to have: a sign-in does not fail for want of a picture.
async fn profile(app: &App, token: &OauthToken) -> Option<(String, String)> {
    let told = app.wechat.oauth_userinfo(token.access_token.reveal(), &token.openid).await;
    let told = told.inspect_err(|fault| tracing::warn!(%fault, "no userinfo")).ok()?;
    let nickname = member::nickname(&told.nickname).ok()?;
    Some((nickname, told.headimgurl))
}
