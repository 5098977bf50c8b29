//! Decisions about points: what is earned, what is taken back, what they are worth as cash.
mod check;
mod earn;
mod earned;
mod legs;
mod program;
mod redeem;
mod which;

pub use check::{check, check_copy, check_redeem, clearing, warns};
pub use earn::earn;
pub use earned::{Bought, Clawed, Component, Earned, LineEarned, Occasion, Source, clawed};
pub use legs::{
    adjust_legs, adjust_text, amount, claw_back, claw_legs, credit, due_legs, earn_legs,
    growth_claw_back, growth_credit, void_legs, year_of,
};
pub use program::{
    CategoryRule, Days, Earning, Expiry, GoodsRule, Growth, LevelRate, Multipliers, Program, Season,
};
pub use redeem::{AsCash, Calc, Cap, Redeem, Tier, Times, Way, as_cash};

use crate::error::refusals;

refusals! {
    /// Why points are not moved, or a rule about them is not kept.
    pub enum PointsRefusal {
        RedeemOff = Conflict "redeem_off" "没有开启积分抵现" "points do not pay here";
        RedeemNotNow = Conflict "redeem_not_now"
            "今天不能用积分抵现" "points do not pay on this day";
        RedeemNothing { why: String } = Conflict "redeem_nothing"
            "这些积分不能抵现：{why}" "these points pay nothing: {why}";
        PointsInsufficient { have: entity::values::Points, asked: entity::values::Points } =
            Conflict "points_insufficient"
            "积分不足：现有 {have}，需要 {asked}" "not enough points: {have} of {asked}";
        NotByHand = Invalid "not_by_hand"
            "这一项不能手工调整" "only points, growth, stamps and tickets are adjusted by hand";
        AmountWrong = Invalid "amount_wrong"
            "数量不正确" "an amount is written 12, 0.5 or -3, and is not nothing";
        ReductionTooLarge = Conflict "reduction_too_large"
            "余额不够冲减" "there is less than what should be taken";
        CopiesMalformed { most: usize } = Invalid "copies_malformed"
            "请选择 1 到 {most} 家门店" "choose 1 to {most} stores";
        NotOwn = Conflict "program_not_own"
            "这家门店用的就是总部的规则" "this store has no copy of its own";
        ProgramInvalid { field: &'static str, why: &'static str } = Invalid "program_invalid"
            "设置不正确（{field}）：{why}" "this setting is not possible: {field}";
    }
}
