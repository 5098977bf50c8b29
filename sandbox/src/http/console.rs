//! WeChat's console (微信公众平台): where an account's owner says who may ask, where pushes go and which
//! domain is theirs.
use std::net::IpAddr;

use actix_web::{
    HttpResponse,
    http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY},
    web::{self, Data, Json, Path, ServiceConfig},
};
use serde::Deserialize;
use serde_json::json;

use super::{answer::Refusal, authorize::host, control::account};
use crate::{
    config::{Account, Mode},
    console::verify_file,
    deliver,
    sandbox::Sandbox,
};

const PAGE: &str = include_str!("pages/console.html");
const SCRIPT: &str = include_str!("pages/console.js");
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; \
    style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

type Answer = Result<HttpResponse, Refusal>;

pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/console", web::get().to(page))
        .route("/sandbox/console.js", web::get().to(script))
        .route("/sandbox/accounts/{appid}/console", web::get().to(show))
        .route("/sandbox/accounts/{appid}/domain-file", web::get().to(file))
        .route("/sandbox/accounts/{appid}/server", web::put().to(save_server))
        .route("/sandbox/accounts/{appid}/allowed", web::put().to(save_allowed))
        .route("/sandbox/accounts/{appid}/domain", web::put().to(save_domain));
}

async fn page() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .body(PAGE)
}

async fn script() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(SCRIPT)
}

/// All that the console shows, the AppSecret too: here there is nobody to hide it from.
async fn show(sandbox: Data<Sandbox>, appid: Path<String>) -> Answer {
    let account = account(&sandbox, &appid)?;
    let console = sandbox.with(|state| state.consoles.get(&account.appid).cloned());
    let console = console.unwrap_or_default();
    Ok(HttpResponse::Ok().json(json!({
        "appid": account.appid, "kind": account.kind, "name": account.name,
        "original_id": account.original_id, "secret": account.secret,
        "url": account.callback, "mode": account.mode, "allowed": console.allowed,
        "domain": console.domain, "domain_file": verify_file(&account.appid).0,
    })))
}

async fn file(sandbox: Data<Sandbox>, appid: Path<String>) -> Answer {
    let (name, words) = verify_file(&account(&sandbox, &appid)?.appid);
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(words))
}

/// 服务器配置
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Server {
    url: String,
    token: String,
    encoding_aes_key: String,
    mode: Mode,
}

/// It is kept if the server shows at once that it knows the Token, and not otherwise.
async fn save_server(sandbox: Data<Sandbox>, appid: Path<String>, ask: Json<Server>) -> Answer {
    let Server { url, token, encoding_aes_key, mode } = ask.into_inner();
    let known = account(&sandbox, &appid)?;
    let token_is_fine =
        (3..=32).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !token_is_fine {
        return Ok(no("Token 必须为英文或数字，长度为 3-32 字符"));
    }
    let Ok(key) = encoding_aes_key.parse() else {
        return Ok(no("EncodingAESKey 必须为 43 位英文或数字"));
    };
    if host(&url).is_none() {
        return Ok(no("URL 必须以 http:// 或 https:// 开头"));
    }
    let account =
        Account { callback: url, token, encoding_aes_key: key, mode, ..Account::clone(&known) };
    match deliver::verify(&sandbox, &account).await {
        Ok(_) => {
            sandbox.reconfigure(account);
            Ok(yes())
        }
        Err(why) => Ok(no(&why)),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowed {
    /// Null: anybody may ask.
    allowed: Option<Vec<IpAddr>>,
}

async fn save_allowed(sandbox: Data<Sandbox>, appid: Path<String>, ask: Json<Allowed>) -> Answer {
    let appid = account(&sandbox, &appid)?.appid.clone();
    let allowed = ask.into_inner().allowed;
    sandbox.change(|state| state.consoles.entry(appid).or_default().allowed = allowed);
    Ok(yes())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Domain {
    /// WeChat's has no port. Here it may, because everybody lives on one machine.
    domain: String,
}

/// It is kept if the account's file is found at its root, and not otherwise.
async fn save_domain(sandbox: Data<Sandbox>, appid: Path<String>, ask: Json<Domain>) -> Answer {
    let appid = account(&sandbox, &appid)?.appid.clone();
    let (name, words) = verify_file(&appid);
    let root = format!("http://{}", ask.domain);
    let Some(domain) = host(&root).filter(|_| !ask.domain.contains('/')) else {
        return Ok(no("域名不含 http:// 和路径"));
    };
    if let Err(why) = deliver::find_file(&sandbox, &format!("{root}/{name}"), &words).await {
        return Ok(no(&why));
    }
    sandbox.change(|state| state.consoles.entry(appid).or_default().domain = Some(domain));
    Ok(yes())
}

fn yes() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "ok": true }))
}

fn no(why: &str) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "ok": false, "why": why }))
}
