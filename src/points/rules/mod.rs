//! Decisions about points: what is earned, what is taken back, what they are worth as cash.
mod earn;
mod program;
mod redeem;

pub use earn::{Bought, Clawed, Component, Earned, LineEarned, Occasion, Source, clawed, earn};
pub use program::{
    CategoryRule, Days, Earning, Expiry, GoodsRule, Growth, LevelRate, Multipliers, Program, Season,
};
pub use redeem::{AsCash, Calc, Cap, Redeem, Tier, Times, Way, as_cash, may_redeem_online};

use crate::error::refusals;

refusals! {
    /// Why points are not moved, or a rule about them is not kept.
    pub enum PointsRefusal {
        RedeemOff = Conflict "redeem_off" "没有开启积分抵现" "points do not pay here";
        RedeemNotNow = Conflict "redeem_not_now"
            "今天不能用积分抵现" "points do not pay on this day";
        RedeemTillOnly = Conflict "redeem_till_only"
            "积分抵现只能在收银台使用" "points pay at the till only";
        RedeemNothing { why: String } = Conflict "redeem_nothing"
            "这些积分不能抵现：{why}" "these points pay nothing: {why}";
        PointsInsufficient { have: entity::values::Points, asked: entity::values::Points } =
            Conflict "points_insufficient"
            "积分不足：现有 {have}，需要 {asked}" "not enough points: {have} of {asked}";
        ProgramInvalid { field: &'static str, why: &'static str } = Invalid "program_invalid"
            "设置不正确（{field}）：{why}" "this setting is not possible: {field}";
    }
}
