//! Decisions about coupons.
mod number;
mod sale;
mod terms;
mod worth;

use entity::{
    coupon,
    coupon_template::{Kind, Model as Template},
    values::{Fen, Timestamp},
};
use serde::{Deserialize, Serialize};

use crate::{error::refusals, lang::say};

pub use number::{
    LARGEST_BATCH, TRIES_OF_MEMBER, TRIES_OF_TILL, WINDOW, number, read as read_number,
};
pub use sale::{unredeemed, usable_now};
pub use terms::{Terms, sound, valid_until};
pub use worth::{CouponLine, Worth, apportion, worth};

refusals! {
    /// Why no coupon is given, or none is taken.
    pub enum CouponRefusal {
        NoSuchOffer = NotFound "no_such_offer" "没有这张优惠券" "no such offer";
        NotOpen = Conflict "coupon_not_open" "不在领取时间内" "this offer is not open now";
        SoldOut = Conflict "coupon_sold_out" "已被领完" "all are taken";
        LimitReached = Conflict "coupon_limit_reached"
            "已达领取上限" "you have as many of these as one may have";
        NoSuchCoupon = NotFound "no_such_coupon" "没有这张优惠券" "no such coupon";
        Used = Conflict "coupon_used" "优惠券已使用" "this coupon is used";
        Expired = Conflict "coupon_expired" "优惠券已过期" "this coupon has expired";
        Reserved = Conflict "coupon_reserved"
            "优惠券正在另一笔订单中使用" "another sale counts on this coupon";
        NotReserved = Conflict "coupon_not_reserved"
            "优惠券已被释放，请重新报价" "no sale counts on this coupon: ask for a quote again";
        Elsewhere = Conflict "coupon_elsewhere"
            "优惠券不能在本店使用" "this coupon is not good in this store";
        BelowThreshold { short: Fen } = Conflict "coupon_below_threshold"
            "未达到使用门槛，还差 {short}" "the bill is {short} short of what this coupon asks for";
        NotApplicable = Conflict "coupon_not_applicable"
            "订单中没有可用券的商品" "nothing on the bill is what this coupon is good for";
        NumberMalformed = Invalid "coupon_number_malformed"
            "券号不正确，请核对" "not a coupon's number: look again";
        NumberUnknown = NotFound "coupon_number_unknown" "没有这个券号" "no such number";
        NumberTaken = Conflict "coupon_number_taken" "这张券已被激活" "this one is activated already";
        Guesses { retry_after_s: i64 } = TooMany "coupon_guesses"
            "尝试次数过多，请稍后再试" "too many numbers tried: wait {retry_after_s} s";
        NumbersShown = Gone "coupon_numbers_shown"
            "这批券号已经显示过，不会再显示" "these numbers were shown once and are kept nowhere";
        BatchMalformed = Invalid "coupon_batch_malformed"
            "一次可以印制 1 到 1000 张" "a batch has 1 to 1000";
        TermsMalformed { why: String } = Invalid "coupon_terms_malformed"
            "优惠券设置不正确" "malformed terms: {why}";
        TotalDown { least: i32 } = Invalid "coupon_total_down"
            "发行量只能增加，现在是 {least}" "no fewer than {least}: a stock only grows";
        Withdrawn = Conflict "coupon_withdrawn"
            "已停止发放，请先从回收站恢复" "withdrawn: take it out of the recycle bin first";
        SendingMalformed = Invalid "coupon_sending_malformed"
            "一次可以发给 1 到 200 位会员" "1 to 200 members at a time";
        NoSuchSending = NotFound "no_such_sending" "没有这次发送" "no such sending";
        OverBudget = Invalid "coupon_over_budget"
            "发行总额超过预算" "all of these together would cost more than the budget";
    }
}

/// What a member can do about an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    Available,
    Claimed,
    SoldOut,
    NotStarted,
    Ended,
}

/// Where a template is in its life, the clock considered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CouponTemplateState)]
pub enum TemplateState {
    Waiting,
    #[default]
    Open,
    Over,
    Withdrawn,
}

impl TemplateState {
    pub fn of(template: &Template, now: Timestamp) -> Self {
        if template.closes_was.is_some() {
            Self::Withdrawn
        } else if now >= template.closes_at.min(template.valid_until) {
            Self::Over
        } else if now < template.opens_at {
            Self::Waiting
        } else {
            Self::Open
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Self::Waiting => "未开始",
            Self::Open => "发放中",
            Self::Over => "已结束",
            Self::Withdrawn => "已停止发放",
        }
    }
}

/// Where a coupon is in its life, the clock considered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CouponState {
    Usable,
    Used,
    Expired,
}

/// Whether anybody could claim one now. A read decides nothing: the claim's own statement asks
/// the same again.
pub fn open(template: &Template, now: Timestamp) -> Result<(), CouponRefusal> {
    if now < template.opens_at || now >= template.closes_at.min(template.valid_until) {
        Err(CouponRefusal::NotOpen)
    } else if template.claimed >= template.total {
        Err(CouponRefusal::SoldOut)
    } else {
        Ok(())
    }
}

/// Whether so many can be printed: before it opens, too.
pub fn printable(template: &Template, count: i32, now: Timestamp) -> Result<(), CouponRefusal> {
    if now >= template.closes_at {
        Err(CouponRefusal::NotOpen)
    } else if i64::from(template.claimed) + i64::from(count) > i64::from(template.total) {
        Err(CouponRefusal::SoldOut)
    } else {
        Ok(())
    }
}

