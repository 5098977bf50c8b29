//! WeChat's browser.
use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    get,
    http::header,
    post,
    web::{Data, Json, Path, Query},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{SessionRefusal, Visitor, oauth, rules},
    view::SessionView,
};
use crate::{
    app::App,
    error::{Error, Result},
    http::{Anyone, Problem, RequestRefusal, ServiceConfig},
    merchant,
    passport::{self, Door},
};

const TICKET: &str = "kabao_oauth";

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(start_oauth)
        .service(finish_oauth)
        .service(show_session)
        .service(end_session)
        .service(sign_page);
}

#[derive(Deserialize, IntoParams)]
struct Start {
    /// Path under `/m/{appid}` to come back to.
    to: String,
    /// `snsapi_base` (silent, the default) or `snsapi_userinfo` (nickname and picture, on a tap).
    scope: Option<String>,
}

/// Send the browser to WeChat's authorisation page.
#[utoipa::path(tag = "member", params(("appid" = String, Path), Start),
    responses((status = 302), (status = 422, body = Problem)))]
#[get("/oauth/{appid}/start")]
async fn start_oauth(
    _: Anyone,
    app: Data<App>,
    appid: Path<String>,
    ask: Query<Start>,
) -> Result<HttpResponse> {
    let userinfo = ask.scope.as_deref() == Some("snsapi_userinfo");
    let (out, ticket) = oauth::begin(&app, &appid, &ask.to, userinfo).await?;
    Ok(found(&out, ticket_cookie(&app, ticket)))
}

#[derive(Deserialize, IntoParams)]
struct Callback {
    /// Absent where the person declined.
    code: Option<String>,
    state: Option<String>,
}

/// WeChat sends the browser back.
#[utoipa::path(tag = "member", params(("appid" = String, Path), Callback),
    responses((status = 302, description = "to the page asked for, or to one that says why not")))]
#[get("/oauth/{appid}/callback")]
async fn finish_oauth(
    _: Anyone,
    req: HttpRequest,
    app: Data<App>,
    appid: Path<String>,
    answer: Query<Callback>,
) -> Result<HttpResponse> {
    // Nobody is sent to the page of an account that is not there.
    let appid = merchant::account(&app, &appid).await?.appid.clone();
    let signed_in = async {
        let shown = req.cookie(TICKET).ok_or(SessionRefusal::BadState)?;
        let state = answer.state.as_deref().unwrap_or_default();
        let ticket = oauth::ticket(&app, &appid, shown.value(), state)?;
        let Some(code) = answer.code.as_deref() else {
            // Nickname and picture may be declined: whoever was signed in still is.
            return Ok((ticket.to, None));
        };
        let session = oauth::finish(&app, &ticket, code).await?;
        Ok::<_, Error>((ticket.to, Some(passport::token(&app, &session)?)))
    };
    let to = match signed_in.await {
        Ok((to, token)) => {
            let mut back = found(&to, no_ticket());
            if let Some(token) = token {
                let cookie = passport::cookie(&app, Door::Member(&appid), token);
                back.add_cookie(&cookie).map_err(anyhow::Error::from)?;
            }
            return Ok(back);
        }
        Err(Error::Refused(no)) if no.problem().1 == "snapshot_user" => {
            format!("/m/{appid}/snapshot")
        }
        Err(Error::Refused(no)) => format!("/m/{appid}/sorry?code={}", no.problem().1),
        Err(fault) => return Err(fault),
    };
    Ok(found(&to, no_ticket()))
}

#[derive(Deserialize, IntoParams)]
struct Page {
    /// The account whose page asks.
    appid: String,
}

/// Who is signed in.
#[utoipa::path(tag = "member", params(Page),
    responses((status = 200, body = SessionView), (status = 401, body = Problem)))]
#[get("/session")]
async fn show_session(
    app: Data<App>,
    visitor: Visitor,
    page: Query<Page>,
) -> Result<Json<SessionView>> {
    if visitor.identity.appid != page.appid {
        return Err(RequestRefusal::Unauthenticated.into());
    }
    let shop = merchant::shown(&app, visitor.merchant()).await?;
    Ok(Json(SessionView::new(visitor.identity, &shop)))
}

/// Sign out.
#[utoipa::path(tag = "member", responses((status = 204), (status = 401, body = Problem)))]
#[post("/session/end")]
async fn end_session(app: Data<App>, visitor: Visitor) -> Result<HttpResponse> {
    passport::end(&app, visitor.session.id).await?;
    let gone = passport::no_cookie(Door::Member(&visitor.identity.appid));
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

#[derive(Deserialize, IntoParams)]
struct Signed {
    /// The page's address as the browser sees it.
    url: String,
}

/// What `wx.config` takes.
#[derive(Serialize, ToSchema)]
struct JsSdkView {
    app_id: String,
    /// Seconds.
    timestamp: i64,
    nonce_str: String,
    signature: String,
}

/// Sign a page of ours for WeChat's JS-SDK.
#[utoipa::path(tag = "member", params(Signed),
    responses((status = 200, body = JsSdkView), (status = 403, body = Problem)))]
#[get("/jssdk")]
async fn sign_page(
    app: Data<App>,
    visitor: Visitor,
    ask: Query<Signed>,
) -> Result<Json<JsSdkView>> {
    let url = rules::own_url(&app.config.http.public_url, &ask.url);
    let url = url.ok_or(SessionRefusal::ForeignUrl)?;
    let account = merchant::account(&app, &visitor.identity.appid).await?;
    let ticket = merchant::jsapi_ticket(&app, &account).await?;
    let timestamp = app.world.now().seconds();
    let nonce_str = hex::encode(app.world.bytes::<8>());
    let signature = wechat::signature::jssdk_signature(ticket.reveal(), &nonce_str, timestamp, url);
    Ok(Json(JsSdkView { app_id: account.appid.clone(), timestamp, nonce_str, signature }))
}

fn found(to: &str, cookie: Cookie<'_>) -> HttpResponse {
    HttpResponse::Found()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .cookie(cookie)
        .finish()
}

fn ticket_cookie(app: &App, ticket: String) -> Cookie<'static> {
    Cookie::build(TICKET, ticket)
        .path("/v1/member/oauth")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.http.public_url.starts_with("https://"))
        .max_age(Duration::seconds(oauth::TICKET_LIVES.as_secs() as i64))
        .finish()
}

fn no_ticket() -> Cookie<'static> {
    let mut gone = Cookie::build(TICKET, "").path("/v1/member/oauth").http_only(true).finish();
    gone.make_removal();
    gone
}
