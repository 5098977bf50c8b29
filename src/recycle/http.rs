//! The recycle bin on the wire.
use actix_web::{
    get, post,
    web::{Data, Json, Path, Query},
};
use entity::values::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    flow::{self, Found, Restore},
    rules::{After, Kind},
};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Listing, Mark, Page, Problem, ServiceConfig},
    inbox, level,
    operator::{May, OperatorRefusal, right},
};

pub fn office_routes(cfg: &mut ServiceConfig) {
    cfg.service(list).service(restore);
}

#[derive(Deserialize, IntoParams)]
struct Wanted {
    /// All kinds, unless given.
    kind: Option<Kind>,
}

/// Something that was deleted.
#[derive(Serialize, ToSchema)]
struct GoneView {
    kind: Kind,
    /// 商品, 充值活动 …
    kind_text: String,
    id: String,
    name: String,
    deleted_at: Timestamp,
    /// `11月22日 14:03`
    deleted_text: String,
    /// Who deleted it.
    by: String,
}

impl GoneView {
    fn of(found: Found, now: Timestamp) -> Self {
        let Found { kind, gone, by } = found;
        Self {
            kind,
            kind_text: kind.text().to_owned(),
            id: gone.id,
            name: gone.name,
            deleted_at: gone.at,
            deleted_text: gone.at.said(now),
            by,
        }
    }
}

/// What was deleted, the last first.
#[utoipa::path(
    tag = "office",
    security(("office" = ["recycle.restore"])),
    params(Wanted, Listing),
    responses(
        (status = 200, body = Page<GoneView>),
        (status = 403, body = Problem, description = "not_permitted"),
    )
)]
#[get("/recycle")]
async fn list(
    app: Data<App>,
    office: May<right::Restore>,
    Query(wanted): Query<Wanted>,
    list: Query<Listing>,
) -> Result<Json<Page<GoneView>>> {
    let (limit, now) = (list.limit(), app.world.now());
    let after: Option<After> = list.after()?;
    let found = flow::list(&app, office.merchant, wanted.kind, (after, limit)).await?;
    let mark = |found: &Found| Mark { at: found.gone.at, id: found.gone.id.clone() };
    Ok(Json(Page::of(found, limit, mark, |found| GoneView::of(found, now))))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RestoreBody {}

/// What came back.
#[derive(Serialize, Deserialize, ToSchema)]
struct RestoredView {
    kind: Kind,
    id: String,
}

impl From<(Kind, String)> for RestoredView {
    fn from((kind, id): (Kind, String)) -> Self {
        Self { kind, id }
    }
}

/// 恢复: as it was, unless its code, its step or its place is another's by now.
#[utoipa::path(
    tag = "office",
    security(("office" = ["recycle.restore"])),
    request_body = RestoreBody,
    params(("kind" = Kind, Path), ("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = RestoredView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem,
            description = "no_such_deleted, no_such_goods, no_such_category, no_such_level …"),
        (status = 409, body = Problem,
            description = "category_code_taken, level_code_taken, rules_full, tag_taken"),
        (status = 422, body = Problem, description = "level_terms_malformed"),
    )
)]
#[post("/recycle/{kind}/{id}/restore")]
async fn restore(
    app: Data<App>,
    office: May<right::Restore>,
    path: Path<(Kind, String)>,
    Keyed { key, body: RestoreBody {} }: Keyed<RestoreBody>,
) -> Result<Json<RestoredView>> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    let (kind, id) = path.into_inner();
    if kind.headquarters() && !office.scope.is_chain() {
        return Err(OperatorRefusal::HeadquartersOnly.into());
    }
    let ask = Restore { merchant, operator, kind, id };
    let done: RestoredView = app.once(merchant, key.of(operator), flow::restore, ask).await?;
    match kind {
        Kind::Level => level::forget(&app, merchant).await,
        Kind::Keyword => inbox::forget_all_rules(&app).await,
        _ => {}
    }
    Ok(Json(done))
}
