//! The phone page, if it was built.
use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS},
    web::{self, Data, Path, ServiceConfig},
};

use super::answer::Refusal;
use crate::sandbox::Sandbox;

/// The phone's browser may go anywhere; the page itself may not.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: http: https:; font-src 'self' data:; connect-src 'self'; frame-src *; \
    object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const NOT_BUILT: &str = include_str!("pages/not-built.html");
const STYLE: &str = include_str!("pages/wechat.css");

pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/", web::get().to(phone))
        .route("/assets/{path:.*}", web::get().to(asset))
        .route("/sandbox/wechat.css", web::get().to(style));
}

async fn phone(sandbox: Data<Sandbox>) -> HttpResponse {
    match (sandbox.config().pages)("sim.html") {
        Some(page) => HttpResponse::Ok()
            .content_type(page.content_type)
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((CACHE_CONTROL, "no-cache"))
            .body(page.bytes.into_owned()),
        None => HttpResponse::ServiceUnavailable()
            .content_type("text/html; charset=utf-8")
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .body(NOT_BUILT),
    }
}

async fn asset(sandbox: Data<Sandbox>, path: Path<String>) -> Result<HttpResponse, Refusal> {
    let page = (sandbox.config().pages)(&format!("assets/{path}"));
    let page = page.ok_or_else(Refusal::no_such_page)?;
    Ok(HttpResponse::Ok()
        .content_type(page.content_type)
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Vite puts a hash of the content into every name.
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(page.bytes.into_owned()))
}

async fn style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(STYLE)
}
