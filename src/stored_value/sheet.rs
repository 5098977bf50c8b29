//! What is given back of a top-up, and why: an arithmetic that a clerk can show the customer.
use entity::{
    rounding::half_even,
    top_up_refund::Mode,
    values::{Fen, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::StoredValueRefusal;

/// Days after the day of payment on which one may change one's mind: the seventh counts whole.
pub const COOLING_OFF_DAYS: i64 = 7;

/// What the refund of a top-up is made from. All amounts are in fen, none is below nothing.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    pub principal: Fen,
    pub gift: Fen,
    /// Of both, paid for goods and not given back.
    pub consumed: Fen,
    /// Of the gift alone.
    pub consumed_gift: Fen,
    /// The same goods at their list price.
    pub consumed_list: Fen,
    /// What the merchant says the other gifts are worth that were used.
    pub used_gifts: Fen,
    /// What is left on the card of this top-up.
    pub left_principal: Fen,
    pub left_gift: Fen,
    pub paid_at: Timestamp,
    pub now: Timestamp,
}

/// The arithmetic of a refund, whole: it is kept with the refund and never worked out again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sheet {
    pub mode: Mode,
    /// 商家原因
    pub mode_text: String,
    /// What it is founded on.
    pub ground_text: String,
    pub inputs: Vec<SheetLine>,
    /// One sentence each, in order.
    pub steps: Vec<String>,
    /// To be paid back, in fen; never more than is left of the principal.
    pub amount: Fen,
    pub amount_text: String,
    /// What is left on the card and goes without being paid back.
    pub lapsed_principal: Fen,
    pub lapsed_gift: Fen,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SheetLine {
    /// 充值本金
    pub name: String,
    pub amount: Fen,
    pub amount_text: String,
}

/// What is given back on this ground. Rounded once, at the end, half to even.
pub fn refund_sheet(
    mode: Mode,
    facts: &Facts,
    deduct_used_gifts: bool,
) -> Result<Sheet, StoredValueRefusal> {
    let (due, mut steps) = match mode {
        Mode::CoolingOff => cooling_off(facts, deduct_used_gifts)?,
        Mode::MerchantCause => merchant_cause(facts),
        Mode::ConsumerCause => consumer_cause(facts),
    };
    let amount = Fen(due.clamp(0, facts.left_principal.0));
    if due < 0 {
        steps.push("已消费的多于本金，不退款，也不向顾客补收。".to_owned());
    }
    if due > facts.left_principal.0 {
        let left = yuan(facts.left_principal);
        steps.push(format!("卡内这笔充值剩余本金 {left} 元，退款不超过剩余本金。"));
    }
    let lapsed_principal = Fen(facts.left_principal.0 - amount.0);
    let (lost, gift) = (yuan(lapsed_principal), yuan(facts.left_gift));
    steps.push(format!("退款后这笔充值结清：剩余本金 {lost} 元、赠送余额 {gift} 元作废。"));
    Ok(Sheet {
        mode,
        mode_text: mode_text(mode).to_owned(),
        ground_text: ground_text(mode).to_owned(),
        inputs: inputs(facts),
        steps,
        amount,
        amount_text: amount.exact(),
        lapsed_principal,
        lapsed_gift: facts.left_gift,
    })
}

type Worked = (i64, Vec<String>);

/// Principal, less the part that was spent, less gifts that were used if they are to be paid for.
fn cooling_off(facts: &Facts, deduct: bool) -> Result<Worked, StoredValueRefusal> {
    if facts.now >= facts.paid_at.midnight_in(COOLING_OFF_DAYS + 1) {
        return Err(StoredValueRefusal::CoolingOffOver { days: COOLING_OFF_DAYS });
    }
    let spent = facts.consumed.0 - facts.consumed_gift.0;
    let mut due = facts.principal.0 - spent;
    let mut steps = vec![format!(
        "付款日 {}，在七日内；本金 {} − 已用本金 {} = {} 元。",
        facts.paid_at.day(),
        yuan(facts.principal),
        yuan(Fen(spent)),
        yuan(Fen(due))
    )];
    let used = facts.consumed_gift.0 + facts.used_gifts.0;
    if used > 0 && deduct {
        due -= used;
        steps.push(format!(
            "已用赠送余额 {} 元、已用礼品折价 {} 元，从退款中扣除，得 {} 元。",
            yuan(facts.consumed_gift),
            yuan(facts.used_gifts),
            yuan(Fen(due))
        ));
    } else if used > 0 {
        steps.push("已用的赠送不折价，不扣除。".to_owned());
    }
    Ok((due, steps))
}

/// What was consumed is priced as it was paid: principal / (principal + gift) of it was principal.
fn merchant_cause(facts: &Facts) -> Worked {
    let (principal, all) =
        (i128::from(facts.principal.0), i128::from(facts.principal.0) + i128::from(facts.gift.0));
    let left = (all - i128::from(facts.consumed.0)).max(0);
    let exact = principal * left;
    // A part of the principal, which fits.
    let due = half_even(exact, all.max(1)) as i64;
    let step = format!(
        "本金 {p} − 已消费 {c} × 本金 {p} ÷（本金 {p} + 赠送 {g}）= {due} 元{rounded}。",
        p = yuan(facts.principal),
        c = yuan(facts.consumed),
        g = yuan(facts.gift),
        due = yuan(Fen(due)),
        rounded = if exact % all.max(1) == 0 { "" } else { "（到分，四舍六入五成双）" },
    );
    (due, vec![step])
}

/// What was consumed is priced as if there had been no top-up: at list price.
fn consumer_cause(facts: &Facts) -> Worked {
    let due = facts.principal.0 - facts.consumed_list.0;
    let step = format!(
        "本金 {} − 已消费商品按原价 {} = {} 元。",
        yuan(facts.principal),
        yuan(facts.consumed_list),
        yuan(Fen(due))
    );
    (due, vec![step])
}

fn inputs(facts: &Facts) -> Vec<SheetLine> {
    let line = |(name, amount): (&str, Fen)| SheetLine {
        name: name.to_owned(),
        amount,
        amount_text: amount.exact(),
    };
    let all = [
        ("充值本金", facts.principal),
        ("赠送金额", facts.gift),
        ("已消费（实付）", facts.consumed),
        ("其中赠送", facts.consumed_gift),
        ("已消费（按原价）", facts.consumed_list),
        ("已用礼品折价", facts.used_gifts),
        ("剩余本金", facts.left_principal),
        ("剩余赠送", facts.left_gift),
    ];
    all.into_iter().map(line).collect()
}

fn mode_text(mode: Mode) -> &'static str {
    match mode {
        Mode::CoolingOff => "七日内无理由",
        Mode::MerchantCause => "商家原因",
        Mode::ConsumerCause => "消费者原因",
    }
}

