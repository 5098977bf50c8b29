//! Coupons and offers in the words that members and clerks read.
mod holder;
mod office;

use entity::{
    coupon_template::Kind,
    ids::{CouponId, CouponTemplateId},
    values::{Fen, Timestamp},
};
use serde::{Deserialize, Serialize};

use super::{
    flow::Claimed,
    rows::{Held, Offer},
    rules::{self, CouponState, OfferState, Terms, kind_text},
};
use crate::lang::{date, percent_off, say};

pub use holder::HolderView;
pub use office::TemplateView;

/// A coupon to be had.
#[derive(Serialize, utoipa::ToSchema)]
pub struct OfferView {
    pub id: CouponTemplateId,
    pub kind: Kind,
    /// `现金券`
    pub kind_text: String,
    pub title: String,
    /// `8.8折`, `¥20`, `实物`
    pub worth_text: String,
    /// `满100元可用`
    pub terms_text: String,
    /// `全场通用`, `限指定商品，最高减 ¥50`
    pub scope_text: String,
    /// Only good there; null if everywhere.
    pub store_name: Option<String>,
    /// `2026-11-22 至 2026-12-31`
    pub validity_text: String,
    pub remaining: i32,
    pub per_member: i32,
    /// How many this member has claimed.
    pub mine: i64,
    pub state: OfferState,
}

impl OfferView {
    pub fn of(offer: Offer, now: Timestamp) -> Self {
        let state = rules::offer_state(&offer.template, offer.mine, now);
        let Offer { template, store_name, mine } = offer;
        Self {
            id: template.id,
            kind: template.kind,
            kind_text: kind_text(template.kind).to_owned(),
            worth_text: worth_text(template.kind, template.worth),
            terms_text: terms_text(template.threshold),
            scope_text: scope_text(template.kind, template.terms.as_deref()),
            validity_text: validity_text(template.opens_at, template.valid_until),
            title: template.title,
            store_name,
            remaining: (template.total - template.claimed).max(0),
            per_member: template.per_member,
            mine,
            state,
        }
    }
}

/// A member's coupon.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CouponView {
    pub id: CouponId,
    pub template: CouponTemplateId,
    pub kind: Kind,
    pub kind_text: String,
    pub title: String,
    pub worth_text: String,
    pub terms_text: String,
    pub store_name: Option<String>,
    pub state: CouponState,
    /// `未使用`
    pub state_text: String,
    pub claimed_at: Timestamp,
    pub valid_until: Timestamp,
    pub validity_text: String,
    /// `全场通用`
    #[serde(default)]
    pub scope_text: String,
    #[serde(default)]
    pub used_at: Option<Timestamp>,
    /// The store in which it was used.
    #[serde(default)]
    pub used_in: Option<String>,
}

impl CouponView {
    pub fn of(held: Held, now: Timestamp) -> Self {
        let Held { coupon, kind, title, worth, threshold, terms, store_name, sale_store_name } =
            held;
        let state = rules::coupon_state(coupon.state, coupon.valid_until, now);
        Self {
            id: coupon.id,
            template: coupon.template_id,
            kind,
            kind_text: kind_text(kind).to_owned(),
            title,
            worth_text: worth_text(kind, worth),
            terms_text: terms_text(threshold),
            store_name,
            state,
            state_text: state_text(state).to_owned(),
            claimed_at: coupon.claimed_at,
            valid_until: coupon.valid_until,
            validity_text: validity_text(coupon.claimed_at, coupon.valid_until),
            scope_text: scope_text(kind, terms.as_deref()),
            used_at: coupon.used_at,
            used_in: sale_store_name.filter(|_| state == CouponState::Used),
        }
    }
}

impl From<Claimed> for CouponView {
    fn from(claimed: Claimed) -> Self {
        Self::of(claimed.held, claimed.at)
    }
}

fn state_text(state: CouponState) -> &'static str {
    match state {
        CouponState::Usable => say("未使用", "To use"),
        CouponState::Used => say("已使用", "Used"),
        CouponState::Expired => say("已过期", "Expired"),
    }
}

