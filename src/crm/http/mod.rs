//! Members on the back office's wire.
mod fans;
mod list;
mod look;
mod notes;
mod past;
mod saved;
mod tags;
mod whole;

use actix_web::{
    get,
    web::{Data, Json},
};
use entity::{
    ids::{MemberId, StoreId},
    member::Model,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::flow::{self, By};
use crate::{
    app::App,
    error::Result,
    http::{Page, Problem, ServiceConfig},
    member,
    operator::Office,
    store,
};

pub fn office_routes(cfg: &mut ServiceConfig) {
    cfg.service(stores);
    cfg.configure(list::routes)
        .configure(whole::routes)
        .configure(look::routes)
        .configure(past::routes)
        .configure(notes::routes)
        .configure(tags::routes)
        .configure(saved::routes)
        .configure(fans::routes);
}

fn hand(office: &Office) -> By {
    let (merchant, operator) = (office.merchant, office.operator.id);
    By { merchant, operator, scope: office.scope.clone() }
}

/// A member whom they see, whether or not they left or became another.
async fn seen(app: &App, office: &Office, id: MemberId) -> Result<Model> {
    flow::seen(&office.scope, member::find(&app.db, office.merchant, id).await?)
}

#[derive(Serialize, ToSchema)]
struct OfficeStore {
    id: StoreId,
    name: String,
}

/// The shops that they work for, the oldest first.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 200, body = Page<OfficeStore>), (status = 401, body = Problem))
)]
#[get("/stores")]
async fn stores(app: Data<App>, office: Office) -> Result<Json<Page<OfficeStore>>> {
    let stores = store::trading(&app.db, office.merchant).await?;
    let theirs = stores.into_iter().filter(|store| office.scope.covers(Some(store.id)));
    let view = |store: entity::store::Model| OfficeStore { id: store.id, name: store.name };
    Ok(Json(Page::whole(theirs.map(view).collect())))
}
