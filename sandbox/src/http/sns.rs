//! `/sns/…`: OAuth on the web, `wx.login`; and the phone number that a mini-program asks for.
use actix_web::{
    HttpRequest,
    web::{self, Bytes, Data, Query, ServiceConfig},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    answer::{Answer, body, given, ok, ok_as_text},
    token::authenticate,
};
use crate::{
    config::Kind,
    errcode::{self, Errcode},
    sandbox::Sandbox,
    state::State,
    web_login::{Login, Pair, Scope},
};

const TOKEN_LENGTH: usize = 110;

pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/sns/oauth2/access_token", web::get().to(access_token))
        .route("/sns/oauth2/refresh_token", web::get().to(refresh_token))
        .route("/sns/userinfo", web::get().to(userinfo))
        .route("/sns/auth", web::get().to(auth))
        .route("/sns/jscode2session", web::get().to(code_to_session))
        .route("/wxa/business/getuserphonenumber", web::post().to(phone_number));
}

#[derive(Deserialize)]
struct AskLogin {
    appid: Option<String>,
    secret: Option<String>,
    code: Option<String>,
    js_code: Option<String>,
    refresh_token: Option<String>,
    grant_type: Option<String>,
}

impl AskLogin {
    fn must_grant(&self, grant_type: &str) -> Result<(), Errcode> {
        let same = self.grant_type.as_deref() == Some(grant_type);
        if same { Ok(()) } else { Err(errcode::INVALID_GRANT_TYPE) }
    }
}

async fn access_token(sandbox: Data<Sandbox>, ask: Query<AskLogin>) -> Answer {
    let account = authenticate(&sandbox, &ask.appid, &ask.secret)?;
    ask.must_grant("authorization_code")?;
    let code = given(&ask.code, errcode::CODE_MISSING)?;
    let now = sandbox.now();
    sandbox.with(|state| {
        let login = state.web_codes.redeem(code, now, |login| login.appid == account.appid)?;
        let (access, refresh) = (state.mint(TOKEN_LENGTH), state.mint(TOKEN_LENGTH));
        let mut minted = [access, refresh].into_iter();
        let pair = state.web_tokens.issue(&login, now, || minted.next().unwrap_or_default());
        login_answer(&sandbox, state, &login, &pair)
    })
}

async fn refresh_token(sandbox: Data<Sandbox>, ask: Query<AskLogin>) -> Answer {
    let appid = given(&ask.appid, errcode::APPID_MISSING)?;
    ask.must_grant("refresh_token")?;
    let refresh_token = given(&ask.refresh_token, errcode::REFRESH_TOKEN_MISSING)?;
    let now = sandbox.now();
    sandbox.with(|state| {
        let fresh = state.mint(TOKEN_LENGTH);
        let (login, pair) = state.web_tokens.refresh(appid, refresh_token, now, || fresh)?;
        login_answer(&sandbox, state, &login, &pair)
    })
}

fn login_answer(sandbox: &Sandbox, state: &State, login: &Login, pair: &Pair) -> Answer {
    let account = sandbox.account(&login.appid).ok_or(errcode::INVALID_APPID)?;
    let person = state.person(&login.person).ok_or(errcode::INVALID_OPENID)?;
    let mut answer = json!({
        "access_token": pair.access_token,
        "expires_in": 7200,
        "refresh_token": pair.refresh_token,
        "openid": person.web_openid(&account.appid),
        "scope": login.scope.name(),
    });
    if person.snapshot {
        answer["is_snapshotuser"] = json!(1);
    }
    // The docs promise it for snsapi_userinfo only.
    if let (Scope::UserInfo, Some(unionid)) = (login.scope, person.web_unionid(&account)) {
        answer["unionid"] = json!(unionid);
    }
    Ok(ok_as_text(&answer))
}

#[derive(Deserialize)]
struct AskPerson {
    access_token: Option<String>,
    openid: Option<String>,
}

