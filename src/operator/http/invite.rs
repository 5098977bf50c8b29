//! Passwords: a first one by a link, and another one.
use actix_web::{HttpResponse, post, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{super::flow::invite as flow, Arrived};
use crate::{
    app::App,
    error::Result,
    http::{Anyone, Body, Problem, ServiceConfig},
};

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(accept_invite).service(change_password);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AcceptBody {
    /// What stands behind `#` in the link.
    token: String,
    /// 10 characters or more, neither the login nor a common one.
    password: String,
}

/// Choose a first password, or a new one, by a link that is good once and for 72 hours.
#[utoipa::path(
    tag = "office",
    request_body = AcceptBody,
    responses(
        (status = 204),
        (status = 410, body = Problem, description = "invite_over"),
        (status = 422, body = Problem, description = "password_weak"),
        (status = 503, body = Problem, description = "busy"),
    )
)]
#[post("/invites/accept")]
async fn accept_invite(
    _: Anyone,
    app: Data<App>,
    Body(body): Body<AcceptBody>,
) -> Result<HttpResponse> {
    flow::accept(&app, &body.token, body.password).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordBody {
    old: String,
    new: String,
}

/// Another password. All other sessions of theirs end.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    request_body = PasswordBody,
    responses(
        (status = 204),
        (status = 422, body = Problem, description = "password_wrong, password_weak"),
        (status = 429, body = Problem, description = "sign_in_locked"),
        (status = 503, body = Problem, description = "busy"),
    )
)]
#[post("/password")]
async fn change_password(
    app: Data<App>,
    arrived: Arrived,
    Body(body): Body<PasswordBody>,
) -> Result<HttpResponse> {
    let who = (arrived.0.staff, arrived.0.session);
    flow::change_password(&app, who, body.old, body.new).await?;
    Ok(HttpResponse::NoContent().finish())
}
