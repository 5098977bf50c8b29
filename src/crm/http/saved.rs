//! Views that somebody keeps, on the wire.
use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json, Path, Query},
};
use entity::{
    ids::{ImportId, LevelId, OperatorId, SavedViewId, StoreId, TagId},
    member::{Source, Standing},
    saved_view::{Model, Shape},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{flow, rows, rules},
    hand,
};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Page, Problem, ServiceConfig},
    operator::{May, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(views).service(save).service(delete);
}

/// A filter that somebody keeps.
#[derive(Serialize, Deserialize, ToSchema)]
struct SavedView {
    id: SavedViewId,
    name: String,
    /// The list's own parameters.
    #[schema(value_type = Object)]
    query: Map<String, Value>,
    shape: Shape,
    shared: bool,
    mine: bool,
}

impl SavedView {
    fn of(view: Model, me: OperatorId) -> Self {
        Self {
            id: view.id,
            name: view.name,
            query: serde_json::from_str(&view.query).unwrap_or_default(),
            shape: view.shape,
            shared: view.shared,
            mine: view.operator_id == me,
        }
    }
}

impl From<Model> for SavedView {
    fn from(view: Model) -> Self {
        let me = view.operator_id;
        Self::of(view, me)
    }
}

/// Which list.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ViewedList)]
enum List {
    #[default]
    Members,
}

impl List {
    fn name(self) -> &'static str {
        match self {
            Self::Members => "members",
        }
    }
}

#[derive(Deserialize, IntoParams)]
struct OfList {
    #[param(inline)]
    of: List,
}

/// One's own views and those that are shared, the oldest first.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(OfList),
    responses((status = 200, body = Page<SavedView>), (status = 401, body = Problem))
)]
#[get("/views")]
async fn views(
    app: Data<App>,
    office: May<right::SeeMembers>,
    which: Query<OfList>,
) -> Result<Json<Page<SavedView>>> {
    let me = office.operator.id;
    let views = rows::saved::list(&app.db, office.merchant, me, which.of.name()).await?;
    Ok(Json(Page::whole(views.into_iter().map(|view| SavedView::of(view, me)).collect())))
}

/// The list's own parameters and no others: what somebody looked for may be a phone or a name.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ViewQuery {
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<LevelId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<StoreId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<TagId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    import: Option<ImportId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birthday_month: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Standing>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ViewBody {
    #[serde(default)]
    #[schema(inline)]
    of: List,
    /// 1 to 32 characters.
    name: String,
    query: ViewQuery,
    shape: Shape,
    #[serde(default)]
    shared: bool,
}

/// Keep a view.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    request_body = ViewBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = SavedView),
        (status = 409, body = Problem, description = "too_many_views"),
        (status = 422, body = Problem, description = "view_malformed, malformed"),
    )
)]
#[post("/views")]
async fn save(
    app: Data<App>,
    office: May<right::SeeMembers>,
    Keyed { key, body }: Keyed<ViewBody>,
) -> Result<HttpResponse> {
    let by = hand(&office);
    let view = Model {
        id: app.world.id(),
        merchant_id: by.merchant,
        operator_id: by.operator,
        of: body.of.name().to_owned(),
        name: rules::view_name(&body.name)?,
        query: serde_json::to_string(&body.query)?,
        shape: body.shape,
        shared: body.shared,
        created_at: app.world.now(),
    };
    let (merchant, key) = (by.merchant, key.of(by.operator));
    let saved: SavedView = app.once(merchant, key, flow::save, (by, view)).await?;
    Ok(HttpResponse::Created().json(saved))
}

/// Delete a view of one's own.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(("id" = String, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, description = "not_permitted"),
        (status = 404, body = Problem, description = "no_such_view"),
    )
)]
#[delete("/views/{id}")]
async fn delete(
    app: Data<App>,
    office: May<right::SeeMembers>,
    id: Path<SavedViewId>,
) -> Result<HttpResponse> {
    app.transact(flow::delete_view, (hand(&office), id.into_inner())).await?;
    Ok(HttpResponse::NoContent().finish())
}
