//! A member's door: what they bought.
use actix_web::{
    get,
    web::{Data, Json, Path, Query},
};
use entity::ids::SaleId;

use crate::{
    app::App,
    error::Result,
    http::{Listing, Page, Problem, ServiceConfig},
    pos::{
        flow,
        view::{Bought, Purchase},
    },
    session::CurrentMember,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_purchases).service(show_purchase);
}

/// 消费记录, the newest first.
#[utoipa::path(tag = "member", params(Listing),
    responses((status = 200, body = Page<Purchase>), (status = 401, body = Problem)))]
#[get("/purchases")]
async fn list_purchases(
    app: Data<App>,
    me: CurrentMember,
    list: Query<Listing>,
) -> Result<Json<Page<Purchase>>> {
    let (now, limit) = (app.world.now(), list.limit());
    let paid = flow::purchases(&app, (me.merchant, me.member.id), list.after()?, limit + 1).await?;
    Ok(Json(Page::of(paid, limit, flow::Sold::mark, |paid| Purchase::of(&paid, now))))
}

/// One purchase, with every price and every point explained.
#[utoipa::path(tag = "member", params(("id" = String, Path)),
    responses((status = 200, body = Bought), (status = 401, body = Problem),
        (status = 404, body = Problem, description = "no_such_sale")))]
#[get("/purchases/{id}")]
async fn show_purchase(
    app: Data<App>,
    me: CurrentMember,
    id: Path<SaleId>,
) -> Result<Json<Bought>> {
    let (paid, quote, tenders) = flow::purchase(&app, &me, id.into_inner()).await?;
    Ok(Json(Bought::of(&paid, &quote, &tenders, app.world.now())))
}
