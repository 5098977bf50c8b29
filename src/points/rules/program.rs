//! What a merchant decides about earning.
use chrono::{Datelike, NaiveDate};
use entity::{
    ids::{CategoryId, GoodsId, LevelId},
    values::{Fen, Points},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PointsRefusal;

/// 积分规则. Rates are in 1/10,000: 20000 is ×2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = PointsProgram)]
pub struct Program {
    /// 消费金额积分: so much money is one point; none if spending as such earns nothing (PTS-01).
    pub fen_per_point: Option<Fen>,
    /// 商品积分, before spending (PTS-02, PTS-03).
    pub categories: Vec<CategoryRule>,
    /// 特殊商品, before everything.
    pub goods: Vec<GoodsRule>,
    /// 积分取整: whole points, rounded down once for an order (PTS-16).
    pub round: bool,
    /// 无码商品参与积分
    pub no_code: bool,
    /// 促销商品积分
    pub promotion: bool,
    /// 营销活动(拼团/团购/砍价/秒杀)积分
    pub activity: bool,
    /// 享受会员折扣、会员价商品积分
    pub member_price: bool,
    pub multipliers: Multipliers,
    /// 待生效: midnights until what was earned may be spent; 0 is at once.
    pub pending_days: u16,
    pub expiry: Expiry,
    /// 每年 1 月 1 日清零 (CLR-01)
    pub yearly_clear: bool,
    pub growth: Growth,
}

/// One yuan is one point and one growth, everything earns, nothing expires.
impl Default for Program {
    fn default() -> Self {
        Self {
            fen_per_point: Some(Fen(100)),
            categories: vec![],
            goods: vec![],
            round: false,
            no_code: true,
            promotion: true,
            activity: true,
            member_price: true,
            multipliers: Multipliers::default(),
            pending_days: 0,
            expiry: Expiry::Never,
            yearly_clear: false,
            growth: Growth::default(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PointsCategoryRule)]
pub struct CategoryRule {
    pub category: CategoryId,
    pub earning: Earning,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PointsGoodsRule)]
pub struct GoodsRule {
    pub goods: GoodsId,
    pub earning: Earning,
}

/// How goods earn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = PointsEarning)]
pub enum Earning {
    /// 按消费金额: so much money paid is one point.
    Spend { fen_per_point: Fen },
    /// 固定积分, of one piece.
    Fixed { points: Points },
    /// 售价百分比: of the list price, in 1/10,000; 10 % of ¥50 is 5 points.
    PriceShare { rate: i64 },
}

/// 多倍积分 (PTS-05). Each works on the base points, and they add up: base 100 with ×2 and ×3 is
/// 100 + 100 + 200.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = PointsMultipliers)]
pub struct Multipliers {
    pub levels: Vec<LevelRate>,
    pub birthday: Option<i64>,
    /// 特殊节日. Of several on one day, the largest counts.
    pub holidays: Vec<Season>,
    /// 指定周期. Of several on one day, the largest counts.
    pub periods: Vec<Season>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PointsLevelRate)]
pub struct LevelRate {
    pub level: LevelId,
    pub rate: i64,
}

/// Days with a name and a rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PointsSeason)]
pub struct Season {
    pub name: String,
    pub days: Days,
    pub rate: i64,
}

/// Which days, in China.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
pub enum Days {
    /// 指定日期, both included.
    Dates {
        #[schema(value_type = String, format = Date)]
        from: NaiveDate,
        #[schema(value_type = String, format = Date)]
        until: NaiveDate,
    },
    /// Every year on this day: 6-1.
    Yearly { month: u32, day: u32 },
    /// 每月几号, 1 to 31.
    MonthDays { days: Vec<u32> },
    /// 每周星期几, 1 is Monday, 7 is Sunday.
    Weekdays { days: Vec<u32> },
}

/// How long points last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = PointsExpiry)]
pub enum Expiry {
    #[default]
    Never,
    /// To the end of the day so many months later: 12 months from 2026-11-22 is 2027-11-22.
    Months { months: u32 },
}

/// 成长值, of all that was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = GrowthEarning)]
pub struct Growth {
    pub fen_per_growth: Option<Fen>,
}

impl Default for Growth {
    fn default() -> Self {
        Self { fen_per_growth: Some(Fen(100)) }
    }
}

impl Days {
    pub fn include(&self, date: NaiveDate) -> bool {
        match self {
            Self::Dates { from, until } => (*from..=*until).contains(&date),
            Self::Yearly { month, day } => (*month, *day) == (date.month(), date.day()),
            Self::MonthDays { days } => days.contains(&date.day()),
            Self::Weekdays { days } => days.contains(&date.weekday().number_from_monday()),
        }
    }

    /// Whether there can be such a day at all.
    pub fn check(&self, field: &'static str) -> Result<(), PointsRefusal> {
        let within =
            |days: &[u32], last| !days.is_empty() && days.iter().all(|d| (1..=last).contains(d));
        let possible = match self {
            Self::Dates { from, until } => from <= until,
            // A leap year, so that 29 February can be one.
            Self::Yearly { month, day } => NaiveDate::from_ymd_opt(2024, *month, *day).is_some(),
            Self::MonthDays { days } => within(days, 31),
            Self::Weekdays { days } => within(days, 7),
        };
        let why = "没有这样的日子";
        possible.then_some(()).ok_or(PointsRefusal::ProgramInvalid { field, why })
    }
}
