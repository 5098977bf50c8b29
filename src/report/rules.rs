//! Days and periods, and figures in words.
use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use entity::{
    day_figure::Metric,
    said::grouped,
    values::{Fen, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::refusals;

refusals! {
    /// Why a report is not made.
    pub enum ReportRefusal {
        Period { most: i64 } = Invalid "report_period"
            "请选择不超过 {most} 天、不早于开始日期的时间段"
            "a period begins before it ends and has at most {most} days";
        NoFigure = Invalid "report_no_figure" "没有这项统计" "there is no such figure to look at";
    }
}

/// A period has at most so many days: three years.
pub const LONGEST: i64 = 1096;

/// No request is worked on for longer. What began before midnight is there by then, so a day that
/// is over for so long has all its rows.
const GRACE_MS: i64 = 10 * 60_000;

/// What the dashboard shows of today, in its order.
pub const SHOWN: [Metric; 10] = [
    Metric::MembersNew,
    Metric::SalesCount,
    Metric::SalesAmount,
    Metric::RefundAmount,
    Metric::TopUpPrincipal,
    Metric::TopUpGift,
    Metric::PointsIssued,
    Metric::PointsSpent,
    Metric::CouponsClaimed,
    Metric::CouponsUsed,
];

/// What adds up to what all cards have.
pub const OUTSTANDING: [Metric; 3] = [Metric::PrincipalNet, Metric::GiftNet, Metric::PointsNet];

/// Joining is not of one store, and so is not shown of one.
pub fn is_of_stores(metric: Metric) -> bool {
    metric != Metric::MembersNew
}

pub fn name(metric: Metric) -> &'static str {
    match metric {
        Metric::MembersNew => "新增会员",
        Metric::SalesCount => "销售笔数",
        Metric::SalesAmount => "销售额",
        Metric::RefundAmount => "退货金额",
        Metric::TopUpPrincipal => "充值本金",
        Metric::TopUpGift => "充值赠送",
        Metric::PointsIssued => "发放积分",
        Metric::PointsSpent => "消耗积分",
        Metric::CouponsClaimed => "领取优惠券",
        Metric::CouponsUsed => "核销优惠券",
        Metric::PrincipalNet => "未消费本金",
        Metric::GiftNet => "未消费赠送金额",
        Metric::PointsNet => "未使用积分",
    }
}

/// What a figure's number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// People, sales, coupons.
    Count,
    /// Fen.
    Money,
    /// 1/10,000 of a point.
    Points,
}

pub fn unit(metric: Metric) -> Unit {
    match metric {
        Metric::MembersNew | Metric::SalesCount | Metric::CouponsClaimed | Metric::CouponsUsed => {
            Unit::Count
        }
        Metric::SalesAmount
        | Metric::RefundAmount
        | Metric::TopUpPrincipal
        | Metric::TopUpGift
        | Metric::PrincipalNet
        | Metric::GiftNet => Unit::Money,
        Metric::PointsIssued | Metric::PointsSpent | Metric::PointsNet => Unit::Points,
    }
}

/// `3 人`, `¥20.50`, `307.9 积分`
pub fn value_text(metric: Metric, value: i64) -> String {
    match metric {
        Metric::MembersNew => format!("{} 人", grouped(value)),
        Metric::SalesCount => format!("{} 笔", grouped(value)),
        Metric::CouponsClaimed | Metric::CouponsUsed => format!("{} 张", grouped(value)),
        _ => match unit(metric) {
            Unit::Points => format!("{} 积分", Points(value)),
            _ => Fen(value).exact(),
        },
    }
}

/// By how much it is more than it was; nothing can be said if it was nothing.
pub fn change_permille(now: i64, before: i64) -> Option<i64> {
    if before == 0 {
        return None;
    }
    let permille = i128::from(now - before) * 1000 / i128::from(before);
    i64::try_from(permille).ok()
}

/// First moment of the first day that may still get rows.
pub fn finished(now: Timestamp) -> Timestamp {
    now.plus_ms(-GRACE_MS).midnight()
}

/// Days from the first to the last, both within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Period {
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self, ReportRefusal> {
        let known = (1..=9998).contains(&from.year()) && (1..=9998).contains(&to.year());
        let days = to.signed_duration_since(from).num_days();
        if known && (0..LONGEST).contains(&days) {
            Ok(Self { from, to })
        } else {
            Err(ReportRefusal::Period { most: LONGEST })
        }
    }

    /// Its first moment, and the first after it.
    pub fn moments(self) -> (Timestamp, Timestamp) {
        (Timestamp::start_of(self.from), Timestamp::start_of(self.to).midnight_in(1))
    }
}

