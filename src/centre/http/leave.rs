//! 退出会员 on the wire.
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json},
};
use entity::sms_code::Purpose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::leave::{self, Has, Leave},
    phone::own,
    show::holdings,
};
use crate::{
    app::App,
    coupon,
    error::Result,
    http::{Keyed, Problem, ServiceConfig, Source},
    merchant,
    passport::{self, Door},
    session::{self, CurrentMember, Visitor},
    sms,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(look).service(send_code).service(go);
}

#[derive(Serialize, ToSchema)]
struct LeaveView {
    may: bool,
    /// What is in the way.
    why_not: Vec<String>,
    /// What goes with them.
    lost: Vec<String>,
    /// What leaving means.
    words: &'static str,
}

/// What leaving would mean.
#[utoipa::path(tag = "member", responses((status = 200, body = LeaveView),
    (status = 401, body = Problem)))]
#[get("/leave")]
async fn look(app: Data<App>, me: CurrentMember) -> Result<Json<LeaveView>> {
    let now = app.world.now();
    let coupons = coupon::count_usable(&app.db, me.merchant, me.member.id, now).await?;
    let has = Has::of(&holdings(&app, &me).await?, coupons, now);
    let why_not = has.why_not();
    let may = why_not.is_empty();
    Ok(Json(LeaveView { may, why_not, lost: has.lost(), words: leave::words() }))
}

/// Send a code to the member's phone.
#[utoipa::path(tag = "member", responses((status = 202, body = sms::Sent),
    (status = 429, body = Problem, description = "sms_too_soon, sms_limit")))]
#[post("/leave/sms")]
async fn send_code(
    app: Data<App>,
    visitor: Visitor,
    me: CurrentMember,
    source: Source,
) -> Result<HttpResponse> {
    let ask = sms::Ask {
        merchant: me.merchant,
        phone: own(&app, &me).await?,
        purpose: Purpose::Leave,
        asked_by: visitor.session.id.to_string(),
        source: source.0,
    };
    Ok(HttpResponse::Accepted().json(sms::send(&app, ask).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LeaveBody {
    sms_code: String,
}

/// Leave. Coming back is joining anew.
#[utoipa::path(tag = "member", request_body = LeaveBody,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 204),
        (status = 409, body = Problem, description = "value_left"),
        (status = 422, body = Problem, description = "sms_code_wrong")))]
#[post("/leave")]
async fn go(
    app: Data<App>,
    visitor: Visitor,
    me: CurrentMember,
    Keyed { body, .. }: Keyed<LeaveBody>,
) -> Result<HttpResponse> {
    let merchant = me.merchant;
    let check = sms::Check {
        merchant,
        phone: own(&app, &me).await?,
        purpose: Purpose::Leave,
        asked_by: visitor.session.id.to_string(),
        code: body.sms_code,
    };
    let proof = sms::check(&app, check).await?;
    let keys = merchant::keys(&app, merchant).await?;
    // The code is good for one leaving, and whoever left has no session to ask again with.
    let ask = Leave { merchant, member: me.member.id, keys, proof };
    let left = app.transact(leave::leave, ask).await?;
    passport::forget_ended(&app, &left.sessions).await;
    for identity in left.identities {
        session::forget(&app, identity).await;
    }
    let gone = passport::no_cookie(Door::Member(&me.identity.appid));
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}
