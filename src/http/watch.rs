//! Around every request: refuse what another site sent, count it, and say what went wrong in the
//! caller's language. Logged is the route's pattern, never the path or the query: signatures,
//! codes and ids travel in those.
use std::time::Instant;

use actix_web::{
    HttpMessage, HttpRequest,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderValue},
    middleware::Next,
    web::Data,
};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

use super::{ask::RequestRefusal, header, problem::Told};
use crate::{app::App, error::Error};

type Answer<B> = ServiceResponse<EitherBody<B, BoxBody>>;

pub(super) async fn watch<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<Answer<B>, actix_web::Error> {
    let begun = Instant::now();
    let answer = if from_another_site(req.request()) {
        let no = Error::from(RequestRefusal::CrossSite);
        req.error_response(no).map_into_right_body()
    } else {
        match next.call(req).await? {
            answer if answer.response().extensions().contains::<Told>() => {
                answer.map_into_boxed_body().map_into_right_body()
            }
            answer => answer.map_into_left_body(),
        }
    };
    let answer = in_words(answer);
    count(&answer, begun);
    Ok(answer)
}

/// Browsers of today say where a request comes from; older ones say of which page it is, if anything.
fn from_another_site(req: &HttpRequest) -> bool {
    if req.method().is_safe() {
        return false;
    }
    match header(req, "sec-fetch-site") {
        Some(site) => site != "same-origin" && site != "none",
        None => header(req, "origin").is_some_and(|page| !is_ours(req, page)),
    }
}

/// A proxy may ask for us by a name of its own, so the one that browsers know is as good.
fn is_ours(req: &HttpRequest, page: &str) -> bool {
    let public = req.app_data::<Data<App>>().map(|app| app.config.http.public_url.as_str());
    let named = page.split_once("://").map(|(_, host)| host);
    public == Some(page) || named.is_some() && named == header(req, "host")
}

fn in_words<B>(mut answer: Answer<B>) -> Answer<B> {
    let status = answer.status();
    let id = answer.request().extensions().get::<RequestId>().map(ToString::to_string);
    let id = id.unwrap_or_default();
    let told = answer.response_mut().extensions_mut().remove::<Told>();
    let mut answer = match told {
        None => answer,
        Some(told) => {
            let lang = super::lang::asked(answer.request());
            let problem = told.to(lang, id.clone(), status);
            let wait = problem.fields.get("retry_after_s").and_then(serde_json::Value::as_i64);
            let body = serde_json::to_string(&problem).unwrap_or_default();
            let mut answer = answer.map_body(|_, _| EitherBody::Right { body: BoxBody::new(body) });
            let json = HeaderValue::from_static("application/problem+json; charset=utf-8");
            answer.headers_mut().insert(header::CONTENT_TYPE, json);
            super::lang::mark(answer.headers_mut(), lang);
            if let Some(wait) = wait {
                answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
            }
            answer
        }
    };
    if let Ok(id) = HeaderValue::try_from(id) {
        answer.headers_mut().insert(header::HeaderName::from_static("x-request-id"), id);
    }
    answer
}

fn count<B>(answer: &Answer<B>, begun: Instant) {
    let route = answer.request().match_pattern().unwrap_or_else(|| "none".to_owned());
    let status = answer.status().as_str().to_owned();
    metrics::counter!("kabao_http_requests_total", "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("kabao_http_seconds", "route" => route).record(begun.elapsed());
}

/// A span for each request, with nothing of a person in it.
pub(super) struct Spans;

impl RootSpanBuilder for Spans {
    fn on_request_start(req: &ServiceRequest) -> Span {
        let id = req.extensions().get::<RequestId>().map(ToString::to_string);
        tracing::info_span!(
            "request",
            id = id.as_deref().unwrap_or_default(),
            method = %req.method(),
            route = req.match_pattern().as_deref().unwrap_or("none"),
            status = tracing::field::Empty,
        )
    }

    fn on_request_end<B: MessageBody>(
        span: Span,
        outcome: &Result<ServiceResponse<B>, actix_web::Error>,
    ) {
        if let Ok(answer) = outcome {
            span.record("status", answer.status().as_u16());
        }
        span.in_scope(|| tracing::debug!("answered"));
    }
}
