//! Coupons of one template, with who has them.
use coupon::Column as Coupon;
use entity::{
    coupon::{self, State},
    ids::{CouponId, CouponTemplateId, MemberId, MerchantId},
    member::{self, Column as Member},
    values::Timestamp,
};
use sea_orm::{ExprTrait, FromQueryResult, JoinType, QueryOrder, QuerySelect, entity::prelude::*};

use super::super::rules::CouponState;
use crate::{error::Result, operator::Scope};

/// A coupon and whose it is.
#[derive(FromQueryResult)]
pub struct Holder {
    #[sea_orm(nested)]
    pub coupon: coupon::Model,
    pub holder: MemberId,
    pub number: String,
    pub nickname: String,
    pub phone_sealed: Vec<u8>,
}

/// What of them, and from where on.
pub struct Wanted {
    pub template: CouponTemplateId,
    pub state: Option<CouponState>,
    pub now: Timestamp,
    pub after: Option<CouponId>,
}

/// The last claimed first, of members whom this scope reaches.
pub async fn list(
    db: &impl ConnectionTrait,
    (merchant, scope): (MerchantId, &Scope),
    wanted: Wanted,
    limit: u64,
) -> Result<Vec<Holder>> {
    let Wanted { template, state, now, after } = wanted;
    let its_member =
        coupon::Entity::belongs_to(member::Entity).from(Coupon::MemberId).to(Member::Id);
    let mut found = coupon::Entity::find()
        .column_as(Member::Id, "holder")
        .column_as(Member::Number, "number")
        .column_as(Member::Nickname, "nickname")
        .column_as(Member::PhoneSealed, "phone_sealed")
        .join(JoinType::InnerJoin, its_member.into())
        .filter(Coupon::MerchantId.eq(merchant))
        .filter(Coupon::TemplateId.eq(template));
    found = match state {
        None => found,
        Some(CouponState::Used) => found.filter(Coupon::State.eq(State::Used)),
        Some(CouponState::Usable) => {
            found.filter(Coupon::State.ne(State::Used)).filter(Coupon::ValidUntil.gt(now))
        }
        Some(CouponState::Expired) => {
            found.filter(Coupon::State.ne(State::Used)).filter(Coupon::ValidUntil.lte(now))
        }
    };
    if let Some(stores) = scope.stores() {
        let theirs = Member::StoreId.is_in(stores.iter().copied());
        found = found.filter(theirs.or(Member::StoreId.is_null()));
    }
    if let Some(after) = after {
        found = found.filter(Coupon::Id.lt(after));
    }
    Ok(found.order_by_desc(Coupon::Id).limit(limit).into_model().all(db).await?)
}
