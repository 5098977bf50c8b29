//! Tables that go out as files.
use actix_web::{
    HttpResponse, get, post,
    web::{Bytes, Data, Json, Path, Query},
};
use entity::{
    bulk_export::{Model, State, What},
    ids::ExportId,
    values::Timestamp,
};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        flow::{self, Ask},
        rows::export as rows,
        rules::{self, ExportRefusal, Filter},
    },
    XLSX, attachment,
};
use crate::{
    app::App,
    error::{Error, Result},
    http::{Keyed, Listing, Page, Problem, ServiceConfig},
    operator::{May, Office, OperatorRefusal, Right, Scope, right},
    store::{self, StoreRefusal},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(start).service(list).service(one).service(file);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExportBody {
    #[schema(inline)]
    what: What,
    #[serde(default)]
    filter: Filter,
    /// Unmasked: takes the right export.full, a reason, and another person's approval.
    #[serde(default)]
    full: bool,
    reason: Option<String>,
}

/// A file that is asked for, being made, or there.
#[derive(Serialize, Deserialize, ToSchema)]
struct ExportView {
    id: ExportId,
    #[schema(inline)]
    what: What,
    what_text: String,
    full: bool,
    /// `waiting`, `running`, `ready`, `failed` or `over`
    state: String,
    state_text: String,
    done: i64,
    /// Null until they are counted.
    of: Option<i64>,
    permille: Option<i64>,
    file_name: String,
    asked_text: String,
    /// Null until it is ready.
    expires_text: Option<String>,
}

impl ExportView {
    fn new(export: Model, now: Timestamp) -> Self {
        let over = rules::over(&export, now);
        let state = match export.state {
            _ if over => "over",
            State::Waiting => "waiting",
            State::Running => "running",
            State::Ready => "ready",
            State::Failed => "failed",
        };
        let permille = match (export.state, export.rows_total) {
            (State::Ready, _) => Some(1000),
            (_, Some(total)) if total > 0 => Some((export.rows_done * 1000 / total).min(999)),
            (_, Some(_)) => Some(0),
            (_, None) => None,
        };
        Self {
            id: export.id,
            what: export.what,
            what_text: rules::what_text(export.what).to_owned(),
            full: export.full_data,
            state: state.to_owned(),
            state_text: rules::state_text(export.state, over).to_owned(),
            done: export.rows_done,
            of: export.rows_total,
            permille,
            file_name: rules::file_name(&export),
            asked_text: export.created_at.clock(),
            expires_text: export.expires_at.map(Timestamp::clock),
        }
    }
}

/// A fresh one has nothing that depends on the hour.
impl From<Model> for ExportView {
    fn from(export: Model) -> Self {
        let at = export.created_at;
        Self::new(export, at)
    }
}

fn lacks(right: Right) -> Error {
    OperatorRefusal::Lacks { right, right_text: right.text() }.into()
}

/// The stores whose rows they may have; none for the whole chain.
async fn stores(
    app: &App,
    office: &Office,
    what: What,
    filter: &Filter,
) -> Result<Option<Vec<entity::ids::StoreId>>> {
    if what == What::Audit {
        if !office.rights.has(Right::SeeAudit) {
            return Err(lacks(Right::SeeAudit));
        }
        if !office.scope.is_chain() {
            return Err(OperatorRefusal::HeadquartersOnly.into());
        }
    }
    if let Some(asked) = filter.store {
        if !office.scope.covers(Some(asked)) {
            return Err(StoreRefusal::NoSuchStore.into());
        }
        return Ok(Some(vec![store::find(&app.db, office.merchant, asked).await?.id]));
    }
    Ok(match &office.scope {
        Scope::Chain => None,
        Scope::Stores(mine) => Some(mine.clone()),
    })
}

/// Ask for a table as a file. It is made in the background, and masked.
#[utoipa::path(
    tag = "office",
    security(("office" = ["export.masked"])),
    request_body = ExportBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 202, body = ExportView),
        (status = 404, body = Problem, description = "no_such_store"),
        (status = 409, body = Problem, description = "export_full_closed"),
        (status = 422, body = Problem, description = "export_period, export_reason_needed"),
        (status = 429, body = Problem, description = "export_busy"),
    )
)]
#[post("/exports")]
async fn start(
    app: Data<App>,
    office: May<right::ExportMasked>,
    Keyed { key, body }: Keyed<ExportBody>,
) -> Result<HttpResponse> {
    let ExportBody { what, filter, full, reason } = body;
    if full {
        if !office.rights.has(Right::ExportFull) {
            return Err(lacks(Right::ExportFull));
        }
        if reason.is_none_or(|reason| reason.trim().is_empty()) {
            return Err(ExportRefusal::ReasonNeeded.into());
        }
        return Err(ExportRefusal::FullClosed.into());
    }
    let stores = stores(&app, &office, what, &filter).await?;
    let (merchant, operator) = (office.merchant, office.operator.id);
    let ask = Ask { merchant, operator, what, filter, stores };
    let view: ExportView = app.once(merchant, key.of(operator), flow::ask, ask).await?;
    Ok(HttpResponse::Accepted().json(view))
}

