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
            pay_text: format!("充 {}", rule.principal.exact()),
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
        "已使用过"
    } else if !any(&terms.channels, |channel| *channel == Channel::Till) {
        "门店暂不办理"
    } else if !any(&terms.levels, |level| *level == who.level) {
        "您的等级不参加"
    } else if !any(&terms.days, |days| days.include(who.now.date())) {
        "今天不参加"
    } else {
        ""
    }
}

/// A line each.
fn gives(terms: &Terms, names: &Names) -> Vec<String> {
    let Gifts { balance, balance_days, points, coupons, counts } = &terms.gifts;
    let mut gives = vec![];
    if *balance > Fen::ZERO {
        let days = balance_days.map(|days| format!("，{days} 天内有效")).unwrap_or_default();
        gives.push(format!("送 {}{days}", balance.exact()));
    }
    if *points > Points::ZERO {
        gives.push(format!("送 {} 积分", points.grouped()));
    }
    gives.extend(coupons.iter().map(|gift| {
        let title = names.coupons.get(&gift.template).map_or("优惠券", String::as_str);
        match gift.count {
            1 => format!("送 券 {title}"),
            count => format!("送 券 {title} × {count}"),
        }
    }));
    gives.extend(counts.iter().map(|gift| {
        let service = names.services.get(&gift.service).map_or("次卡", String::as_str);
        format!("送 {service} {} 次", gift.times)
    }));
    let level = terms.upgrade_to.and_then(|level| names.levels.get(&level));
    gives.extend(level.map(|level| format!("升级为{level}")));
    gives
}

/// Both days included.
pub fn period(rule: &Model) -> String {
    match (rule.starts_at, rule.ends_at.map(|end| end.plus_ms(-1))) {
        (Some(start), Some(last)) => format!("{} 至 {}", start.day(), last.day()),
        (None, Some(last)) => format!("至 {}", last.day()),
        (_, None) => "长期有效".to_owned(),
    }
}

fn limits(rule: &Model, terms: &Terms, names: &Names) -> String {
    let named: Vec<_> = terms.stores.iter().filter_map(|id| names.stores.get(id)).collect();
    let stores: Vec<_> = named.into_iter().map(String::as_str).collect();
    let limits = [
        rule.once_per_member.then(|| "每人限一次".to_owned()),
        (!stores.is_empty()).then(|| format!("限{}", stores.join("、"))),
    ];
    limits.into_iter().flatten().collect::<Vec<_>>().join("，")
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;
    use crate::stored_value::recharge::CouponGift;

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
