//! 预授权, and 积分转储值: what a member allows by showing their code.
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json, Path, Query},
};
use entity::{
    ids::HoldId,
    values::{Fen, Points},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    super::{
        desk::Desk,
        flow::{self, Capture, Convert, Hold, Release},
        rows,
        view::{ConvertedView, HoldView, OpenHold},
    },
    till::{Shown, allowed},
};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Listing, Page, Problem},
    operator::Clerk,
    typed,
};

/// 预授权 of this store that are still open, the last first.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    params(Listing),
    responses((status = 200, body = Page<OpenHold>), (status = 401, body = Problem))
)]
#[get("/holds")]
pub async fn list(
    app: Data<App>,
    clerk: Clerk,
    list: Query<Listing>,
) -> Result<Json<Page<OpenHold>>> {
    let limit = list.limit();
    let here = (clerk.merchant, clerk.terminal.store_id, app.world.now());
    let open = rows::hold::open(&app.db, here, list.after()?, limit + 1).await?;
    Ok(Json(Page::of(open, limit, |open| open.hold.id, OpenHold::from)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldBody {
    /// The member's code; a number printed on a card allows nothing.
    scan: String,
    /// In fen.
    amount: Fen,
    order_no: String,
    /// 1 to 1440.
    minutes: i64,
}

/// 预授权
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = HoldBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = HoldView),
        (status = 409, body = Problem, description = "account_frozen, value_held, stored_value_insufficient, code_used, \
            already_posted, card_not_active"),
        (status = 422, body = Problem, description = "hold_malformed, \
            order_no_malformed, stored_value_code_needed"),
        (status = 429, body = Problem, description = "terminal_locked"),
    )
)]
#[post("/holds")]
pub async fn make(
    app: Data<App>,
    clerk: Clerk,
    Keyed { key, body }: Keyed<HoldBody>,
) -> Result<HttpResponse> {
    let HoldBody { scan, amount, order_no, minutes } = body;
    typed::order_no(&order_no)?;
    let desk = Desk::of(&clerk);
    let ask = |shown: Shown| {
        let Shown { card, window, program } = shown;
        Hold { desk, program, card, window, order_no, amount, minutes }
    };
    let held: HoldView = allowed((&app, &clerk, key), &scan, flow::hold, ask).await?;
    Ok(HttpResponse::Created().json(held))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureBody {
    /// In fen; all of it, unless given. The rest is free again.
    amount: Option<Fen>,
}

/// 预授权完成
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = CaptureBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = HoldView),
        (status = 404, body = Problem, description = "no_such_hold"),
        (status = 409, body = Problem, description = "account_frozen, hold_over, capture_too_much"),
    )
)]
#[post("/holds/{id}/capture")]
pub async fn capture(
    app: Data<App>,
    clerk: Clerk,
    id: Path<HoldId>,
    Keyed { key, body }: Keyed<CaptureBody>,
) -> Result<HttpResponse> {
    let ask = Capture { desk: Desk::of(&clerk), hold: id.into_inner(), amount: body.amount };
    let key = key.of(clerk.terminal.id);
    let done: HoldView = app.once(clerk.merchant, key, flow::capture, ask).await?;
    Ok(HttpResponse::Ok().json(done))
}

/// A release says all in its address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseBody {}

/// 预授权取消
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = ReleaseBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = HoldView),
        (status = 404, body = Problem, description = "no_such_hold"),
        (status = 409, body = Problem, description = "account_frozen, hold_over"),
    )
)]
#[post("/holds/{id}/release")]
pub async fn release(
    app: Data<App>,
    clerk: Clerk,
    id: Path<HoldId>,
    Keyed { key, body: ReleaseBody {} }: Keyed<ReleaseBody>,
) -> Result<HttpResponse> {
    let ask = Release { desk: Desk::of(&clerk), hold: id.into_inner() };
    let key = key.of(clerk.terminal.id);
    let done: HoldView = app.once(clerk.merchant, key, flow::release, ask).await?;
    Ok(HttpResponse::Ok().json(done))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConvertBody {
    /// The member's code.
    scan: String,
    points: Points,
}

/// 积分转储值
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = ConvertBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = ConvertedView),
        (status = 409, body = Problem, description = "account_frozen, convert_off, convert_uneven, \
            balance_insufficient, code_used, card_cap"),
        (status = 422, body = Problem, description = "stored_value_code_needed"),
        (status = 429, body = Problem, description = "terminal_locked"),
    )
)]
#[post("/convert")]
pub async fn convert(
    app: Data<App>,
    clerk: Clerk,
    Keyed { key, body }: Keyed<ConvertBody>,
) -> Result<HttpResponse> {
    let (desk, points) = (Desk::of(&clerk), body.points);
    let ask = |shown: Shown| {
        let Shown { card, window, program } = shown;
        Convert { desk, program, card, window, points }
    };
    let done: ConvertedView = allowed((&app, &clerk, key), &body.scan, flow::convert, ask).await?;
    Ok(HttpResponse::Created().json(done))
}
