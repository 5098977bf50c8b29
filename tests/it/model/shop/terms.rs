//! What the shop has decided, and when its days begin: the model reckons with it, and the gateway
//! is told of it over HTTP.
use chrono::{Datelike, Days, Months, NaiveDate};

pub const DAY_MS: i64 = 24 * 3_600_000;
/// A history begins at ten in the morning of 1 December 2026.
const MORNING_MS: i64 = 10 * 3_600_000;

/// 0.0001 of a point, or of growth.
pub const POINT: i128 = 10_000;
pub const FEN_PER_POINT: i128 = 150;
pub const FEN_PER_GROWTH: i128 = 100;
/// 积分抵现: 3.3333 points a yuan, in whole jiao, half of a bill at most.
pub const POINTS_PER_YUAN: i128 = 33_333;
pub const STEP_OF_POINTS: i128 = 10;
/// 积分转储值: 4 points a yuan; what comes of it lasts two days after that of the exchange.
pub const POINTS_PER_YUAN_KEPT: i128 = 40_000;
pub const KEPT_DAYS: i64 = 2;

/// 充值活动. Amounts in fen, points in whole ones.
pub struct Rule {
    pub paid_in: i128,
    pub given: i128,
    pub gift_days: Option<i64>,
    pub points: i128,
    /// Of which template one comes with it.
    pub coupon: Option<usize>,
}

pub const RULES: [Rule; 2] = [
    Rule { paid_in: 10_000, given: 1_000, gift_days: Some(3), points: 5, coupon: None },
    Rule { paid_in: 20_000, given: 3_777, gift_days: None, points: 0, coupon: Some(1) },
];
/// What a given coupon counts if it was used when its top-up goes back.
pub const GIFT_COUPON_VALUE: i128 = 500;

pub enum Off {
    Cash(i128),
    /// So much is paid, in 1/10,000; and the most that it takes off.
    Rate(i128, i128),
}

pub struct Template {
    pub off: Off,
    pub threshold: i128,
    pub total: usize,
    pub per_member: usize,
    /// The day it is had included.
    pub days: Option<i64>,
    pub returns: bool,
}

pub const TEMPLATES: [Template; 2] = [
    Template {
        off: Off::Cash(1_000),
        threshold: 3_000,
        total: 9,
        per_member: 4,
        days: Some(5),
        returns: true,
    },
    Template {
        off: Off::Rate(8_800, 2_500),
        threshold: 0,
        total: 12,
        per_member: 6,
        days: None,
        returns: false,
    },
];
/// No coupon is had, or good, from then on.
pub const COUPONS_END: i64 = 40 * DAY_MS;

/// Days since that of the beginning, in China.
pub fn day(ms: i64) -> i64 {
    (ms + MORNING_MS).div_euclid(DAY_MS)
}

/// When a day begins.
pub fn midnight(day: i64) -> i64 {
    day * DAY_MS - MORNING_MS
}

/// Points that come now: the year they are of, and when they are gone, which is a month later.
pub fn points_lot(now: i64) -> (i64, i32) {
    let first = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    let today = first.checked_add_days(Days::new(day(now) as u64)).unwrap();
    let end = today.checked_add_months(Months::new(1)).unwrap();
    (midnight(end.signed_duration_since(first).num_days()), today.year())
}
