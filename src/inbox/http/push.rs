//! WeChat's door. It lies outside `/v1`: its address is typed into WeChat's console.
use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::X_CONTENT_TYPE_OPTIONS,
    post,
    web::{Bytes, Data, Path, Payload, Query},
};
use entity::values::Timestamp;
use tokio::time::{Duration, Instant, timeout};
use wechat::{Format, Message, Opened, Rejected, envelope::Generation, reply::SUCCESS};

use super::super::{
    ANSWER_WITHIN,
    receive::{Push, receive},
    rules::{Meaning, is_openid, meaning},
};
use crate::{
    app::App,
    error::{Refusal, Result},
    http::{RequestRefusal, ServiceConfig},
    merchant::{self, Account, MerchantRefusal},
};

/// In bytes; what WeChat pushes has a few thousand (A11).
const LARGEST_PUSH: usize = 64 * 1024;
/// WeChat itself gives up after 5 s (A12).
const BODY_PATIENCE: Duration = Duration::from_secs(5);
/// A wrong clock is told once in this time, however much is pushed.
const WARN_EVERY: Duration = Duration::from_secs(60);

pub fn wechat_routes(cfg: &mut ServiceConfig) {
    cfg.service(check_url).service(take_push);
}

/// Why a request at this door is none of WeChat's business with us. Counted, never told.
#[derive(Clone, Copy)]
enum Cause {
    UnknownAppid,
    Query,
    Envelope(Rejected),
    Message,
    Addressee,
}

impl Cause {
    fn name(self) -> &'static str {
        match self {
            Self::UnknownAppid => "unknown_appid",
            Self::Query => "query",
            Self::Envelope(Rejected::Signature) => "signature",
            Self::Envelope(Rejected::Stale) => "stale",
            Self::Envelope(Rejected::Mode) => "mode",
            Self::Envelope(Rejected::Malformed) => "malformed",
            Self::Envelope(Rejected::Crypt) => "crypt",
            Self::Message => "message",
            Self::Addressee => "addressee",
        }
    }
}

/// WeChat asks whether this address is ours: the answer is its own `echostr`.
#[utoipa::path(tag = "wechat", responses((status = 200, body = String), (status = 403)))]
#[get("/wechat/{appid}")]
async fn check_url(app: Data<App>, appid: Path<String>, req: HttpRequest) -> Result<HttpResponse> {
    let account = match known(&app, &appid).await? {
        Ok(account) => account,
        Err(cause) => return Ok(turned_away(cause)),
    };
    let Ok(query) = read_query(&req) else { return Ok(turned_away(Cause::Query)) };
    match account.callback.verify_url(&query, app.world.now().seconds()) {
        Ok(asked) => {
            if asked.signed_with == Generation::Current {
                // Whoever presses 提交 may have mended what the last push was refused for.
                merchant::forget_cause(&app, &account.appid).await;
                merchant::reached(&app, &account).await;
            }
            Ok(answer("text/plain; charset=utf-8", asked.echostr.to_owned()))
        }
        Err(rejected) => Ok(rejection(&app, &account, &query, rejected).await),
    }
}

