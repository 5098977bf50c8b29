//! 充值活动: what a top-up gives on top, to whom, where and when. Pure.
use std::collections::BTreeSet;

use entity::{
    ids::{CouponTemplateId, GoodsId, LevelId, StoreId},
    recharge_rule::Model,
    values::{Fen, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::StoredValueRefusal;
use crate::{points::Days, typed};

/// Where one pays in (适用范围).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RechargeChannel)]
pub enum Channel {
    Till,
    Online,
}

/// What a rule says beside its amount. An empty list stands for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = RechargeTerms)]
pub struct Terms {
    /// 使用门店
    pub stores: Vec<StoreId>,
    /// 适用会员
    pub levels: Vec<LevelId>,
    pub channels: Vec<Channel>,
    /// 可充值周期: any of these days.
    pub days: Vec<Days>,
    pub gifts: Gifts,
    /// 充值会员自动升级为; never down.
    pub upgrade_to: Option<LevelId>,
}

/// 赠送项目: all of them, or the top-up does not happen (RCH-02).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = RechargeGifts)]
pub struct Gifts {
    /// 通用余额, in fen.
    pub balance: Fen,
    /// Days that it lasts, the day of the top-up not counted; for ever, if none.
    pub balance_days: Option<u16>,
    pub points: Points,
    pub coupons: Vec<CouponGift>,
    /// 次卡
    pub counts: Vec<CountGift>,
}

impl Default for Gifts {
    fn default() -> Self {
        let (coupons, counts) = (vec![], vec![]);
        Self { balance: Fen::ZERO, balance_days: None, points: Points::ZERO, coupons, counts }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CouponGift {
    pub template: CouponTemplateId,
    /// How many, 1 to 20; all gifts of a rule are 20 at most.
    pub count: u8,
    /// What one is taken to be worth, in fen, if it was used and the top-up is given back within
    /// seven days.
    #[serde(default = "nothing")]
    pub value: Fen,
}

fn nothing() -> Fen {
    Fen::ZERO
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CountGift {
    pub service: GoodsId,
    /// 1 to 1000.
    pub times: i64,
}

/// Longest lists that a rule may hold, and longest name.
const LONGEST: usize = 50;
pub const LONGEST_NAME: usize = 32;
/// Of all coupons together: each is a few statements while the card is locked.
const MOST_COUPONS: u32 = 20;
const MOST_TIMES: i64 = 1_000;

/// A rule as somebody wishes to make it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RechargeRuleDraft)]
pub struct Draft {
    /// 卡名称
    pub name: String,
    /// What is paid in, in fen.
    pub principal: Fen,
    #[serde(default)]
    pub terms: Terms,
    /// 每个会员仅限使用一次
    #[serde(default)]
    pub once_per_member: bool,
    /// At once, if empty.
    pub starts_at: Option<Timestamp>,
    /// Never, if empty.
    pub ends_at: Option<Timestamp>,
}

impl Draft {
    /// Whether such a rule can be.
    pub fn check(&self) -> Result<(), StoredValueRefusal> {
        let Terms { stores, levels, channels, days, gifts, .. } = &self.terms;
        let money = |fen: Fen| (0..=Fen::CAP.0).contains(&fen.0);
        let longest = [stores.len(), levels.len(), channels.len(), days.len()];
        let coupon = |gift: &CouponGift| gift.count > 0 && money(gift.value);
        let coupons: u32 = gifts.coupons.iter().map(|gift| u32::from(gift.count)).sum();
        let why = if typed::name(&self.name, LONGEST_NAME).is_none() {
            "名称需要 1 到 32 个字"
        } else if self.principal <= Fen::ZERO || !money(self.principal) {
            "充值金额要大于 0"
        } else if !money(gifts.balance) || !(Points::ZERO..=Points::CAP).contains(&gifts.points) {
            "赠送不能小于 0"
        } else if gifts.balance_days == Some(0) {
            "赠送金额至少有效一天"
        } else if longest.into_iter().chain([gifts.coupons.len(), gifts.counts.len()]).max()
            > Some(LONGEST)
        {
            "每一项最多 50 个"
        } else if coupons > MOST_COUPONS || !gifts.coupons.iter().all(coupon) {
            "每种优惠券至少送 1 张，一共最多 20 张"
        } else if twice(gifts.coupons.iter().map(|gift| gift.template)) {
            "同一种优惠券只写一项"
        } else if twice(gifts.counts.iter().map(|gift| gift.service)) {
            "同一种次卡只写一项"
        } else if !gifts.counts.iter().all(|gift| (1..=MOST_TIMES).contains(&gift.times)) {
            "次卡每项送 1 到 1000 次"
        } else if self.ends_at.is_some_and(|end| self.starts_at.is_some_and(|start| end <= start)) {
            "截止日期要在生效日期之后"
        } else if days.iter().any(|days| days.check("days").is_err()) {
            "可充值周期里有不存在的日子"
        } else {
            return Ok(());
        };
        Err(StoredValueRefusal::RuleMalformed { why: why.to_owned() })
    }
}

fn twice<T: Ord>(mut ids: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    ids.any(|id| !seen.insert(id))
}

/// Who pays in where, and when.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    pub store: StoreId,
    /// None, where nobody has said yet who pays in.
    pub level: Option<LevelId>,
    pub channel: Channel,
    pub now: Timestamp,
}

/// Whether a rule holds for this visit; whether the member has used it is for the database to say.
pub fn holds(rule: &Model, terms: &Terms, visit: &Visit) -> Result<(), StoredValueRefusal> {
    let Visit { store, level, channel, now } = visit;
    if !open(rule, *now) {
        Err(StoredValueRefusal::RuleClosed)
    } else if !any(&terms.days, |days| days.include(now.date())) {
        Err(StoredValueRefusal::RuleNotToday)
    } else if !any(&terms.stores, |known| known == store) {
        Err(StoredValueRefusal::RuleElsewhere)
    } else if !any(&terms.channels, |known| known == channel) {
        Err(StoredValueRefusal::RuleChannel)
    } else if !level.is_none_or(|level| any(&terms.levels, |known| *known == level)) {
        Err(StoredValueRefusal::RuleLevel)
    } else {
        Ok(())
    }
}

/// Whether a rule is in force.
pub fn open(rule: &Model, now: Timestamp) -> bool {
    let begun = rule.starts_at.is_none_or(|start| start <= now);
    let over = rule.ends_at.is_some_and(|end| end <= now);
    rule.withdrawn_at.is_none() && begun && !over
}

/// Where a rule is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RechargeRuleState)]
pub enum State {
    /// 未开始
    Waiting,
    #[default]
    Active,
    Over,
    Withdrawn,
}

impl State {
    pub fn text(self) -> &'static str {
        match self {
            Self::Waiting => "未开始",
            Self::Active => "进行中",
            Self::Over => "已结束",
            Self::Withdrawn => "已停用",
        }
    }
}

pub fn state(rule: &Model, now: Timestamp) -> State {
    if rule.withdrawn_at.is_some() {
        State::Withdrawn
    } else if rule.ends_at.is_some_and(|end| end <= now) {
        State::Over
    } else if rule.starts_at.is_some_and(|start| start > now) {
        State::Waiting
    } else {
        State::Active
    }
}

pub fn any<T>(list: &[T], is: impl Fn(&T) -> bool) -> bool {
    list.is_empty() || list.iter().any(is)
}

/// When a gift of so many days ends: its last day counts whole.
pub fn gift_until(days: Option<u16>, now: Timestamp) -> Option<Timestamp> {
    days.map(|days| now.midnight_in(i64::from(days) + 1))
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;

    const MORNING: Timestamp = Timestamp(1_796_090_400_000);

    fn draft() -> Draft {
        let gifts = Gifts { balance: Fen(1_000), ..Gifts::default() };
        Draft {
            name: "充100送10".to_owned(),
            principal: Fen(10_000),
            terms: Terms { gifts, ..Terms::default() },
            once_per_member: false,
            starts_at: None,
            ends_at: None,
        }
    }

    fn rule() -> Model {
        Model {
            id: Ulid::from(1).into(),
            merchant_id: Ulid::from(2).into(),
            name: "充100送10".to_owned(),
            principal: Fen(10_000),
            terms: String::new(),
            once_per_member: false,
            starts_at: None,
            ends_at: None,
            withdrawn_at: None,
            version: 1,
            created_at: Timestamp(0),
        }
    }

    fn visit() -> Visit {
        let (store, level) = (Ulid::from(3).into(), Some(Ulid::from(4).into()));
        Visit { store, level, channel: Channel::Till, now: MORNING }
    }

    #[test]
    fn a_rule_that_makes_no_sense_is_not_made() {
        assert_eq!(draft().check(), Ok(()));
        let with = |change: fn(&mut Draft)| {
            let mut draft = draft();
            change(&mut draft);
            draft.check()
        };
        for wrong in [
            with(|draft| draft.name = "  ".to_owned()),
            with(|draft| draft.name = "充".repeat(33)),
            with(|draft| draft.name = "a\0".to_owned()),
            with(|draft| draft.principal = Fen(0)),
            with(|draft| draft.principal = Fen(Fen::CAP.0 + 1)),
            with(|draft| draft.terms.gifts.balance = Fen(-1)),
            with(|draft| draft.terms.gifts.balance_days = Some(0)),
            with(|draft| draft.terms.gifts.points = Points(-1)),
            with(|draft| draft.terms.channels = vec![Channel::Till; 51]),
            with(|draft| draft.terms.days = vec![Days::Weekdays { days: vec![8] }]),
            with(|draft| (draft.starts_at, draft.ends_at) = (Some(MORNING), Some(MORNING))),
        ] {
            assert!(wrong.is_err());
        }
    }

    #[test]
    fn a_rule_gives_each_thing_once_and_twenty_coupons_at_most() {
        let coupon = |template: u128, count| {
            let template = Ulid::from(template).into();
            CouponGift { template, count, value: Fen::ZERO }
        };
        let service = |service: u128| CountGift { service: Ulid::from(service).into(), times: 1 };
        for (coupons, counts, good) in [
            (vec![coupon(1, 20)], vec![service(1), service(2)], true),
            (vec![coupon(1, 10), coupon(2, 10)], vec![], true),
            (vec![coupon(1, 10), coupon(2, 11)], vec![], false),
            (vec![coupon(1, 255), coupon(2, 255)], vec![], false),
            (vec![coupon(1, 0)], vec![], false),
            (vec![coupon(1, 1), coupon(2, 1), coupon(1, 1)], vec![], false),
            (vec![], vec![service(1), service(1)], false),
        ] {
            let mut draft = draft();
            let gifts = &mut draft.terms.gifts;
            (gifts.coupons, gifts.counts) = (coupons, counts);
            assert_eq!(draft.check().is_ok(), good, "{:?}", draft.terms.gifts);
        }
    }

    #[test]
    fn a_rule_without_dates_holds_at_once_and_for_ever_rch_03() {
        assert_eq!(holds(&rule(), &Terms::default(), &visit()), Ok(()));
        let (before, after) = (MORNING.plus_ms(-1), MORNING.plus_ms(1));
        for (starts_at, ends_at, open) in [
            (Some(MORNING), None, true),
            (Some(after), None, false),
            (None, Some(after), true),
            (None, Some(MORNING), false),
            (Some(before), Some(before), false),
        ] {
            let rule = Model { starts_at, ends_at, ..rule() };
            let expected = if open { Ok(()) } else { Err(StoredValueRefusal::RuleClosed) };
            assert_eq!(state(&rule, MORNING) == State::Active, open, "{rule:?}");
            assert_eq!(holds(&rule, &Terms::default(), &visit()), expected);
        }
    }

    /// The first of December 2026 is a Tuesday.
    #[test]
    fn a_rule_holds_for_its_stores_levels_channels_and_days_rch_01_rch_04() {
        use StoredValueRefusal::{RuleChannel, RuleElsewhere, RuleLevel, RuleNotToday};
        let (store, level) = (visit().store, Ulid::from(4).into());
        let (elsewhere, other) = (Ulid::from(9).into(), Ulid::from(9).into());
        let weekdays = |day| vec![Days::Weekdays { days: vec![day] }];
        let house = Terms::default;
        for (terms, expected) in [
            (Terms { stores: vec![elsewhere, store], ..house() }, Ok(())),
            (Terms { stores: vec![elsewhere], ..house() }, Err(RuleElsewhere)),
            (Terms { levels: vec![other, level], ..house() }, Ok(())),
            (Terms { levels: vec![other], ..house() }, Err(RuleLevel)),
            (Terms { channels: vec![Channel::Online], ..house() }, Err(RuleChannel)),
            (Terms { days: weekdays(2), ..house() }, Ok(())),
            (Terms { days: weekdays(3), ..house() }, Err(RuleNotToday)),
            (Terms { days: vec![Days::MonthDays { days: vec![1, 15] }], ..house() }, Ok(())),
        ] {
            assert_eq!(holds(&rule(), &terms, &visit()), expected, "{terms:?}");
        }
    }

    #[test]
    fn a_gift_of_one_day_lasts_until_tomorrow_is_over() {
        assert_eq!(gift_until(None, MORNING), None);
        assert_eq!(gift_until(Some(1), MORNING), Some(MORNING.midnight_in(2)));
    }
}
