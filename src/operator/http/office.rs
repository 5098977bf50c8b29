//! Signing in to the back office.
use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Json},
};
use entity::{
    ids::{MerchantId, OperatorId, StoreId},
    session::Kind,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        Right, Scope, Staff,
        flow::{self, Door, SignIn},
    },
    Office, let_in, let_out,
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Problem, ServiceConfig, Source},
    merchant, store,
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

/// Who is in the back office, and what they may do there.
#[derive(Serialize, ToSchema)]
struct OfficeSession {
    operator: OperatorView,
    merchant: OfficeMerchant,
    rights: Vec<Right>,
    scope: ScopeView,
}

#[derive(Serialize, ToSchema)]
struct OperatorView {
    id: OperatorId,
    name: String,
    /// 老板, 店长, or what the merchant calls it
    role_text: String,
}

#[derive(Serialize, ToSchema)]
struct OfficeMerchant {
    id: MerchantId,
    name: String,
}

/// Where they decide.
#[derive(Serialize, ToSchema)]
struct ScopeView {
    /// In all shops: headquarters.
    chain: bool,
    /// Else in these.
    stores: Vec<StoreName>,
}

#[derive(Serialize, ToSchema)]
struct StoreName {
    id: StoreId,
    name: String,
}

impl OfficeSession {
    async fn new(app: &App, staff: Staff) -> Result<Self> {
        let Staff { operator, role, rights, scope } = staff;
        let merchant = merchant::shown(app, operator.merchant_id).await?;
        let stores = match scope {
            Scope::Chain => vec![],
            Scope::Stores(_) => store::list(&app.db, operator.merchant_id).await?,
        };
        let mine = stores.into_iter().filter(|store| scope.covers(Some(store.id)));
        let stores = mine.map(|store| StoreName { id: store.id, name: store.name }).collect();
        Ok(Self {
            operator: OperatorView { id: operator.id, name: operator.name, role_text: role },
            merchant: OfficeMerchant { id: merchant.id, name: merchant.name.clone() },
            rights: rights.list(),
            scope: ScopeView { chain: scope.is_chain(), stores },
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
    let view = OfficeSession::new(&app, who.staff).await?;
    let_in(&app, &req, &session, view).await
}

/// Who is in the back office.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 200, body = OfficeSession), (status = 401, body = Problem))
)]
#[get("/session")]
async fn office_session(app: Data<App>, office: Office) -> Result<Json<OfficeSession>> {
    Ok(Json(OfficeSession::new(&app, office.into_staff()).await?))
}

/// Leave the back office.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 204), (status = 401, body = Problem))
)]
#[post("/sign-out")]
async fn office_sign_out(app: Data<App>, office: Office) -> Result<HttpResponse> {
    let_out(&app, office.session, Kind::Office).await
}
