//! `/connect/oauth2/authorize`: WeChat asks the person, or not, and sends them back with a code.
use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Uri,
        header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION},
    },
    web::{self, Data, Form, Query, ServiceConfig},
};
use serde::Deserialize;
use serde_json::json;

use super::control::PERSON_COOKIE;
use crate::{
    config::{Account, Kind},
    people::Person,
    sandbox::Sandbox,
    state::Consent,
    web_login::{Login, Scope},
};

const CONSENT: &str = include_str!("pages/consent.html");
const OOPS: &str = include_str!("pages/oops.html");
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; \
    style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'self'";
/// The order WeChat's docs insist on.
const ORDER: [&str; 5] = ["appid", "redirect_uri", "response_type", "scope", "state"];

pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/connect/oauth2/authorize", web::get().to(authorize))
        .route("/connect/oauth2/consent", web::post().to(consent));
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ask {
    appid: String,
    redirect_uri: String,
    response_type: String,
    scope: String,
    state: String,
}

/// What WeChat writes on its page when it will not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Oops(u32, &'static str);

async fn authorize(sandbox: Data<Sandbox>, request: HttpRequest) -> HttpResponse {
    match try_authorize(&sandbox, &request) {
        Ok(answer) => answer,
        Err(Oops(code, why)) => {
            page(&OOPS.replace("{code}", &code.to_string()).replace("{why}", why))
        }
    }
}

fn try_authorize(sandbox: &Sandbox, request: &HttpRequest) -> Result<HttpResponse, Oops> {
    let outside = Oops(10016, "请在微信客户端打开链接");
    let cookie = request.cookie(PERSON_COOKIE).ok_or(outside)?;
    let person = sandbox.with(|state| state.person(cookie.value()).cloned()).ok_or(outside)?;
    let ask = Query::<Ask>::from_query(request.query_string());
    let ask = ask.map(Query::into_inner).unwrap_or_default();
    let account = sandbox.account(&ask.appid);
    let domain = account.as_ref().and_then(|account| domain(sandbox, account));
    let (account, scope) = check(account, domain, &ask, request.query_string())?;
    let login = Login { appid: account.appid.clone(), person: person.id.clone(), scope };
    match scope {
        Scope::Base => {
            let code = issue(sandbox, login);
            Ok(go(&back(&ask.redirect_uri, Some(&code), &ask.state)))
        }
        Scope::UserInfo => {
            let consent = Consent { login, redirect_uri: ask.redirect_uri, state: ask.state };
            let now = sandbox.now();
            let ticket = sandbox.with(|state| {
                let ticket = state.mint(32);
                state.consents.issue(ticket, consent, now)
            });
            Ok(page(&consent_page(&account, &person, &ticket)))
        }
    }
}

/// 网页授权域名: what the console says, or where the account's pushes have gone from the start.
fn domain(sandbox: &Sandbox, account: &Account) -> Option<String> {
    let listed = sandbox.with(|state| state.consoles.get(&account.appid)?.domain.clone());
    let born = || sandbox.config().accounts.iter().find(|one| one.appid == account.appid);
    listed.or_else(|| host(&born()?.callback))
}

fn check(
    account: Option<Arc<Account>>,
    domain: Option<String>,
    ask: &Ask,
    query: &str,
) -> Result<(Arc<Account>, Scope), Oops> {
    let account = account.filter(|account| account.kind == Kind::Service);
    let account = account.ok_or(Oops(10012, "appid 不存在或没有网页授权"))?;
    if ask.redirect_uri.is_empty() {
        return Err(Oops(10011, "缺少 redirect_uri"));
    }
    if domain.is_none() || host(&ask.redirect_uri) != domain {
        return Err(Oops(10003, "redirect_uri 域名与后台配置不一致"));
    }
    if ask.response_type != "code" {
        return Err(Oops(10000, "response_type 应为 code"));
    }
    let scope = Scope::parse(&ask.scope).ok_or(Oops(10010, "scope 参数错误"))?;
    let plain = ask.state.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if ask.state.len() > 128 || !plain {
        return Err(Oops(10013, "state 应为至多 128 个字母和数字"));
    }
    if in_order(query) { Ok((account, scope)) } else { Err(Oops(10000, "参数顺序错误")) }
}

