//! Why stored value does not do what was asked.
use entity::{
    sale_tender::Kind as Tender,
    values::{Fen, Points},
};

use super::Program;
use crate::error::refusals;

refusals! {
    /// Why money is not paid in, spent, set aside or given back.
    pub enum StoredValueRefusal {
        Short { have: Fen, need: Fen } = Conflict "stored_value_insufficient"
            "储值余额不足：可用 {have}，需要 {need}" "stored value is too small: {have} of {need}";
        MoreThanTaken { taken: Fen, back: Fen } = Conflict "more_than_taken"
            "退回的储值 {back} 超过用掉的 {taken}" "{back} back, of {taken} taken";
        OnlyRules = Conflict "recharge_only_rules"
            "只能按充值活动的金额充值" "only the amounts of the recharge rules can be paid in";
        NoSuchRule = NotFound "no_such_recharge_rule" "没有这个充值活动" "no such recharge rule";
        RuleClosed = Conflict "recharge_rule_closed"
            "这个充值活动现在不在有效期内" "this rule is not in force now";
        RuleNotToday = Conflict "recharge_rule_not_today"
            "今天不能使用这个充值活动" "this rule does not hold today";
        RuleElsewhere = Conflict "recharge_rule_elsewhere"
            "这家门店不参加这个充值活动" "this rule is not for this store";
        RuleChannel = Conflict "recharge_rule_channel"
            "这个充值活动不能在这里使用" "this rule is not for this channel";
        RuleLevel = Conflict "recharge_rule_level"
            "这位会员的等级不参加这个充值活动" "this rule is not for this level";
        RuleAmount { principal: Fen } = Conflict "recharge_rule_amount"
            "这个充值活动要充 {principal}" "this rule is for {principal}";
        RuleUsed = Conflict "recharge_rule_used"
            "这位会员已经用过这个充值活动，每人限一次" "this member has used this rule";
        RuleChanged { version: i32 } = Conflict "recharge_rule_changed"
            "这个充值活动刚刚修改过，请看过新的内容再充" "this rule was changed meanwhile: it is version {version} now";
        RuleMalformed { why: String } = Invalid "recharge_rule_malformed"
            "充值活动不正确：{why}" "no such rule can be made: {why}";
        ProgramMalformed { why: String } = Invalid "stored_value_program_malformed"
            "储值设置不正确：{why}" "no such settings can be kept: {why}";
        AmountMalformed = Invalid "top_up_amount"
            "充值金额要大于 0，赠送不能小于 0" "an amount above nothing is needed";
        GiftNeedsApproval = Forbidden "gift_needs_approval"
            "修改赠送金额需要有权限的员工工号" "a permitted employee must allow this gift";
        RefundNeedsApproval = Forbidden "refund_needs_approval"
            "退储值需要店长或老板的工号" "a manager must allow this refund";
        CardCap { cap: Fen } = Conflict "card_cap"
            "充值后超过每张卡的限额 {cap}" "a card holds {cap} at most";
        CashLimit { limit: Fen } = Conflict "cash_limit"
            "现金充值一次不能超过 {limit}，请用转账" "above {limit} the money comes by transfer";
        TenderNotTaken = Invalid "tender_not_taken"
            "不能用储值来充值" "stored value does not pay for a top-up";
        OrderNoTaken = Conflict "order_no_taken"
            "这个单号已经用过" "this number was used before";
        NoSuchTopUp = NotFound "no_such_top_up" "没有这笔充值" "no such top-up";
        Refunded = Conflict "top_up_refunded" "这笔充值已经退过" "this top-up was given back";
        NothingToRefund = Conflict "nothing_to_refund"
            "按这种方式没有可退的金额" "nothing is due on this ground";
        CoolingOffOver { days: i64 } = Conflict "cooling_off_over"
            "已超过付款后 {days} 天，不能无理由退款" "{days} days have passed since the payment";
        CodeNeeded = Invalid "stored_value_code_needed"
            "请会员出示会员码：卡号不能动用储值或积分" "a member code is needed: a number pays for nothing";
        NoSuchHold = NotFound "no_such_hold" "没有这笔预授权" "no such hold";
        HoldOver = Conflict "hold_over"
            "这笔预授权已经完成、取消或到期" "this hold was captured, released, or has expired";
        HoldMalformed = Invalid "hold_malformed"
            "预授权金额要大于 0，时间 1 分钟到 24 小时" "an amount, for 1 to 1440 minutes";
        CaptureTooMuch { held: Fen } = Conflict "capture_too_much"
            "预授权完成的金额要在 0 到 {held} 之间" "of {held} at most";
        ConvertOff = Conflict "convert_off" "没有开通积分转储值" "points are not turned into money";
        ConvertUneven { points_per_yuan: Points } = Conflict "convert_uneven"
            "每 {points_per_yuan} 积分换 1 元，这些积分换不成整分"
            "{points_per_yuan} points make a yuan: these make no whole fen";
        HoldOpen = Conflict "hold_open"
            "卡上还有预授权没有结束，请先完成或取消" "some of the card is set aside";
    }
}

