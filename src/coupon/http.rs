//! Coupons on the wire.
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json, Path, Query},
};
use entity::ids::{CouponTemplateId, StoreId};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{Claim, CouponView, rows, rules::CouponState, view::OfferView};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Listing, Page, Problem, ServiceConfig},
    session::CurrentMember,
};

pub fn member_routes(cfg: &mut ServiceConfig) {
    cfg.service(offers).service(claim).service(coupons);
}

#[derive(Deserialize, IntoParams)]
struct AtStore {
    /// Only what this store takes.
    store: Option<StoreId>,
}

#[derive(Deserialize, IntoParams)]
struct InState {
    state: CouponState,
}

/// A claim says all in its address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// 领券中心
#[utoipa::path(
    tag = "member",
    params(AtStore, Listing),
    responses((status = 200, body = Page<OfferView>), (status = 401, body = Problem))
)]
#[get("/offers")]
async fn offers(
    app: Data<App>,
    me: CurrentMember,
    at: Query<AtStore>,
    list: Query<Listing>,
) -> Result<Json<Page<OfferView>>> {
    let (now, limit) = (app.world.now(), list.limit());
    let me = (me.merchant, me.member.id);
    let rows = rows::offers(&app.db, me, at.store, now, list.after()?, limit + 1).await?;
    let view = |offer| OfferView::of(offer, now);
    Ok(Json(Page::of(rows, limit, |offer| offer.template.id, view)))
}

/// 领取
#[utoipa::path(
    tag = "member",
    request_body = Nothing,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = CouponView),
        (status = 404, body = Problem),
        (status = 409, body = Problem)
    )
)]
#[post("/offers/{id}/claim")]
async fn claim(
    app: Data<App>,
    me: CurrentMember,
    template: Path<CouponTemplateId>,
    Keyed { key, body: Nothing {} }: Keyed<Nothing>,
) -> Result<HttpResponse> {
    let template = template.into_inner();
    let ask = Claim { merchant: me.merchant, member: me.member.id, template };
    Ok(HttpResponse::Created().json(super::claim(&app, key, ask).await?))
}

/// 我的优惠券
#[utoipa::path(
    tag = "member",
    params(InState, Listing),
    responses((status = 200, body = Page<CouponView>), (status = 401, body = Problem))
)]
#[get("/coupons")]
async fn coupons(
    app: Data<App>,
    me: CurrentMember,
    Query(InState { state }): Query<InState>,
    list: Query<Listing>,
) -> Result<Json<Page<CouponView>>> {
    let (now, limit) = (app.world.now(), list.limit());
    let me = (me.merchant, me.member.id);
    let rows = rows::held(&app.db, me, state, now, list.after()?, limit + 1).await?;
    let view = |held| CouponView::of(held, now);
    Ok(Json(Page::of(rows, limit, |held| held.coupon.id, view)))
}
