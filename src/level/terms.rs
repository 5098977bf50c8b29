//! What a level is worth, and how one comes to it: the JSON in `level.terms`.
use entity::{
    ids::{CategoryId, CouponTemplateId, LevelId},
    values::{Fen, Points},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::program::Upgrade;

/// All of the price, in 1/10,000.
pub const FULL: i64 = 10_000;

/// A level's own rules (LVL-02, LVL-22). What is not said is the house's own: no discount, points
/// like everybody, nothing that moves a card to it or from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// 优惠折扣
    pub discount: Discount,
    /// 是否积分 (LVL-04)
    pub earns_points: bool,
    /// 自动升级
    pub thresholds: Thresholds,
    /// 有效期天数, where the program counts in days: the day it begins is the first.
    pub valid_days: Option<i64>,
    /// 降级等级, where the program lets a level fall to a fixed one.
    pub falls_to: Option<LevelId>,
    /// 付费金额: for this much, in fen, a till sells it.
    pub price: Option<Fen>,
    /// 升级奖励, for those who paid (LVL-05).
    pub reward: Reward,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            discount: Discount::default(),
            earns_points: true,
            thresholds: Thresholds::default(),
            valid_days: None,
            falls_to: None,
            price: None,
            reward: Reward::default(),
        }
    }
}

impl Terms {
    /// The categories that the discount names.
    pub fn categories(&self) -> Vec<CategoryId> {
        match &self.discount {
            Discount::All { .. } => vec![],
            Discount::Categories { rates } => rates.iter().map(|named| named.category).collect(),
        }
    }
}

/// 折扣类型. A rate is what is paid, in 1/10,000: 9000 is 九折.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "on", rename_all = "snake_case", deny_unknown_fields)]
pub enum Discount {
    /// 全场
    All { rate: i64 },
    /// 分类: what is in none of these is sold at its full price (LVL-03).
    Categories { rates: Vec<CategoryRate> },
}

impl Default for Discount {
    fn default() -> Self {
        Self::All { rate: FULL }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryRate {
    pub category: CategoryId,
    pub rate: i64,
}

/// What brings a card up to a level. Which of them counts is the program's choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// 成长值
    pub growth: Option<Points>,
    /// 积分
    pub points: Option<Points>,
    /// 累计消费金额, in fen.
    pub spend: Option<Fen>,
    /// 累计充值金额, in fen.
    pub recharge: Option<Fen>,
}

impl Thresholds {
    /// In the unit of what is counted.
    pub fn of(&self, by: Upgrade) -> Option<i64> {
        match by {
            Upgrade::None => None,
            Upgrade::Growth => self.growth.map(|growth| growth.0),
            Upgrade::Points => self.points.map(|points| points.0),
            Upgrade::Spend => self.spend.map(|spend| spend.0),
            Upgrade::Recharge => self.recharge.map(|recharge| recharge.0),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Reward {
    pub points: Option<Points>,
    /// One coupon of each of these.
    pub coupons: Vec<CouponTemplateId>,
}

/// What of a price is paid for something of this category, in 1/10,000. Goods without a code have
/// no category.
pub fn discount(terms: &Terms, category: Option<CategoryId>) -> i64 {
    match &terms.discount {
        Discount::All { rate } => *rate,
        Discount::Categories { rates } => {
            let named = rates.iter().find(|named| Some(named.category) == category);
            named.map_or(FULL, |named| named.rate)
        }
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;

    #[test]
    fn every_category_but_milk_powder_is_sold_at_ninety_per_cent_lvl_03() {
        let category = |n: u128| CategoryId::from(Ulid::from(n));
        let (milk_powder, toys, clothes) = (category(1), category(2), category(3));
        let at_ninety = |category| CategoryRate { category, rate: 9_000 };
        let rates = vec![at_ninety(toys), at_ninety(clothes)];
        let discount_on = Discount::Categories { rates };
        let terms = Terms { discount: discount_on, ..Terms::default() };
        for (category, rate) in
            [(Some(milk_powder), FULL), (Some(toys), 9_000), (Some(clothes), 9_000), (None, FULL)]
        {
            assert_eq!(discount(&terms, category), rate, "{category:?}");
        }
        let everywhere = Terms { discount: Discount::All { rate: 9_000 }, ..Terms::default() };
        assert_eq!(discount(&everywhere, Some(milk_powder)), 9_000);
        assert_eq!(discount(&everywhere, None), 9_000);
        assert_eq!(discount(&Terms::default(), Some(toys)), FULL);
    }

    #[test]
    fn terms_are_read_as_they_are_written_and_nothing_else_lvl_02() {
        let written = r#"{
            "discount": { "on": "all", "rate": 8800 }, "earns_points": false,
            "thresholds": { "growth": "1000", "spend": 100000 }, "valid_days": 365,
            "price": 9900, "reward": { "points": "100" }
        }"#;
        let terms: Terms = serde_json::from_str(written).expect("terms");
        assert_eq!(terms.thresholds.of(Upgrade::Growth), Some(10_000_000));
        assert_eq!(terms.thresholds.of(Upgrade::Spend), Some(100_000));
        assert_eq!(terms.thresholds.of(Upgrade::Points), None);
        assert!(!terms.earns_points);
        let again = serde_json::to_string(&terms).expect("JSON");
        assert_eq!(serde_json::from_str::<Terms>(&again).expect("terms"), terms);
        assert_eq!(serde_json::from_str::<Terms>("{}").expect("terms"), Terms::default());
        for wrong in [
            r#"{"discout": {}}"#,
            r#"{"discount": {"on": "all", "rate": 9000, "category": "x"}}"#,
            r#"{"discount": {"on": "all", "rate": 0.9}}"#,
            r#"{"thresholds": {"growth": 1000}}"#,
        ] {
            assert!(serde_json::from_str::<Terms>(wrong).is_err(), "{wrong}");
        }
    }
}
