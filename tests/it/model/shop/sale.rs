//! A sale until it is paid.
use super::{
    Cart, Paid, Sale, Shop, State, WINDOW_MS,
    price::{self, Wish},
    terms::{FEN_PER_GROWTH, FEN_PER_POINT, POINT, TEMPLATES, points_lot},
    unless,
};
use crate::model::books::No;

const QUOTE_MS: i64 = 15 * 60_000;

impl Sale {
    fn priced(cart: Cart, card: Option<usize>, quoted_at: i64) -> Self {
        Self {
            card,
            code: None,
            lines: price::at_list(&cart.items),
            cart,
            payable: 0,
            quoted_at,
            settled_at: 0,
            state: State::Quoted,
            stored: (0, 0),
            money: (0, 0),
            from: vec![],
            points: 0,
            points_from: vec![],
            refunded: 0,
        }
    }
}

impl Shop {
    pub(super) fn quote(
        &mut self,
        before: Option<usize>,
        (card, by_code): (Option<usize>, bool),
        cart: Cart,
    ) -> Result<(), No> {
        let mut against = self.lost(card);
        let open = |at: usize| matches!(self.sales[at].state, State::Quoted | State::Held);
        if before.is_some_and(|at| !open(at)) {
            against.insert("order_no_taken");
        }
        let code = card.filter(|_| by_code).map(|card| (self.window(), self.cards[card].issue));
        self.put(before, (card, code), cart, against)
    }

    /// At the prices of the day; a code that named the card before is as good as a quote is old.
    pub(super) fn resume(&mut self, sale: usize) -> Result<(), No> {
        let Sale { card, cart, state, .. } = self.sales[sale].clone();
        let mut against = self.lost(card);
        if state != State::Held {
            against.insert("sale_wrong_state");
        }
        self.put(Some(sale), (card, None), cart, against)
    }

    fn put(
        &mut self,
        before: Option<usize>,
        (card, code): (Option<usize>, Option<(i64, u32)>),
        cart: Cart,
        mut against: No,
    ) -> Result<(), No> {
        let at = before.unwrap_or(self.sales.len());
        let mut sale = Sale::priced(cart.clone(), card, self.now);
        let first = before.map(|before| self.sales[before].clone());
        if let Some(first) = first {
            let earliest = self.window() - QUOTE_MS / WINDOW_MS;
            let kept = first.code.filter(|(window, _)| *window >= earliest);
            sale.code = kept.filter(|(_, issue)| {
                first.card == card && card.is_some_and(|card| self.cards[card].issue == *issue)
            });
            if first.cart.coupon != cart.coupon {
                self.release(at);
            }
        }
        sale.code = code.or(sale.code);
        match card {
            None if cart.coupon.is_some() || cart.points != Wish::None => {
                against.insert("member_needed");
            }
            None => {}
            Some(card) => {
                if let Some(coupon) = cart.coupon {
                    let member = self.cards[card].member;
                    against.extend(self.reserve(coupon, member, at, self.now + QUOTE_MS));
                    let template = &TEMPLATES[self.coupons[coupon].template];
                    against.extend(price::take_coupon(&mut sale.lines, template).err());
                }
                let have = self.cards[card].points.spendable(self.now);
                match price::take_points(&mut sale.lines, cart.points, have) {
                    Ok(points) => sale.points = points,
                    Err(why) => drop(against.insert(why)),
                }
            }
        }
        sale.payable = price::total(&sale.lines);
        match before {
            Some(before) => self.sales[before] = sale,
            None => self.sales.push(sale),
        }
        unless(against)
    }

    /// What it counted on is free meanwhile.
    pub(super) fn park(&mut self, sale: usize) -> Result<(), No> {
        self.leave(sale, &[State::Quoted], State::Held)
    }

    pub(super) fn cancel(&mut self, sale: usize) -> Result<(), No> {
        self.leave(sale, &[State::Quoted, State::Held], State::Cancelled)
    }

    fn leave(&mut self, sale: usize, from: &[State], to: State) -> Result<(), No> {
        if !from.contains(&self.sales[sale].state) {
            return Err(No::from(["sale_wrong_state"]));
        }
        self.sales[sale].state = to;
        self.release(sale);
        Ok(())
    }

    /// Paid with so much stored value and so much money; a code may be shown now.
    pub(super) fn settle(
        &mut self,
        at: usize,
        (stored, money): (i128, i128),
        (shown, hash): (bool, bool),
    ) -> Result<(), No> {
        let sale = self.sales[at].clone();
        let mut against = No::new();
        let mut no = |when: bool, code: &'static str| {
            if when {
                against.insert(code);
            }
        };
        no(sale.state != State::Quoted, "sale_wrong_state");
        no(!hash, "quote_changed");
        no(sale.quoted_at + QUOTE_MS <= self.now, "quote_expired");
        no(stored + money != sale.payable, "tenders_differ");
        no(stored < 0 || money < 0, "tender_malformed");
        no(sale.card.is_none() && stored > 0, "member_needed");
        let ours = &mut self.sales[at];
        (ours.state, ours.settled_at) = (State::Settled, self.now);
        (ours.stored, ours.money) = ((stored, 0), (money, 0));
        if let Some(card) = sale.card {
            against.extend(self.pay(at, (card, &sale), stored.max(0), shown));
        }
        unless(against)
    }

    /// The card's side of it.
    fn pay(&mut self, at: usize, (card, sale): (usize, &Sale), stored: i128, shown: bool) -> No {
        let mut against = self.lost(Some(card));
        self.release_over(card);
        let code = if shown { Some((self.window(), self.cards[card].issue)) } else { sale.code };
        if stored > 0 || sale.points > 0 || sale.cart.coupon.is_some() {
            match code.filter(|(_, issue)| *issue == self.cards[card].issue) {
                Some((window, _)) => against.extend(self.spend_code(card, window, Paid::Sale(at))),
                None => drop(against.insert("member_code_needed")),
            }
        }
        if let Some(coupon) = sale.cart.coupon {
            against.extend(self.redeem(coupon, at));
        }
        let (now, has) = (self.now, &mut self.cards[card]);
        match has.take(stored, now) {
            Some(from) => self.sales[at].from = from,
            None => drop(against.insert("stored_value_insufficient")),
        }
        match has.points.take(sale.points, now) {
            Some(from) => self.sales[at].points_from = from,
            None => drop(against.insert("balance_insufficient")),
        }
        has.points.earn(sale.earned(), points_lot(now));
        let grown = sale.grown();
        let paid = grown.min(has.growth_debt);
        (has.growth, has.growth_debt) = (has.growth + grown - paid, has.growth_debt - paid);
        against
    }
}

impl Sale {
    /// Whether it can be paid.
    pub fn stands(&self, now: i64) -> bool {
        self.state == State::Quoted && self.quoted_at + QUOTE_MS > now
    }

    /// Points, rounded down once.
    pub(super) fn earned(&self) -> i128 {
        self.payable * POINT / FEN_PER_POINT
    }

    pub(super) fn grown(&self) -> i128 {
        self.payable * POINT / FEN_PER_GROWTH
    }
}
