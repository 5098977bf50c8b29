//! What of a sale comes back.
use super::{Line, Sale, Shop, State, terms::day, unless};
use crate::model::books::No;

#[derive(Clone, Debug)]
pub enum Back {
    All,
    Amount(i128),
    /// So much of a line.
    Line(usize, i128),
}

/// Of a whole, in proportion and rounded down, until all of it is.
fn part(whole: i128, part: i128, of: i128) -> i128 {
    if part >= of { whole } else { whole * part / of }
}

impl Line {
    fn points_back(&self) -> i128 {
        part(self.points, self.returned, self.quantity)
    }
}

impl Sale {
    fn points_back(&self) -> i128 {
        self.lines.iter().map(Line::points_back).sum()
    }

    /// What was earned, by as much money as came back.
    fn to_give_up(&self, earned: i128) -> i128 {
        part(earned, self.refunded, self.payable.max(1))
    }

    pub(super) fn left(&self) -> i128 {
        self.payable - self.refunded
    }

    /// At list price, without what was returned.
    pub(super) fn kept_at_list(&self) -> i128 {
        let kept = |line: &Line| line.list * (line.quantity - line.returned) / line.quantity;
        self.lines.iter().map(kept).sum()
    }

    fn untouched(&self) -> bool {
        self.refunded == 0 && self.lines.iter().all(|line| line.returned == 0)
    }

    /// The goods come back; what they are worth, and whether there were any.
    fn take_goods(&mut self, back: &Back, against: &mut No) -> (i128, bool) {
        match back {
            Back::Amount(amount) => (*amount, false),
            Back::All => {
                let some = self.lines.iter().any(|line| line.returned < line.quantity);
                self.lines.iter_mut().for_each(|line| line.returned = line.quantity);
                (self.left(), some)
            }
            Back::Line(at, quantity) => {
                let line = &mut self.lines[*at];
                let so_far = |returned: i128| part(line.paid, returned, line.quantity);
                let amount = so_far(line.returned + quantity) - so_far(line.returned);
                line.returned += quantity;
                if line.returned > line.quantity {
                    against.insert("return_too_much");
                }
                (amount, true)
            }
        }
    }
}

impl Shop {
    /// Whole or in part; how much money went back.
    pub(super) fn refund(&mut self, at: usize, back: &Back, void: bool) -> Result<i128, No> {
        let before = self.sales[at].clone();
        let mut after = before.clone();
        let mut against = self.lost(before.card);
        if before.state != State::Settled {
            against.insert("sale_wrong_state");
        }
        if void && !(before.untouched() && day(before.settled_at) == day(self.now)) {
            against.insert("void_too_late");
        }
        let (amount, goods) = after.take_goods(back, &mut against);
        if amount > before.left() {
            against.insert("refund_too_much");
        }
        if matches!(back, Back::Amount(_)) && amount <= 0 {
            against.insert("refund_malformed");
        }
        if amount == 0 && !goods {
            against.insert("nothing_to_refund");
        }
        unless(against)?;
        let money = amount.min(before.money.0 - before.money.1);
        let stored = amount - money;
        after.money.1 += money;
        after.stored.1 += stored;
        after.refunded += amount;
        if void {
            after.state = State::Voided;
        }
        if let Some(card) = before.card {
            self.card_side(card, (&before, &mut after), stored);
        }
        let ends =
            after.left() == 0 && after.lines.iter().all(|line| line.returned == line.quantity);
        if let Some(coupon) = before.cart.coupon.filter(|_| ends) {
            self.give_back_coupon(coupon, at);
        }
        self.sales[at] = after;
        Ok(amount)
    }

    fn card_side(&mut self, card: usize, (before, after): (&Sale, &mut Sale), stored: i128) {
        let (now, card) = (self.now, &mut self.cards[card]);
        card.put_back(&mut after.from, stored);
        let points = after.points_back() - before.points_back();
        let alive = card.points.put_back(&mut after.points_from, points, now);
        let since = |earned: i128| after.to_give_up(earned) - before.to_give_up(earned);
        card.points.give_up_after(since(before.earned()), alive, now);
        let shrunk = since(before.grown());
        let there = shrunk.min(card.growth);
        (card.growth, card.growth_debt) = (card.growth - there, card.growth_debt + shrunk - there);
    }
}