/// How long the steps of a trend are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    #[default]
    Day,
    /// From Monday on.
    Week,
    Month,
}

impl Step {
    /// First day of the step that a day is in.
    fn of(self, day: NaiveDate) -> NaiveDate {
        let since = match self {
            Self::Day => 0,
            Self::Week => day.weekday().num_days_from_monday(),
            Self::Month => day.day0(),
        };
        day - Days::new(since.into())
    }

    fn next(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day + Days::new(1),
            Self::Week => day + Days::new(7),
            Self::Month => day + Months::new(1),
        }
    }

    /// `11-22`, `11-16 起`, `2026-11`
    pub fn label(self, day: NaiveDate) -> String {
        match self {
            Self::Day => day.format("%m-%d").to_string(),
            Self::Week => day.format("%m-%d 起").to_string(),
            Self::Month => day.format("%Y-%m").to_string(),
        }
    }
}

/// All steps of a period, also those in which nothing happened.
pub fn trend(
    period: Period,
    step: Step,
    days: impl IntoIterator<Item = (Timestamp, i64)>,
) -> Vec<(NaiveDate, i64)> {
    let mut steps = BTreeMap::new();
    let mut begin = step.of(period.from);
    while begin <= period.to {
        steps.insert(begin, 0);
        begin = step.next(begin);
    }
    for (day, value) in days {
        if let Some(sum) = steps.get_mut(&step.of(day.date())) {
            *sum += value;
        }
    }
    steps.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_day_is_over_ten_minutes_after_midnight() {
        let midnight = Timestamp::start_of(day("2026-12-02"));
        for (after_ms, over) in [
            (-1, "2026-12-01"),
            (0, "2026-12-01"),
            (GRACE_MS - 1, "2026-12-01"),
            (GRACE_MS, "2026-12-02"),
        ] {
            let until = finished(midnight.plus_ms(after_ms));
            assert_eq!(until, Timestamp::start_of(day(over)), "{after_ms}");
        }
    }

    #[test]
    fn a_period_is_of_days_that_can_be_looked_at() {
        for (from, to, fine) in [
            ("2026-12-01", "2026-12-01", true),
            ("2026-12-02", "2026-12-01", false),
            ("2024-01-01", "2026-12-31", true),
            ("2023-12-31", "2026-12-31", false),
        ] {
            assert_eq!(Period::new(day(from), day(to)).is_ok(), fine, "{from} {to}");
        }
        assert!(Period::new(NaiveDate::MIN, NaiveDate::MAX).is_err());
        assert!(Period::new(NaiveDate::MAX, NaiveDate::MAX).is_err());
    }

    #[test]
    fn a_trend_has_every_step_and_every_day_in_one_rpt_01() {
        let period = Period::new(day("2026-11-27"), day("2026-12-08")).expect("a period");
        let noon = |text| Timestamp::start_of(day(text)).plus_ms(43_200_000);
        let days =
            || [(noon("2026-11-27"), 1), (noon("2026-11-30"), 10), (noon("2026-12-08"), 100)];
        let steps = trend(period, Step::Day, days());
        assert_eq!((steps.len(), steps[3]), (12, (day("2026-11-30"), 10)));
        let weeks = trend(period, Step::Week, days());
        let expected = [("2026-11-23", 1), ("2026-11-30", 10), ("2026-12-07", 100)];
        assert_eq!(weeks, expected.map(|(begin, sum)| (day(begin), sum)));
        let months = trend(period, Step::Month, days());
        assert_eq!(months, [("2026-11-01", 11), ("2026-12-01", 100)].map(|(b, s)| (day(b), s)));
        assert_eq!(Step::Week.label(day("2026-11-30")), "11-30 起");
    }

    #[test]
    fn figures_are_said_in_their_units() {
        for (metric, value, text) in [
            (Metric::MembersNew, 3, "3 人"),
            (Metric::SalesCount, 12_345, "12,345 笔"),
            (Metric::SalesAmount, 2_050, "¥20.50"),
            (Metric::SalesAmount, 300_000, "¥3,000.00"),
            (Metric::PointsIssued, 3_079_000, "307.9 积分"),
            (Metric::CouponsUsed, 1, "1 张"),
        ] {
            assert_eq!(value_text(metric, value), text);
        }
        for (now, before, change) in
            [(150, 100, Some(500)), (50, 100, Some(-500)), (1, 0, None), (0, 3, Some(-1000))]
        {
            assert_eq!(change_permille(now, before), change, "{now} {before}");
        }
    }
}
