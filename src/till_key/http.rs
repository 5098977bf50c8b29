//! The signature on the wire, around everything that a till may ask.
use actix_web::{
    HttpMessage, HttpRequest,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web::Data,
};
use anyhow::Context;

use super::flow::{self, Asked, Signed};
use crate::{
    app::App,
    error::Result,
    http::{RequestRefusal, Source, header, take_body},
};

/// A request that shows `Authorization: KABAO …` is taken if it is rightly signed, and refused
/// otherwise. What shows none goes on to the cookies.
pub async fn signed<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    match verify(&mut req).await {
        Ok(()) => Ok(next.call(req).await?.map_into_left_body()),
        Err(no) => Ok(req.error_response(no).map_into_right_body()),
    }
}

/// Who signed it, if it was signed.
pub fn signed_by(req: &HttpRequest) -> Option<Signed> {
    req.extensions().get::<Signed>().cloned()
}

async fn verify(req: &mut ServiceRequest) -> Result<()> {
    let shown = header(req.request(), "authorization").and_then(|text| text.strip_prefix("KABAO"));
    let Some(shown) = shown.map(str::to_owned) else { return Ok(()) };
    let app: Option<&Data<App>> = req.app_data();
    let app = app.context("the server was given no App")?.clone();
    // Unpacked it would no longer be what was signed.
    if req.headers().contains_key("content-encoding") {
        let why = "a signed body is sent as it is, not compressed".to_owned();
        return Err(RequestRefusal::Malformed { why }.into());
    }
    let Source(source) = req.extract::<Source>().await?;
    let body = take_body(req).await?;
    let asked = Asked {
        shown: shown.trim(),
        method: req.method().as_str(),
        target: req.uri().path_and_query().map_or("", |target| target.as_str()),
        pattern: &req.match_pattern().unwrap_or_default(),
        body: &body,
        source,
        writes: !req.method().is_safe(),
    };
    let signed = flow::admit(&app, asked).await?;
    req.extensions_mut().insert(signed);
    Ok(())
}
