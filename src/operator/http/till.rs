//! Signing in at a till.
use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Json},
};
use entity::{
    ids::{MerchantId, StoreId, TerminalId},
    operator::Model,
    session::Kind,
    terminal,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        OperatorRefusal, Rights, Staff,
        flow::{self, Door, SignIn},
    },
    Clerk,
    at_till::{TillMay, TillValue},
    let_in, let_out,
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Problem, RequestRefusal, ServiceConfig, Source},
    merchant, store,
};

pub fn till_routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(till_sign_in);
    cfg.service(till_session);
    cfg.service(till_sign_out);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TillSignIn {
    login: String,
    password: String,
    /// Code of the till: `T01`.
    terminal: String,
}

/// Who stands at which till.
#[derive(Serialize, ToSchema)]
struct TillSession {
    clerk: ClerkName,
    terminal: TerminalName,
    store: StoreName,
    merchant: TillMerchant,
    may: TillMay,
    stored_value: TillValue,
}

#[derive(Serialize, ToSchema)]
struct ClerkName {
    name: String,
}

#[derive(Serialize, ToSchema)]
struct TerminalName {
    id: TerminalId,
    code: String,
    name: String,
}

#[derive(Serialize, ToSchema)]
struct StoreName {
    id: StoreId,
    name: String,
}

#[derive(Serialize, ToSchema)]
struct TillMerchant {
    id: MerchantId,
    name: String,
}

impl TillSession {
    async fn new(
        app: &App,
        (operator, rights): (Model, Rights),
        terminal: terminal::Model,
        in_person: bool,
    ) -> Result<Self> {
        let store = store::find(&app.db, operator.merchant_id, terminal.store_id).await?;
        let merchant = merchant::shown(app, operator.merchant_id).await?;
        Ok(Self {
            may: TillMay::of(&rights, in_person),
            stored_value: TillValue::of(app, operator.merchant_id).await?,
            clerk: ClerkName { name: operator.name },
            terminal: TerminalName { id: terminal.id, code: terminal.code, name: terminal.name },
            store: StoreName { id: store.id, name: store.name },
            merchant: TillMerchant { id: merchant.id, name: merchant.name.clone() },
        })
    }
}

/// Sign in at a till.
#[utoipa::path(
    tag = "till",
    request_body = TillSignIn,
    responses(
        (status = 200, body = TillSession),
        (status = 401, body = Problem, description = "sign_in_wrong"),
        (status = 429, body = Problem, description = "sign_in_locked"),
        (status = 503, body = Problem, description = "busy"),
    )
)]
#[post("/sign-in")]
async fn till_sign_in(
    app: Data<App>,
    req: HttpRequest,
    source: Source,
    Body(body): Body<TillSignIn>,
) -> Result<HttpResponse> {
    let TillSignIn { login, password, terminal } = body;
    let (door, source) = (Door::Till(terminal), source.0);
    let ask = SignIn { login, password, code: None, door, source };
    let (who, session) = flow::sign_in(&app, ask).await?;
    let terminal = who.terminal.ok_or(OperatorRefusal::SignInWrong)?;
    let Staff { operator, rights, .. } = who.staff;
    let view = TillSession::new(&app, (operator, rights), terminal, true).await?;
    let_in(&app, &req, &session, view).await
}

/// Who stands at this till.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    responses((status = 200, body = TillSession), (status = 401, body = Problem))
)]
#[get("/session")]
async fn till_session(app: Data<App>, clerk: Clerk) -> Result<Json<TillSession>> {
    let in_person = clerk.session.is_some();
    let Clerk { operator, rights, terminal, .. } = clerk;
    Ok(Json(TillSession::new(&app, (operator, rights), terminal, in_person).await?))
}

/// Leave the till.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    responses((status = 204), (status = 401, body = Problem))
)]
#[post("/sign-out")]
async fn till_sign_out(app: Data<App>, clerk: Clerk) -> Result<HttpResponse> {
    let session = clerk.session.ok_or(RequestRefusal::NotPermitted)?;
    let_out(&app, session, Kind::Till).await
}
