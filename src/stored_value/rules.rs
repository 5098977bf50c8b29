//! Why stored value does not do what was asked.
use entity::values::Fen;

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
        HoldOpen = Conflict "hold_open"
            "卡上还有预授权没有结束，请先完成或取消" "some of the card is set aside";
    }
}
