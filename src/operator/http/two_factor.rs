//! A second factor, in the back office.
use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{flow::two_factor as flow, rows, rules},
    Arrived,
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Problem, ServiceConfig},
    merchant,
};

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(show_two_factor).service(begin_two_factor);
    cfg.service(confirm_two_factor).service(disable_two_factor);
}

#[derive(Serialize, ToSchema)]
struct TwoFactorView {
    enrolled: bool,
    /// `2026-11-22 14:05:09`
    since_text: Option<String>,
    /// Codes for a lost phone that were not used yet.
    recovery_left: u64,
}

/// What a phone has to be given. Shown once, and not in force before [`confirm_two_factor`].
#[derive(Serialize, ToSchema)]
struct SecretView {
    /// 32 characters, for typing.
    secret: String,
    /// `otpauth://totp/…`
    otpauth: String,
    /// The same as a `data:` address of SVG.
    qr: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CodeBody {
    /// Six digits.
    code: String,
}

/// Ten codes `xxxx-xxxx`, each good once. Shown once.
#[derive(Serialize, ToSchema)]
struct RecoveryView {
    recovery: Vec<String>,
}

/// Whether there is one.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 200, body = TwoFactorView), (status = 401, body = Problem))
)]
#[get("/two-factor")]
async fn show_two_factor(app: Data<App>, arrived: Arrived) -> Result<Json<TwoFactorView>> {
    let id = arrived.0.operator.id;
    let since = rows::find_two_factor(&app.db, id).await?.and_then(|had| had.enrolled_at);
    Ok(Json(TwoFactorView {
        enrolled: since.is_some(),
        since_text: since.map(|since| since.clock()),
        recovery_left: rows::recovery_left(&app.db, id).await?,
    }))
}

/// Begin: a secret for a phone. Each time another; the last one counts. No Idempotency-Key is taken
/// here: its answers are kept.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses(
        (status = 200, body = SecretView),
        (status = 409, body = Problem, description = "two_factor_on"),
    )
)]
#[post("/two-factor")]
async fn begin_two_factor(app: Data<App>, arrived: Arrived) -> Result<Json<SecretView>> {
    let office = arrived.0;
    let secret = flow::begin(&app, &office.staff).await?;
    let merchant = merchant::shown(&app, office.merchant).await?;
    let otpauth = secret.address(&merchant.name, &office.operator.login);
    let picture = STANDARD.encode(rules::picture(&otpauth)?);
    let qr = format!("data:image/svg+xml;base64,{picture}");
    Ok(Json(SecretView { secret: secret.text(), otpauth, qr }))
}

/// The phone has it: from now on it is asked for.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    request_body = CodeBody,
    responses(
        (status = 200, body = RecoveryView),
        (status = 409, body = Problem, description = "two_factor_on, two_factor_off"),
        (status = 422, body = Problem, description = "two_factor_mismatch"),
        (status = 429, body = Problem, description = "sign_in_locked"),
    )
)]
#[post("/two-factor/confirm")]
async fn confirm_two_factor(
    app: Data<App>,
    arrived: Arrived,
    Body(body): Body<CodeBody>,
) -> Result<Json<RecoveryView>> {
    let recovery = flow::confirm(&app, arrived.0.staff, &body.code).await?;
    Ok(Json(RecoveryView { recovery }))
}

/// Give it up.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    request_body = CodeBody,
    responses(
        (status = 204),
        (status = 409, body = Problem, description = "two_factor_off, two_factor_kept"),
        (status = 422, body = Problem, description = "two_factor_mismatch"),
        (status = 429, body = Problem, description = "sign_in_locked"),
    )
)]
#[delete("/two-factor")]
async fn disable_two_factor(
    app: Data<App>,
    arrived: Arrived,
    Body(body): Body<CodeBody>,
) -> Result<HttpResponse> {
    flow::disable(&app, arrived.0.staff, &body.code).await?;
    Ok(HttpResponse::NoContent().finish())
}