/// WeChat pushes a message or an event.
#[utoipa::path(
    tag = "wechat",
    request_body(content = String, content_type = "text/xml"),
    responses((status = 200, body = String, content_type = "text/xml"), (status = 403), (status = 413))
)]
#[post("/wechat/{appid}")]
async fn take_push(
    app: Data<App>,
    appid: Path<String>,
    req: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse> {
    let deadline = Instant::now() + ANSWER_WITHIN;
    let body = whole(payload).await?;
    let account = match known(&app, &appid).await? {
        Ok(account) => account,
        Err(cause) => return Ok(turned_away(cause)),
    };
    let Ok(query) = read_query(&req) else { return Ok(turned_away(Cause::Query)) };
    let opened = match account.callback.open(&query, &body, app.world.now().seconds()) {
        Ok(opened) => opened,
        Err(rejected) => return Ok(rejection(&app, &account, &query, rejected).await),
    };
    let message = match read(&account, &opened) {
        Ok(message) => message,
        Err(cause) => {
            merchant::turned_away(&app, &account.appid, cause.name()).await;
            return Ok(turned_away(cause));
        }
    };
    if opened.signed_with == Generation::Current {
        merchant::reached(&app, &account).await;
    }
    let push = Push { account: account.clone(), message, format: opened.format, deadline };
    let document = receive(&app, push).await?;
    let sealed =
        account.callback.seal(&document, &opened, app.world.now().seconds(), app.world.bytes());
    let media = match opened.format {
        _ if sealed == SUCCESS => "text/plain; charset=utf-8",
        Format::Xml => "text/xml; charset=utf-8",
        Format::Json => "application/json; charset=utf-8",
    };
    Ok(answer(media, sealed))
}

fn answer(media: &'static str, body: String) -> HttpResponse {
    // What a signed `echostr` says is never a page.
    let nosniff = (X_CONTENT_TYPE_OPTIONS, "nosniff");
    HttpResponse::Ok().content_type(media).insert_header(nosniff).body(body)
}

async fn whole(payload: Payload) -> Result<Bytes> {
    let arriving = timeout(BODY_PATIENCE, payload.to_bytes_limited(LARGEST_PUSH)).await;
    match arriving.map_err(|_| RequestRefusal::TooSlow)? {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(fault)) => Err(RequestRefusal::Malformed { why: fault.to_string() }.into()),
        Err(_) => Err(RequestRefusal::TooLarge.into()),
    }
}

fn read_query(req: &HttpRequest) -> Result<wechat::Query, Cause> {
    let query = Query::from_query(req.query_string());
    query.map(Query::into_inner).map_err(|_| Cause::Query)
}

async fn known(app: &App, appid: &str) -> Result<Result<Arc<Account>, Cause>> {
    match merchant::account(app, appid).await {
        Ok(account) => Ok(Ok(account)),
        Err(no) if no.code() == Some(MerchantRefusal::NoSuchAccount.problem().1) => {
            Ok(Err(Cause::UnknownAppid))
        }
        Err(fault) => Err(fault),
    }
}

/// The message of an opened push. In plain mode nothing signs the body, so what it says of sender
/// and addressee must at least be possible.
fn read(account: &Account, opened: &Opened) -> Result<Message, Cause> {
    let message = Message::parse(&opened.body).map_err(|_| Cause::Message)?;
    if message.to != account.original_id {
        return Err(Cause::Addressee);
    }
    let about = match meaning(account.kind, &message.body) {
        Meaning::Revoked { openid, .. } | Meaning::Cancelled { openid } => openid,
        _ => message.from.clone(),
    };
    if is_openid(&about) { Ok(message) } else { Err(Cause::Message) }
}

/// The one answer to all that is not WeChat's, recent and ours (A1, A5, A6).
fn turned_away(cause: Cause) -> HttpResponse {
    let cause = cause.name();
    tracing::debug!(cause, "a push was turned away");
    metrics::counter!("kabao_pushes_refused_total", "cause" => cause).increment(1);
    HttpResponse::Forbidden().finish()
}

/// As [`turned_away`]; but rightly signed at the wrong time means a replay, or that our own clock
/// is wrong and all pushes are lost. Then somebody should know (A4).
async fn rejection(
    app: &App,
    account: &Account,
    query: &wechat::Query,
    rejected: Rejected,
) -> HttpResponse {
    if rejected == Rejected::Stale {
        let ahead_s = ahead_s(query, app.world.now());
        metrics::counter!("kabao_pushes_stale_total").increment(1);
        metrics::gauge!("kabao_pushes_stale_clock_seconds").set(ahead_s as f64);
        let appid = &account.appid;
        if app.cache.count(&format!("inbox.stale.{appid}"), WARN_EVERY).await == 1 {
            tracing::warn!(
                appid,
                ahead_s,
                "a rightly signed push has the wrong time: it was replayed, or this machine's \
                 clock is wrong"
            );
        }
    }
    let cause = Cause::Envelope(rejected);
    merchant::turned_away(app, &account.appid, cause.name()).await;
    turned_away(cause)
}

/// By how much our clock is ahead of the one that signed, in seconds.
fn ahead_s(query: &wechat::Query, now: Timestamp) -> i64 {
    let signed = query.timestamp.as_deref().and_then(|text| text.parse().ok());
    now.seconds().saturating_sub(signed.unwrap_or(now.seconds()))
}