fn in_order(query: &str) -> bool {
    let names = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
    let places = names.filter_map(|name| ORDER.iter().position(|known| *known == name));
    places.is_sorted()
}

/// Scheme and port do not matter to WeChat's console; the exact host does.
pub fn host(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let web = matches!(uri.scheme_str()?, "http" | "https");
    uri.host().filter(|_| web).map(str::to_ascii_lowercase)
}

#[derive(Deserialize)]
struct Decision {
    ticket: String,
    allow: String,
}

/// Sends the person on; or, to the page's own script, says where to.
async fn consent(
    sandbox: Data<Sandbox>,
    decision: Form<Decision>,
    request: HttpRequest,
) -> HttpResponse {
    let now = sandbox.now();
    let asked = sandbox.with(|state| state.consents.redeem(&decision.ticket, now, |_| true));
    let Ok(asked) = asked else {
        return page(&OOPS.replace("{code}", "10000").replace("{why}", "这个授权页已经用过或过期"));
    };
    let code = (decision.allow == "yes").then(|| issue(&sandbox, asked.login));
    let address = back(&asked.redirect_uri, code.as_deref(), &asked.state);
    match request.headers().get(ACCEPT) {
        Some(wanted) if wanted == "application/json" => {
            HttpResponse::Ok().json(json!({ "go": address }))
        }
        _ => go(&address),
    }
}

fn issue(sandbox: &Sandbox, login: Login) -> String {
    let now = sandbox.now();
    sandbox.with(|state| {
        let code = state.mint(32);
        state.web_codes.issue(code, login, now)
    })
}

/// Where to go back to; without a code where the person refused.
fn back(redirect_uri: &str, code: Option<&str>, state: &str) -> String {
    let (address, fragment) = match redirect_uri.split_once('#') {
        Some((address, fragment)) => (address, format!("#{fragment}")),
        None => (redirect_uri, String::new()),
    };
    let joint = if address.contains('?') { '&' } else { '?' };
    let code = code.map(|code| format!("code={code}&")).unwrap_or_default();
    format!("{address}{joint}{code}state={state}{fragment}")
}

fn go(address: &str) -> HttpResponse {
    HttpResponse::Found()
        .insert_header((LOCATION, address))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}

fn page(html: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(html.to_owned())
}

fn consent_page(account: &Account, person: &Person, ticket: &str) -> String {
    let mark: String = account.name.chars().take(1).collect();
    CONSENT
        .replace("{ticket}", ticket)
        .replace("{avatar}", &person.avatar())
        .replace("{mark}", &escaped(&mark))
        .replace("{account}", &escaped(&account.name))
        .replace("{nickname}", &escaped(&person.nickname))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_keeps_what_the_address_already_said() {
        for (uri, code, expected) in [
            ("http://a/x", Some("C"), "http://a/x?code=C&state=S"),
            ("http://a/x?to=1", Some("C"), "http://a/x?to=1&code=C&state=S"),
            ("http://a/x#/y", Some("C"), "http://a/x?code=C&state=S#/y"),
            ("http://a/x", None, "http://a/x?state=S"),
        ] {
            assert_eq!(back(uri, code, "S"), expected);
        }
    }

    #[test]
    fn parameters_come_in_the_order_of_the_docs() {
        assert!(in_order("appid=1&redirect_uri=2&response_type=code&scope=s&state=x"));
        assert!(in_order("appid=1&redirect_uri=2&response_type=code&scope=s"));
        assert!(in_order("appid=1&redirect_uri=2&response_type=code&scope=s&forcePopup=true"));
        assert!(!in_order("redirect_uri=2&appid=1&response_type=code&scope=s"));
    }
}
