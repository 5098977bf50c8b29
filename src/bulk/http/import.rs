//! Members who come in as a file.
use std::sync::Arc;

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Json, Path, Query},
};
use entity::{
    ids::ImportId,
    values::{Fen, Points},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        flow::{self, CELLS, Form},
        rows::import::{self as rows, Reader},
        rules::{self, BulkRefusal, Column},
        sheet::{Book, MOST_ROWS},
        view::{ImportView, Who},
    },
    upload, workbook,
};
use crate::{
    app::App,
    approval,
    error::Result,
    http::{Listing, Page, Problem, ServiceConfig},
    merchant,
    operator::{self, May, Office, Right, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(template).service(start).service(list).service(one).service(report);
}

/// Wrong rows that are shown; the file has all.
const SHOWN: u64 = 200;

/// Who reads it, with what all of the staff are called.
async fn reading(app: &App, office: &Office) -> Result<Who> {
    let names = operator::names(&app.db, office.merchant).await?;
    let phones = office.rights.has(Right::SeePhones);
    Ok(Who { reader: office.operator.id, phones, names })
}

fn reader(office: &Office) -> Reader<'_> {
    Reader { merchant: office.merchant, operator: office.operator.id, scope: &office.scope }
}

/// The form to fill in; a second sheet says what its columns take.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.import"])),
    responses((status = 200, description = "an .xlsx file"), (status = 401, body = Problem))
)]
#[get("/imports/template")]
async fn template(_: May<right::ImportMembers>) -> Result<HttpResponse> {
    let book = Book::form("会员", &Column::ALL.map(|column| (column.title(), column.hint())))?;
    Ok(workbook("会员导入模板.xlsx", book))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct How {
    /// Say what would come of it, and write nothing.
    #[serde(default)]
    dry_run: bool,
    /// Go on with this one, which was stopped, and with no other.
    #[param(value_type = Option<String>)]
    resume: Option<ImportId>,
}

/// The form's file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "says what the form has")]
struct FileForm {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Take members in from a file of at most 1000 rows, `.xls` or `.xlsx`. Rows that are wrong, or
/// somebody's already, are skipped and reported.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.import"])),
    params(How, ("Idempotency-Key" = String, Header)),
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, body = ImportView),
        (status = 403, body = Problem, description = "import_balances_not_permitted"),
        (status = 409, body = Problem, description = "import_over_limit, import_other_file"),
        (status = 422, body = Problem, description = "import_file_needed, import_not_excel, import_too_many_rows, import_too_large, import_columns, import_column_twice, import_empty, import_unreadable"),
    )
)]
#[post("/imports")]
async fn start(
    app: Data<App>,
    office: May<right::ImportMembers>,
    how: Query<How>,
    req: HttpRequest,
    form: Multipart,
) -> Result<Json<ImportView>> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    let upload = upload::receive(form).await?;
    let key = upload::key(&app, &req, &upload.bytes)?.of(operator);
    let file = app.master.fingerprint("import", &upload.bytes);
    let (head, rows) = flow::read(&app, (merchant, &office.scope), upload.bytes).await?;
    // What a tag or a level made meanwhile would let in besides is another import, with its own limit.
    let (points, principal) = rules::brought(&rows);
    let brings = [&file[..], &points.0.to_be_bytes(), &principal.0.to_be_bytes()].concat();
    let fingerprint = app.master.fingerprint("import", &brings);
    let brings_any = (points, principal) != (Points::ZERO, Fen::ZERO);
    if brings_any && !office.rights.has(Right::AdjustBenefits) {
        return Err(BulkRefusal::BalancesNotYours.into());
    }
    let form = Form {
        merchant,
        operator,
        file_name: upload.name,
        dry_run: how.dry_run,
        fingerprint,
        resume: how.resume,
        scope: office.scope.clone(),
        head,
        rows: Arc::new(rows),
        limits: approval::limits(&app, merchant).await?.terms,
    };
    let import = flow::import(&app, key, form).await?;
    let wrong = rows::wrong(&app.db, &import, SHOWN).await?;
    Ok(Json(ImportView::new(import, &reading(&app, &office).await?, wrong)))
}

/// What came in, the newest first: one's own, and what staff sent who work in no other stores.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.import"])),
    params(Listing),
    responses((status = 200, body = Page<ImportView>), (status = 401, body = Problem))
)]
#[get("/imports")]
async fn list(
    app: Data<App>,
    office: May<right::ImportMembers>,
    list: Query<Listing>,
) -> Result<Json<Page<ImportView>>> {
    let limit = list.limit();
    let found = rows::page(&app.db, &reader(&office), list.after()?, limit + 1).await?;
    let who = reading(&app, &office).await?;
    let view = |import| ImportView::new(import, &who, vec![]);
    Ok(Json(Page::of(found, limit, |import| import.id, view)))
}

/// One import, with its first 200 wrong rows.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.import"])),
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ImportView),
        (status = 404, body = Problem, description = "no_such_import"),
    )
)]
#[get("/imports/{id}")]
async fn one(
    app: Data<App>,
    office: May<right::ImportMembers>,
    id: Path<ImportId>,
) -> Result<Json<ImportView>> {
    let import = rows::shown(&app.db, &reader(&office), id.into_inner()).await?;
    let wrong = rows::wrong(&app.db, &import, SHOWN).await?;
    Ok(Json(ImportView::new(import, &reading(&app, &office).await?, wrong)))
}

/// The rows that were not taken, as they were, with the reason in the last column: to be mended and
/// sent again. For whom may not see phones they are masked; for others a line in the log.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.import"])),
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "an .xlsx file"),
        (status = 404, body = Problem, description = "no_such_import"),
    )
)]
#[get("/imports/{id}/report")]
async fn report(
    app: Data<App>,
    office: May<right::ImportMembers>,
    id: Path<ImportId>,
) -> Result<HttpResponse> {
    let import = rows::shown(&app.db, &reader(&office), id.into_inner()).await?;
    let phones = office.rights.has(Right::SeePhones);
    if phones {
        app.transact(flow::tell_of_report, (import.clone(), office.operator.id)).await?;
    }
    let keys = merchant::keys(&app, office.merchant).await?;
    let mut head: Vec<String> = serde_json::from_str(&import.columns)?;
    head.push("错误原因".to_owned());
    let titles: Vec<&str> = head.iter().map(String::as_str).collect();
    let mut book = Book::new("未导入", &[], &titles)?;
    for row in rows::wrong(&app.db, &import, MOST_ROWS as u64).await? {
        let cells: Vec<String> = serde_json::from_str(&keys.open(CELLS, &row.cells_sealed)?)?;
        let mut cells = if phones { cells } else { rules::masked_cells(&head, cells) };
        cells.push(format!("第 {} 行：{}", row.row_no, row.problem));
        book.row(&cells)?;
    }
    Ok(workbook("导入错误行.xlsx", book.finish()?))
}