/// Whether this try at a number, counted already, may be made.
pub fn try_number(tries: u64, allowed: u64, now: Timestamp) -> Result<(), CouponRefusal> {
    if tries <= allowed {
        return Ok(());
    }
    let window = i64::try_from(WINDOW.as_millis()).unwrap_or(i64::MAX);
    let left = window - now.0.rem_euclid(window);
    Err(CouponRefusal::Guesses { retry_after_s: (left + 999) / 1000 })
}

/// Which of the member's own a new one would be, counted from 1.
pub fn nth(template: &Template, mine: i64) -> Result<i32, CouponRefusal> {
    let nth = i32::try_from(mine.saturating_add(1)).unwrap_or(i32::MAX);
    if nth <= template.per_member { Ok(nth) } else { Err(CouponRefusal::LimitReached) }
}

/// Which of their own this member's next one would be, if they may have it now.
pub fn claimable(template: &Template, mine: i64, now: Timestamp) -> Result<i32, CouponRefusal> {
    let nth = nth(template, mine)?;
    open(template, now).map(|()| nth)
}

/// Whoever has their share sees that before anything else.
pub fn offer_state(template: &Template, mine: i64, now: Timestamp) -> OfferState {
    match claimable(template, mine, now) {
        Ok(_) => OfferState::Available,
        Err(CouponRefusal::LimitReached) => OfferState::Claimed,
        Err(CouponRefusal::SoldOut) => OfferState::SoldOut,
        Err(_) if now < template.opens_at => OfferState::NotStarted,
        Err(_) => OfferState::Ended,
    }
}

pub fn coupon_state(state: coupon::State, valid_until: Timestamp, now: Timestamp) -> CouponState {
    match state {
        coupon::State::Used => CouponState::Used,
        coupon::State::Usable | coupon::State::Reserved if now < valid_until => CouponState::Usable,
        coupon::State::Usable | coupon::State::Reserved => CouponState::Expired,
    }
}

pub fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Discount => say("折扣券", "Discount"),
        Kind::Cash => say("现金券", "Cash coupon"),
        Kind::Goods => say("实物券", "Gift coupon"),
    }
}

#[cfg(test)]
pub mod tests {
    use ulid::Ulid;

    use super::*;

    pub fn template(claimed: i32) -> Template {
        Template {
            id: Ulid::from(1).into(),
            merchant_id: Ulid::from(2).into(),
            store_id: None,
            kind: Kind::Cash,
            title: "新客立减20元".to_owned(),
            worth: 2000,
            threshold: Fen(10_000),
            total: 100,
            claimed,
            per_member: 2,
            opens_at: Timestamp(10),
            closes_at: Timestamp(20),
            closes_was: None,
            valid_until: Timestamp(30),
            listed: true,
            terms: None,
            created_at: Timestamp(0),
        }
    }

    #[test]
    fn an_offer_is_open_from_its_first_moment_to_before_its_last_e15() {
        for (claimed, now, verdict) in [
            (0, 9, Err(CouponRefusal::NotOpen)),
            (0, 10, Ok(())),
            (99, 19, Ok(())),
            (100, 19, Err(CouponRefusal::SoldOut)),
            (0, 20, Err(CouponRefusal::NotOpen)),
            (100, 20, Err(CouponRefusal::NotOpen)),
        ] {
            assert_eq!(open(&template(claimed), Timestamp(now)), verdict, "{claimed} at {now}");
        }
        let stale = Template { valid_until: Timestamp(15), ..template(0) };
        assert_eq!(open(&stale, Timestamp(15)), Err(CouponRefusal::NotOpen));
    }

    #[test]
    fn a_template_is_where_the_clock_says_cpn_05() {
        for (now, closes_was, state) in [
            (9, None, TemplateState::Waiting),
            (10, None, TemplateState::Open),
            (20, None, TemplateState::Over),
            (9, Some(Timestamp(20)), TemplateState::Withdrawn),
        ] {
            let template = Template { closes_was, ..template(0) };
            assert_eq!(TemplateState::of(&template, Timestamp(now)), state, "{now}");
        }
    }

    #[test]
    fn a_member_has_no_more_than_their_share_cpn_06() {
        for (mine, verdict) in [
            (0, Ok(1)),
            (1, Ok(2)),
            (2, Err(CouponRefusal::LimitReached)),
            (i64::MAX, Err(CouponRefusal::LimitReached)),
        ] {
            assert_eq!(nth(&template(0), mine), verdict, "{mine}");
        }
    }

    #[test]
    fn an_offer_shows_what_a_member_can_do() {
        for (claimed, mine, now, state) in [
            (0, 0, 15, OfferState::Available),
            (50, 1, 15, OfferState::Available),
            (50, 2, 15, OfferState::Claimed),
            (100, 2, 25, OfferState::Claimed),
            (100, 0, 15, OfferState::SoldOut),
            (0, 0, 9, OfferState::NotStarted),
            (100, 0, 20, OfferState::Ended),
        ] {
            let shown = offer_state(&template(claimed), mine, Timestamp(now));
            assert_eq!(shown, state, "{claimed} {mine} {now}");
        }
    }

    #[test]
    fn a_coupon_expires_by_the_clock_p39() {
        let until = Timestamp(30);
        for (state, now, shown) in [
            (coupon::State::Usable, 29, CouponState::Usable),
            (coupon::State::Usable, 30, CouponState::Expired),
            (coupon::State::Used, 29, CouponState::Used),
            (coupon::State::Used, 31, CouponState::Used),
        ] {
            assert_eq!(coupon_state(state, until, Timestamp(now)), shown);
        }
    }
}
