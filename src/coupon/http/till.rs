//! A till's door: a customer hands a printed coupon over.
use actix_web::{HttpResponse, post, web::Data};
use entity::ids::MemberId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::{self as coupon, Activation, CouponView, Guesser};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Problem, ServiceConfig},
    member::{self, MemberRefusal},
    operator::Clerk,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(till_activate);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TillActivateBody {
    /// Whose it becomes.
    member: MemberId,
    /// As it was typed or scanned: spaces and dashes do not matter.
    number: String,
}

/// 激活: a printed coupon becomes this member's.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = TillActivateBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = CouponView),
        (status = 404, body = Problem, description = "no_such_member, coupon_number_unknown"),
        (status = 409, body = Problem,
            description = "coupon_number_taken, coupon_limit_reached, coupon_not_open"),
        (status = 422, body = Problem, description = "coupon_number_malformed"),
        (status = 429, body = Problem, description = "coupon_guesses"),
    )
)]
#[post("/coupons/activate")]
async fn till_activate(
    app: Data<App>,
    clerk: Clerk,
    Keyed { key, body }: Keyed<TillActivateBody>,
) -> Result<HttpResponse> {
    let known = member::find(&app.db, clerk.merchant, body.member).await?;
    let member = known.ok_or(MemberRefusal::NoSuchMember)?.id;
    let by = Guesser::Till(clerk.terminal.id, clerk.operator.id);
    let ask = Activation { merchant: clerk.merchant, member, number: body.number, by };
    Ok(HttpResponse::Created().json(coupon::activate(&app, key, ask).await?))
}
