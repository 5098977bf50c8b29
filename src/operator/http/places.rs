//! Shops and tills, for headquarters.
use std::collections::HashMap;

use actix_web::{
    HttpResponse, get, post, put,
    web::{Data, Json, Path},
};
use entity::{
    ids::{StoreId, TerminalId},
    store::Model,
    terminal,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{super::right, May};
use crate::{
    app::App,
    error::Result,
    http::{Body, Keyed, Page, Problem, ServiceConfig},
    store::{self, Change, StoreDraft, TillDraft},
};

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_places).service(add_store).service(change_store).service(close_store);
    cfg.service(add_terminal).service(rename_terminal).service(close_terminal);
}

/// A shop with its tills.
#[derive(Serialize, Deserialize, ToSchema)]
struct StorePlace {
    id: StoreId,
    name: String,
    address: String,
    phone: Option<String>,
    /// In degrees, GCJ-02.
    latitude: Option<f64>,
    longitude: Option<f64>,
    closed: bool,
    terminals: Vec<TillPlace>,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct TillPlace {
    id: TerminalId,
    /// What is typed to sign in: `T01`.
    code: String,
    name: String,
    closed: bool,
}

impl StorePlace {
    fn with(self, terminals: Vec<TillPlace>) -> Self {
        Self { terminals, ..self }
    }
}

impl From<Model> for StorePlace {
    fn from(row: Model) -> Self {
        let degrees = |millionths: i32| f64::from(millionths) / 1_000_000.0;
        Self {
            id: row.id,
            name: row.name,
            address: row.address,
            phone: row.phone,
            latitude: row.latitude.map(degrees),
            longitude: row.longitude.map(degrees),
            closed: row.closed_at.is_some(),
            terminals: vec![],
        }
    }
}

impl From<terminal::Model> for TillPlace {
    fn from(row: terminal::Model) -> Self {
        Self { id: row.id, code: row.code, name: row.name, closed: row.closed_at.is_some() }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StoreBody {
    name: String,
    #[serde(default)]
    address: String,
    phone: Option<String>,
    /// In degrees, GCJ-02; both or neither.
    latitude: Option<f64>,
    longitude: Option<f64>,
}

impl From<StoreBody> for StoreDraft {
    fn from(body: StoreBody) -> Self {
        let StoreBody { name, address, phone, latitude, longitude } = body;
        Self { name, address, phone, latitude, longitude }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TillBody {
    /// What is typed to sign in: `T01`. It names one till of the merchant, for ever.
    code: String,
    name: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TillNameBody {
    name: String,
}

/// All shops with their tills, the oldest first.
#[utoipa::path(
    tag = "office",
    security(("office" = ["settings.edit"])),
    responses((status = 200, body = Page<StorePlace>), (status = 401, body = Problem))
)]
#[get("/places")]
async fn list_places(
    app: Data<App>,
    office: May<right::EditSettings>,
) -> Result<Json<Page<StorePlace>>> {
    let stores = store::list(&app.db, office.merchant).await?;
    let mut tills: HashMap<StoreId, Vec<TillPlace>> = HashMap::new();
    for till in store::terminals(&app.db, office.merchant).await? {
        tills.entry(till.store_id).or_default().push(till.into());
    }
    let view = |row: Model| {
        let here = tills.remove(&row.id).unwrap_or_default();
        StorePlace::from(row).with(here)
    };
    Ok(Json(Page::whole(stores.into_iter().map(view).collect())))
}

/// A new shop.
#[utoipa::path(
    tag = "office",
    security(("office" = ["settings.edit"])),
    request_body = StoreBody,
    responses(
        (status = 201, body = StorePlace),
        (status = 422, body = Problem, description = "store_malformed"),
    )
)]
#[post("/stores")]
async fn add_store(
    app: Data<App>,
    office: May<right::EditSettings>,
    Keyed { key, body }: Keyed<StoreBody>,
) -> Result<HttpResponse> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    let ask = Change { merchant, operator, what: StoreDraft::from(body) };
    let made: StorePlace = app.once(merchant, key.of(operator), store::add_store, ask).await?;
    Ok(HttpResponse::Created().json(made))
}

#[utoipa::path(
    tag = "office",
    security(("office" = ["settings.edit"])),
    request_body = StoreBody,
    responses(
        (status = 204),
        (status = 404, body = Problem, description = "no_such_store"),
        (status = 409, body = Problem, description = "store_closed"),
        (status = 422, body = Problem, description = "store_malformed"),
    )
)]
#[put("/stores/{id}")]
async fn change_store(
    app: Data<App>,
    office: May<right::EditSettings>,
    id: Path<StoreId>,
    Body(body): Body<StoreBody>,
) -> Result<HttpResponse> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    let what = (id.into_inner(), StoreDraft::from(body));
    app.transact(store::change_store, Change { merchant, operator, what }).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// For good: it and its tills let nobody in, and members see it no more. What was sold there stays.
#[utoipa::path(
    tag = "office",
    security(("office" = ["settings.edit"])),
    responses((status = 204), (status = 404, body = Problem, description = "no_such_store"))
)]
#[post("/stores/{id}/close")]
async fn close_store(
    app: Data<App>,
    office: May<right::EditSettings>,
    id: Path<StoreId>,
) -> Result<HttpResponse> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    store::close_store(&app, Change { merchant, operator, what: id.into_inner() }).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A new till in a shop.
#[utoipa::path(
    tag = "office",
    security(("office" = ["settings.edit"])),
    request_body = TillBody,
    responses(
        (status = 201, body = TillPlace),
        (status = 404, body = Problem, description = "no_such_store"),
        (status = 409, body = Problem, description = "terminal_code_taken, store_closed"),
        (status = 422, body = Problem, description = "store_malformed"),
    )
)]
#[post("/stores/{id}/terminals")]
async fn add_terminal(
    app: Data<App>,
    office: May<right::EditSettings>,
    id: Path<StoreId>,
    Keyed { key, body }: Keyed<TillBody>,
) -> Result<HttpResponse> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    let TillBody { code, name } = body;
    let ask = Change { merchant, operator, what: (id.into_inner(), TillDraft { code, name }) };
    let made: TillPlace = app.once(merchant, key.of(operator), store::add_terminal, ask).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Call a till something else. Its code stays.
#[utoipa::path(
    tag = "office",
    security(("office" = ["settings.edit"])),
    request_body = TillNameBody,
    responses(
        (status = 204),
        (status = 404, body = Problem, description = "no_such_terminal"),
        (status = 409, body = Problem, description = "terminal_closed"),
        (status = 422, body = Problem, description = "store_malformed"),
    )
)]
#[put("/terminals/{id}")]
async fn rename_terminal(
    app: Data<App>,
    office: May<right::EditSettings>,
    id: Path<TerminalId>,
    Body(body): Body<TillNameBody>,
) -> Result<HttpResponse> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    let what = (id.into_inner(), body.name);
    store::rename_terminal(&app, Change { merchant, operator, what }).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// For good: whoever stands at it, or signs for it, is let in no more.
#[utoipa::path(
    tag = "office",
    security(("office" = ["settings.edit"])),
    responses((status = 204), (status = 404, body = Problem, description = "no_such_terminal"))
)]
#[post("/terminals/{id}/close")]
async fn close_terminal(
    app: Data<App>,
    office: May<right::EditSettings>,
    id: Path<TerminalId>,
) -> Result<HttpResponse> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    store::close_terminal(&app, Change { merchant, operator, what: id.into_inner() }).await?;
    Ok(HttpResponse::NoContent().finish())
}
