//! The token on the wire: a cookie for browsers, a bearer token for the mini-program.
use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};
use entity::session::Kind;

use super::lasts;
use crate::{app::App, http::header};

/// Which cookie: the centres of several shops live side by side in one browser.
#[derive(Clone, Copy, Debug)]
pub enum Door<'a> {
    /// The member centre of this appid.
    Member(&'a str),
    Till,
    Office,
}

/// What the cookies of all member centres begin with.
const MEMBER: &str = "kabao_member_";

impl Door<'_> {
    fn kind(self) -> Kind {
        match self {
            Self::Member(_) => Kind::Member,
            Self::Till => Kind::Till,
            Self::Office => Kind::Office,
        }
    }

    fn cookie_name(self) -> String {
        match self {
            Self::Member(appid) => format!("{MEMBER}{appid}"),
            Self::Till => "kabao_till".to_owned(),
            Self::Office => "kabao_office".to_owned(),
        }
    }
}

/// The token that a request shows for this kind of door.
pub fn presented(req: &HttpRequest, kind: Kind) -> Option<String> {
    let bearer = header(req, "authorization").and_then(|text| text.strip_prefix("Bearer "));
    if let Some(token) = bearer {
        return Some(token.to_owned());
    }
    let door = match kind {
        Kind::Member => return members_cookie(req),
        Kind::Till => Door::Till,
        Kind::Office => Door::Office,
    };
    req.cookie(&door.cookie_name()).map(|cookie| cookie.value().to_owned())
}

/// Of the page that asks: it names its appid in a header, and a picture on it is asked for with the
/// page's own address. One that names none gets the only cookie there is.
fn members_cookie(req: &HttpRequest) -> Option<String> {
    let cookies = req.cookies().ok()?;
    let mut ours = cookies.iter().filter_map(|cookie| {
        cookie.name().strip_prefix(MEMBER).map(|appid| (appid, cookie.value()))
    });
    let page = || header(req, "referer").and_then(appid_of_page);
    let token = match header(req, "x-kabao-appid").or_else(page) {
        Some(appid) => ours.find(|(of, _)| *of == appid)?.1,
        None => match (ours.next(), ours.next()) {
            (Some((_, only)), None) => only,
            _ => return None,
        },
    };
    Some(token.to_owned())
}

/// `https://host/m/{appid}/…`
fn appid_of_page(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let (_, path) = rest.split_once('/')?;
    path.strip_prefix("m/")?.split(['/', '?', '#']).next().filter(|appid| !appid.is_empty())
}

pub fn cookie(app: &App, door: Door<'_>, token: String) -> Cookie<'static> {
    let seconds = i64::try_from(lasts(door.kind()).as_secs()).unwrap_or(i64::MAX);
    Cookie::build(door.cookie_name(), token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.http.public_url.starts_with("https://"))
        .max_age(Duration::seconds(seconds))
        .finish()
}

/// Takes the cookie away.
pub fn no_cookie(door: Door<'_>) -> Cookie<'static> {
    let mut gone = Cookie::build(door.cookie_name(), "").path("/").http_only(true).finish();
    gone.make_removal();
    gone
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_centres_of_two_shops_live_in_one_browser() {
        let one = "kabao_member_wxa=A; kabao_till=T";
        let two = "kabao_member_wxa=A; kabao_member_wxb=B; kabao_member=old";
        for (cookies, appid, page, shown) in [
            (one, None, None, Some("A")),
            (one, Some("wxa"), None, Some("A")),
            (one, Some("wxb"), None, None),
            (two, None, None, None),
            (two, Some("wxb"), None, Some("B")),
            (two, None, Some("https://e.com/m/wxa/profile?x=1"), Some("A")),
            (two, None, Some("https://e.com/m/wxa"), Some("A")),
            (two, Some("wxb"), Some("https://e.com/m/wxa/"), Some("B")),
            (two, None, Some("https://e.com/till"), None),
            (one, None, Some("https://e.com/m/"), Some("A")),
            (two, Some(""), None, None),
            ("", None, None, None),
        ] {
            let mut req = TestRequest::default().insert_header(("cookie", cookies));
            if let Some(appid) = appid {
                req = req.insert_header(("x-kabao-appid", appid));
            }
            if let Some(page) = page {
                req = req.insert_header(("referer", page));
            }
            let got = presented(&req.to_http_request(), Kind::Member);
            assert_eq!(got.as_deref(), shown, "{cookies} {appid:?} {page:?}");
        }
    }
}
