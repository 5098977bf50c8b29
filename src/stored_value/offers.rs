//! 充值活动 as a member's page shows them. Pure.
use std::collections::BTreeMap;

use entity::{
    ids::{CouponTemplateId, GoodsId, LevelId, RechargeRuleId, StoreId},
    recharge_rule::Model,
    values::{Fen, Points, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::recharge::{Channel, Gifts, Terms, any, open};
use crate::lang::{date, list, many, say};

/// A rule as it is shown to one member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TopUpOffer {
    pub id: RechargeRuleId,
    pub name: String,
    /// `充 ¥100.00`
    pub pay_text: String,
    /// `送 ¥10.00`, `送 100 积分`, a line each.
    pub gives: Vec<String>,
    /// `2026-11-22 至 2026-12-31`, `长期有效`
    pub period_text: String,
    /// `每人限一次`; empty if nothing limits it.
    pub limit_text: String,
    pub usable: bool,
    /// Why not.
    pub unusable_text: String,
}

/// What things that rules speak of are called.
#[derive(Default)]
pub struct Names {
    pub coupons: BTreeMap<CouponTemplateId, String>,
    pub services: BTreeMap<GoodsId, String>,
    pub levels: BTreeMap<LevelId, String>,
    pub stores: BTreeMap<StoreId, String>,
}

/// Who looks, and when.
pub struct Looking<'a> {
    pub level: LevelId,
    /// Rules for one use that they have used.
    pub used: &'a [RechargeRuleId],
    pub now: Timestamp,
}

impl TopUpOffer {
    /// None, if the rule is not in force: what is over, or not yet, is nothing to show.
    pub fn of(rule: Model, terms: &Terms, names: &Names, who: &Looking<'_>) -> Option<Self> {
        if !open(&rule, who.now) {
            return None;
        }
        let why_not = why_not(&rule, terms, who);
        Some(Self {
            pay_text: say!("充 {}", "Pay in {}", rule.principal.exact()),
            gives: gives(terms, names),
            period_text: period(&rule),
            limit_text: limits(&rule, terms, names),
            usable: why_not.is_empty(),
            unusable_text: why_not.to_owned(),
            id: rule.id,
            name: rule.name,
        })
    }
}

