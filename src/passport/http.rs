//! The token on the wire: a cookie for browsers, a bearer token for the mini-program.
use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};
use entity::session::Kind;

use super::lasts;
use crate::{app::App, http::header};

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Member => "kabao_member",
        Kind::Till => "kabao_till",
        Kind::Office => "kabao_office",
    }
}

/// The token that a request shows for this door.
pub fn presented(req: &HttpRequest, kind: Kind) -> Option<String> {
    let bearer = header(req, "authorization").and_then(|text| text.strip_prefix("Bearer "));
    match bearer {
        Some(token) => Some(token.to_owned()),
        None => req.cookie(name(kind)).map(|cookie| cookie.value().to_owned()),
    }
}

pub fn cookie(app: &App, kind: Kind, token: String) -> Cookie<'static> {
    let seconds = i64::try_from(lasts(kind).as_secs()).unwrap_or(i64::MAX);
    Cookie::build(name(kind), token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.http.public_url.starts_with("https://"))
        .max_age(Duration::seconds(seconds))
        .finish()
}

/// Takes the cookie away.
pub fn no_cookie(kind: Kind) -> Cookie<'static> {
    let mut gone = Cookie::build(name(kind), "").path("/").http_only(true).finish();
    gone.make_removal();
    gone
}
