//! What a member sees of theirs.
use actix_web::{
    HttpResponse, get,
    http::header,
    web::{Data, Json},
};

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
    let mut all = vec![];
    for held in ledger::peek_all(&app.db, cards).await? {
        all.push(stored_value::as_if_released(app, held).await?);
    }
    Ok(all)
}

/// The code to hold up, new every 30 s.
#[utoipa::path(tag = "member", responses((status = 200, body = code::Shown),
    (status = 401, body = Problem), (status = 409, body = Problem)))]
#[get("/code")]
async fn show_code(app: Data<App>, me: CurrentMember) -> Result<HttpResponse> {
    let shown = code::show(&app, me.merchant, &me.card).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(shown))
}
