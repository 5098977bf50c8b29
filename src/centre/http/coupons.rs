//! A member's own coupons, with what became of them.
use actix_web::{
    get,
    web::{Data, Json, Path, Query},
};
use entity::ids::CouponId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::coupons::{self, CouponDetail, OwnCoupon, Scope};
use crate::{
    app::App,
    catalog::{self, Named},
    coupon::{self, CouponState, Terms},
    error::Result,
    http::{Listing, Page, Problem, ServiceConfig},
    pos,
    session::CurrentMember,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_coupons).service(show_coupon);
}

#[derive(Deserialize, IntoParams)]
struct InState {
    state: CouponState,
}

/// 我的优惠券; those that are used are the 用券记录.
#[utoipa::path(
    tag = "member",
    params(InState, Listing),
    responses((status = 200, body = Page<OwnCoupon>), (status = 401, body = Problem))
)]
#[get("/coupons")]
async fn list_coupons(
    app: Data<App>,
    me: CurrentMember,
    Query(InState { state }): Query<InState>,
    list: Query<Listing>,
) -> Result<Json<Page<OwnCoupon>>> {
    let (now, limit) = (app.world.now(), list.limit());
    let own = (me.merchant, me.member.id);
    let held = coupon::held(&app.db, own, state, now, list.after()?, limit + 1).await?;
    let saved = pos::saved(&app, me.merchant, coupons::sales(&held)).await?;
    let view = |held| OwnCoupon::of(held, &saved, now);
    Ok(Json(Page::of(held, limit, |held| held.coupon.id, view)))
}

/// One coupon: what it is good for, how to use it, and what it saved.
#[utoipa::path(
    tag = "member",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = CouponDetail),
        (status = 401, body = Problem),
        (status = 404, body = Problem, description = "no_such_coupon"),
    )
)]
#[get("/coupons/{id}")]
async fn show_coupon(
    app: Data<App>,
    me: CurrentMember,
    id: Path<CouponId>,
) -> Result<Json<CouponDetail>> {
    let (db, merchant) = (&app.db, me.merchant);
    let held = coupon::held_one(db, (merchant, me.member.id), id.into_inner()).await?;
    let terms: Terms = held.terms.as_deref().map_or(Ok(Terms::default()), serde_json::from_str)?;
    let saved = pos::saved(&app, merchant, held.coupon.sale_id.into_iter().collect()).await?;
    let named: Vec<_> = terms.goods.iter().copied().map(Named::Id).collect();
    let goods = catalog::find_goods(db, merchant, &named).await?;
    let categories = catalog::category_names(db, merchant, terms.categories.clone()).await?;
    let scope = Scope {
        goods: goods.into_iter().map(|goods| (goods.id, goods.name)).collect(),
        categories: categories.into_iter().collect(),
    };
    let coupon = OwnCoupon::of(held, &saved, app.world.now());
    Ok(Json(CouponDetail::of(coupon, &terms, &scope)))
}
