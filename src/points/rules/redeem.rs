//! 积分抵现: what points are worth as cash.
use entity::values::{Fen, Points, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{PointsRefusal, program::Days};

/// What a merchant decides about paying with points (RDM-03 to RDM-06).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = RedeemProgram)]
pub struct Redeem {
    pub way: Way,
    /// 抵现上限
    pub cap: Cap,
    pub times: Times,
    /// 设置→网店→基础设置→积分抵现 (RDM-05): kept, and read by nothing yet, as nothing is sold
    /// online.
    pub online: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = RedeemWay)]
pub enum Way {
    #[default]
    Off,
    /// 比例模式
    Ratio { points_per_yuan: Points, calc: Calc },
    /// 梯度模式: more points, larger deduction.
    Tiers { tiers: Vec<Tier> },
}

/// 计算规则: the smallest step of a deduction; the rest of the points stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RedeemCalc)]
pub enum Calc {
    /// 精确到分
    Fen,
    /// 精确到角
    Jiao,
    /// 只抵整元
    Yuan,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RedeemTier)]
pub struct Tier {
    pub points: Points,
    pub worth: Fen,
}

/// The most that points pay of one sale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = RedeemCap)]
pub enum Cap {
    /// 不限制
    #[default]
    None,
    /// 订单金额的百分比, in 1/10,000.
    Share { rate: i64 },
    /// 固定金额
    Amount { amount: Fen },
}

/// 兑换时间设置: any of these days, or every day if there are none (RDM-06).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(as = RedeemTimes)]
pub struct Times(pub Vec<Days>);

/// Points that pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PointsAsCash)]
pub struct AsCash {
    pub points: Points,
    pub worth: Fen,
    /// In Chinese, for people.
    pub why: String,
}

impl AsCash {
    fn nothing(why: String) -> Self {
        Self { points: Points::ZERO, worth: Fen::ZERO, why }
    }
}

/// What points pay of `payable`. Somebody who names an amount gets at most that taken, and a refusal
/// if it pays nothing; nobody who asked for "as many as possible" (`None`) is refused.
pub fn as_cash(
    redeem: &Redeem,
    have: Points,
    asked: Option<Points>,
    payable: Fen,
    at: Timestamp,
) -> Result<AsCash, PointsRefusal> {
    match (open(redeem, at), asked) {
        (Err(no), Some(_)) => return Err(no),
        (Err(no), None) => return Ok(AsCash::nothing(crate::error::Refusal::title_zh(&no))),
        (Ok(()), _) => {}
    }
    let budget = match asked {
        Some(asked) if asked > have => {
            return Err(PointsRefusal::PointsInsufficient { have, asked });
        }
        Some(asked) => asked,
        None => have,
    };
    let paid = match &redeem.way {
        Way::Off => AsCash::nothing(String::new()),
        Way::Ratio { points_per_yuan, calc } => {
            by_ratio(redeem.cap, *points_per_yuan, *calc, budget, payable)
        }
        Way::Tiers { tiers } => by_tier(redeem.cap, tiers, budget, payable),
    };
    match asked {
        Some(_) if paid.worth <= Fen::ZERO => Err(PointsRefusal::RedeemNothing { why: paid.why }),
        _ => Ok(paid),
    }
}

fn open(redeem: &Redeem, at: Timestamp) -> Result<(), PointsRefusal> {
    let days = &redeem.times.0;
    if redeem.way == Way::Off {
        Err(PointsRefusal::RedeemOff)
    } else if days.is_empty() || days.iter().any(|days| days.include(at.date())) {
        Ok(())
    } else {
        Err(PointsRefusal::RedeemNotNow)
    }
}

