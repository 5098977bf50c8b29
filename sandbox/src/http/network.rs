//! `wx.request`: the phone itself calls the mini-program's server, as no browser stands between.
use std::{collections::BTreeMap, time::Duration};

use actix_web::{
    HttpResponse,
    web::{self, Data, Json, Path, ServiceConfig},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::{Method, Url, header};
use serde::Deserialize;
use serde_json::json;

use super::{
    answer::Refusal,
    control::{account, person},
};
use crate::{
    config::{Account, Kind},
    sandbox::Sandbox,
};

/// What is read of an answer: a page of a hundred lines with pictures in it is far below.
const ANSWER_LIMIT: usize = 1024 * 1024;
/// WeChat docs, networkTimeout.request: 60 s unless the mini-program says otherwise.
const PATIENCE: Duration = Duration::from_secs(60);

pub fn routes(config: &mut ServiceConfig) {
    config.route("/sandbox/people/{id}/request", web::post().to(request));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    appid: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<String>,
}

/// The server's answer, its body as text or else in base64, or why WeChat's `fail` callback would be called.
async fn request(
    sandbox: Data<Sandbox>,
    id: Path<String>,
    call: Json<Call>,
) -> Result<HttpResponse, Refusal> {
    let Call { appid, method, url, headers, body } = call.into_inner();
    person(&sandbox, &id)?;
    let account = account(&sandbox, &appid)?;
    if account.kind != Kind::Mini {
        return Err(Refusal::not_a_mini_program());
    }
    let url = may_call(&account, &url)?;
    let method = Method::from_bytes(method.as_bytes()).map_err(Refusal::malformed)?;
    let mut request = sandbox.outbound().request(method, url).timeout(PATIENCE);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    // WeChat docs: the Referer is `https://servicewechat.com/{appid}/{version}/page-frame.html`.
    let referer = format!("https://servicewechat.com/{appid}/devtools/page-frame.html");
    request = request.header(header::REFERER, referer);
    match answer(request.body(body.unwrap_or_default())).await {
        Ok(answer) => Ok(HttpResponse::Ok().json(answer)),
        Err(_) => Ok(HttpResponse::Ok().json(json!({ "fail": "request:fail" }))),
    }
}

/// A mini-program calls the domains its console lists; here, the one its pushes go to.
fn may_call(account: &Account, url: &str) -> Result<Url, Refusal> {
    let listed = Url::parse(&account.callback).map_err(Refusal::malformed)?;
    let url = Url::parse(url).map_err(Refusal::malformed)?;
    if url.origin() == listed.origin() { Ok(url) } else { Err(Refusal::domain_not_listed()) }
}

async fn answer(request: reqwest::RequestBuilder) -> reqwest::Result<serde_json::Value> {
    let mut response = request.send().await?;
    let status = response.status().as_u16();
    let headers: BTreeMap<_, _> = response
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_LIMIT {
            return Ok(json!({ "fail": "request:fail response too large" }));
        }
    }
    Ok(match String::from_utf8(body) {
        Ok(text) => json!({ "status": status, "headers": headers, "body": text }),
        Err(picture) => {
            let bytes = BASE64_STANDARD.encode(picture.as_bytes());
            json!({ "status": status, "headers": headers, "body": "", "body_base64": bytes })
        }
    })
}
