//! `/cgi-bin/stable_token`, `/cgi-bin/token`, `/cgi-bin/ticket/getticket`.
use std::{net::IpAddr, sync::Arc};

use actix_web::{
    HttpRequest,
    web::{self, Bytes, Data, Query, ServiceConfig},
};
use serde::Deserialize;
use serde_json::json;

use super::answer::{Answer, body, given, ok};
use crate::{
    config::Account,
    errcode::{self, Errcode},
    sandbox::Sandbox,
};

/// A token of 512 characters: shorter columns are found out here.
const TOKEN_LENGTH: usize = 512;
const TICKET_LENGTH: usize = 86;

pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/cgi-bin/stable_token", web::post().to(stable_token))
        .route("/cgi-bin/token", web::get().to(token))
        .route("/cgi-bin/ticket/getticket", web::get().to(ticket));
}

#[derive(Deserialize)]
struct AskToken {
    grant_type: Option<String>,
    appid: Option<String>,
    secret: Option<String>,
    #[serde(default)]
    force_refresh: bool,
}

async fn stable_token(sandbox: Data<Sandbox>, request: HttpRequest, bytes: Bytes) -> Answer {
    let ask: AskToken = body(&bytes)?;
    let appid = client(&sandbox, &ask)?;
    if let Some(source) = outsider(&sandbox, &appid, &request) {
        return Ok(ok(&errcode::not_allowed(source)));
    }
    let now = sandbox.now();
    let token = sandbox.with(|state| {
        let fresh = state.mint(TOKEN_LENGTH);
        state.tokens.entry(appid).or_default().stable(now, ask.force_refresh, || fresh)
    })?;
    Ok(ok(&json!({ "access_token": token.text, "expires_in": token.expires_in_s(now) })))
}

async fn token(sandbox: Data<Sandbox>, request: HttpRequest, ask: Query<AskToken>) -> Answer {
    let appid = client(&sandbox, &ask)?;
    if let Some(source) = outsider(&sandbox, &appid, &request) {
        return Ok(ok(&errcode::not_allowed(source)));
    }
    let now = sandbox.now();
    let token = sandbox.with(|state| {
        let fresh = state.mint(TOKEN_LENGTH);
        state.tokens.entry(appid).or_default().plain(now, || fresh)
    });
    Ok(ok(&json!({ "access_token": token.text, "expires_in": token.expires_in_s(now) })))
}

fn client(sandbox: &Sandbox, ask: &AskToken) -> Result<String, Errcode> {
    if ask.grant_type.as_deref() != Some("client_credential") {
        return Err(errcode::INVALID_GRANT_TYPE);
    }
    Ok(authenticate(sandbox, &ask.appid, &ask.secret)?.appid.clone())
}

/// Where a call comes from, if the account's IP 白名单 does not have it.
fn outsider(sandbox: &Sandbox, appid: &str, request: &HttpRequest) -> Option<IpAddr> {
    let source = request.peer_addr()?.ip();
    let welcome = sandbox.with(|state| {
        let allowed = state.consoles.get(appid).and_then(|console| console.allowed.as_ref());
        allowed.is_none_or(|allowed| allowed.contains(&source))
    });
    (!welcome).then_some(source)
}

/// The account that proves itself by its secret.
pub fn authenticate(
    sandbox: &Sandbox,
    appid: &Option<String>,
    secret: &Option<String>,
) -> Result<Arc<Account>, Errcode> {
    let appid = given(appid, errcode::APPID_MISSING)?;
    let secret = given(secret, errcode::SECRET_MISSING)?;
    let account = sandbox.account(appid).ok_or(errcode::INVALID_APPID)?;
    if account.secret == secret { Ok(account) } else { Err(errcode::INVALID_SECRET) }
}

#[derive(Deserialize)]
struct AskTicket {
    access_token: Option<String>,
    r#type: Option<String>,
}

async fn ticket(sandbox: Data<Sandbox>, ask: Query<AskTicket>) -> Answer {
    let now = sandbox.now();
    let kind = ask.r#type.as_deref().filter(|kind| matches!(*kind, "jsapi" | "wx_card"));
    let ticket = sandbox.with(|state| {
        let appid = state.caller(ask.access_token.as_deref(), now)?;
        let kind = kind.ok_or(errcode::INVALID_TICKET_TYPE)?.to_owned();
        let fresh = state.mint(TICKET_LENGTH);
        Ok(state.tickets.entry((appid, kind)).or_default().current(now, || fresh))
    })?;
    Ok(ok(&json!({
        "errcode": 0, "errmsg": "ok",
        "ticket": ticket.text, "expires_in": ticket.expires_in_s(now),
    })))
}
