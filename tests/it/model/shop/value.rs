//! Money that comes in, is set aside, and goes back.
use super::{
    Hold, Paid, Purse, Shop, TopUp, coupons, half_even,
    terms::{
        DAY_MS, GIFT_COUPON_VALUE, KEPT_DAYS, POINT, POINTS_PER_YUAN_KEPT, RULES, day, midnight,
        points_lot,
    },
    unless,
};
use crate::model::books::No;

/// Most that a named card holds, in fen.
const CARD_CAP: i128 = 500_000;
/// After the day of payment.
const COOLING_OFF_DAYS: i64 = 7;

/// On which ground a top-up goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    CoolingOff,
    MerchantCause,
    ConsumerCause,
}

/// Principal and gift of a purse that went for goods, and those goods at list price.
#[derive(Default)]
struct Consumed {
    principal: i128,
    gift: i128,
    list: i128,
}

impl Shop {
    fn fits(&self, card: usize, more: i128) -> No {
        let has = self.cards[card].principal() + self.cards[card].gift() + self.held(card);
        if has + more > CARD_CAP { No::from(["card_cap"]) } else { No::new() }
    }

    /// With all that the rule gives, or not at all.
    pub(super) fn top_up(
        &mut self,
        card: usize,
        rule: Option<usize>,
        paid_in: i128,
    ) -> Result<(), No> {
        let mut against = self.lost(Some(card));
        self.release_over(card);
        let rule = rule.map(|rule| &RULES[rule]);
        let given = rule.map_or(0, |rule| rule.given);
        against.extend(self.fits(card, paid_in + given));
        if paid_in <= 0 {
            against.insert("top_up_amount");
        }
        let mut coupon = None;
        if let Some(template) = rule.and_then(|rule| rule.coupon) {
            match self.claim(self.cards[card].member, template) {
                Ok(at) => coupon = Some(at),
                Err(no) => against.extend(no),
            }
        }
        let now = self.now;
        let days = rule.and_then(|rule| rule.gift_days);
        let until = days.map(|days| midnight(day(now) + days + 1));
        let points = rule.map_or(0, |rule| rule.points * POINT);
        let has = &mut self.cards[card];
        has.purses.push(Purse::of(paid_in, given, until));
        has.points.earn(points, points_lot(now));
        let purse = has.purses.len() - 1;
        self.top_ups.push(TopUp { card, purse, points, coupon, at: now, given_back: false });
        unless(against)
    }

    /// Whatever is left of it ends, a part of it over the counter; how much.
    pub(super) fn give_back(&mut self, at: usize, mode: Mode) -> Result<i128, No> {
        let (now, top_up) = (self.now, self.top_ups[at].clone());
        let mut against = self.lost(Some(top_up.card));
        self.release_over(top_up.card);
        if self.held(top_up.card) > 0 {
            against.insert("hold_open");
        }
        if top_up.given_back {
            against.insert("top_up_refunded");
        }
        if mode == Mode::CoolingOff && now >= midnight(day(top_up.at) + COOLING_OFF_DAYS + 1) {
            against.insert("cooling_off_over");
        }
        let used = top_up
            .coupon
            .is_some_and(|coupon| matches!(self.coupons[coupon].state, coupons::State::Used(_)));
        let consumed = self.consumed(top_up.card, top_up.purse);
        let purse = &mut self.cards[top_up.card].purses[top_up.purse];
        let Purse { paid_in, given, principal, .. } = *purse;
        let due = match mode {
            Mode::CoolingOff => {
                let gifts = consumed.gift + if used { GIFT_COUPON_VALUE } else { 0 };
                paid_in - consumed.principal - gifts
            }
            Mode::MerchantCause => {
                let left = paid_in + given - consumed.principal - consumed.gift;
                half_even(paid_in * left.max(0), paid_in + given)
            }
            Mode::ConsumerCause => paid_in - consumed.list,
        };
        let amount = due.clamp(0, principal);
        if amount == 0 {
            against.insert("nothing_to_refund");
        }
        (purse.principal, purse.gift) = (0, 0);
        self.cards[top_up.card].points.give_up(top_up.points, now);
        if let Some(coupon) = top_up.coupon.filter(|_| !used) {
            let until = &mut self.coupons[coupon].until;
            *until = (*until).min(now);
        }
        self.top_ups[at].given_back = true;
        unless(against)?;
        Ok(amount)
    }

