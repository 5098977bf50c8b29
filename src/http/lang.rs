//! The language of `Accept-Language`, for a member's door and for whoever is refused something.
use actix_web::{
    HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderMap, HeaderValue},
    middleware::Next,
};

use crate::lang::Lang;

pub fn asked(req: &HttpRequest) -> Lang {
    Lang::asked(super::header(req, "accept-language").unwrap_or_default())
}

/// Say which language it is, and that another might have been asked for, once.
pub fn mark(headers: &mut HeaderMap, lang: Lang) {
    let tag = HeaderValue::from_static(lang.tag());
    if headers.insert(header::CONTENT_LANGUAGE, tag).next().is_none() {
        headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    }
}

/// Answer in the language asked for.
pub async fn spoken<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let lang = asked(req.request());
    let mut answer = lang.during(next.call(req)).await?;
    mark(answer.headers_mut(), lang);
    Ok(answer)
}
