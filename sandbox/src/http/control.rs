//! The hand behind the scenes: people, time, faults, and the log of pushes.
use std::{sync::Arc, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite},
    http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH},
    web::{self, Data, Json, Path, Query, ServiceConfig},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{answer::Refusal, screen::LONGEST_WAIT};
use crate::{
    config::Account,
    deliver,
    deliveries::{Manners, Status},
    faults::Fault,
    people::{Newcomer, Person, avatar_svg},
    sandbox::Sandbox,
};

/// Says whose phone a browser is.
pub const PERSON_COOKIE: &str = "sandbox_person";
const NICKNAME_LIMIT: usize = 32;
/// Deliveries in one answer.
const SHOWN: usize = 100;

type Answer = Result<HttpResponse, Refusal>;

pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/sandbox/state", web::get().to(state))
        .route("/sandbox/people", web::post().to(admit))
        .route("/sandbox/people/{id}/use", web::post().to(take_phone))
        .route("/sandbox/people/{id}/avatar.svg", web::get().to(avatar))
        .route("/sandbox/clock", web::post().to(clock))
        .route("/sandbox/expire", web::post().to(expire))
        .route("/sandbox/faults", web::post().to(script))
        .route("/sandbox/faults", web::delete().to(clear_faults))
        .route("/sandbox/delivery", web::post().to(behave))
        .route("/sandbox/deliveries", web::get().to(deliveries))
        .route("/sandbox/deliveries/{id}", web::get().to(delivery))
        .route("/sandbox/accounts/{appid}/verify", web::post().to(verify));
}

pub fn person(sandbox: &Sandbox, id: &str) -> Result<Person, Refusal> {
    sandbox.with(|state| state.person(id).cloned()).ok_or_else(Refusal::no_such_person)
}

pub fn account(sandbox: &Sandbox, appid: &str) -> Result<Arc<Account>, Refusal> {
    sandbox.account(appid).ok_or_else(Refusal::no_such_account)
}

async fn state(sandbox: Data<Sandbox>, request: HttpRequest) -> HttpResponse {
    let accounts = &sandbox.accounts();
    let held = request.cookie(PERSON_COOKIE).map(|cookie| cookie.value().to_owned());
    let seen: Vec<Value> = accounts
        .iter()
        .map(|account| {
            json!({
                "appid": account.appid, "kind": account.kind, "name": account.name,
                "original_id": account.original_id, "callback": account.callback,
            })
        })
        .collect();
    sandbox.with(|state| {
        let people: Vec<_> =
            state.people.iter().map(|person| state.profile(person, accounts)).collect();
        HttpResponse::Ok().json(json!({
            "accounts": seen, "people": people, "person": held, "run": state.run,
        }))
    })
}

async fn admit(sandbox: Data<Sandbox>, ask: Json<Newcomer>) -> Answer {
    let newcomer = ask.into_inner();
    let length = newcomer.nickname.trim().chars().count();
    if !(1..=NICKNAME_LIMIT).contains(&length) {
        return Err(Refusal::malformed("nickname has 1 to 32 characters"));
    }
    let phone = newcomer.phone.as_deref().unwrap_or("13000000000");
    if phone.len() != 11 || !phone.starts_with('1') || !phone.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Refusal::malformed("phone has 11 digits, the first is 1"));
    }
    let profile = sandbox.change(|state| {
        let person = state.admit(newcomer);
        state.profile(&person, &sandbox.accounts())
    });
    Ok(HttpResponse::Created().json(profile))
}

/// The browser becomes this person's phone, and forgets who it was for the gateway.
async fn take_phone(sandbox: Data<Sandbox>, request: HttpRequest, id: Path<String>) -> Answer {
    let person = person(&sandbox, &id)?;
    let mut answer = HttpResponse::NoContent();
    let mine = Cookie::build(PERSON_COOKIE, person.id).path("/").http_only(true);
    answer.cookie(mine.same_site(SameSite::Lax).finish());
    let theirs = &sandbox.config().phone_cookies;
    for held in request.cookies().iter().flat_map(|held| held.iter()) {
        if theirs.iter().any(|beginning| held.name().starts_with(beginning)) {
            let name = held.name().to_owned();
            let mut gone = Cookie::build(name, "").path("/").http_only(true).finish();
            gone.make_removal();
            answer.cookie(gone);
        }
    }
    Ok(answer.finish())
}

