//! A trial, reckoned. Pure.
use entity::{
    coupon_template,
    ids::{CouponId, CouponTemplateId, LevelId, MerchantId, RechargeRuleId},
    store,
    values::{Fen, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words;
use crate::{
    coupon::{CouponRefusal, Terms as CouponTerms},
    error::{Refusal, Result},
    level::{self, Ladder, LevelRefusal, Rung, Terms},
    points::{self, Earned, Redeem},
    pos::{self, Bill, Item, PointsUsed, PricedLine, Reckoning, Shopper, Wish},
    stored_value::{self, Channel, Rule, RuleDraft, StoredValueRefusal, split, try_top_up},
};

/// What holds, or would.
#[derive(Clone)]
pub struct Held {
    pub points: points::Program,
    pub redeem: Redeem,
    pub ladder: Ladder,
    pub stored_value: stored_value::Program,
    pub recharge: Vec<Rule>,
}

/// What somebody is about to publish; what is not here is as it holds.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TryoutDrafts)]
pub struct Drafts {
    points: Option<points::Program>,
    redeem: Option<Redeem>,
    level: Option<LevelDraft>,
    stored_value: Option<stored_value::Program>,
    recharge: Option<RuleDraft>,
    /// The rule that `recharge` would change; it stands beside all that there are, unless given.
    recharge_of: Option<RechargeRuleId>,
}

/// Other terms for a level, or those of one that is being made, in the place of one that there is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TryoutLevelDraft)]
pub struct LevelDraft {
    level: LevelId,
    /// What it would be called, if not as it is.
    name: Option<String>,
    terms: Terms,
}

impl Drafts {
    pub fn is_empty(&self) -> bool {
        self.points.is_none()
            && self.redeem.is_none()
            && self.level.is_none()
            && self.stored_value.is_none()
            && self.recharge.is_none()
    }

    /// What could not be published is not tried.
    pub fn check(&self, held: &Held) -> Result<()> {
        self.points.as_ref().map_or(Ok(()), points::check)?;
        self.redeem.as_ref().map_or(Ok(()), points::check_redeem)?;
        self.stored_value.as_ref().map_or(Ok(()), stored_value::Program::check)?;
        self.recharge.as_ref().map_or(Ok(()), RuleDraft::check)?;
        if let Some(rule) = self.recharge_of
            && !held.recharge.iter().any(|kept| kept.row.id == rule)
        {
            return Err(StoredValueRefusal::NoSuchRule.into());
        }
        if let Some(LevelDraft { level, name, terms }) = &self.level {
            held.ladder.rung(*level).ok_or(LevelRefusal::NoSuchLevel)?;
            level::check_terms(terms)?;
            name.as_ref().map_or(Ok(()), |name| level::check_named(name, "", ""))?;
        }
        Ok(())
    }

    /// What would hold.
    pub fn over(self, merchant: MerchantId, held: Held) -> Held {
        let ladder = match self.level {
            Some(LevelDraft { level, name, terms }) => match held.ladder.rung(level) {
                Some(rung) => {
                    let name = name.unwrap_or_else(|| rung.level.name.clone());
                    let level = entity::level::Model { name, ..rung.level.clone() };
                    held.ladder.with(Rung { level, terms })
                }
                None => held.ladder,
            },
            None => held.ladder,
        };
        let replaced = self.recharge_of;
        let recharge = match self.recharge {
            Some(draft) => {
                let others = held.recharge.into_iter().filter(|rule| Some(rule.row.id) != replaced);
                others.chain([Rule::draft(merchant, draft)]).collect()
            }
            None => held.recharge,
        };
        Held {
            points: self.points.unwrap_or(held.points),
            redeem: self.redeem.unwrap_or(held.redeem),
            ladder,
            stored_value: self.stored_value.unwrap_or(held.stored_value),
            recharge,
        }
    }
}

/// Who comes where, and when.
pub struct Visit {
    pub store: store::Model,
    /// None for a guest.
    pub level: Option<LevelId>,
    pub at: Timestamp,
    pub birthday: bool,
}

/// What is tried.
pub struct Case {
    pub visit: Visit,
    pub items: Vec<Item>,
    pub coupon: Option<(coupon_template::Model, CouponTerms)>,
    pub points: Wish,
    /// Principal and gift that the card has.
    pub stored_value: Option<(Fen, Fen)>,
    pub top_up: Option<Fen>,
}

/// A coupon that would be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TryoutCoupon)]
pub struct CouponTried {
    pub template: CouponTemplateId,
    pub title: String,
    /// In fen.
    pub off: Fen,
    pub why: String,
}

/// Stored value that would pay, in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TryoutStoredValue)]
pub struct ValueTried {
    pub principal: Fen,
    pub gift: Fen,
    /// What would be left of the card's.
    pub left: Fen,
    /// What would be paid otherwise.
    pub rest: Fen,
}

/// What it comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TryoutOutcome)]
pub struct Outcome {
    /// As in a quote.
    pub lines: Vec<PricedLine>,
    /// In fen.
    pub list_total: Fen,
    pub off_total: Fen,
    pub payable: Fen,
    pub payable_text: String,
    /// Null if there is none, or it would not be taken: then the sentences say why.
    pub coupon: Option<CouponTried>,
    pub points: Option<PointsUsed>,
    pub stored_value: Option<ValueTried>,
    /// Null for a guest.
    pub earn: Option<Earned>,
    pub earn_total: Points,
    /// All of it in words, in the order in which it is reckoned.
    pub sentences: Vec<String>,
}

/// Ways to pay that would not be taken, and why.
#[derive(Default)]
pub struct Refused {
    pub coupon: Option<String>,
    pub points: Option<String>,
}

impl Outcome {
    pub fn of(case: &Case, held: &Held) -> Result<Self> {
        let rung = case.visit.level.and_then(|id| held.ladder.rung(id));
        let (bill, earned, refused) = match rung {
            Some(rung) => member(case, held, rung)?,
            None => guest(case)?,
        };
        let stored_value = case.stored_value.map(|has| value(has, bill.payable, held));
        let mut outcome = Self {
            list_total: bill.list_total,
            off_total: Fen(bill.list_total.0 - bill.payable.0),
            payable: bill.payable,
            payable_text: bill.payable.exact(),
            coupon: bill.coupon.map(|used| CouponTried {
                template: used.template,
                title: used.title,
                off: used.off,
                why: used.why,
            }),
            points: bill.points,
            lines: bill.lines,
            stored_value,
            earn_total: earned.as_ref().map_or(Points::ZERO, Earned::total),
            earn: earned,
            sentences: vec![],
        };
        outcome.sentences = words::sentences(&case.visit, rung, &outcome, refused);
        if let Some(amount) = case.top_up {
            let visit = stored_value::Visit {
                store: case.visit.store.id,
                level: case.visit.level,
                channel: Channel::Till,
                now: case.visit.at,
            };
            let said = try_top_up(&held.recharge, amount, &held.stored_value, &visit);
            outcome.sentences.extend(said);
        }
        Ok(outcome)
    }
}

type Reckoned = (Bill, Option<Earned>, Refused);

fn member(case: &Case, held: &Held, rung: &Rung) -> Result<Reckoned> {
    let shopper = Shopper {
        level: rung.level.id,
        level_name: &rung.level.name,
        terms: &rung.terms,
        birthday: case.visit.birthday,
        // Nobody in particular buys: there are as many as are asked for.
        points: Points::CAP,
        at: case.visit.at,
    };
    let rules = pos::Rules { points: &held.points, redeem: &held.redeem };
    let mut reckoning = Reckoning::begin(&case.items, shopper, rules)?;
    let mut refused = Refused::default();
    if let Some((template, terms)) = &case.coupon {
        let id = CouponId(template.id.0);
        let taken =
            usable(template, &case.visit).and_then(|()| reckoning.coupon(id, template, terms));
        refused.coupon = taken.err().map(|no| no.title_zh());
    }
    refused.points = reckoning.points(case.points).err().map(|no| no.title_zh());
    let (bill, earned) = reckoning.end();
    Ok((bill, Some(earned), refused))
}

fn guest(case: &Case) -> Result<Reckoned> {
    let members_only = || "散客不能使用，请选择会员等级".to_owned();
    let refused = Refused {
        coupon: case.coupon.as_ref().map(|_| members_only()),
        points: (case.points != Wish::None).then(members_only),
    };
    Ok((pos::guest(&case.items)?, None, refused))
}

/// As far as it is not about one coupon of one member.
fn usable(template: &coupon_template::Model, visit: &Visit) -> Result<(), CouponRefusal> {
    if visit.at >= template.valid_until {
        Err(CouponRefusal::Expired)
    } else if template.store_id.is_some_and(|only| only != visit.store.id) {
        Err(CouponRefusal::Elsewhere)
    } else {
        Ok(())
    }
}

fn value((has, gifted): (Fen, Fen), payable: Fen, held: &Held) -> ValueTried {
    let (principal, gift) = split((has, gifted), payable, held.stored_value.spend_order);
    let paid = principal.0 + gift.0;
    let left = Fen(has.0.saturating_add(gifted.0) - paid);
    ValueTried { principal, gift, left, rest: Fen(payable.0 - paid) }
}
