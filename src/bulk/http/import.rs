//! Members who come in as a file.
use std::{collections::HashMap, sync::Arc};

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Json, Path, Query},
};
use entity::{
    bulk_import::{Model, State},
    bulk_wrong,
    ids::{ImportId, OperatorId},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        flow::{self, CELLS, Form},
        rows::import as rows,
        rules::{BulkRefusal, Column},
        sheet::Book,
    },
    upload, workbook,
};
use crate::{
    app::App,
    approval,
    error::Result,
    http::{Listing, Page, Problem, ServiceConfig},
    merchant,
    operator::{self, May, Right, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(template).service(start).service(list).service(one).service(report);
}

/// Wrong rows that are shown; the file has all.
const SHOWN: u64 = 200;

/// An import, and what became of its rows.
#[derive(Serialize, ToSchema)]
struct ImportView {
    id: ImportId,
    #[schema(inline)]
    state: State,
    state_text: &'static str,
    file_name: String,
    dry_run: bool,
    rows: i32,
    fine: i32,
    wrong: i32,
    /// `2026-11-22 10:30:05`
    at_text: String,
    by: String,
    /// The first 200 that were not taken; in a list none.
    report: Vec<WrongRow>,
}

#[derive(Serialize, ToSchema)]
struct WrongRow {
    /// As the sheet numbers them: the first below the head is 2.
    row: i32,
    /// 会员编号 as it was typed.
    number: String,
    problem: String,
    code: String,
}

impl From<bulk_wrong::Model> for WrongRow {
    fn from(row: bulk_wrong::Model) -> Self {
        let bulk_wrong::Model { row_no, number, problem, code, .. } = row;
        Self { row: row_no, number, problem, code }
    }
}

impl ImportView {
    fn new(import: Model, by: String, wrong: Vec<bulk_wrong::Model>) -> Self {
        let state_text = match import.state {
            State::Running => "没有完成，请用同一文件重试",
            State::Checked => "试运行完成，没有写入",
            State::Done => "已导入",
        };
        Self {
            id: import.id,
            state: import.state,
            state_text,
            file_name: import.file_name,
            dry_run: import.dry_run,
            rows: import.rows_total,
            fine: import.fine,
            wrong: import.wrong,
            at_text: import.created_at.clock(),
            by,
            report: wrong.into_iter().map(WrongRow::from).collect(),
        }
    }
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
        (status = 409, body = Problem, description = "import_over_limit"),
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
    let (head, rows) = flow::read(&app, (merchant, &office.scope), upload.bytes).await?;
    let bring = rows.iter().any(|row| row.read.as_ref().is_ok_and(|newcomer| newcomer.brings()));
    if bring && !office.rights.has(Right::AdjustBenefits) {
        return Err(BulkRefusal::BalancesNotYours.into());
    }
    let form = Form {
        merchant,
        operator,
        file_name: upload.name,
        dry_run: how.dry_run,
        head,
        rows: Arc::new(rows),
        limits: approval::limits(&app, merchant).await?.terms,
    };
    let import = flow::import(&app, key, form).await?;
    let wrong = rows::wrong(&app.db, &import, SHOWN).await?;
    let by = office.operator.name.clone();
    Ok(Json(ImportView::new(import, by, wrong)))
}

/// What came in, the newest first.
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
    let found = rows::page(&app.db, office.merchant, list.after()?, limit + 1).await?;
    let staff = operator::list(&app.db, office.merchant).await?;
    let names: HashMap<OperatorId, String> =
        staff.into_iter().map(|staff| (staff.id, staff.name)).collect();
    let view = |import: Model| {
        let by = names.get(&import.operator_id).cloned().unwrap_or_default();
        ImportView::new(import, by, vec![])
    };
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
    let import = rows::find(&app.db, office.merchant, id.into_inner()).await?;
    let wrong = rows::wrong(&app.db, &import, SHOWN).await?;
    let staff = operator::list(&app.db, office.merchant).await?;
    let by = staff.into_iter().find(|staff| staff.id == import.operator_id);
    Ok(Json(ImportView::new(import, by.map(|staff| staff.name).unwrap_or_default(), wrong)))
}

/// The rows that were not taken, as they were, with the reason in the last column: to be mended and
/// sent again.
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
    let import = rows::find(&app.db, office.merchant, id.into_inner()).await?;
    let keys = merchant::keys(&app, office.merchant).await?;
    let mut head: Vec<String> = serde_json::from_str(&import.columns)?;
    head.push("错误原因".to_owned());
    let titles: Vec<&str> = head.iter().map(String::as_str).collect();
    let mut book = Book::new("未导入", &[], &titles)?;
    for row in rows::wrong(&app.db, &import, super::super::sheet::MOST_ROWS as u64).await? {
        let mut cells: Vec<String> = serde_json::from_str(&keys.open(CELLS, &row.cells_sealed)?)?;
        cells.push(format!("第 {} 行：{}", row.row_no, row.problem));
        book.row(&cells)?;
    }
    Ok(workbook("导入错误行.xlsx", book.finish()?))
}
