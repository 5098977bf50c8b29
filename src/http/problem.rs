//! How a failure looks on the wire: `application/problem+json` (RFC 9457) with a stable `code`.
use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use serde::Serialize;
use serde_json::Value;

use crate::{
    error::{Error, Kind},
    lang::Lang,
};

/// What was refused, before it is known who asks and in which language.
pub(super) struct Told {
    code: &'static str,
    zh: String,
    en: String,
    fields: Value,
}

/// A refusal as callers see it.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Stable; what a program decides by.
    pub code: &'static str,
    /// For people, in the language of `Accept-Language`: Chinese, or English if it is asked for.
    pub title: String,
    pub status: u16,
    /// Name this when you ask for help.
    pub request_id: String,
    /// What the title's numbers are, such as `retry_after_s`.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub fields: Value,
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        let Self::Refused(no) = self else { return StatusCode::INTERNAL_SERVER_ERROR };
        match no.problem().0 {
            Kind::Malformed => StatusCode::BAD_REQUEST,
            Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
            Kind::Forbidden => StatusCode::FORBIDDEN,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::Gone => StatusCode::GONE,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Upstream => StatusCode::BAD_GATEWAY,
        }
    }

    /// Without a body: [`super::watch`] writes it, in the caller's language.
    fn error_response(&self) -> HttpResponse {
        let told = match self {
            Self::Refused(no) => Told {
                code: no.problem().1,
                zh: no.title_zh(),
                en: no.to_string(),
                fields: no.fields(),
            },
            Self::Fault(fault) => {
                tracing::error!(error = format!("{fault:#}"), "request failed");
                Told {
                    code: "internal",
                    zh: "服务器出了点问题，请稍后再试".to_owned(),
                    en: "something went wrong here; try again later".to_owned(),
                    fields: Value::Null,
                }
            }
        };
        let mut response = HttpResponse::new(self.status_code());
        response.extensions_mut().insert(told);
        response
    }
}

impl Told {
    pub(super) fn to(&self, lang: Lang, request_id: String, status: StatusCode) -> Problem {
        let title = match lang {
            Lang::Chinese => self.zh.clone(),
            Lang::English => sentence(&self.en),
        };
        let (code, fields) = (self.code, self.fields.clone());
        Problem { code, title, status: status.as_u16(), request_id, fields }
    }
}

/// Logs go on after a colon; a page begins a sentence.
fn sentence(en: &str) -> String {
    let mut letters = en.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
