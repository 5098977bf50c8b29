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
        flow::{self, Door, SignIn, two_factor},
    },
    Arrived, let_in, let_out,
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
    super::invite::routes(cfg);
    super::two_factor::routes(cfg);
    super::sessions::routes(cfg);
    super::staff::routes(cfg);
    super::roles::routes(cfg);
    super::keys::routes(cfg);
    super::places::routes(cfg);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OfficeSignIn {
    login: String,
    password: String,
    /// Of a second factor: six digits, or `xxxx-xxxx` of whoever lost theirs.
    code: Option<String>,
}

/// Who is in the back office, and what they may do there.
#[derive(Serialize, ToSchema)]
struct OfficeSession {
    operator: OperatorView,
    merchant: OfficeMerchant,
    /// Without headquarters' own, where they work for some stores only (LVL-01).
    rights: Vec<Right>,
    scope: ScopeView,
    /// A second factor has to be enrolled before anything else is answered.
    must_enrol: bool,
    /// Whether there is one.
    two_factor: bool,
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
    everywhere: bool,
    /// Else in these.
    stores: Vec<StoreName>,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub(super) struct StoreName {
    pub id: StoreId,
    pub name: String,
}

impl OfficeSession {
    async fn new(app: &App, staff: Staff) -> Result<Self> {
        let must_enrol = two_factor::must_enrol(app, &staff);
        let Staff { operator, role, two_factor, rights, scope, .. } = staff;
        let merchant = merchant::shown(app, operator.merchant_id).await?;
        let stores = match scope {
            Scope::Chain => vec![],
            Scope::Stores(_) => store::list(&app.db, operator.merchant_id).await?,
        };
        let of_use = |right: &Right| scope.is_chain() || !right.headquarters();
        let mine = stores.into_iter().filter(|store| scope.covers(Some(store.id)));
        let stores = mine.map(|store| StoreName { id: store.id, name: store.name }).collect();
        Ok(Self {
            operator: OperatorView { id: operator.id, name: operator.name, role_text: role },
            merchant: OfficeMerchant { id: merchant.id, name: merchant.name.clone() },
            rights: rights.list().into_iter().filter(of_use).collect(),
            scope: ScopeView { everywhere: scope.is_chain(), stores },
            must_enrol,
            two_factor,
        })
    }
}

/// Sign in to the back office.
#[utoipa::path(
    tag = "office",
    request_body = OfficeSignIn,
    responses(
        (status = 200, body = OfficeSession),
        (status = 401, body = Problem,
            description = "sign_in_wrong, two_factor_needed, two_factor_wrong"),
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
    let OfficeSignIn { login, password, code } = body;
    let ask = SignIn { login, password, code, door: Door::Office, source: source.0 };
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
async fn office_session(app: Data<App>, office: Arrived) -> Result<Json<OfficeSession>> {
    Ok(Json(OfficeSession::new(&app, office.0.staff).await?))
}

/// Leave the back office.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 204), (status = 401, body = Problem))
)]
#[post("/sign-out")]
async fn office_sign_out(app: Data<App>, office: Arrived) -> Result<HttpResponse> {
    let_out(&app, office.0.session, Kind::Office).await
}
