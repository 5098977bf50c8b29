//! What a coupon is good for, beyond what its template's columns say.
use entity::{
    coupon_template::{Kind, Model as Template},
    ids::{CategoryId, GoodsId},
    values::{Fen, Timestamp},
};
use serde::{Deserialize, Serialize};

use super::CouponRefusal;
use crate::typed;

/// What a template says of its coupons. The defaults are the house's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Good for these, and for those of `categories`; for everything, if both are empty. A 实物券
    /// that names none is handed out at the counter, and takes nothing off the bill.
    pub goods: Vec<GoodsId>,
    pub categories: Vec<CategoryId>,
    /// Most that a 折扣券 takes off.
    pub cap: Option<Fen>,
    /// Good for so many days, that of the claim included, and never beyond the template's end.
    pub days: Option<i64>,
    /// Whether the return of a whole sale gives it back, unless it has expired meanwhile.
    pub returns: bool,
    /// Most that all of the template's coupons together may take off.
    pub budget: Option<Fen>,
}

/// Longest lists and longest lives that terms may name.
const LONGEST_SCOPE: usize = 500;
const LONGEST_DAYS: i64 = 3650;
const MOST_PIECES: i64 = 100;
const MOST_COUPONS: i32 = 10_000_000;
const LONGEST_TITLE: usize = 32;

impl Terms {
    /// Of a template: what cannot be read is a fault, because we wrote it.
    pub fn of(template: &Template) -> serde_json::Result<Self> {
        template.terms.as_deref().map_or(Ok(Self::default()), serde_json::from_str)
    }

    pub fn everything(&self) -> bool {
        self.goods.is_empty() && self.categories.is_empty()
    }

    pub fn covers(&self, goods: Option<GoodsId>, category: Option<CategoryId>) -> bool {
        self.everything()
            || goods.is_some_and(|id| self.goods.contains(&id))
            || category.is_some_and(|id| self.categories.contains(&id))
    }
}

/// When a coupon that is had now ends: its first moment of being no longer good.
pub fn valid_until(template: &Template, terms: &Terms, now: Timestamp) -> Timestamp {
    let own = terms.days.map_or(template.valid_until, |days| now.midnight_in(days));
    own.min(template.valid_until)
}

/// Whether a template means something, and cannot cost more than it may (E16): no more coupons
/// than there are is what the claim itself sees to, and each takes off no more than is known here.
pub fn sound(template: &Template, terms: &Terms) -> Result<(), CouponRefusal> {
    let money = 1..=Fen::CAP.0;
    let worth = match template.kind {
        Kind::Cash => money.contains(&template.worth),
        Kind::Discount => (1..10_000).contains(&template.worth),
        Kind::Goods => (1..=MOST_PIECES).contains(&template.worth),
    };
    let (opens, closes) = (template.opens_at, template.closes_at);
    let rules = [
        ("title: 1 to 32 characters", typed::name(&template.title, LONGEST_TITLE).is_some()),
        ("worth: not what a coupon of this kind can be worth", worth),
        ("threshold: from 0", (0..=Fen::CAP.0).contains(&template.threshold.0)),
        ("total: 1 to ten million", (1..=MOST_COUPONS).contains(&template.total)),
        ("per_member: 1 to total", (1..=template.total).contains(&template.per_member)),
        ("times: opens, closes, ends", opens < closes && closes <= template.valid_until),
        ("cap: of a discount only", terms.cap.is_none() || template.kind == Kind::Discount),
        ("cap: from 1", terms.cap.is_none_or(|cap| money.contains(&cap.0))),
        ("days: 1 to 3650", terms.days.is_none_or(|days| (1..=LONGEST_DAYS).contains(&days))),
        ("scope: too long", terms.goods.len() + terms.categories.len() <= LONGEST_SCOPE),
    ];
    if let Some((why, _)) = rules.into_iter().find(|(_, kept)| !kept) {
        return Err(CouponRefusal::TermsMalformed { why: why.to_owned() });
    }
    match terms.budget {
        Some(budget) => within(template, terms, budget),
        None => Ok(()),
    }
}