/// Money that comes in, and what is given on top.
pub struct Paid {
    pub principal: Fen,
    pub gift: Fen,
    pub tender: Tender,
}

/// Whether a card that holds so much may take this.
pub fn payable(program: &Program, paid: &Paid, on_card: i128) -> Result<(), StoredValueRefusal> {
    let Paid { principal, gift, tender } = paid;
    let sensible = (1..=Fen::CAP.0).contains(&principal.0) && (0..=Fen::CAP.0).contains(&gift.0);
    if !sensible {
        return Err(StoredValueRefusal::AmountMalformed);
    }
    if *tender == Tender::StoredValue {
        return Err(StoredValueRefusal::TenderNotTaken);
    }
    if let Some(limit) =
        program.cash_limit.filter(|limit| *tender == Tender::Cash && principal > limit)
    {
        return Err(StoredValueRefusal::CashLimit { limit });
    }
    fits(program, Fen(principal.0 + gift.0), on_card)
}

/// Whether a card that holds so much may take so much more.
pub fn fits(program: &Program, more: Fen, on_card: i128) -> Result<(), StoredValueRefusal> {
    match program.card_cap {
        Some(cap) if on_card + i128::from(more.0) > i128::from(cap.0) => {
            Err(StoredValueRefusal::CardCap { cap })
        }
        _ => Ok(()),
    }
}

/// What points are worth as stored value: whole fen, or nothing is changed.
pub fn worth_of(program: &Program, points: Points) -> Result<Fen, StoredValueRefusal> {
    let points_per_yuan = program.points_per_yuan.ok_or(StoredValueRefusal::ConvertOff)?;
    let (fen, rate) = (i128::from(points.0) * 100, i128::from(points_per_yuan.0));
    let worth = i64::try_from(fen / rate).ok().filter(|_| fen > 0 && fen % rate == 0);
    worth
        .filter(|worth| *worth <= Fen::CAP.0)
        .map(Fen)
        .ok_or(StoredValueRefusal::ConvertUneven { points_per_yuan })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Refusal;

    #[test]
    fn a_card_takes_no_more_than_the_law_lets_it_hold() {
        use StoredValueRefusal::{AmountMalformed, CardCap, CashLimit, TenderNotTaken};
        let (house, cap) = (Program::default(), Fen(500_000));
        let unlimited = Program { card_cap: None, cash_limit: Some(Fen(20_000)), ..house.clone() };
        for (program, principal, gift, tender, on_card, expected) in [
            (&house, 300_000, 100_000, Tender::Cash, 0, Ok(())),
            (&house, 300_000, 100_000, Tender::Cash, 100_000, Ok(())),
            (&house, 300_000, 100_000, Tender::Cash, 100_001, Err(CardCap { cap })),
            (&house, 500_001, 0, Tender::BankCard, 0, Err(CardCap { cap })),
            (&unlimited, 900_000, 0, Tender::BankCard, 900_000, Ok(())),
            (&unlimited, 20_001, 0, Tender::Cash, 0, Err(CashLimit { limit: Fen(20_000) })),
            (&house, 0, 0, Tender::Cash, 0, Err(AmountMalformed)),
            (&house, -1, 0, Tender::Cash, 0, Err(AmountMalformed)),
            (&house, 100, -1, Tender::Cash, 0, Err(AmountMalformed)),
            (&unlimited, i64::MAX, 0, Tender::Other, 0, Err(AmountMalformed)),
            (&house, 100, 0, Tender::StoredValue, 0, Err(TenderNotTaken)),
        ] {
            let paid = Paid { principal: Fen(principal), gift: Fen(gift), tender };
            assert_eq!(payable(program, &paid, on_card), expected, "{principal} + {gift}");
        }
    }

    #[test]
    fn ten_points_are_a_yuan_where_the_merchant_says_so_rdm_07() {
        let points_per_yuan = Points(100_000);
        let on = Program { points_per_yuan: Some(points_per_yuan), ..Program::default() };
        let uneven = StoredValueRefusal::ConvertUneven { points_per_yuan };
        for (points, worth) in [
            (100_000, Some(100)),
            (1_000, Some(1)),
            (1_001, None),
            (999, None),
            (0, None),
            (-100_000, None),
            (i64::MAX, None),
        ] {
            let expected = worth.map(Fen).ok_or_else(|| uneven.problem());
            let got = worth_of(&on, Points(points)).map_err(|no| no.problem());
            assert_eq!(got, expected, "{points}");
        }
        let off = worth_of(&Program::default(), points_per_yuan);
        assert_eq!(off, Err(StoredValueRefusal::ConvertOff));
    }
}
