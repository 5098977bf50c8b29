//! Rows of coupons and of what they are made from.
pub mod holder;
pub mod merge;
pub mod printed;
pub mod sale;
pub mod sending;
pub mod taken;
pub mod template;

use coupon::Column as Coupon;
use coupon_template::Column as Template;
use entity::{
    coupon::{self, State},
    coupon_template::{self, Kind},
    ids::{CouponId, CouponTemplateId, MemberId, MerchantId, StoreId},
    store,
    values::{Fen, Timestamp},
};
use sea_orm::{
    Condition, ExprTrait, FromQueryResult, IntoActiveModel, JoinType, QueryOrder, QuerySelect,
    RelationDef, Select,
    entity::prelude::*,
    sea_query::{Query, SubQueryStatement},
};

use super::{Claim, CouponRefusal, rules::CouponState};
use crate::{app::Tx, engine::violates, error::Result};

/// An offer that is over is shown this much longer, so that nobody looks for it in vain.
const ENDED_SHOWN_MS: i64 = 7 * 24 * 3600 * 1000;

/// A template as one member sees it.
#[derive(FromQueryResult)]
pub struct Offer {
    #[sea_orm(nested)]
    pub template: coupon_template::Model,
    pub store_name: Option<String>,
    /// How many of them the member has claimed.
    pub mine: i64,
}

/// A coupon with what it is worth and where.
#[derive(FromQueryResult)]
pub struct Held {
    #[sea_orm(nested)]
    pub coupon: coupon::Model,
    pub kind: Kind,
    pub title: String,
    pub worth: i64,
    pub threshold: Fen,
    pub terms: Option<String>,
    pub store_name: Option<String>,
    /// Where a sale counts on it, or has used it.
    pub sale_store_name: Option<String>,
}

impl Held {
    pub fn of(coupon: coupon::Model, offer: Offer) -> Self {
        let Offer { template, store_name, .. } = offer;
        let coupon_template::Model { kind, title, worth, threshold, terms, .. } = template;
        let sale_store_name = None;
        Self { coupon, kind, title, worth, threshold, terms, store_name, sale_store_name }
    }
}

pub async fn insert_template(tx: &Tx, template: coupon_template::Model) -> Result<()> {
    coupon_template::Entity::insert(template.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// By which door a coupon is had: the coupon centre opens what it lists, and nothing else (E15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Centre,
    Gift,
}

pub async fn offer(db: &impl ConnectionTrait, ask: Claim, door: Door) -> Result<Option<Offer>> {
    let offers = offers_to(ask.merchant, ask.member).filter(Template::Id.eq(ask.template));
    let offers = offers.filter(opened_by(door));
    Ok(offers.into_model().one(db).await?)
}

fn opened_by(door: Door) -> Condition {
    let all = Condition::all();
    if door == Door::Centre { all.add(Template::Listed.eq(true)) } else { all }
}

/// The newest offers after `after`: everybody's, or those that one store takes.
pub async fn offers(
    db: &impl ConnectionTrait,
    (merchant, member): (MerchantId, MemberId),
    store: Option<StoreId>,
    now: Timestamp,
    after: Option<CouponTemplateId>,
    limit: u64,
) -> Result<Vec<Offer>> {
    let shown_since = now.plus_ms(-ENDED_SHOWN_MS);
    let mut offers = offers_to(merchant, member).filter(Template::ClosesAt.gt(shown_since));
    offers = offers.filter(Template::Listed.eq(true));
    if let Some(store) = store {
        offers = offers.filter(Template::StoreId.eq(store).or(Template::StoreId.is_null()));
    }
    if let Some(after) = after {
        offers = offers.filter(Template::Id.lt(after));
    }
    Ok(offers.order_by_desc(Template::Id).limit(limit).into_model().all(db).await?)
}

fn offers_to(merchant: MerchantId, member: MemberId) -> Select<coupon_template::Entity> {
    let own = Query::select()
        .expr(Expr::col((coupon::Entity, Coupon::Id)).count())
        .from(coupon::Entity)
        .and_where(
            Expr::col((coupon::Entity, Coupon::TemplateId))
                .equals((coupon_template::Entity, Template::Id)),
        )
        .and_where(Coupon::MemberId.eq(member))
        .take();
    let own = Expr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(own)));
    coupon_template::Entity::find()
        .column_as(store::Column::Name, "store_name")
        .expr_as(own, "mine")
        .join(JoinType::LeftJoin, its_store())
        .filter(Template::MerchantId.eq(merchant))
}