fn within(template: &Template, terms: &Terms, budget: Fen) -> Result<(), CouponRefusal> {
    let each = match template.kind {
        Kind::Cash => Some(template.worth),
        Kind::Discount => terms.cap.map(|cap| cap.0),
        Kind::Goods => None,
    };
    let each = each.ok_or_else(|| CouponRefusal::TermsMalformed {
        why: "budget: only where each coupon's worth has a bound".to_owned(),
    })?;
    let most = i128::from(each) * i128::from(template.total);
    if most <= i128::from(budget.0) { Ok(()) } else { Err(CouponRefusal::OverBudget) }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::template, *};

    fn code(template: &Template, terms: &Terms) -> &'static str {
        match sound(template, terms) {
            Ok(()) => "fine",
            Err(CouponRefusal::OverBudget) => "over",
            Err(_) => "malformed",
        }
    }

    #[test]
    fn terms_that_mean_nothing_are_refused_cpn_05() {
        let fine = || template(0);
        let plain = Terms::default();
        let discount = || Template { kind: Kind::Discount, worth: 8800, ..fine() };
        let capped = Terms { cap: Some(Fen(500)), ..Terms::default() };
        for (template, terms, verdict) in [
            (fine(), plain.clone(), "fine"),
            (Template { title: " ".to_owned(), ..fine() }, plain.clone(), "malformed"),
            (Template { title: "券".repeat(33), ..fine() }, plain.clone(), "malformed"),
            (Template { worth: 0, ..fine() }, plain.clone(), "malformed"),
            (Template { worth: 10_000, ..discount() }, plain.clone(), "malformed"),
            (Template { kind: Kind::Goods, worth: 101, ..fine() }, plain.clone(), "malformed"),
            (Template { threshold: Fen(-1), ..fine() }, plain.clone(), "malformed"),
            (Template { total: 0, ..fine() }, plain.clone(), "malformed"),
            (Template { per_member: 101, ..fine() }, plain.clone(), "malformed"),
            (Template { closes_at: Timestamp(10), ..fine() }, plain.clone(), "malformed"),
            (Template { closes_at: Timestamp(31), ..fine() }, plain.clone(), "malformed"),
            (fine(), Terms { days: Some(0), ..plain.clone() }, "malformed"),
            (fine(), capped.clone(), "malformed"),
            (discount(), capped, "fine"),
        ] {
            assert_eq!(code(&template, &terms), verdict, "{template:?} {terms:?}");
        }
    }

    #[test]
    fn all_coupons_together_cost_no_more_than_the_budget_e16() {
        let of = |budget| Terms { budget: Some(Fen(budget)), ..Terms::default() };
        let cash = template(0);
        assert_eq!(code(&cash, &of(200_000)), "fine", "100 of 20 yuan");
        assert_eq!(code(&cash, &of(199_999)), "over");
        let discount = Template { kind: Kind::Discount, worth: 8800, ..template(0) };
        assert_eq!(code(&discount, &of(200_000)), "malformed", "no bound without a cap");
        let capped = Terms { cap: Some(Fen(2_001)), ..of(200_000) };
        assert_eq!(code(&discount, &capped), "over");
        let goods = Template { kind: Kind::Goods, worth: 1, ..template(0) };
        assert_eq!(code(&goods, &of(200_000)), "malformed");
    }

    #[test]
    fn a_coupon_ends_by_its_days_and_with_its_template() {
        const DAY: i64 = 24 * 3600 * 1000;
        let template = Template { valid_until: Timestamp(10 * DAY), ..template(0) };
        let ends = |days| {
            let terms = Terms { days, ..Terms::default() };
            valid_until(&template, &terms, Timestamp(DAY)).0
        };
        assert_eq!(ends(None), 10 * DAY);
        assert_eq!(ends(Some(1)), 2 * DAY - 8 * 3600 * 1000, "to the end of the day in China");
        assert_eq!(ends(Some(99)), 10 * DAY);
    }
}
