//! What a top-up gave beside stored value: kept with it, so that it can be taken back.
use entity::{
    ids::CouponId,
    values::{Fen, Points},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::recharge::CountGift;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = TopUpGiven)]
pub struct Given {
    pub points: Points,
    pub coupons: Vec<GivenCoupon>,
    pub counts: Vec<CountGift>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GivenCoupon {
    pub coupon: CouponId,
    pub title: String,
    /// What it is taken to be worth once it is used, in fen.
    pub value: Fen,
}

impl Default for Given {
    fn default() -> Self {
        Self { points: Points::ZERO, coupons: vec![], counts: vec![] }
    }
}
