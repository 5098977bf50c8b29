//! The back office's door: a sale as it was.
use actix_web::{
    get,
    web::{Data, Json, Path},
};
use entity::ids::SaleId;

use crate::{
    app::App,
    error::Result,
    http::{Problem, ServiceConfig},
    operator::{May, right},
    pos::{flow, view::ReceiptView},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(sale);
}

/// A sale that was paid: lines with what explains their prices, tenders, and what came back. Staff of
/// a store see what it sold and what its members bought (ADM-02).
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReceiptView),
        (status = 404, body = Problem, description = "no_such_sale"),
    )
)]
#[get("/sales/{id}")]
async fn sale(
    app: Data<App>,
    office: May<right::SeeMembers>,
    id: Path<SaleId>,
) -> Result<Json<ReceiptView>> {
    Ok(Json(flow::seen(&app, &office, id.into_inner()).await?))
}
