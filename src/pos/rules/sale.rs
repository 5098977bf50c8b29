//! What may be done with a sale.
use entity::{sale::State, sale_tender::Kind, values::Fen};

use crate::{error::refusals, lang::say};

refusals! {
    /// Why a sale does not go on.
    pub enum SaleRefusal {
        CartEmpty = Invalid "cart_empty"
            "请先录入商品，最多 100 行" "a sale has 1 to 100 lines";
        LineMalformed { line: usize, why: &'static str } = Invalid "line_malformed"
            "第 {line} 行：{why}" "line {line} is not right";
        AmountTooLarge = Invalid "amount_too_large" "金额太大" "the amount is too large";
        PointsMalformed = Invalid "points_malformed"
            "积分请填 auto 或一个数，例如 12" "points are auto, or a number such as 12";
        OrderNoTaken = Conflict "order_no_taken"
            "这个单号已经用过" "another sale has this number";
        NoSuchSale = NotFound "no_such_sale" "没有找到这笔单" "no such sale";
        NotAtThisTill = Conflict "sale_of_another_till"
            "这笔单在另一台收银台上" "this sale is at another till";
        WrongState { state_text: String } = Conflict "sale_wrong_state"
            "这笔单{state_text}，不能这样操作" "the sale is not in a state for this";
        QuoteChanged = Conflict "quote_changed"
            "价格或内容有变化，请重新计价后再收款" "not what was quoted: quote again";
        QuoteExpired = Gone "quote_expired"
            "报价已过期，请重新计价" "the quote ran out: quote again";
        TendersDiffer { payable: Fen, tendered: Fen } = Invalid "tenders_differ"
            "付款合计 {tendered}，应收 {payable}，不相等" "tenders do not add up to what is payable";
        TenderMalformed = Invalid "tender_malformed"
            "每种付款方式填一次，金额大于 0" "each way to pay once, with an amount above 0";
        MemberNeeded = Conflict "member_needed"
            "没有识别会员，不能使用储值、积分或优惠券"
            "stored value, points and coupons need a member";
        MemberCodeNeeded = Conflict "member_code_needed"
            "使用储值、积分或优惠券，请会员出示会员码"
            "stored value, points and coupons need the member's code";
        CodeOfAnother = Conflict "code_of_another"
            "这个会员码不是这笔单的会员的" "this code is another member's";
        NoSuchLine { line: i32 } = NotFound "no_such_line"
            "这笔单没有第 {line} 行" "the sale has no line {line}";
        ReturnTooMuch { line: i32 } = Conflict "return_too_much"
            "第 {line} 行没有这么多可退" "not so much of line {line} is left to return";
        RefundTooMuch { left: Fen } = Conflict "refund_too_much"
            "最多还能退 {left}" "no more than is left can be refunded";
        NothingToRefund = Conflict "nothing_to_refund"
            "没有可退的了" "nothing is left to refund";
        RefundMalformed = Invalid "refund_malformed"
            "请选择退货的行、退款金额或整单退货中的一种"
            "say lines, an amount, or all";
        RefundNoTaken = Conflict "refund_no_taken"
            "这个退货单号已经用过" "another refund has this number";
        ReturnNeedsApproval = Forbidden "return_needs_approval"
            "退货、作废需要有权限的员工工号" "a permitted employee must allow this return";
        VoidTooLate = Conflict "void_too_late"
            "只能当天在原门店作废没有退过货的单，请办理退货"
            "only on the same day, in the same store, before any refund";
    }
}

/// How long a quote stands.
pub const QUOTE_MS: i64 = 15 * 60_000;
/// Half-minutes that a member code which named the card counts for its sale: as long as a quote.
pub const WINDOW_KEPT: i64 = QUOTE_MS / crate::code::WINDOW_MS;

/// Each way to pay once, each above nothing, and together exactly what is payable (E7).
pub fn balanced(tenders: &[(Kind, Fen)], payable: Fen) -> Result<(), SaleRefusal> {
    let again = |at: usize, kind: Kind| tenders[..at].iter().any(|(other, _)| *other == kind);
    let wrong = |(at, (kind, amount)): (usize, &(Kind, Fen))| {
        !(1..=Fen::CAP.0).contains(&amount.0) || again(at, *kind)
    };
    if tenders.iter().enumerate().any(wrong) {
        return Err(SaleRefusal::TenderMalformed);
    }
    // A handful of ways, each below the cap: it fits.
    let tendered = Fen(tenders.iter().map(|(_, amount)| amount.0).sum());
    if tendered == payable { Ok(()) } else { Err(SaleRefusal::TendersDiffer { payable, tendered }) }
}

pub fn state_text(state: State) -> &'static str {
    match state {
        State::Quoted => "待收款",
        State::Held => "已挂单",
        State::Settled => "已收款",
        State::Cancelled => "已取消",
        State::Voided => "已作废",
    }
}

/// Whether its buyer has it among their purchases.
pub fn was_paid(state: State) -> bool {
    matches!(state, State::Settled | State::Voided)
}

pub fn tender_text(kind: Kind) -> &'static str {
    match kind {
        Kind::StoredValue => say("储值", "Stored value"),
        Kind::Cash => say("现金", "Cash"),
        Kind::Wechat => say("微信", "WeChat Pay"),
        Kind::Alipay => say("支付宝", "Alipay"),
        Kind::BankCard => say("银行卡", "Bank card"),
        Kind::Other => say("其他", "Other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenders_add_up_exactly_or_are_refused_e7() {
        use Kind::{Cash, StoredValue};
        let differ = |payable, tendered| {
            Err(SaleRefusal::TendersDiffer { payable: Fen(payable), tendered: Fen(tendered) })
        };
        let malformed = Err(SaleRefusal::TenderMalformed);
        for (tenders, payable, expected) in [
            (vec![(Cash, 100)], 100, Ok(())),
            (vec![(StoredValue, 30), (Cash, 70)], 100, Ok(())),
            (vec![], 0, Ok(())),
            (vec![], 1, differ(1, 0)),
            (vec![(Cash, 99)], 100, differ(100, 99)),
            (vec![(Cash, 101)], 100, differ(100, 101)),
            (vec![(Cash, 50), (Cash, 50)], 100, malformed),
            (vec![(Cash, 200), (StoredValue, -100)], 100, Err(SaleRefusal::TenderMalformed)),
            (vec![(Cash, 0)], 0, Err(SaleRefusal::TenderMalformed)),
            (vec![(Cash, i64::MAX), (StoredValue, 1)], 100, Err(SaleRefusal::TenderMalformed)),
        ] {
            let given: Vec<_> = tenders.iter().map(|(kind, fen)| (*kind, Fen(*fen))).collect();
            assert_eq!(balanced(&given, Fen(payable)), expected, "{tenders:?} of {payable}");
        }
    }
}
