//! What a member has, and how they came to it (PRF-05, PRF-08).
use std::collections::BTreeMap;

use actix_web::{
    get,
    web::{Data, Json, Path, Query},
};
use entity::{
    card::Status,
    ids::{CardId, JournalId, MemberId},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{super::list, seen};
use crate::{
    app::App,
    card,
    catalog::{self, Named},
    centre::{self, Balance, Had, Kept, Line},
    coupon::{self, CouponState, CouponView},
    error::Result,
    http::{Listing, Page, Problem, ServiceConfig},
    ledger::{self, Holdings},
    level,
    member::{self, MemberRefusal},
    operator::{self, May, Office, right},
    pos::{self, Purchase},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(benefits).service(entries).service(purchases).service(coupons).service(levels);
}

/// What is on all cards of a member whom they see.
async fn holdings(app: &App, office: &Office, id: MemberId) -> Result<Vec<Holdings>> {
    seen(app, office, id).await?;
    let about = list::about(app, office.merchant, &[id]).await?.pop();
    Ok(about.map(|about| about.holdings).unwrap_or_default())
}

/// A balance, and the card that it is on.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberBenefit)]
struct Benefit {
    #[serde(flatten)]
    balance: Balance,
    card: OnCard,
}

#[derive(Clone, Serialize, ToSchema)]
#[schema(as = BenefitCard)]
struct OnCard {
    id: CardId,
    number_text: String,
    primary: bool,
    status: Status,
    status_text: String,
}

/// 会员权益: 积分, 通票, 储值卡 and 积点 of each card that is not void, with growth and services if
/// there are any (PRF-05).
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(("id" = String, Path)),
    responses(
        (status = 200, body = Page<Benefit>),
        (status = 404, body = Problem, description = "no_such_member"),
    )
)]
#[get("/members/{id}/benefits")]
async fn benefits(
    app: Data<App>,
    office: May<right::SeeMembers>,
    id: Path<MemberId>,
) -> Result<Json<Page<Benefit>>> {
    let now = app.world.now();
    let id = id.into_inner();
    seen(&app, &office, id).await?;
    let about = list::about(&app, office.merchant, &[id]).await?.pop();
    let about = about.ok_or(MemberRefusal::NoSuchMember)?;
    let (cards, value_held) = (about.holdings, member::value_held_text(&about.member, now));
    let named: Vec<_> = centre::services(&cards).into_keys().map(Named::Id).collect();
    let goods = catalog::find_goods(&app.db, office.merchant, &named).await?;
    let names: BTreeMap<_, _> = goods.into_iter().map(|goods| (goods.id, goods.name)).collect();
    let on = |held: &Holdings| {
        let entity::card::Model { id, number, status, primary_of, .. } = &held.card;
        let card = OnCard {
            id: *id,
            number_text: card::masked_number(number),
            primary: primary_of.is_some(),
            status: *status,
            status_text: card::status_text(*status).to_owned(),
        };
        let had = Had { cards: std::slice::from_ref(held), value_held: &value_held, now };
        let all = Balance::all(had, &names);
        all.into_iter().map(move |balance| Benefit { balance, card: card.clone() })
    };
    let good = cards.iter().filter(|held| held.card.status != Status::Void);
    Ok(Json(Page::whole(good.flat_map(on).collect())))
}

#[derive(Deserialize, IntoParams)]
struct OfAsset {
    asset: Kept,
    /// On one of their cards; on all, unless given.
    card: Option<CardId>,
}

/// A line of a history, with whose hand it was.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberEntry)]
struct Entry {
    #[serde(flatten)]
    line: Line,
    /// Empty, if nobody's.
    operator_name: String,
    /// What was noted down.
    reason: String,
}

