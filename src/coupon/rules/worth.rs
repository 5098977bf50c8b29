//! What a coupon takes off a bill.
use std::cmp::Reverse;

use entity::{
    coupon_template::{Kind, Model as Template},
    ids::{CategoryId, GoodsId},
    rounding::half_even,
    values::Fen,
};

use super::{CouponRefusal, Terms};

/// One of a bill's lines, as far as it is priced when the coupon's turn comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouponLine {
    /// None for what has no code.
    pub goods: Option<GoodsId>,
    pub category: Option<CategoryId>,
    /// In 1/1000 pieces.
    pub quantity: i64,
    /// Of the whole line, what it costs before the coupon.
    pub due: Fen,
}

/// What a coupon takes off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// Of each line, in their order: never more than its `due`.
    pub off: Vec<Fen>,
    /// The sum of `off`, exactly.
    pub total: Fen,
    /// For people: `现金券「新客立减20元」：适用金额 ¥120，减 ¥20`
    pub why: String,
}

/// Price a coupon on the lines it is good for. The threshold is held against what those cost; a
/// part of a fen is rounded half-even on the whole, once; and the whole is shared among the lines
/// by what they cost. Whether it may be used here and now is for [`super::usable_now`].
pub fn worth(
    template: &Template,
    terms: &Terms,
    lines: &[CouponLine],
) -> Result<Worth, CouponRefusal> {
    let due = |line: &CouponLine| match terms.covers(line.goods, line.category) {
        true => Fen(line.due.0.clamp(0, Fen::CAP.0)),
        false => Fen::ZERO,
    };
    let dues: Vec<Fen> = lines.iter().map(due).collect();
    let covered = sum(&dues)?;
    if covered < template.threshold {
        let short = Fen(template.threshold.0 - covered.0);
        return Err(CouponRefusal::BelowThreshold { short });
    }
    let at_counter = template.kind == Kind::Goods && terms.everything();
    if covered == Fen::ZERO && !at_counter {
        return Err(CouponRefusal::NotApplicable);
    }
    let off = match template.kind {
        Kind::Cash => apportion(covered.min(Fen(template.worth.max(0))), &dues),
        Kind::Discount => apportion(discount(template.worth, terms.cap, covered), &dues),
        Kind::Goods if at_counter => vec![Fen::ZERO; lines.len()],
        Kind::Goods => pieces(template.worth, lines, &dues),
    };
    let total = sum(&off)?;
    Ok(Worth { why: why(template, terms, covered, total), off, total })
}

/// Share a whole among parts by their weight: to the fen, the largest remainders first, and the
/// first of equals first. No part has more than its weight where the whole has no more than all.
pub fn apportion(whole: Fen, weights: &[Fen]) -> Vec<Fen> {
    let all: i128 = weights.iter().map(|weight| i128::from(weight.0.max(0))).sum();
    if all == 0 {
        return vec![Fen::ZERO; weights.len()];
    }
    let exact = |weight: &Fen| i128::from(whole.0.max(0)) * i128::from(weight.0.max(0));
    let floor = |weight: &Fen| i64::try_from(exact(weight) / all).unwrap_or(i64::MAX);
    let mut shares: Vec<Fen> = weights.iter().map(|weight| Fen(floor(weight))).collect();
    let given: i128 = shares.iter().map(|share| i128::from(share.0)).sum();
    let left = usize::try_from(i128::from(whole.0.max(0)) - given).unwrap_or(0);
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&at| Reverse(exact(&weights[at]) % all));
    for at in order.into_iter().take(left) {
        shares[at].0 += 1;
    }
    shares
}

/// `rate` says what is paid, in 1/10,000.
fn discount(rate: i64, cap: Option<Fen>, covered: Fen) -> Fen {
    let off = part(covered, (10_000 - rate).clamp(0, 10_000), 10_000);
    cap.map_or(off, |cap| off.min(cap))
}

/// So many pieces for nothing, the dearest first and the first of equals first.
fn pieces(worth: i64, lines: &[CouponLine], dues: &[Fen]) -> Vec<Fen> {
    let mut off = vec![Fen::ZERO; lines.len()];
    let mut left = worth.max(0).saturating_mul(1000);
    let mut order: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].quantity > 0).collect();
    order.sort_by(|&a, &b| {
        let across = |x: usize, y: usize| i128::from(dues[x].0) * i128::from(lines[y].quantity);
        across(b, a).cmp(&across(a, b))
    });
    for at in order {
        let free = left.min(lines[at].quantity);
        off[at] = part(dues[at], free, lines[at].quantity);
        left -= free;
    }
    off
}

/// `numerator/denominator` of an amount, half-even; no more than all of it.
fn part(amount: Fen, numerator: i64, denominator: i64) -> Fen {
    let (over, under) = (i128::from(amount.0) * i128::from(numerator), i128::from(denominator));
    Fen(i64::try_from(half_even(over, under)).map_or(amount.0, |fen| fen.min(amount.0)))
}

/// More than anybody may move in one operation is no bill.
fn sum(parts: &[Fen]) -> Result<Fen, CouponRefusal> {
    let all = parts.iter().try_fold(Fen::ZERO, |sum, part| sum.plus(*part));
    all.filter(|sum| *sum <= Fen::CAP).ok_or(CouponRefusal::NotApplicable)
}

