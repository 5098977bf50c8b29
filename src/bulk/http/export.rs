//! Tables that go out as files.
use actix_web::{
    HttpResponse, get, post,
    web::{Bytes, Data, Json, Path, Query},
};
use entity::{
    bulk_export::{Model, What},
    ids::ExportId,
};
use futures_util::stream;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    super::{
        flow::{self, Ask},
        rows::export as rows,
        rules::{self, ExportRefusal, Filter, Wanted},
        view::ExportView,
    },
    XLSX, attachment,
};
use crate::{
    app::App,
    approval::{self, Waits},
    error::{Error, Result},
    http::{Keyed, Listing, Page, Problem, ServiceConfig},
    operator::{May, Office, right},
    typed,
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

/// Ask for a table as a file. It is made in the background, and masked; an unmasked one takes a
/// reason and another person who allows it: the answer is `{approval}`, and the file is made then.
#[utoipa::path(
    tag = "office",
    security(("office" = ["export.masked"])),
    request_body = ExportBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 202, body = ExportView, description = "or {approval}, of an unmasked one"),
        (status = 404, body = Problem, description = "no_such_store"),
        (status = 422, body = Problem,
            description = "export_period, export_filter, export_reason_needed, reason_needed"),
        (status = 429, body = Problem, description = "export_busy, export_full_enough"),
    )
)]
#[post("/exports")]
async fn start(
    app: Data<App>,
    office: May<right::ExportMasked>,
    Keyed { key, body }: Keyed<ExportBody>,
) -> Result<HttpResponse> {
    let ExportBody { what, filter, full, reason } = body;
    filter.fits(what)?;
    let stores = office.stores(&app, filter.store).await?;
    let wanted = Wanted { what, full, stores: stores.as_deref() };
    rules::may_have((&office.rights, &office.scope), wanted)?;
    let (merchant, operator) = (office.merchant, office.operator.id);
    let (ask, key) = (Ask { merchant, operator, what, filter, stores }, key.of(operator));
    if full {
        let reason = reason.filter(|reason| !reason.trim().is_empty());
        let reason = typed::reason(&reason.ok_or(ExportRefusal::ReasonNeeded)?)?;
        let approval = app.once(merchant, key, flow::ask_full, (ask, reason)).await?;
        return Ok(HttpResponse::Accepted().json(Waits { approval }));
    }
    let view: ExportView = app.once(merchant, key, flow::ask, ask).await?;
    Ok(HttpResponse::Accepted().json(view))
}

/// With what became of the requests that another had to allow.
async fn views(app: &App, office: &Office, found: Vec<Model>) -> Result<Vec<ExportView>> {
    let ids = found.iter().filter_map(|export| export.approval_id).collect();
    let approvals = approval::of(&app.db, office.merchant, ids).await?;
    let now = app.world.now();
    let view = |export: Model| {
        let approval = approvals.iter().find(|row| Some(row.id) == export.approval_id);
        ExportView::new(export, approval, now)
    };
    Ok(found.into_iter().map(view).collect())
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
    let limit = list.limit();
    let of = (office.merchant, office.operator.id);
    let found = rows::page(&app.db, of, list.after()?, limit + 1).await?;
    let Page { items, next } = Page::of(found, limit, |export| export.id, |export| export);
    Ok(Json(Page { items: views(&app, &office, items).await?, next }))
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
    let view = views(&app, &office, vec![export]).await?.pop();
    Ok(Json(view.ok_or(ExportRefusal::NoSuchExport)?))
}

/// Take the file away, piece by piece as it is kept.
#[utoipa::path(
    tag = "office",
    security(("office" = ["export.masked"])),
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "an .xlsx file"),
        (status = 403, body = Problem, description = "export_beyond"),
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
    let ask = (office.staff.clone(), id.into_inner());
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
