//! The phone page, if it was built.
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Uri,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION, X_CONTENT_TYPE_OPTIONS},
    },
    web::{self, Data, Path, ServiceConfig},
};

use super::answer::Refusal;
use crate::sandbox::Sandbox;

/// The phone's browser may go anywhere; the page itself may not.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: http: https:; font-src 'self' data:; connect-src 'self'; frame-src *; \
    object-src 'none'; base-uri 'none'";

const NOT_BUILT: &str = include_str!("pages/not-built.html");
const CONSENT: &str = include_str!("pages/consent.js");
const STYLE: &str = include_str!("pages/wechat.css");

pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/", web::get().to(phone))
        .route("/mini", web::get().to(mini))
        .route("/assets/{path:.*}", web::get().to(asset))
        .route("/sandbox/wechat.css", web::get().to(style))
        .route("/sandbox/consent.js", web::get().to(script));
}

async fn phone(sandbox: Data<Sandbox>, request: HttpRequest) -> HttpResponse {
    if let Some(address) = same_site(&sandbox, request.connection_info().host()) {
        return HttpResponse::Found().insert_header((LOCATION, address)).finish();
    }
    page(&sandbox, "sim.html", "frame-ancestors 'none'")
}

/// The mini-program, run inside the phone's page.
async fn mini(sandbox: Data<Sandbox>) -> HttpResponse {
    page(&sandbox, "mini.html", "frame-ancestors 'self'")
}

fn page(sandbox: &Sandbox, name: &str, framed_by: &str) -> HttpResponse {
    let policy = format!("{POLICY}; {framed_by}");
    match (sandbox.config().pages)(name) {
        Some(page) => HttpResponse::Ok()
            .content_type(page.content_type)
            .insert_header((CONTENT_SECURITY_POLICY, policy))
            .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((CACHE_CONTROL, "no-cache"))
            .body(page.bytes.into_owned()),
        None => HttpResponse::ServiceUnavailable()
            .content_type("text/html; charset=utf-8")
            .insert_header((CONTENT_SECURITY_POLICY, policy))
            .body(NOT_BUILT),
    }
}

/// Where the page should be opened instead: `localhost` and `127.0.0.1` are two sites to a browser,
/// and the gateway's page inside the phone keeps its session only on the phone's own.
fn same_site(sandbox: &Sandbox, host: &str) -> Option<String> {
    const LOOPBACK: [&str; 2] = ["localhost", "127.0.0.1"];
    let callback: Uri = sandbox.config().accounts.first()?.callback.parse().ok()?;
    let theirs = callback.host().filter(|name| LOOPBACK.contains(name))?;
    let (ours, port) = host.rsplit_once(':')?;
    (LOOPBACK.contains(&ours) && ours != theirs).then(|| format!("http://{theirs}:{port}/"))
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

async fn script() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(CONSENT)
}

async fn style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(STYLE)
}
