//! Coupons: had from a stock, counted on by a sale, used up, and sometimes given back.
use super::{
    Shop,
    terms::{COUPONS_END, TEMPLATES, day, midnight},
};
use crate::model::books::No;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coupon {
    /// Whose.
    pub member: usize,
    pub template: usize,
    pub until: i64,
    pub state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Usable,
    /// For this sale, and until when.
    Reserved(usize, i64),
    Used(usize),
}

impl Shop {
    /// Which one it becomes, if there is one.
    pub fn claim(&mut self, member: usize, template: usize) -> Result<usize, No> {
        let terms = &TEMPLATES[template];
        let all = self.coupons.iter().filter(|coupon| coupon.template == template);
        let mut against = No::new();
        if self.now >= COUPONS_END {
            against.insert("coupon_not_open");
        }
        if all.clone().count() >= terms.total {
            against.insert("coupon_sold_out");
        }
        if all.filter(|coupon| coupon.member == member).count() >= terms.per_member {
            against.insert("coupon_limit_reached");
        }
        let own = terms.days.map_or(COUPONS_END, |days| midnight(day(self.now) + days));
        let until = own.min(COUPONS_END);
        self.coupons.push(Coupon { member, template, until, state: State::Usable });
        if against.is_empty() { Ok(self.coupons.len() - 1) } else { Err(against) }
    }

    /// A sale of this member's counts on it until a moment.
    pub fn reserve(&mut self, at: usize, member: usize, sale: usize, until: i64) -> No {
        let (now, coupon) = (self.now, &mut self.coupons[at]);
        let mut against = No::new();
        if coupon.member != member {
            against.insert("no_such_coupon");
        }
        if coupon.until <= now {
            against.insert("coupon_expired");
        }
        match coupon.state {
            State::Used(_) => drop(against.insert("coupon_used")),
            State::Reserved(other, end) if other != sale && end > now => {
                against.insert("coupon_reserved");
            }
            _ => coupon.state = State::Reserved(sale, until),
        }
        against
    }

    /// The sale counts on none any more.
    pub fn release(&mut self, sale: usize) {
        for coupon in &mut self.coupons {
            if matches!(coupon.state, State::Reserved(of, _) if of == sale) {
                coupon.state = State::Usable;
            }
        }
    }

    pub fn redeem(&mut self, at: usize, sale: usize) -> No {
        let (now, coupon) = (self.now, &mut self.coupons[at]);
        let mut against = No::new();
        if coupon.until <= now {
            against.insert("coupon_expired");
        }
        match coupon.state {
            State::Reserved(of, _) if of == sale => coupon.state = State::Used(sale),
            State::Reserved(..) => drop(against.insert("coupon_reserved")),
            State::Used(_) => drop(against.insert("coupon_used")),
            State::Usable => drop(against.insert("coupon_not_reserved")),
        }
        against
    }

    /// The whole of a sale came back.
    pub fn give_back_coupon(&mut self, at: usize, sale: usize) {
        let (now, coupon) = (self.now, &mut self.coupons[at]);
        let returns = TEMPLATES[coupon.template].returns;
        if returns && coupon.state == State::Used(sale) && coupon.until > now {
            coupon.state = State::Usable;
        }
    }
}
