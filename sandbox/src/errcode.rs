//! WeChat's way to say no: HTTP 200 and an `errcode` (WeChat docs, global return codes).
use std::{
    net::IpAddr,
    sync::atomic::{AtomicU32, Ordering},
};

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use serde_json::json;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} {1}")]
pub struct Errcode(pub i64, pub &'static str);

macro_rules! errcodes {
    ($($name:ident = $code:literal, $message:literal;)*) => {
        $(pub const $name: Errcode = Errcode($code, $message);)*
    };
}

errcodes! {
    NO_SUCH_API = 404, "no such api in the sandbox";
    INVALID_CREDENTIAL = 40001, "invalid credential, access_token is invalid or not latest";
    INVALID_GRANT_TYPE = 40002, "invalid grant_type";
    INVALID_OPENID = 40003, "invalid openid";
    INVALID_MESSAGE_TYPE = 40008, "invalid message type";
    INVALID_APPID = 40013, "invalid appid";
    INVALID_BUTTON_COUNT = 40016, "invalid button size";
    INVALID_BUTTON_TYPE = 40017, "invalid button type";
    INVALID_BUTTON_NAME = 40018, "invalid button name size";
    INVALID_BUTTON_KEY = 40019, "invalid button key size";
    INVALID_BUTTON_URL = 40020, "invalid button url size";
    INVALID_SUB_BUTTON_COUNT = 40023, "invalid sub button size";
    INVALID_SUB_BUTTON_TYPE = 40024, "invalid sub button type";
    INVALID_SUB_BUTTON_NAME = 40025, "invalid sub button name size";
    INVALID_SUB_BUTTON_KEY = 40026, "invalid sub button key size";
    INVALID_SUB_BUTTON_URL = 40027, "invalid sub button url size";
    INVALID_CODE = 40029, "invalid code";
    INVALID_REFRESH_TOKEN = 40030, "invalid refresh_token";
    INVALID_TICKET_TYPE = 40097, "invalid args";
    INVALID_SECRET = 40125, "invalid appsecret";
    CODE_USED = 40163, "code been used";
    TOKEN_MISSING = 41001, "access_token missing";
    APPID_MISSING = 41002, "appid missing";
    REFRESH_TOKEN_MISSING = 41003, "refresh_token missing";
    SECRET_MISSING = 41004, "appsecret missing";
    CODE_MISSING = 41008, "missing code";
    OPENID_MISSING = 41009, "missing openid";
    TOKEN_EXPIRED = 42001, "access_token expired";
    REFRESH_TOKEN_EXPIRED = 42002, "refresh_token expired";
    CODE_EXPIRED = 42003, "oauth_code expired";
    FOLLOWER_NEEDED = 43004, "require subscribe";
    EMPTY_TEXT = 44004, "empty text";
    CONTENT_TOO_LONG = 45002, "content size out of limit";
    TOO_MANY_ARTICLES = 45008, "article size out of limit";
    DAILY_QUOTA = 45009, "reach max api daily quota limit";
    TOO_FREQUENT = 45011, "api minute-quota reach limit, please retry later";
    OUTSIDE_WINDOW = 45015, "response out of time limit or subscription is canceled";
    TOO_MANY_MESSAGES = 45047, "out of response count limit";
    NO_MENU = 46003, "menu no exist";
    MALFORMED = 47001, "data format error";
    UNAUTHORIZED_API = 48001, "api unauthorized";
}

/// Counts the refusals, so that each has a `rid` of its own to look for in the logs.
static RID: AtomicU32 = AtomicU32::new(1);

/// An answer with an `errcode`; a real one carries a request id at the end of `errmsg`.
pub fn refusal(errcode: i64, errmsg: &str) -> serde_json::Value {
    let rid = RID.fetch_add(1, Ordering::Relaxed);
    json!({ "errcode": errcode, "errmsg": format!("{errmsg} rid: 5a4db0c5-{rid:08x}-7e57ab1e") })
}

/// From an address that is not on the account's IP 白名单.
pub fn not_allowed(source: IpAddr) -> serde_json::Value {
    refusal(40164, &format!("invalid ip {source} ipv6 ::ffff:{source}, not in whitelist"))
}

impl ResponseError for Errcode {
    fn status_code(&self) -> StatusCode {
        if *self == NO_SUCH_API { StatusCode::NOT_FOUND } else { StatusCode::OK }
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status_code()).json(refusal(self.0, self.1))
    }
}
