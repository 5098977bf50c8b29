//! What a person can do with the phone: `/sandbox/people/{id}/…`.
use actix_web::{
    HttpResponse,
    web::{self, Data, Json, Path, ServiceConfig},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    answer::Refusal,
    control::{account, person},
};
use crate::{
    config::Kind,
    deed::{Deed, NotNow},
    push,
    sandbox::Sandbox,
    state::MiniLogin,
};

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
        .route("/sandbox/people/{id}/login", web::post().to(login))
        .route("/sandbox/people/{id}/phone-number", web::post().to(phone_number));
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
    let delivery = push::happen(sandbox, &person, &account, &deed).map_err(|no| match no {
        NotNow::NotFollowing => Refusal::not_following(),
        NotNow::AlreadyFollowing => Refusal::already_following(),
    })?;
    Ok(HttpResponse::Ok().json(json!({ "delivery": delivery })))
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
