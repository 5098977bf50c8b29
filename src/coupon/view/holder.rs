//! Who has coupons, as the back office reads it.
use entity::{
    ids::{CouponId, MemberId},
    values::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    super::{rows::holder::Holder, rules},
    CouponState, state_text, validity_text,
};
use crate::{error::Result, member, seal::Keys};

/// A member who has a coupon.
#[derive(Serialize, ToSchema)]
#[schema(as = CouponHolderMember)]
pub struct MemberView {
    pub id: MemberId,
    pub number: String,
    pub nickname: String,
    /// Empty of whoever left.
    pub phone_masked: String,
}

/// A coupon and whose it is.
#[derive(Serialize, ToSchema)]
#[schema(as = CouponHolder)]
pub struct HolderView {
    pub coupon: CouponId,
    pub member: MemberView,
    pub state: CouponState,
    /// 未使用, 已使用, 已过期
    pub state_text: String,
    /// `11月22日 14:03`
    pub claimed_text: String,
    pub used_text: Option<String>,
    pub validity_text: String,
}

impl HolderView {
    pub fn of(row: Holder, keys: &Keys, now: Timestamp) -> Result<Self> {
        let Holder { coupon, holder: id, number, nickname, phone_sealed } = row;
        let phone_masked = match phone_sealed.as_slice() {
            [] => String::new(),
            sealed => member::sealed_phone(keys, sealed)?.masked(),
        };
        let state = rules::coupon_state(coupon.state, coupon.valid_until, now);
        Ok(Self {
            coupon: coupon.id,
            member: MemberView { id, number, nickname, phone_masked },
            state,
            state_text: state_text(state).to_owned(),
            claimed_text: coupon.claimed_at.said(now),
            used_text: coupon.used_at.map(|at| at.said(now)),
            validity_text: validity_text(coupon.claimed_at, coupon.valid_until),
        })
    }
}
