//! What a member sees of theirs.
use actix_web::{
    HttpResponse, get,
    http::header,
    web::{Data, Json, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    super::flow::{Known, picture},
    view::Me,
};
use crate::{
    app::App,
    card, code, coupon,
    error::Result,
    http::{Problem, ServiceConfig},
    ledger::{self, Holdings},
    level, member, merchant,
    session::CurrentMember,
    stored_value,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(show_me).service(show_code);
}

/// The member's own page.
#[utoipa::path(tag = "member", responses((status = 200, body = Me), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
#[get("/me")]
async fn show_me(app: Data<App>, me: CurrentMember) -> Result<Json<Me>> {
    let (merchant, now) = (me.merchant, app.world.now());
    let pictured = member::pictured_at(&app.db, merchant, me.member.id).await?;
    let known = Known {
        shop: merchant::shown(&app, merchant).await?.as_ref().clone(),
        level: level::find(&app.db, merchant, level::held(&me.card, now)).await?,
        coupons_usable: coupon::count_usable(&app.db, merchant, me.member.id, now).await?,
        keys: merchant::keys(&app, merchant).await?,
        holdings: holdings(&app, &me).await?,
        at: now,
        avatar: picture(pictured, me.identity.avatar),
        member: me.member,
        card: me.card,
    };
    Ok(Json(known.try_into()?))
}

/// What there is on all of a member's cards, as a till would find it.
pub(super) async fn holdings(app: &App, me: &CurrentMember) -> Result<Vec<Holdings>> {
    let cards = card::of_member(&app.db, me.merchant, me.member.id).await?;
    let held = ledger::peek_all(&app.db, cards).await?;
    stored_value::as_if_released(&app.db, me.merchant, held, app.world.now()).await
}

#[derive(Deserialize, IntoParams)]
struct Windows {
    /// How many half-minutes' codes, this one included: 1 to 4, 1 unless given.
    windows: Option<i64>,
}

/// The code to hold up, new every 30 s; and, for a phone that may lose its network, those of the next
/// half-minutes.
#[utoipa::path(tag = "member", params(Windows), responses((status = 200, body = code::Ahead),
    (status = 401, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem, description = "code_windows")))]
#[get("/code")]
async fn show_code(
    app: Data<App>,
    me: CurrentMember,
    Query(asked): Query<Windows>,
) -> Result<HttpResponse> {
    let windows = asked.windows.unwrap_or(1);
    let shown = code::show_ahead(&app, me.merchant, &me.card, windows).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(shown))
}