/// Judicial Interpretation 法释〔2025〕4号, in force since 1 May 2025.
fn ground_text(mode: Mode) -> &'static str {
    match mode {
        Mode::CoolingOff => "法释〔2025〕4号：付款之日起七日内，未曾获得相同商品或服务的，可退本金",
        Mode::MerchantCause => {
            "法释〔2025〕4号：非因消费者原因退款，已消费部分按充值时的优惠比例计算"
        }
        Mode::ConsumerCause => {
            "法释〔2025〕4号第十九条：因消费者原因退款，已消费部分按打折前的价格计算；合同对消费者更有利的，从合同"
        }
    }
}

/// `304.50`: every step with the same two decimals, so that it can be followed with a pencil.
fn yuan(fen: Fen) -> String {
    fen.exact().replace('¥', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 24 * 3600 * 1000;

    /// 3000 paid in and 1000 given, of which so much went for goods: pro rata, and at list price.
    fn facts(consumed: i64, list: i64) -> Facts {
        let principal = half_even(i128::from(consumed) * 3, 4) as i64;
        Facts {
            principal: Fen(300_000),
            gift: Fen(100_000),
            consumed: Fen(consumed),
            consumed_gift: Fen(consumed - principal),
            consumed_list: Fen(list),
            used_gifts: Fen(0),
            left_principal: Fen(300_000 - principal),
            left_gift: Fen(100_000 - consumed + principal),
            paid_at: Timestamp(0),
            now: Timestamp(0),
        }
    }

    fn due(mode: Mode, facts: &Facts) -> i64 {
        refund_sheet(mode, facts, true).expect("allowed").amount.0
    }

    #[test]
    fn the_three_legal_grounds_give_what_the_courts_give() {
        use Mode::{ConsumerCause, CoolingOff, MerchantCause};
        for (mode, consumed, list, expected) in [
            (MerchantCause, 359_400, 359_400, 30_450),
            (MerchantCause, 100_000, 100_000, 225_000),
            (ConsumerCause, 100_000, 100_000, 200_000),
            (ConsumerCause, 90_000, 100_000, 200_000),
            (ConsumerCause, 359_400, 359_400, 0),
            (MerchantCause, 400_000, 500_000, 0),
            (CoolingOff, 0, 0, 300_000),
            (CoolingOff, 100_000, 120_000, 200_000),
        ] {
            let amount = due(mode, &facts(consumed, list));
            assert_eq!(amount, expected, "{mode:?} {consumed} {list}");
        }
    }

    #[test]
    fn a_sheet_shows_every_input_and_every_step() {
        let sheet = refund_sheet(Mode::MerchantCause, &facts(359_400, 380_000), true);
        let sheet = sheet.expect("allowed");
        assert_eq!(sheet.amount_text, "¥304.50");
        assert_eq!(
            sheet.steps[0],
            "本金 3,000.00 − 已消费 3,594.00 × 本金 3,000.00 ÷（本金 3,000.00 + 赠送 1,000.00）= 304.50 元。"
        );
        assert_eq!(
            sheet.steps[1],
            "退款后这笔充值结清：剩余本金 0.00 元、赠送余额 101.50 元作废。"
        );
        assert_eq!((sheet.lapsed_principal, sheet.lapsed_gift), (Fen(0), Fen(10_150)));
        let input =
            |name: &str| sheet.inputs.iter().find(|line| line.name == name).map(|l| l.amount);
        assert_eq!(input("已消费（按原价）"), Some(Fen(380_000)));
    }

    #[test]
    fn a_refund_is_rounded_once_and_a_half_goes_to_the_even_fen() {
        for (principal, gift, consumed, expected) in
            [(1, 1, 1, 0), (3, 3, 1, 2), (5, 5, 1, 4), (2, 1, 1, 1), (100, 7, 50, 53)]
        {
            let facts = Facts {
                principal: Fen(principal),
                gift: Fen(gift),
                consumed: Fen(consumed),
                left_principal: Fen(principal),
                ..facts(0, 0)
            };
            assert_eq!(
                due(Mode::MerchantCause, &facts),
                expected,
                "{principal}+{gift}, {consumed}"
            );
        }
    }

    /// A card that was spent principal first has less of it left than the ratio says.
    #[test]
    fn no_more_goes_back_than_is_left_of_the_principal_p5() {
        let facts = Facts { left_principal: Fen(200_000), ..facts(100_000, 100_000) };
        assert_eq!(due(Mode::MerchantCause, &facts), 200_000);
        let emptied = Facts { left_principal: Fen(0), ..facts };
        for mode in [Mode::MerchantCause, Mode::ConsumerCause, Mode::CoolingOff] {
            assert_eq!(due(mode, &emptied), 0, "{mode:?}");
        }
    }

    #[test]
    fn one_may_change_ones_mind_until_the_seventh_day_is_over() {
        let paid_at = Timestamp(1_796_090_400_000);
        let last = paid_at.midnight_in(8).plus_ms(-1);
        for (now, allowed) in [
            (paid_at, true),
            (paid_at.plus_ms(7 * DAY_MS), true),
            (last, true),
            (last.plus_ms(1), false),
        ] {
            let facts = Facts { paid_at, now, ..facts(0, 0) };
            let sheet = refund_sheet(Mode::CoolingOff, &facts, true);
            assert_eq!(sheet.is_ok(), allowed, "{now}");
        }
    }

    #[test]
    fn gifts_that_were_used_are_paid_for_if_the_merchant_says_so() {
        let facts = Facts { used_gifts: Fen(1_500), ..facts(100_000, 100_000) };
        let amount =
            |deduct| refund_sheet(Mode::CoolingOff, &facts, deduct).expect("allowed").amount;
        assert_eq!((amount(true), amount(false)), (Fen(198_500), Fen(225_000)));
        assert_eq!(due(Mode::MerchantCause, &facts), 225_000, "the merchant's own cause");
    }
}
