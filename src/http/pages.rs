//! The built pages: from the folder in a debug build, inside the binary in a release.
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
};
use rust_embed::RustEmbed;

use super::header;

#[derive(RustEmbed)]
#[folder = "web/dist"]
pub struct Pages;

const MISSING: &str = "<!doctype html><meta charset=utf-8><title>kabao</title>\
    <p>页面还没有构建，请先运行 <code>make web</code>。The pages are not built yet: run <code>make web</code>.";

/// A file of the built pages, such as `member.html` or `assets/app-1a2b.js`. `frames` is the origin
/// that may show a page inside its own, if any: the simulator's phone. Whatever is answered, a browser
/// is told what it may do with it.
pub fn page(req: &HttpRequest, file: &str, frames: Option<&str>) -> HttpResponse {
    let mut answer = found(req, file, frames);
    let told = answer.headers_mut();
    told.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    told.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    match HeaderValue::try_from(policy(frames)) {
        Ok(policy) => told.insert(header::CONTENT_SECURITY_POLICY, policy),
        Err(_) => return HttpResponse::InternalServerError().finish(),
    };
    answer
}

fn found(req: &HttpRequest, file: &str, frames: Option<&str>) -> HttpResponse {
    let Some(found) = Pages::get(file) else {
        let mut missing = match file.ends_with(".html") {
            true => HttpResponse::ServiceUnavailable(),
            false => return HttpResponse::NotFound().finish(),
        };
        return missing.content_type("text/html; charset=utf-8").body(MISSING);
    };
    let bytes = match frames {
        Some(phone) => bridged(&found.data, phone),
        None => found.data.into_owned(),
    };
    let framed = if frames.is_some() { "-framed" } else { "" };
    let etag = format!("\"{}{framed}\"", hex::encode(&found.metadata.sha256_hash()[..16]));
    let immutable = file.starts_with("assets/");
    let keep = if immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    if header(req, "if-none-match") == Some(etag.as_str()) {
        return HttpResponse::NotModified().insert_header((header::ETAG, etag)).finish();
    }
    HttpResponse::Ok()
        .content_type(content_type(found.metadata.mimetype()))
        .insert_header((header::ETAG, etag))
        .insert_header((header::CACHE_CONTROL, keep))
        .body(bytes)
}

/// WeChat puts its bridge into every page it opens. The phone cannot do that to a page of another
/// origin, so in the demo we do it for the phone.
fn bridged(html: &[u8], phone: &str) -> Vec<u8> {
    let script = format!("<head><script src=\"{phone}/sandbox/bridge.js\"></script>");
    String::from_utf8_lossy(html).replacen("<head>", &script, 1).into_bytes()
}

fn content_type(mime: &str) -> String {
    if mime.starts_with("text/") { format!("{mime}; charset=utf-8") } else { mime.to_owned() }
}

fn policy(frames: Option<&str>) -> String {
    format!(
        "default-src 'self'; script-src 'self'{}; style-src 'self'; img-src 'self' data:; \
         font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors {}",
        frames.map(|phone| format!(" {phone}")).unwrap_or_default(),
        frames.unwrap_or("'none'")
    )
}