fn by_ratio(cap: Cap, per_yuan: Points, calc: Calc, budget: Points, payable: Fen) -> AsCash {
    let per_yuan = i128::from(per_yuan.0.max(1));
    let (limit, capped) = most(cap, payable);
    let step = match calc {
        Calc::Fen => 1,
        Calc::Jiao => 10,
        Calc::Yuan => 100,
    };
    let affordable = i128::from(budget.0.max(0)) * 100 / per_yuan;
    let worth = affordable.min(i128::from(limit.0));
    let worth = worth - worth % step;
    // What points cannot pay exactly, costs a unit more: 1/10,000 point.
    let points = Points(fits((worth * per_yuan + 99) / 100));
    let worth = Fen(fits(worth));
    let ratio = format!("每 {} 积分抵 ¥1", Points(fits(per_yuan)));
    let step = match calc {
        Calc::Fen => "精确到分",
        Calc::Jiao => "精确到角",
        Calc::Yuan => "只抵整元",
    };
    AsCash {
        points, worth, why: format!("{ratio}，{step}，{capped}：{points} 积分抵 {worth}")
    }
}

fn by_tier(cap: Cap, tiers: &[Tier], budget: Points, payable: Fen) -> AsCash {
    let (limit, capped) = most(cap, payable);
    let within = tiers.iter().filter(|tier| tier.points <= budget && tier.worth <= limit);
    match within.max_by_key(|tier| (tier.worth, std::cmp::Reverse(tier.points))) {
        Some(tier) => {
            let Tier { points, worth } = *tier;
            let why = format!("梯度抵现，{capped}：取能用的最高一档，{points} 积分抵 {worth}");
            AsCash { points, worth, why }
        }
        None => AsCash::nothing(format!("梯度抵现，{capped}：没有够得着的档位")),
    }
}

/// The most points may pay, and why.
fn most(cap: Cap, payable: Fen) -> (Fen, String) {
    let payable = payable.max(Fen::ZERO);
    let (limit, said) = match cap {
        Cap::None => (payable, format!("不超过应付 {payable}")),
        Cap::Share { rate } => {
            let share = i128::from(payable.0) * i128::from(rate) / 10_000;
            let limit = Fen(fits(share));
            (limit, format!("不超过应付 {payable} 的 {}%，即 {limit}", Points(rate * 100)))
        }
        Cap::Amount { amount } => (amount, format!("每单最多抵 {amount}")),
    };
    (limit.min(payable), said)
}

