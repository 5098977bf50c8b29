//! What WeChat's browser does for a page: the bridge it puts into it, and the check of `wx.config`.
use actix_web::{
    HttpResponse,
    http::Uri,
    web::{self, Data, Json, ServiceConfig},
};
use serde::Deserialize;
use serde_json::json;

use crate::{config::Account, sandbox::Sandbox};

const BRIDGE: &str = include_str!("pages/bridge.js");

pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/sandbox/bridge.js", web::get().to(script))
        .route("/sandbox/jssdk", web::post().to(check));
}

async fn script() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(BRIDGE)
}

/// What a page gave `wx.config`, and the page's own address as the browser knows it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Configured {
    appid: String,
    url: String,
    timestamp: i64,
    nonce_str: String,
    signature: String,
}

/// `preVerifyJSAPI` (WeChat docs, JS-SDK, appendix 1 and 5).
async fn check(sandbox: Data<Sandbox>, asked: Json<Configured>) -> HttpResponse {
    let err_msg = match verdict(&sandbox, &asked) {
        Ok(()) => "config:ok",
        Err(why) => why,
    };
    HttpResponse::Ok().json(json!({ "err_msg": err_msg }))
}

fn verdict(sandbox: &Sandbox, asked: &Configured) -> Result<(), &'static str> {
    let account = sandbox.account(&asked.appid).ok_or("config:invalid appid")?;
    if !is_own_page(&account, &asked.url) {
        return Err("config:invalid url domain");
    }
    let now = sandbox.now();
    let signed = |ticket: &str| {
        let Configured { nonce_str, timestamp, url, .. } = asked;
        let expected = wechat::signature::jssdk_signature(ticket, nonce_str, *timestamp, url);
        wechat::signature::matches(&expected, &asked.signature)
    };
    let family = (asked.appid.clone(), "jsapi".to_owned());
    let good = sandbox.with(|state| {
        state
            .tickets
            .get(&family)
            .is_some_and(|tickets| tickets.alive(now).any(|one| signed(&one.text)))
    });
    if good { Ok(()) } else { Err("config:invalid signature") }
}

/// Whether a page is the account's own (JS 接口安全域名): where its callback is.
fn is_own_page(account: &Account, url: &str) -> bool {
    let authority = |text: &str| {
        let uri: Uri = text.split('#').next().unwrap_or_default().parse().ok()?;
        uri.authority().map(ToString::to_string)
    };
    authority(url).is_some_and(|page| authority(&account.callback) == Some(page))
}
