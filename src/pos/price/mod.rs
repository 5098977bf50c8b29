//! What a bill comes to, and why. Pure.
//!
//! A line begins at its list price. The lowest of promotion price, member price and the level's
//! discount takes its place; then a coupon and then points are taken off the whole bill, shared
//! among the lines. **Invariant:** nothing is ever below zero, and the shares of lines add up to
//! what was taken off. **Invariant:** the order of the lines changes nothing about the sum (E17).
mod best;
mod bill;
mod round;
#[cfg(test)]
mod tests;

use entity::{
    ids::{CategoryId, CouponId, CouponTemplateId, GoodsId},
    values::{Fen, Points},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use best::pieces;
pub use bill::{Member, guest, price};

/// What somebody wants to buy, with the prices it has.
#[derive(Clone, Debug)]
pub struct Item {
    /// None for what has no code (无码商品): a name and a price were typed.
    pub goods: Option<GoodsId>,
    pub category: Option<CategoryId>,
    pub code: String,
    pub name: String,
    pub unit: String,
    /// In 1/1000 pieces.
    pub quantity: i64,
    /// Of one piece.
    pub price: Fen,
    pub member_price: Option<Fen>,
    pub promotion_price: Option<Fen>,
}

/// What decided about a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// 零售价
    List,
    /// 促销价
    Promotion,
    /// 会员价
    MemberPrice,
    /// 等级折扣
    Level,
    /// 优惠券
    Coupon,
    /// 积分抵现
    Points,
}

impl Rule {
    /// For a member who reads no Chinese, in which steps are kept.
    pub fn english(self) -> &'static str {
        match self {
            Self::List => "List price",
            Self::Promotion => "Promotion",
            Self::MemberPrice => "Member price",
            Self::Level => "Level discount",
            Self::Coupon => "Coupon",
            Self::Points => "Points",
        }
    }
}

/// One step from the list price to what is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Step {
    pub rule: Rule,
    /// `金卡 9 折`
    pub text: String,
    /// In fen, of the whole line.
    pub before: Fen,
    pub after: Fen,
    /// What would have been dearer: `会员价 ¥95`.
    pub beat: Vec<String>,
    /// How it was rounded, if it was.
    pub rounding: Option<String>,
}

/// A line with its price and how it came to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PricedLine {
    /// 1, 2, 3 …
    pub line: i32,
    pub goods: Option<GoodsId>,
    pub category: Option<CategoryId>,
    pub code: String,
    pub name: String,
    /// 件, 罐
    pub unit: String,
    /// In 1/1000 pieces.
    pub quantity: i64,
    /// List price of one piece, in fen.
    pub price: Fen,
    /// Of the whole line at list price, in fen.
    pub list: Fen,
    /// Of the whole line after everything, in fen.
    pub paid: Fen,
    /// Which price it is sold at, before coupon and points.
    pub sold_at: Rule,
    pub steps: Vec<Step>,
}

/// A coupon that a bill counts on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CouponUsed {
    pub id: CouponId,
    pub template: CouponTemplateId,
    pub title: String,
    /// What it takes off, in fen.
    pub off: Fen,
    pub why: String,
}

/// Points that a bill takes as cash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PointsUsed {
    pub points: Points,
    /// What they take off, in fen.
    pub off: Fen,
    pub why: String,
}

/// A whole bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bill {
    pub lines: Vec<PricedLine>,
    /// At list price, in fen.
    pub list_total: Fen,
    /// After everything, in fen.
    pub payable: Fen,
    pub coupon: Option<CouponUsed>,
    pub points: Option<PointsUsed>,
}