async fn avatar(sandbox: Data<Sandbox>, id: Path<String>) -> Answer {
    let svg = avatar_svg(&person(&sandbox, &id)?);
    Ok(HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((CACHE_CONTROL, "max-age=3600"))
        .body(svg))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_s: u64,
}

async fn clock(sandbox: Data<Sandbox>, ask: Json<Advance>) -> HttpResponse {
    sandbox.advance(Duration::from_secs(ask.advance_s));
    HttpResponse::Ok().json(json!({ "now": sandbox.now_text() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expire {
    appid: String,
}

async fn expire(sandbox: Data<Sandbox>, ask: Json<Expire>) -> Answer {
    let appid = account(&sandbox, &ask.appid)?.appid.clone();
    let now = sandbox.now();
    sandbox.change(|state| state.tokens.entry(appid).or_default().expire(now));
    Ok(HttpResponse::NoContent().finish())
}

async fn script(sandbox: Data<Sandbox>, ask: Json<Fault>) -> HttpResponse {
    sandbox.with(|state| state.faults.script(ask.into_inner()));
    HttpResponse::NoContent().finish()
}

async fn clear_faults(sandbox: Data<Sandbox>) -> HttpResponse {
    sandbox.with(|state| state.faults.clear());
    HttpResponse::NoContent().finish()
}

async fn behave(sandbox: Data<Sandbox>, ask: Json<Manners>) -> HttpResponse {
    let released = sandbox.with(|state| state.deliveries.behave(ask.into_inner()));
    deliver::start(&sandbox, released.into_iter().collect());
    HttpResponse::NoContent().finish()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wait {
    wait_ms: u64,
}

impl Wait {
    fn time(&self) -> Duration {
        Duration::from_millis(self.wait_ms).min(LONGEST_WAIT)
    }
}

/// Newest first. With `If-None-Match` and `wait_ms`: as soon as there is something new, or 304.
async fn deliveries(
    sandbox: Data<Sandbox>,
    wait: Query<Wait>,
    request: HttpRequest,
) -> HttpResponse {
    let known = request.headers().get(IF_NONE_MATCH).and_then(|tag| tag.to_str().ok());
    let news = sandbox.wait_for(wait.time(), |state| {
        let tag = format!("\"{}\"", state.deliveries.version());
        (known != Some(&tag)).then(|| (state.deliveries.recent(SHOWN), tag))
    });
    match news.await {
        Some((recent, tag)) => HttpResponse::Ok().insert_header((ETAG, tag)).json(recent),
        None => HttpResponse::NotModified().finish(),
    }
}

/// One delivery; with `wait_ms`, when it is settled.
async fn delivery(sandbox: Data<Sandbox>, id: Path<String>, wait: Query<Wait>) -> Answer {
    let settled = sandbox.wait_for(wait.time(), |state| {
        state.deliveries.get(&id).filter(|one| one.status != Status::Pending).cloned()
    });
    let now = || sandbox.with(|state| state.deliveries.get(&id).cloned());
    let seen = settled.await.or_else(now).ok_or_else(Refusal::no_such_delivery)?;
    Ok(HttpResponse::Ok().json(seen))
}

async fn verify(sandbox: Data<Sandbox>, appid: Path<String>) -> Answer {
    let account = account(&sandbox, &appid)?;
    let verdict = deliver::verify(&sandbox, &account).await;
    Ok(HttpResponse::Ok().json(match verdict {
        Ok(ms) => json!({ "ok": true, "ms": ms }),
        Err(why) => json!({ "ok": false, "why": why }),
    }))
}
