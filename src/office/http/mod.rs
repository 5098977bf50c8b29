//! The back office on the wire.
mod approvals;
mod cards;
mod log;
mod members;

use actix_web::{
    get, put,
    web::{Data, Json},
};
use anyhow::Context;
use entity::ids::MerchantId;

use super::{
    flow::{self, Change},
    view::{Choices, SettingsView},
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Problem, ServiceConfig},
    level, merchant,
    operator::{May, Office, right},
    points,
};

pub fn office_routes(cfg: &mut ServiceConfig) {
    cfg.service(settings).service(change_settings);
    log::routes(cfg);
    approvals::routes(cfg);
    cards::routes(cfg);
    members::routes(cfg);
}

/// What headquarters has decided for all shops.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 200, body = SettingsView), (status = 401, body = Problem))
)]
#[get("/settings")]
async fn settings(app: Data<App>, office: Office) -> Result<Json<SettingsView>> {
    Ok(Json(present(&app, office.merchant).await?))
}

/// Decide for all shops.
#[utoipa::path(
    tag = "office",
    security(("office" = ["settings.edit"])),
    request_body = Choices,
    responses(
        (status = 200, body = SettingsView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_level"),
        (status = 409, body = Problem, description = "phones_repeat"),
    )
)]
#[put("/settings")]
async fn change_settings(
    app: Data<App>,
    office: May<right::EditSettings>,
    Body(choices): Body<Choices>,
) -> Result<Json<SettingsView>> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    app.transact(flow::change, Change { merchant, operator, choices }).await?;
    Ok(Json(present(&app, merchant).await?))
}

async fn present(app: &App, merchant: MerchantId) -> Result<SettingsView> {
    let shop = merchant::find(&app.db, merchant).await?.context("no such merchant")?;
    let levels = level::offered(&app.db, merchant).await?;
    let warning = points::clear_warning(app, merchant).await?;
    Ok(SettingsView::new(shop, levels, warning))
}