/// What one has asked for oneself, the newest first.
#[utoipa::path(
    tag = "office",
    security(("office" = ["export.masked"])),
    params(Listing),
    responses((status = 200, body = Page<ExportView>), (status = 401, body = Problem))
)]
#[get("/exports")]
async fn list(
    app: Data<App>,
    office: May<right::ExportMasked>,
    list: Query<Listing>,
) -> Result<Json<Page<ExportView>>> {
    let (limit, now) = (list.limit(), app.world.now());
    let of = (office.merchant, office.operator.id);
    let found = rows::page(&app.db, of, list.after()?, limit + 1).await?;
    Ok(Json(Page::of(found, limit, |export| export.id, |export| ExportView::new(export, now))))
}

/// How far it is.
#[utoipa::path(
    tag = "office",
    security(("office" = ["export.masked"])),
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ExportView),
        (status = 404, body = Problem, description = "no_such_export"),
    )
)]
#[get("/exports/{id}")]
async fn one(
    app: Data<App>,
    office: May<right::ExportMasked>,
    id: Path<ExportId>,
) -> Result<Json<ExportView>> {
    let export = rows::find(&app.db, office.merchant, id.into_inner()).await?;
    if export.operator_id != office.operator.id {
        return Err(ExportRefusal::NoSuchExport.into());
    }
    Ok(Json(ExportView::new(export, app.world.now())))
}

/// Take the file away, piece by piece as it is kept.
#[utoipa::path(
    tag = "office",
    security(("office" = ["export.masked"])),
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "an .xlsx file"),
        (status = 404, body = Problem, description = "no_such_export"),
        (status = 409, body = Problem, description = "export_not_ready"),
        (status = 410, body = Problem, description = "export_over"),
    )
)]
#[get("/exports/{id}/file")]
async fn file(
    app: Data<App>,
    office: May<right::ExportMasked>,
    id: Path<ExportId>,
) -> Result<HttpResponse> {
    let ask = (office.merchant, office.operator.id, id.into_inner());
    let export = app.transact(flow::begin_taking, ask).await?;
    let (name, size) = (rules::file_name(&export), export.size.unsigned_abs());
    let app = app.into_inner();
    let pieces = stream::try_unfold((app, export, 0), |(app, export, part)| async move {
        let Some(piece) = flow::piece(&app, &export, part).await? else { return Ok(None) };
        Ok::<_, Error>(Some((Bytes::from(piece), (app, export, part + 1))))
    });
    Ok(HttpResponse::Ok()
        .content_type(XLSX)
        .insert_header(("content-disposition", attachment(&name)))
        .insert_header(("cache-control", "no-store"))
        .no_chunking(size)
        .streaming(pieces))
}