    /// By sale at its list price, what was set aside and taken at what was paid.
    fn consumed(&self, card: usize, purse: usize) -> Consumed {
        let mut all = Consumed::default();
        let mut add = |from: &super::Parts, at_list: &dyn Fn(i128) -> i128| {
            let ours = from.iter().filter(|part| part.0 == purse);
            let (principal, gift) = ours.fold((0, 0), |sum, part| (sum.0 + part.1, sum.1 + part.2));
            all.principal += principal;
            all.gift += gift;
            all.list += at_list(principal + gift);
        };
        for sale in self.sales.iter().filter(|sale| sale.card == Some(card)) {
            let (list, paid) = (sale.kept_at_list(), sale.left());
            add(&sale.from, &|part| if paid > 0 { half_even(list * part, paid) } else { part });
        }
        for hold in self.holds.iter().filter(|hold| hold.card == card && !hold.open) {
            add(&hold.from, &|part| part);
        }
        all
    }

    /// 积分转储值, by the code that is shown now: a gift, for nobody paid for it.
    pub(super) fn convert(&mut self, card: usize, points: i128) -> Result<(), No> {
        let mut against = self.lost(Some(card));
        self.release_over(card);
        let worth = points * 100 / POINTS_PER_YUAN_KEPT;
        if worth == 0 || points * 100 % POINTS_PER_YUAN_KEPT != 0 {
            against.insert("convert_uneven");
        }
        against.extend(self.fits(card, worth));
        against.extend(self.spend_code(card, self.window(), Paid::Other));
        let (now, has) = (self.now, &mut self.cards[card]);
        if has.points.take(points, now).is_none() {
            against.insert("balance_insufficient");
        }
        let until = midnight(day(now) + KEPT_DAYS + 1);
        has.purses.push(Purse::of(0, worth, Some(until)));
        unless(against)
    }

    /// Set aside for a day, by the code that is shown now.
    pub(super) fn hold(&mut self, card: usize, amount: i128) -> Result<(), No> {
        let mut against = self.lost(Some(card));
        self.release_over(card);
        against.extend(self.spend_code(card, self.window(), Paid::Other));
        if amount <= 0 {
            against.insert("hold_malformed");
        }
        let from = self.cards[card].take(amount.max(0), self.now);
        if from.is_none() {
            against.insert("stored_value_insufficient");
        }
        let (from, until) = (from.unwrap_or_default(), self.now + DAY_MS);
        self.holds.push(Hold { card, amount, from, open: true, until });
        unless(against)
    }

    /// So much of it is taken, nothing for a release; the rest is free again.
    pub(super) fn end(&mut self, at: usize, taken: i128, capture: bool) -> Result<(), No> {
        let Hold { card, amount, open, until, .. } = self.holds[at].clone();
        let mut against = if capture { self.lost(Some(card)) } else { No::new() };
        if !open || until <= self.now {
            against.insert("hold_over");
        }
        if capture && !(1..=amount).contains(&taken) {
            against.insert("capture_too_much");
        }
        self.free(at, taken);
        unless(against)
    }

    fn free(&mut self, at: usize, taken: i128) {
        let hold = &mut self.holds[at];
        self.cards[hold.card].free_rest(&mut hold.from, taken);
        hold.open = false;
    }

    /// Whoever moves a card's stored value first frees what was set aside for too long.
    pub(super) fn release_over(&mut self, card: usize) {
        for at in 0..self.holds.len() {
            let hold = &self.holds[at];
            if hold.card == card && hold.open && hold.until <= self.now {
                self.free(at, 0);
            }
        }
    }
}