/// How a member came to what they have of one thing, the newest first, over all cards or on one (查看).
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(("id" = String, Path), OfAsset, Listing),
    responses(
        (status = 200, body = Page<Entry>),
        (status = 404, body = Problem, description = "no_such_member"),
    )
)]
#[get("/members/{id}/entries")]
async fn entries(
    app: Data<App>,
    office: May<right::SeeMembers>,
    id: Path<MemberId>,
    of: Query<OfAsset>,
    page: Query<Listing>,
) -> Result<Json<Page<Entry>>> {
    let merchant = office.merchant;
    let mut cards = holdings(&app, &office, id.into_inner()).await?;
    cards.retain(|held| of.card.is_none_or(|only| held.card.id == only));
    let ours = (of.asset, cards.iter());
    let lines = centre::history(&app, merchant, ours, page.after()?, page.limit()).await?;
    let journal = |line: &Line| -> Option<JournalId> { line.id.split('.').next()?.parse().ok() };
    let ids: Vec<_> = lines.items.iter().filter_map(journal).collect();
    let hands = ledger::hands(&app.db, merchant, &ids).await?;
    let hands: BTreeMap<_, _> = hands.into_iter().map(|hand| (hand.id, hand)).collect();
    let staff = operator::names(&app.db, merchant).await?;
    let entry = |line: Line| {
        let hand = journal(&line).and_then(|id| hands.get(&id));
        let operator = hand.and_then(|hand| hand.operator_id).and_then(|id| staff.get(&id));
        Entry {
            operator_name: operator.cloned().unwrap_or_default(),
            reason: hand.map(|hand| hand.reason.clone()).unwrap_or_default(),
            line,
        }
    };
    Ok(Json(Page { items: lines.items.into_iter().map(entry).collect(), next: lines.next }))
}

/// 购买记录, the newest first.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(("id" = String, Path), Listing),
    responses(
        (status = 200, body = Page<Purchase>),
        (status = 404, body = Problem, description = "no_such_member"),
    )
)]
#[get("/members/{id}/purchases")]
async fn purchases(
    app: Data<App>,
    office: May<right::SeeMembers>,
    id: Path<MemberId>,
    page: Query<Listing>,
) -> Result<Json<Page<Purchase>>> {
    let (now, limit) = (app.world.now(), page.limit());
    let member = seen(&app, &office, id.into_inner()).await?.id;
    let whose = (office.merchant, member);
    let sold = pos::purchases(&app, whose, page.after()?, limit + 1).await?;
    Ok(Json(Page::of(sold, limit, |sold| sold.mark(), |sold| Purchase::of(&sold, now))))
}

#[derive(Deserialize, IntoParams)]
struct InState {
    /// `usable`, unless given.
    state: Option<CouponState>,
}

/// A member's coupons in one state, the newest first.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(("id" = String, Path), InState, Listing),
    responses(
        (status = 200, body = Page<CouponView>),
        (status = 404, body = Problem, description = "no_such_member"),
    )
)]
#[get("/members/{id}/coupons")]
async fn coupons(
    app: Data<App>,
    office: May<right::SeeMembers>,
    id: Path<MemberId>,
    which: Query<InState>,
    page: Query<Listing>,
) -> Result<Json<Page<CouponView>>> {
    let (now, limit) = (app.world.now(), page.limit());
    let member = seen(&app, &office, id.into_inner()).await?.id;
    let (whose, state) = ((office.merchant, member), which.state.unwrap_or(CouponState::Usable));
    let held = coupon::held(&app.db, whose, state, now, page.after()?, limit + 1).await?;
    let view = |held| CouponView::of(held, now);
    Ok(Json(Page::of(held, limit, |held| held.coupon.id, view)))
}

/// 等级记录 of all cards, with why, the latest first; what lies ahead is first of all.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(("id" = String, Path)),
    responses(
        (status = 200, body = Page<level::Changed>),
        (status = 404, body = Problem, description = "no_such_member"),
    )
)]
#[get("/members/{id}/levels")]
async fn levels(
    app: Data<App>,
    office: May<right::SeeMembers>,
    id: Path<MemberId>,
) -> Result<Json<Page<level::Changed>>> {
    let member = seen(&app, &office, id.into_inner()).await?.id;
    let cards = card::of_member(&app.db, office.merchant, member).await?;
    Ok(Json(Page::whole(level::history(&app, office.merchant, &cards).await?)))
}
