//! A member's door: the coupon centre, and the number on a printed one.
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json, Path, Query},
};
use entity::ids::{CouponTemplateId, StoreId};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::super::{self as coupon, Activation, Claim, CouponView, Guesser, rows, view::OfferView};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Listing, Page, Problem, ServiceConfig},
    session::CurrentMember,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(offers).service(claim).service(activate);
}

#[derive(Deserialize, IntoParams)]
struct AtStore {
    /// Only what this store takes.
    store: Option<StoreId>,
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
    Ok(HttpResponse::Created().json(coupon::claim(&app, key.of(me.identity.id), ask).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MemberActivateBody {
    /// As it was typed or scanned: spaces and dashes do not matter.
    number: String,
}

/// 激活: a printed coupon becomes this member's.
#[utoipa::path(
    tag = "member",
    request_body = MemberActivateBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = CouponView),
        (status = 404, body = Problem, description = "coupon_number_unknown"),
        (status = 409, body = Problem,
            description = "coupon_number_taken, coupon_limit_reached, coupon_not_open"),
        (status = 422, body = Problem, description = "coupon_number_malformed"),
        (status = 429, body = Problem, description = "coupon_guesses"),
    )
)]
#[post("/coupons/activate")]
async fn activate(
    app: Data<App>,
    me: CurrentMember,
    Keyed { key, body }: Keyed<MemberActivateBody>,
) -> Result<HttpResponse> {
    let (merchant, member) = (me.merchant, me.member.id);
    let by = Guesser::Member(member);
    let ask = Activation { merchant, member, number: body.number, by };
    Ok(HttpResponse::Created().json(coupon::activate(&app, key, ask).await?))
}