fn fits(wide: i128) -> i64 {
    i64::try_from(wide).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22, a Sunday.
    const NOW: Timestamp = Timestamp(1_795_320_000_000);

    fn points(whole: i64) -> Points {
        Points(whole * 10_000)
    }

    fn ratio(calc: Calc, cap: Cap) -> Redeem {
        let way = Way::Ratio { points_per_yuan: points(10), calc };
        Redeem { way, cap, ..Redeem::default() }
    }

    fn paid(redeem: &Redeem, have: i64, asked: Option<i64>, payable: i64) -> (String, i64) {
        let paid = as_cash(redeem, points(have), asked.map(points), Fen(payable), NOW).unwrap();
        (paid.points.to_string(), paid.worth.0)
    }

    #[test]
    fn ten_points_are_one_yuan_up_to_the_cap_golden_1_rdm_03() {
        for (calc, cap, have, payable, points, worth) in [
            (Calc::Fen, Cap::None, 1_000, 50_000, "1,000", 10_000),
            (Calc::Fen, Cap::None, 1_000, 1_234, "123.4", 1_234),
            (Calc::Jiao, Cap::None, 1_000, 1_234, "123", 1_230),
            (Calc::Yuan, Cap::None, 1_000, 1_234, "120", 1_200),
            (Calc::Yuan, Cap::None, 9, 1_234, "0", 0),
            (Calc::Fen, Cap::Share { rate: 3_000 }, 1_000, 1_999, "59.9", 599),
            (Calc::Yuan, Cap::Amount { amount: Fen(550) }, 1_000, 1_999, "50", 500),
            (Calc::Fen, Cap::Amount { amount: Fen(5_000) }, 1_000, 1_999, "199.9", 1_999),
        ] {
            let paid = paid(&ratio(calc, cap), have, None, payable);
            assert_eq!(paid, (points.to_owned(), worth), "{calc:?} {cap:?} {have} {payable}");
        }
    }

    #[test]
    fn no_point_is_taken_that_pays_nothing() {
        let uneven = Way::Ratio { points_per_yuan: points(3), calc: Calc::Fen };
        let redeem = Redeem { way: uneven, ..Redeem::default() };
        // A fen is 0.03 points.
        let taken = as_cash(&redeem, Points(1_000), None, Fen(100), NOW).unwrap();
        assert_eq!((taken.points, taken.worth), (Points(900), Fen(3)));
    }

    #[test]
    fn a_member_chooses_how_many_points_to_spend_p43() {
        let redeem = ratio(Calc::Fen, Cap::None);
        assert_eq!(paid(&redeem, 1_000, Some(30), 50_000), ("30".to_owned(), 300));
        assert_eq!(paid(&redeem, 1_000, Some(900), 1_000), ("100".to_owned(), 1_000));
        let asked = |asked| as_cash(&redeem, points(5), Some(asked), Fen(100), NOW);
        let (have, six) = (points(5), points(6));
        let no = PointsRefusal::PointsInsufficient { have, asked: six };
        assert_eq!(asked(six), Err(no), "(P14)");
        for nothing in [Points::ZERO, Points(-1), Points(999)] {
            let no = asked(nothing).unwrap_err();
            assert!(matches!(no, PointsRefusal::RedeemNothing { .. }), "{no}");
        }
    }

    #[test]
    fn more_points_buy_a_higher_step_rdm_04() {
        let step = |whole, fen| Tier { points: points(whole), worth: Fen(fen) };
        let tiers = vec![step(100, 500), step(500, 3_000), step(1_000, 8_000)];
        let redeem = Redeem { way: Way::Tiers { tiers }, ..Redeem::default() };
        for (have, asked, payable, points, worth) in [
            (99, None, 50_000, "0", 0),
            (100, None, 50_000, "100", 500),
            (5_000, None, 50_000, "1,000", 8_000),
            (5_000, Some(999), 50_000, "500", 3_000),
            (5_000, None, 7_999, "500", 3_000),
            (5_000, None, 499, "0", 0),
        ] {
            assert_eq!(paid(&redeem, have, asked, payable), (points.to_owned(), worth), "{have}");
        }
    }

    #[test]
    fn points_pay_on_their_days_only_rdm_06() {
        let date = |day| chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        for (days, open) in [
            (vec![], true),
            (vec![Days::Dates { from: date(20), until: date(22) }], true),
            (vec![Days::Dates { from: date(23), until: date(30) }], false),
            (vec![Days::MonthDays { days: vec![1, 22] }], true),
            (vec![Days::MonthDays { days: vec![21] }], false),
            (vec![Days::Weekdays { days: vec![7] }], true),
            (vec![Days::Weekdays { days: vec![1, 6] }], false),
            (vec![Days::Weekdays { days: vec![1] }, Days::Yearly { month: 11, day: 22 }], true),
        ] {
            let redeem = Redeem { times: Times(days.clone()), ..ratio(Calc::Fen, Cap::None) };
            let asked = as_cash(&redeem, points(10), Some(points(10)), Fen(1_000), NOW);
            let expected = if open { Ok(Fen(100)) } else { Err(PointsRefusal::RedeemNotNow) };
            assert_eq!(asked.map(|paid| paid.worth), expected, "{days:?}");
            let whatever = as_cash(&redeem, points(10), None, Fen(1_000), NOW).unwrap();
            assert_eq!(whatever.worth, if open { Fen(100) } else { Fen::ZERO });
        }
        let off = as_cash(&Redeem::default(), points(10), Some(points(1)), Fen(100), NOW);
        assert_eq!(off, Err(PointsRefusal::RedeemOff));
    }
}
