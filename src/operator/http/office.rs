//! Signing in to the back office.
use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Json},
};
use entity::{
    ids::{MerchantId, OperatorId},
    operator::{Model, Role},
    session::Kind,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        flow::{self, Door, SignIn},
        rules::role_text,
    },
    Office, let_in, let_out,
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Problem, ServiceConfig, Source},
    merchant,
};

pub fn office_routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(office_sign_in);
    cfg.service(office_session);
    cfg.service(office_sign_out);
    super::keys::routes(cfg);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OfficeSignIn {
    login: String,
    password: String,
}

/// Who is in the back office.
#[derive(Serialize, ToSchema)]
struct OfficeSession {
    operator: OperatorView,
    merchant: OfficeMerchant,
}

#[derive(Serialize, ToSchema)]
struct OperatorView {
    id: OperatorId,
    name: String,
    role: Role,
    /// 老板, 店长
    role_text: String,
}

#[derive(Serialize, ToSchema)]
struct OfficeMerchant {
    id: MerchantId,
    name: String,
}

impl OfficeSession {
    async fn new(app: &App, operator: Model) -> Result<Self> {
        let merchant = merchant::shown(app, operator.merchant_id).await?;
        Ok(Self {
            operator: OperatorView {
                id: operator.id,
                name: operator.name,
                role: operator.role,
                role_text: role_text(operator.role).to_owned(),
            },
            merchant: OfficeMerchant { id: merchant.id, name: merchant.name.clone() },
        })
    }
}

/// Sign in to the back office.
#[utoipa::path(
    tag = "office",
    request_body = OfficeSignIn,
    responses(
        (status = 200, body = OfficeSession),
        (status = 401, body = Problem, description = "sign_in_wrong"),
        (status = 403, body = Problem, description = "not_permitted"),
        (status = 429, body = Problem, description = "sign_in_locked"),
        (status = 503, body = Problem, description = "busy"),
    )
)]
#[post("/sign-in")]
async fn office_sign_in(
    app: Data<App>,
    req: HttpRequest,
    source: Source,
    Body(body): Body<OfficeSignIn>,
) -> Result<HttpResponse> {
    let OfficeSignIn { login, password } = body;
    let ask = SignIn { login, password, door: Door::Office, source: source.0 };
    let (who, session) = flow::sign_in(&app, ask).await?;
    let view = OfficeSession::new(&app, who.operator).await?;
    let_in(&app, &req, &session, view).await
}

/// Who is in the back office.
#[utoipa::path(
    tag = "office",
    responses((status = 200, body = OfficeSession), (status = 401, body = Problem))
)]
#[get("/session")]
async fn office_session(app: Data<App>, office: Office) -> Result<Json<OfficeSession>> {
    Ok(Json(OfficeSession::new(&app, office.operator).await?))
}

/// Leave the back office.
#[utoipa::path(tag = "office", responses((status = 204), (status = 401, body = Problem)))]
#[post("/sign-out")]
async fn office_sign_out(app: Data<App>, office: Office) -> Result<HttpResponse> {
    let_out(&app, office.session, Kind::Office).await
}