fn why_not(rule: &Model, terms: &Terms, who: &Looking<'_>) -> &'static str {
    if rule.once_per_member && who.used.contains(&rule.id) {
        say("已使用过", "You have used it")
    } else if !any(&terms.channels, |channel| *channel == Channel::Till) {
        say("门店暂不办理", "Not in stores for now")
    } else if !any(&terms.levels, |level| *level == who.level) {
        say("您的等级不参加", "Not for your level")
    } else if !any(&terms.days, |days| days.include(who.now.date())) {
        say("今天不参加", "Not today")
    } else {
        ""
    }
}

/// A line each.
fn gives(terms: &Terms, names: &Names) -> Vec<String> {
    let Gifts { balance, balance_days, points, coupons, counts } = &terms.gifts;
    let mut gives = vec![];
    if *balance > Fen::ZERO {
        let days = balance_days.map(valid_for).unwrap_or_default();
        gives.push(say!("送 {}{days}", "{} on top{days}", balance.exact()));
    }
    if *points > Points::ZERO {
        gives.push(say(format!("送 {points} 积分"), many(points, "point")));
    }
    gives.extend(coupons.iter().map(|gift| {
        let title =
            names.coupons.get(&gift.template).map_or(say("优惠券", "Coupon"), String::as_str);
        match gift.count {
            1 => say!("送 券 {title}", "Coupon {title}"),
            count => say!("送 券 {title} × {count}", "Coupon {title} × {count}"),
        }
    }));
    gives.extend(counts.iter().map(|gift| {
        let service =
            names.services.get(&gift.service).map_or(say("次卡", "Prepaid visits"), String::as_str);
        say!("送 {service} {} 次", "{service} × {}", gift.times)
    }));
    let level = terms.upgrade_to.and_then(|level| names.levels.get(&level));
    gives.extend(level.map(|level| say!("升级为{level}", "Become {level}")));
    gives
}

fn valid_for(days: u16) -> String {
    say(format!("，{days} 天内有效"), format!(", for {}", many(days, "day")))
}

/// Both days included.
pub fn period(rule: &Model) -> String {
    match (rule.starts_at, rule.ends_at.map(|end| end.plus_ms(-1))) {
        (Some(start), Some(last)) => say!("{} 至 {}", "{} to {}", date(start), date(last)),
        (None, Some(last)) => say!("至 {}", "Until {}", date(last)),
        (_, None) => say("长期有效", "At any time").to_owned(),
    }
}

fn limits(rule: &Model, terms: &Terms, names: &Names) -> String {
    let named: Vec<_> = terms.stores.iter().filter_map(|id| names.stores.get(id)).collect();
    let stores: Vec<_> = named.into_iter().map(String::as_str).collect();
    let limits = [
        rule.once_per_member.then(|| say("每人限一次", "Once each").to_owned()),
        (!stores.is_empty()).then(|| say!("限{}", "Only at {}", list(&stores))),
    ];
    limits.into_iter().flatten().collect::<Vec<_>>().join(say("，", ", "))
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;
    use crate::{lang::tests::in_english, stored_value::recharge::CouponGift};

    const NOW: Timestamp = Timestamp(1_796_090_400_000);

    fn rule() -> Model {
        Model {
            id: Ulid::from(1).into(),
            merchant_id: Ulid::from(1).into(),
            name: "充100送10".to_owned(),
            principal: Fen(10_000),
            terms: String::new(),
            once_per_member: false,
            starts_at: None,
            ends_at: None,
            withdrawn_at: None,
            version: 1,
            created_at: NOW,
        }
    }

    fn looking(used: &[RechargeRuleId]) -> Looking<'_> {
        Looking { level: Ulid::from(7).into(), used, now: NOW }
    }

    #[test]
    fn an_offer_says_what_it_gives_and_when_rch_11() {
        let coupon = CouponTemplateId::from(Ulid::from(3));
        let gifts = Gifts {
            balance: Fen(1_000),
            balance_days: Some(30),
            points: Points(1_000 * Points::ONE.0),
            coupons: vec![CouponGift { template: coupon, count: 2, value: Fen::ZERO }],
            counts: vec![],
        };
        let terms = Terms { gifts, ..Terms::default() };
        let coupons = BTreeMap::from([(coupon, "88折券".to_owned())]);
        let names = Names { coupons, ..Names::default() };
        let rule = Model { ends_at: Some(NOW.midnight_in(2)), ..rule() };
        let offer = TopUpOffer::of(rule, &terms, &names, &looking(&[])).expect("it is open");
        assert_eq!(offer.pay_text, "充 ¥100.00");
        let gives = ["送 ¥10.00，30 天内有效", "送 1,000 积分", "送 券 88折券 × 2"];
        assert_eq!(offer.gives, gives);
        assert_eq!(offer.period_text, format!("至 {}", NOW.midnight_in(1).day()));
        assert!(offer.usable && offer.limit_text.is_empty() && offer.unusable_text.is_empty());
    }

    #[test]
    fn an_offer_is_told_in_english() {
        let coupon = CouponTemplateId::from(Ulid::from(3));
        let gifts = Gifts {
            balance: Fen(1_000),
            balance_days: Some(30),
            points: Points(1_000 * Points::ONE.0),
            coupons: vec![CouponGift { template: coupon, count: 2, value: Fen::ZERO }],
            counts: vec![],
        };
        let terms = Terms { gifts, ..Terms::default() };
        let rule = Model { ends_at: Some(NOW.midnight_in(2)), once_per_member: true, ..rule() };
        let used = [rule.id];
        let offer = in_english(|| TopUpOffer::of(rule, &terms, &Names::default(), &looking(&used)));
        let offer = offer.expect("it is open");
        assert_eq!(
            offer.gives,
            ["¥10.00 on top, for 30 days", "1,000 points", "Coupon Coupon × 2"]
        );
        let told = (offer.pay_text, offer.period_text, offer.limit_text, offer.unusable_text);
        let told = [told.0, told.1, told.2, told.3].join("; ");
        assert_eq!(told, "Pay in ¥100.00; Until 2 Dec 2026; Once each; You have used it");
    }

    #[test]
    fn what_cannot_be_used_says_why_and_what_is_over_is_not_shown_rch_05() {
        let once = || Model { once_per_member: true, ..rule() };
        let others = Terms { levels: vec![Ulid::from(8).into()], ..Terms::default() };
        let online = Terms { channels: vec![Channel::Online], ..Terms::default() };
        let (names, plain) = (Names::default(), Terms::default());
        let used = [rule().id];
        for (rule, terms, used, why) in [
            (rule(), &plain, &used[..], ""),
            (once(), &plain, &[][..], ""),
            (once(), &plain, &used[..], "已使用过"),
            (rule(), &others, &[][..], "您的等级不参加"),
            (rule(), &online, &[][..], "门店暂不办理"),
        ] {
            let offer = TopUpOffer::of(rule, terms, &names, &looking(used)).expect("it is open");
            assert_eq!((offer.unusable_text.as_str(), offer.usable), (why, why.is_empty()));
        }
        for over in [
            Model { ends_at: Some(NOW), ..rule() },
            Model { starts_at: Some(NOW.plus_ms(1)), ..rule() },
            Model { withdrawn_at: Some(NOW), ..rule() },
        ] {
            assert_eq!(TopUpOffer::of(over, &plain, &names, &looking(&[])), None);
        }
    }
}
