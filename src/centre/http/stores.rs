//! The merchant's shops, as members look for one.
use actix_web::{
    get, post,
    web::{Data, Json},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    error::Result,
    http::{Body, Page, Problem, RequestRefusal, ServiceConfig},
    session::Visitor,
    store::{self, Place, StoreNear},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_stores).service(stores_nearby);
}

/// The merchant's shops.
#[utoipa::path(tag = "member", responses((status = 200, body = Page<StoreNear>),
    (status = 401, body = Problem)))]
#[get("/stores")]
async fn list_stores(app: Data<App>, visitor: Visitor) -> Result<Json<Page<StoreNear>>> {
    let stores = store::trading(&app.db, visitor.merchant()).await?;
    Ok(Json(Page::whole(stores.into_iter().map(StoreNear::anywhere).collect())))
}

/// Degrees, GCJ-02. It has no `Debug`: where somebody is, is written down nowhere.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Whereabouts)]
struct Here {
    latitude: f64,
    longitude: f64,
}

/// The same, the nearest first (CPN-01). Where the phone is comes in the body, is not kept, and is
/// in no log.
#[utoipa::path(tag = "member", request_body = Here,
    responses((status = 200, body = Page<StoreNear>), (status = 401, body = Problem),
        (status = 422, body = Problem, description = "malformed")))]
#[post("/stores/nearby")]
async fn stores_nearby(
    app: Data<App>,
    visitor: Visitor,
    Body(Here { latitude, longitude }): Body<Here>,
) -> Result<Json<Page<StoreNear>>> {
    let here = Place::new(latitude, longitude);
    let here = here.ok_or_else(|| RequestRefusal::Malformed { why: "no such place".to_owned() })?;
    let stores = store::trading(&app.db, visitor.merchant()).await?;
    Ok(Json(Page::whole(StoreNear::from_here(stores, here))))
}