/// One fewer is left: true if there was one and the offer is open. What it says of time and stock
/// is what is promised; whoever asked before may have asked long ago (E15, P25).
pub async fn take_from_stock(tx: &Tx, ask: Claim, door: Door, now: Timestamp) -> Result<bool> {
    let taken = coupon_template::Entity::update_many()
        .col_expr(Template::Claimed, Expr::col(Template::Claimed).add(1))
        .filter(Template::MerchantId.eq(ask.merchant))
        .filter(Template::Id.eq(ask.template))
        .filter(opened_by(door))
        .filter(Expr::col(Template::Claimed).lt(Expr::col(Template::Total)))
        .filter(Template::OpensAt.lte(now))
        .filter(Template::ClosesAt.gt(now))
        .filter(Template::ValidUntil.gt(now))
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

pub async fn insert(tx: &Tx, coupon: coupon::Model) -> Result<()> {
    match coupon::Entity::insert(coupon.into_active_model()).exec_without_returning(tx).await {
        // SQLite names the index's columns, the others the index.
        Err(no) if violates(&no, "coupon_nth") || violates(&no, "coupon.nth") => {
            Err(CouponRefusal::LimitReached.into())
        }
        done => Ok(done.map(drop)?),
    }
}

/// What these are called.
pub async fn titles(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    ids: Vec<CouponTemplateId>,
) -> Result<Vec<(CouponTemplateId, String)>> {
    let found = coupon_template::Entity::find()
        .select_only()
        .column(Template::Id)
        .column(Template::Title)
        .filter(Template::MerchantId.eq(merchant))
        .filter(Template::Id.is_in(ids));
    Ok(found.into_tuple().all(db).await?)
}

/// A member's coupons in one state, the newest first.
pub async fn held(
    db: &impl ConnectionTrait,
    (merchant, member): (MerchantId, MemberId),
    state: CouponState,
    now: Timestamp,
    after: Option<CouponId>,
    limit: u64,
) -> Result<Vec<Held>> {
    let mut held = with_worth(in_state(merchant, member, state, now));
    if let Some(after) = after {
        held = held.filter(Coupon::Id.lt(after));
    }
    Ok(held.order_by_desc(Coupon::Id).limit(limit).into_model().all(db).await?)
}

/// One of a member's coupons; another's is not there (G1).
pub async fn held_one(
    db: &impl ConnectionTrait,
    (merchant, member): (MerchantId, MemberId),
    id: CouponId,
) -> Result<Held> {
    let own = coupon::Entity::find_by_id(id)
        .filter(Coupon::MerchantId.eq(merchant))
        .filter(Coupon::MemberId.eq(member));
    let found = with_worth(own).into_model().one(db).await?;
    Ok(found.ok_or(CouponRefusal::NoSuchCoupon)?)
}

/// What a member can use now in a store and no sale counts on, the first to expire first.
pub async fn usable(
    db: &impl ConnectionTrait,
    (merchant, member): (MerchantId, MemberId),
    store: StoreId,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<Held>> {
    let free = Coupon::State.eq(State::Usable).or(Coupon::ReservedUntil.lte(now));
    let usable = with_worth(in_state(merchant, member, CouponState::Usable, now))
        .filter(free)
        .filter(Template::StoreId.eq(store).or(Template::StoreId.is_null()));
    let usable = usable.order_by_asc(Coupon::ValidUntil).order_by_asc(Coupon::Id);
    Ok(usable.limit(limit).into_model().all(db).await?)
}

pub async fn count_usable(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    member: MemberId,
    now: Timestamp,
) -> Result<u64> {
    Ok(in_state(merchant, member, CouponState::Usable, now).count(db).await?)
}

fn in_state(
    merchant: MerchantId,
    member: MemberId,
    state: CouponState,
    now: Timestamp,
) -> Select<coupon::Entity> {
    let all = coupon::Entity::find()
        .filter(Coupon::MerchantId.eq(merchant))
        .filter(Coupon::MemberId.eq(member));
    let unused = Coupon::State.ne(State::Used);
    all.filter(match state {
        CouponState::Usable => unused.and(Coupon::ValidUntil.gt(now)),
        CouponState::Used => Coupon::State.eq(State::Used),
        CouponState::Expired => unused.and(Coupon::ValidUntil.lte(now)),
    })
}

fn with_worth(coupons: Select<coupon::Entity>) -> Select<coupon::Entity> {
    let its_template = coupon::Entity::belongs_to(coupon_template::Entity)
        .from(Coupon::TemplateId)
        .to(Template::Id);
    let sale_store = Query::select()
        .column((store::Entity, store::Column::Name))
        .from(store::Entity)
        .and_where(
            Expr::col((store::Entity, store::Column::Id))
                .equals((coupon::Entity, Coupon::SaleStoreId)),
        )
        .take();
    let sale_store = Expr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(sale_store)));
    coupons
        .expr_as(sale_store, "sale_store_name")
        .column_as(Template::Terms, "terms")
        .column_as(Template::Kind, "kind")
        .column_as(Template::Title, "title")
        .column_as(Template::Worth, "worth")
        .column_as(Template::Threshold, "threshold")
        .column_as(store::Column::Name, "store_name")
        .join(JoinType::InnerJoin, its_template.into())
        .join(JoinType::LeftJoin, its_store())
}

fn its_store() -> RelationDef {
    coupon_template::Entity::belongs_to(store::Entity)
        .from(Template::StoreId)
        .to(store::Column::Id)
        .into()
}
