//! Members on the back office's wire.
mod fans;
mod list;
mod look;
mod notes;
mod past;
mod phone;
mod saved;
mod tags;
mod whole;

use std::time::Duration;

use actix_web::{
    get,
    web::{Data, Json},
};
use entity::{
    ids::{MemberId, OperatorId, StoreId},
    member::Model,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    flow::{self, By},
    rules,
};
use crate::{
    app::App,
    error::Result,
    http::{Page, Problem, ServiceConfig},
    member,
    operator::Office,
    store,
    tally::{self, Count},
};

pub fn office_routes(cfg: &mut ServiceConfig) {
    cfg.service(stores);
    cfg.configure(list::routes)
        .configure(whole::routes)
        .configure(look::routes)
        .configure(phone::routes)
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

/// Once more in this hour: how often somebody of the staff did this.
async fn counted(app: &App, what: &str, operator: OperatorId) -> Result<u64> {
    let window = Duration::from_millis(rules::WINDOW_MS.unsigned_abs());
    tally::count(app, Count { name: format!("crm.{what}.{operator}"), window }).await
}

#[derive(Serialize, ToSchema)]
struct OfficeStore {
    id: StoreId,
    name: String,
    /// What was sold there stays, and can be asked for.
    closed: bool,
}

/// The shops that they work for, the oldest first.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    responses((status = 200, body = Page<OfficeStore>), (status = 401, body = Problem))
)]
#[get("/stores")]
async fn stores(app: Data<App>, office: Office) -> Result<Json<Page<OfficeStore>>> {
    let stores = store::list(&app.db, office.merchant).await?;
    let theirs = stores.into_iter().filter(|store| office.scope.covers(Some(store.id)));
    let view = |store: entity::store::Model| OfficeStore {
        id: store.id,
        closed: store.closed_at.is_some(),
        name: store.name,
    };
    Ok(Json(Page::whole(theirs.map(view).collect())))
}
