//! What a person can do with the phone: `/sandbox/people/{id}/…`; and the SMS vendor's door.
use std::time::Duration;

use actix_web::{
    HttpResponse,
    web::{self, Data, Json, Path, Query, ServiceConfig},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    answer::Refusal,
    control::{account, person},
};
use crate::{
    config::Kind,
    push::{self, Deed, NotNow},
    sandbox::Sandbox,
    state::{MiniLogin, Sms},
};

/// The longest a poll is held.
pub const LONGEST_WAIT: Duration = Duration::from_secs(30);

type Answer = Result<HttpResponse, Refusal>;

pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/sandbox/people/{id}/follow", web::post().to(follow))
        .route("/sandbox/people/{id}/unfollow", web::post().to(unfollow))
        .route("/sandbox/people/{id}/say", web::post().to(say))
        .route("/sandbox/people/{id}/tap", web::post().to(tap))
        .route("/sandbox/people/{id}/view", web::post().to(view))
        .route("/sandbox/people/{id}/scan", web::post().to(scan))
        .route("/sandbox/people/{id}/cancel-authorization", web::post().to(cancel))
        .route("/sandbox/people/{id}/chat/{appid}", web::get().to(chat))
        .route("/sandbox/people/{id}/sms", web::get().to(inbox))
        .route("/sandbox/people/{id}/login", web::post().to(login))
        .route("/sandbox/people/{id}/phone-number", web::post().to(phone_number))
        .route("/sms/send", web::post().to(send_sms));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Where {
    appid: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    appid: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    appid: String,
    key: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    appid: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scene {
    appid: String,
    scene: String,
}

async fn follow(sandbox: Data<Sandbox>, id: Path<String>, ask: Json<Where>) -> Answer {
    happen(&sandbox, &id, &ask.appid, Deed::Follow)
}

async fn unfollow(sandbox: Data<Sandbox>, id: Path<String>, ask: Json<Where>) -> Answer {
    happen(&sandbox, &id, &ask.appid, Deed::Unfollow)
}

async fn say(sandbox: Data<Sandbox>, id: Path<String>, ask: Json<Words>) -> Answer {
    let Words { appid, text } = ask.into_inner();
    if text.trim().is_empty() {
        return Err(Refusal::malformed("text is empty"));
    }
    happen(&sandbox, &id, &appid, Deed::Say { text })
}

async fn tap(sandbox: Data<Sandbox>, id: Path<String>, ask: Json<Key>) -> Answer {
    let Key { appid, key } = ask.into_inner();
    happen(&sandbox, &id, &appid, Deed::TapMenu { key })
}

async fn view(sandbox: Data<Sandbox>, id: Path<String>, ask: Json<Link>) -> Answer {
    let Link { appid, url } = ask.into_inner();
    happen(&sandbox, &id, &appid, Deed::View { url })
}

async fn scan(sandbox: Data<Sandbox>, id: Path<String>, ask: Json<Scene>) -> Answer {
    let Scene { appid, scene } = ask.into_inner();
    happen(&sandbox, &id, &appid, Deed::Scan { scene })
}

async fn cancel(sandbox: Data<Sandbox>, id: Path<String>, ask: Json<Where>) -> Answer {
    happen(&sandbox, &id, &ask.appid, Deed::CancelAuthorization)
}

fn happen(sandbox: &Sandbox, id: &str, appid: &str, deed: Deed) -> Answer {
    let (person, account) = (person(sandbox, id)?, account(sandbox, appid)?);
    let delivery = push::happen(sandbox, &person, account, &deed).map_err(|no| match no {
        NotNow::NotFollowing => Refusal::not_following(),
        NotNow::AlreadyFollowing => Refusal::already_following(),
    })?;
    Ok(HttpResponse::Ok().json(json!({ "delivery": delivery })))
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Since {
    after: u64,
    wait_ms: u64,
}

impl Since {
    fn wait(&self) -> Duration {
        Duration::from_millis(self.wait_ms).min(LONGEST_WAIT)
    }
}

/// What was said since, the menu, and whether they follow. Held until one of them changes.
async fn chat(sandbox: Data<Sandbox>, path: Path<(String, String)>, since: Query<Since>) -> Answer {
    let (id, appid) = path.into_inner();
    let (person, account) = (person(&sandbox, &id)?, account(&sandbox, &appid)?);
    let look = |state: &mut crate::state::State| {
        let menu = state.menus.get(&account.appid).cloned().unwrap_or_default();
        let chat = state.chat(&person.id, &account.appid);
        (chat.after(since.after), menu, chat.following)
    };
    let before = sandbox.with(look);
    let news = sandbox.wait_for(since.wait(), |state| {
        let now = look(state);
        let changed = (&now.1, now.2) != (&before.1, before.2);
        (changed || !now.0.is_empty()).then_some(now)
    });
    let (messages, menu, following) = news.await.unwrap_or(before.clone());
    let answer = json!({ "messages": messages, "menu": menu, "following": following });
    Ok(HttpResponse::Ok().json(answer))
}

async fn inbox(sandbox: Data<Sandbox>, id: Path<String>, since: Query<Since>) -> Answer {
    let person = person(&sandbox, &id)?;
    let news = sandbox.wait_for(since.wait(), |state| {
        let mine = state.sms.iter().filter(|sms| sms.phone == person.phone);
        let unseen: Vec<Sms> = mine.filter(|sms| sms.seq > since.after).cloned().collect();
        (!unseen.is_empty()).then_some(unseen)
    });
    let messages = news.await.unwrap_or_default();
    Ok(HttpResponse::Ok().json(json!({ "messages": messages })))
}

/// `wx.login`.
async fn login(sandbox: Data<Sandbox>, id: Path<String>, ask: Json<Where>) -> Answer {
    let code = mini_code(&sandbox, &id, &ask.appid, Issue::Login)?;
    Ok(HttpResponse::Ok().json(json!({ "code": code })))
}

/// `getPhoneNumber`.
async fn phone_number(sandbox: Data<Sandbox>, id: Path<String>, ask: Json<Where>) -> Answer {
    let code = mini_code(&sandbox, &id, &ask.appid, Issue::PhoneNumber)?;
    Ok(HttpResponse::Ok().json(json!({ "code": code })))
}

enum Issue {
    Login,
    PhoneNumber,
}

fn mini_code(sandbox: &Sandbox, id: &str, appid: &str, issue: Issue) -> Result<String, Refusal> {
    let (person, account) = (person(sandbox, id)?, account(sandbox, appid)?);
    if account.kind != Kind::Mini {
        return Err(Refusal::not_a_mini_program());
    }
    let grants = MiniLogin { appid: account.appid.clone(), person: person.id };
    let now = sandbox.now();
    Ok(sandbox.with(|state| match issue {
        Issue::Login => {
            let code = state.mint(32);
            state.mini_codes.issue(code, grants, now)
        }
        Issue::PhoneNumber => {
            let code = state.mint(64);
            state.phone_codes.issue(code, grants, now)
        }
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SendSms {
    phone: String,
    text: String,
    /// The sender's; the same one again is not sent again.
    id: String,
}

async fn send_sms(sandbox: Data<Sandbox>, ask: Json<SendSms>) -> Answer {
    let SendSms { phone, text, id } = ask.into_inner();
    let at = sandbox.now_text();
    sandbox.change(|state| {
        if state.sms.iter().any(|sms| sms.id == id) {
            return;
        }
        let seq = state.sms.len() as u64 + 1;
        let code = one_time_code(&text);
        state.sms.push(Sms { seq, at, id, phone, text, code });
    });
    Ok(HttpResponse::Ok().json(json!({ "ok": true })))
}

/// The first number of four to eight digits.
fn one_time_code(text: &str) -> Option<String> {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers.filter(|digits| (4..=8).contains(&digits.len())).map(str::to_owned).next()
}