/// A discount says what is paid, in tenths: 8800 of 10,000 are `8.8折`; in English what is not.
fn worth_text(kind: Kind, worth: i64) -> String {
    match kind {
        Kind::Discount => {
            let tenths = format!("{}.{:03}", worth / 1000, worth % 1000);
            let tenths = tenths.trim_end_matches('0').trim_end_matches('.');
            say(format!("{tenths}折"), percent_off(worth))
        }
        Kind::Cash => Fen(worth).to_string(),
        Kind::Goods => say("实物", "Gift").to_owned(),
    }
}

fn terms_text(threshold: Fen) -> String {
    if threshold.0 <= 0 {
        return say("无门槛", "No minimum").to_owned();
    }
    let yuan = threshold.to_string();
    say(format!("满{}元可用", yuan.trim_start_matches('¥')), format!("{yuan} or more"))
}

fn scope_text(kind: Kind, terms: Option<&str>) -> String {
    // What cannot be read is refused where it counts: at a sale.
    let terms: Terms = terms.and_then(|terms| serde_json::from_str(terms).ok()).unwrap_or_default();
    let scope = match (kind, terms.everything()) {
        (Kind::Goods, true) => say("到店兑换", "Redeem in store"),
        (_, true) => say("全场通用", "On everything"),
        (_, false) => say("限指定商品", "On chosen goods"),
    };
    terms
        .cap
        .map_or(scope.to_owned(), |cap| say!("{scope}，最高减 {cap}", "{scope}, up to {cap} off"))
}

/// Both days included: `until` is the first moment at which it is no longer good.
fn validity_text(from: Timestamp, until: Timestamp) -> String {
    say!("{} 至 {}", "{} to {}", date(from), date(until.plus_ms(-1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::tests::in_english;

    #[test]
    fn worth_reads_as_shops_write_it() {
        for (kind, worth, text) in [
            (Kind::Discount, 8800, "8.8折"),
            (Kind::Discount, 9000, "9折"),
            (Kind::Discount, 8850, "8.85折"),
            (Kind::Discount, 9999, "9.999折"),
            (Kind::Discount, 500, "0.5折"),
            (Kind::Discount, 10_000, "10折"),
            (Kind::Cash, 2000, "¥20"),
            (Kind::Cash, 1050, "¥10.50"),
            (Kind::Goods, 1, "实物"),
        ] {
            assert_eq!(worth_text(kind, worth), text);
        }
    }

    #[test]
    fn terms_read_as_shops_write_them() {
        for (threshold, text) in [(0, "无门槛"), (10_000, "满100元可用"), (9_950, "满99.50元可用")]
        {
            assert_eq!(terms_text(Fen(threshold)), text);
        }
    }

    #[test]
    fn in_english_a_coupon_says_what_comes_off() {
        let goods = r#"{"goods":["gds_01JD0000000000000000000001"],"cap":5000}"#;
        in_english(|| {
            assert_eq!(worth_text(Kind::Discount, 8850), "11.5% off");
            assert_eq!(worth_text(Kind::Cash, 2000), "¥20");
            assert_eq!(terms_text(Fen(9_950)), "¥99.50 or more");
            assert_eq!(scope_text(Kind::Cash, Some(goods)), "On chosen goods, up to ¥50 off");
            let (from, until) = (Timestamp(1_796_090_400_000), Timestamp(1_798_675_200_000));
            assert_eq!(validity_text(from, until), "1 Dec 2026 to 31 Dec 2026");
        });
    }

    #[test]
    fn a_coupon_is_good_through_its_last_day_in_china() {
        let moment =
            |text: &str| -> Timestamp { serde_json::from_value(text.into()).expect("a moment") };
        for (from, until, text) in [
            ("2026-11-21T16:00:00Z", "2026-12-31T16:00:00Z", "2026-11-22 至 2026-12-31"),
            ("2026-11-21T15:59:59Z", "2026-12-31T15:59:59Z", "2026-11-21 至 2026-12-31"),
        ] {
            assert_eq!(validity_text(moment(from), moment(until)), text);
        }
    }
}
