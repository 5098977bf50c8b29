//! The export on the wire.
use std::time::Duration;

use actix_web::{
    HttpResponse, get,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION},
    web::Data,
};

use super::flow::{self, Export};
use crate::{
    app::App,
    error::{Result, refusals},
    http::{Problem, ServiceConfig},
    session::CurrentMember,
    tally::{self, Count},
};

refusals! {
    /// Why nothing is exported.
    pub enum ExportRefusal {
        TooMany { retry_after_s: u64 } = TooMany "too_many"
            "操作太频繁，请 {retry_after_s} 秒后再试" "too often; wait {retry_after_s} s";
    }
}

/// Between two of one member.
const PAUSE: Duration = Duration::from_secs(60);

pub fn member_routes(cfg: &mut ServiceConfig) {
    cfg.service(download);
}

/// Everything the shop has of this member, as a file. One a minute.
#[utoipa::path(tag = "member", responses((status = 200, body = Export),
    (status = 429, body = Problem, description = "too_many")))]
#[get("/export")]
async fn download(app: Data<App>, me: CurrentMember) -> Result<HttpResponse> {
    let name = format!("export.{}", me.member.id);
    if tally::count(&app, Count { name, window: PAUSE }).await? > 1 {
        return Err(ExportRefusal::TooMany { retry_after_s: PAUSE.as_secs() }.into());
    }
    let all = flow::export(&app, &me).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"kabao-export.json\""))
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(all))
}