fn why(template: &Template, terms: &Terms, covered: Fen, total: Fen) -> String {
    let kind = super::kind_text(template.kind);
    let title = &template.title;
    match (template.kind, terms.cap) {
        (Kind::Goods, _) if terms.everything() => format!("{kind}「{title}」：到店兑换，不减金额"),
        (Kind::Discount, Some(cap)) if cap == total => {
            format!("{kind}「{title}」：适用金额 {covered}，减到上限 {total}")
        }
        _ => format!("{kind}「{title}」：适用金额 {covered}，减 {total}"),
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::{super::tests::template, *};

    fn goods(n: u128) -> GoodsId {
        Ulid::from(n).into()
    }

    fn line(n: u128, category: u128, quantity: i64, due: i64) -> CouponLine {
        let category = Some(Ulid::from(category).into());
        CouponLine { goods: Some(goods(n)), category, quantity, due: Fen(due) }
    }

    fn made(kind: Kind, worth: i64, threshold: i64) -> Template {
        Template { kind, worth, threshold: Fen(threshold), ..template(0) }
    }

    fn off(template: &Template, terms: &Terms, lines: &[CouponLine]) -> Vec<i64> {
        let worth = worth(template, terms, lines).expect("it is good");
        assert_eq!(worth.total.0, worth.off.iter().map(|fen| fen.0).sum::<i64>());
        worth.off.iter().map(|fen| fen.0).collect()
    }

    #[test]
    fn cash_takes_off_its_worth_and_never_more_than_the_bill_e17() {
        let cash = made(Kind::Cash, 2000, 0);
        let all = Terms::default();
        for (dues, expected) in [
            (&[12_000][..], &[2000][..]),
            (&[1000], &[1000]),
            (&[10_000, 5_000, 5_000], &[1000, 500, 500]),
            (&[3333, 3333, 3334], &[667, 666, 667]),
            (&[1, 1, 9_999], &[0, 0, 2000]),
            (&[1, 0, 1], &[1, 0, 1]),
            (&[-5, 100], &[0, 100]),
        ] {
            let lines: Vec<_> = dues.iter().map(|due| line(1, 1, 1000, *due)).collect();
            assert_eq!(off(&cash, &all, &lines), expected, "{dues:?}");
        }
    }

    #[test]
    fn a_discount_is_rounded_once_and_capped_cpn_03() {
        let all = Terms::default();
        let capped = Terms { cap: Some(Fen(1000)), ..Terms::default() };
        for (rate, terms, due, expected) in [
            (8800, &all, 10_000, 1200),
            (8800, &all, 999, 120),
            (9500, &all, 10, 0),
            (9500, &all, 30, 2),
            (8800, &capped, 10_000, 1000),
            (8800, &capped, 1_000, 120),
            (1, &all, 1, 1),
        ] {
            let bill = [line(1, 1, 1000, due)];
            assert_eq!(off(&made(Kind::Discount, rate, 0), terms, &bill), [expected], "{due}");
        }
    }

    #[test]
    fn goods_are_free_by_the_piece_the_dearest_first_cpn_03() {
        let named = Terms { goods: vec![goods(1), goods(2)], ..Terms::default() };
        let two = made(Kind::Goods, 2, 0);
        let bill = [line(1, 1, 1000, 500), line(2, 1, 3000, 2700), line(3, 1, 1000, 9999)];
        assert_eq!(off(&two, &named, &bill), [0, 1800, 0]);
        assert_eq!(off(&made(Kind::Goods, 9, 0), &named, &bill), [500, 2700, 0]);
        assert_eq!(off(&two, &Terms::default(), &bill), [0, 0, 0], "handed out at the counter");
        let others = [line(3, 1, 1000, 9999)];
        assert_eq!(worth(&two, &named, &others), Err(CouponRefusal::NotApplicable));
    }

    #[test]
    fn only_what_it_is_good_for_counts_towards_its_threshold_cpn_03() {
        let cash = made(Kind::Cash, 2000, 10_000);
        let category = Terms { categories: vec![Ulid::from(7).into()], ..Terms::default() };
        let no_code = CouponLine { goods: None, category: None, quantity: 1000, due: Fen(50_000) };
        let bill = [line(1, 7, 1000, 9_999), line(2, 8, 1000, 50_000), no_code];
        let short = Err(CouponRefusal::BelowThreshold { short: Fen(1) });
        assert_eq!(worth(&cash, &category, &bill), short);
        assert_eq!(off(&cash, &Terms::default(), &bill).iter().sum::<i64>(), 2000);
        let enough = [line(1, 7, 1000, 10_000), line(2, 8, 1000, 1)];
        assert_eq!(off(&cash, &category, &enough), [2000, 0]);
    }

    #[test]
    fn an_empty_or_absurd_bill_takes_no_coupon_e7() {
        let cash = made(Kind::Cash, 2000, 0);
        let all = Terms::default();
        assert_eq!(worth(&cash, &all, &[]), Err(CouponRefusal::NotApplicable));
        let absurd = [line(1, 1, 1, i64::MAX), line(1, 1, 1, i64::MAX)];
        assert_eq!(worth(&cash, &all, &absurd), Err(CouponRefusal::NotApplicable));
    }

    #[test]
    fn shares_add_up_whatever_is_shared_e17() {
        for whole in [0, 1, 7, 99, 100, 101, 9_999] {
            for weights in
                [&[1, 1, 1][..], &[3, 5, 7], &[0, 9_999], &[1, 9_998], &[100, 200, 300, 9_399]]
            {
                let weights: Vec<Fen> = weights.iter().copied().map(Fen).collect();
                let all: i64 = weights.iter().map(|weight| weight.0).sum();
                let shares = apportion(Fen(whole.min(all)), &weights);
                let given: i64 = shares.iter().map(|share| share.0).sum();
                assert_eq!(given, whole.min(all), "{whole} among {weights:?}");
                let kept = shares.iter().zip(&weights).all(|(share, weight)| share <= weight);
                assert!(kept, "{whole} among {weights:?}: {shares:?}");
            }
        }
    }
}