async fn userinfo(sandbox: Data<Sandbox>, ask: Query<AskPerson>, request: HttpRequest) -> Answer {
    let base = format!("http://{}", request.connection_info().host());
    let info = sandbox.with(|state| {
        let login = logged_in(&sandbox, state, &ask)?;
        if login.scope == Scope::Base {
            return Err(errcode::UNAUTHORIZED_API);
        }
        let account = sandbox.account(&login.appid).ok_or(errcode::INVALID_APPID)?;
        let person = state.person(&login.person).ok_or(errcode::INVALID_OPENID)?;
        let nickname = if person.snapshot { "微信用户" } else { &person.nickname };
        let mut info = json!({
            "openid": person.web_openid(&login.appid),
            "nickname": nickname,
            "sex": 0, "language": "", "city": "", "province": "", "country": "",
            "headimgurl": format!("{base}{}", person.avatar()),
            "privilege": [],
        });
        if let Some(unionid) = person.web_unionid(&account) {
            info["unionid"] = json!(unionid);
        }
        Ok(info)
    })?;
    Ok(ok_as_text(&info))
}

async fn auth(sandbox: Data<Sandbox>, ask: Query<AskPerson>) -> Answer {
    sandbox.with(|state| logged_in(&sandbox, state, &ask).map(|_| ()))?;
    Ok(ok_as_text(&json!({ "errcode": 0, "errmsg": "ok" })))
}

/// Whose web token this is; it must be named together with its openid.
fn logged_in(sandbox: &Sandbox, state: &State, ask: &AskPerson) -> Result<Login, Errcode> {
    let token = given(&ask.access_token, errcode::TOKEN_MISSING)?;
    let openid = given(&ask.openid, errcode::OPENID_MISSING)?;
    let login = state.web_tokens.check(token, sandbox.now())?;
    let person = state.person(&login.person).ok_or(errcode::INVALID_OPENID)?;
    let same = person.web_openid(&login.appid) == openid;
    if same { Ok(login.clone()) } else { Err(errcode::INVALID_OPENID) }
}

async fn code_to_session(sandbox: Data<Sandbox>, ask: Query<AskLogin>) -> Answer {
    let account = authenticate(&sandbox, &ask.appid, &ask.secret)?;
    ask.must_grant("authorization_code")?;
    let code = given(&ask.js_code, errcode::CODE_MISSING)?;
    if account.kind != Kind::Mini {
        return Err(errcode::INVALID_APPID);
    }
    let now = sandbox.now();
    let answer = sandbox.with(|state| {
        let login = state.mini_codes.redeem(code, now, |login| login.appid == account.appid)?;
        let session_key = BASE64_STANDARD.encode(state.random::<16>());
        let person = state.person(&login.person).ok_or(errcode::INVALID_CODE)?;
        let mut answer = json!({
            "openid": person.openid(&account.appid),
            "session_key": session_key,
        });
        if let Some(unionid) = person.unionid(&account) {
            answer["unionid"] = json!(unionid);
        }
        Ok::<Value, Errcode>(answer)
    })?;
    Ok(ok_as_text(&answer))
}

#[derive(Deserialize)]
struct AskPhone {
    code: Option<String>,
    openid: Option<String>,
}

async fn phone_number(
    sandbox: Data<Sandbox>,
    caller: Query<super::cgi::Caller>,
    bytes: Bytes,
) -> Answer {
    let now = sandbox.now();
    let (appid, phone) = sandbox.with(|state| {
        let appid = state.caller(caller.access_token.as_deref(), now)?;
        let ask: AskPhone = body(&bytes)?;
        let code = given(&ask.code, errcode::CODE_MISSING)?;
        let named = match ask.openid.as_deref() {
            Some(openid) => Some(state.by_openid(&appid, openid)?.id.clone()),
            None => None,
        };
        let owner = |login: &crate::state::MiniLogin| {
            login.appid == appid && named.as_ref().is_none_or(|person| *person == login.person)
        };
        // The docs have one answer for a code that is spent, late or someone else's.
        let login = state.phone_codes.redeem(code, now, owner);
        let login = login.map_err(|_| errcode::INVALID_CODE)?;
        let person = state.person(&login.person).ok_or(errcode::INVALID_CODE)?;
        Ok((appid, person.phone.clone()))
    })?;
    Ok(ok(&json!({
        "errcode": 0, "errmsg": "ok",
        "phone_info": {
            "phoneNumber": phone, "purePhoneNumber": phone, "countryCode": "86",
            "watermark": { "timestamp": now / 1000, "appid": appid },
        },
    })))
}
