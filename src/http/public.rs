//! What anybody may ask of the process itself: is it alive, is it ready, how busy is it, and what
//! does it answer.
use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::CONTENT_TYPE,
    web::{Data, Path},
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;
use utoipa_swagger_ui::Config;

use super::{Anyone, RequestRefusal, ServiceConfig, header};
use crate::{app::App, error::Result};

/// The contract as text, made once for all workers.
pub(super) struct Contract(pub String);

const UPKEEP: Duration = Duration::from_secs(5);
static METRICS: LazyLock<Option<PrometheusHandle>> = LazyLock::new(|| {
    let installed = PrometheusBuilder::new().install_recorder();
    installed.inspect_err(|fault| tracing::error!(%fault, "no metrics")).ok()
});

/// Fold what was counted together now and then, so that it does not grow while nobody asks.
pub async fn keep_metrics(stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(UPKEEP)).await.is_some() {
        METRICS.iter().for_each(PrometheusHandle::run_upkeep);
    }
}

/// Count from now on.
pub(super) fn count() {
    LazyLock::force(&METRICS);
}

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(livez).service(readyz).service(show_metrics).service(contract).service(docs);
}

/// The process runs.
#[utoipa::path(tag = "public", responses((status = 200)))]
#[get("/livez")]
async fn livez(_: Anyone) -> &'static str {
    "ok"
}

/// It can do its work: the database answers and it was not told to stop.
#[utoipa::path(tag = "public", responses((status = 200), (status = 503)))]
#[get("/readyz")]
async fn readyz(_: Anyone, app: Data<App>) -> HttpResponse {
    let cache = if app.cache.alive().await { "ok" } else { "away" };
    match app.ready().await {
        // Without its cache a node is slower and not wrong.
        true => HttpResponse::Ok().body(format!("ok\ncache {cache}\n")),
        false => HttpResponse::ServiceUnavailable().body("not ready\n"),
    }
}

/// Prometheus, for this machine only: how busy a shop is, is the shop's business.
#[utoipa::path(tag = "public", responses((status = 200), (status = 404)))]
#[get("/metrics")]
async fn show_metrics(_: Anyone, req: HttpRequest) -> Result<HttpResponse> {
    let here = req.peer_addr().is_some_and(|peer| peer.ip().is_loopback());
    let forwarded = header(&req, "x-forwarded-for").is_some();
    let metrics = METRICS.as_ref().filter(|_| here && !forwarded);
    let metrics = metrics.ok_or(RequestRefusal::NotFound)?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(metrics.render()))
}

/// This contract.
#[utoipa::path(tag = "public", responses((status = 200)))]
#[get("/openapi.json")]
async fn contract(_: Anyone, contract: Data<Contract>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(contract.0.clone())
}

/// The contract for people, without a file from elsewhere.
#[utoipa::path(tag = "public", params(("file" = String, Path)), responses((status = 200), (status = 404)))]
#[get("/docs/{file:.*}")]
async fn docs(_: Anyone, file: Path<String>) -> Result<HttpResponse> {
    let config = Arc::new(Config::from("/openapi.json"));
    let found = utoipa_swagger_ui::serve(&file, config).ok().flatten();
    let found = found.ok_or(RequestRefusal::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, found.content_type))
        .body(found.bytes.into_owned()))
}
