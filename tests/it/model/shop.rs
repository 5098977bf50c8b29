//! What a shop's cards and sales must be, said from the requirements alone: top-ups with their
//! gifts, sales paid in several ways, returns in pieces, holds, lost cards.
mod card;

use std::collections::{BTreeMap, BTreeSet};

use super::books::No;

/// A fen of spend is this much of points, and of growth: one yuan is one of each.
const UNITS_OF_A_FEN: i128 = 100;
const QUOTE_MS: i64 = 15 * 60_000;
pub const WINDOW_MS: i64 = 30_000;
/// Most that a named card holds, in fen.
const CARD_CAP: i128 = 500_000;

#[derive(Clone, Debug, Default)]
pub struct Shop {
    pub now: i64,
    pub cards: Vec<Card>,
    pub sales: Vec<Sale>,
    pub holds: Vec<Hold>,
    /// Member codes that paid, and for what.
    used: BTreeMap<(usize, i64), Paid>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Paid {
    Sale(usize),
    Hold,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    pub lost: bool,
    pub top_ups: Vec<TopUp>,
    pub points: i128,
    pub points_debt: i128,
    pub growth: i128,
    pub growth_debt: i128,
}

/// Principal and gift that came together, and what is left of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopUp {
    pub paid_in: i128,
    pub given: i128,
    pub principal: i128,
    pub gift: i128,
}

/// Of which top-up, how much principal, how much gift.
type Parts = Vec<(usize, i128, i128)>;

#[derive(Clone, Debug)]
pub struct Sale {
    pub card: Option<usize>,
    pub window: Option<i64>,
    pub lines: Vec<Line>,
    pub payable: i128,
    quoted_at: i64,
    pub state: State,
    /// Stored value is paid first, and comes back last.
    stored: (i128, i128),
    money: (i128, i128),
    from: Parts,
    refunded: i128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Quoted,
    Settled,
    Voided,
    Cancelled,
}

#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub paid: i128,
    pub quantity: i128,
    pub returned: i128,
}

#[derive(Clone, Debug)]
pub struct Hold {
    pub card: usize,
    pub amount: i128,
    pub from: Parts,
    pub open: bool,
}

#[derive(Clone, Debug)]
pub enum Back {
    All,
    Amount(i128),
    /// So much of a line.
    Line(usize, i128),
}

/// To the nearest whole, and of two as near to the even one.
pub fn half_even(number: i128, by: i128) -> i128 {
    let (whole, twice) = (number / by, 2 * (number % by));
    if twice > by || (twice == by && whole % 2 == 1) { whole + 1 } else { whole }
}

fn unless(against: BTreeSet<&'static str>) -> Result<(), No> {
    if against.is_empty() { Ok(()) } else { Err(against) }
}

impl Shop {
    pub fn with_cards(cards: usize) -> Self {
        Self { cards: vec![Card::default(); cards], ..Self::default() }
    }

    pub fn window(&self) -> i64 {
        self.now.div_euclid(WINDOW_MS)
    }

    fn held(&self, card: usize) -> i128 {
        let ours = self.holds.iter().filter(|hold| hold.open && hold.card == card);
        ours.map(|hold| hold.amount).sum()
    }

    fn lost(&self, card: Option<usize>) -> No {
        let lost = card.is_some_and(|card| self.cards[card].lost);
        if lost { No::from(["card_not_active"]) } else { No::new() }
    }

    pub fn top_up(&mut self, card: usize, paid_in: i128, given: i128) -> Result<(), No> {
        let mut against = self.lost(Some(card));
        let has = self.cards[card].principal() + self.cards[card].gift() + self.held(card);
        if has + paid_in + given > CARD_CAP {
            against.insert("card_cap");
        }
        if paid_in <= 0 {
            against.insert("top_up_amount");
        }
        unless(against)?;
        let fresh = TopUp { paid_in, given, principal: paid_in, gift: given };
        self.cards[card].top_ups.push(fresh);
        Ok(())
    }

    /// Of pieces at a price each, in 1/1000 pieces.
    pub fn quote(
        &mut self,
        card: Option<usize>,
        by_code: bool,
        items: &[(i128, i128)],
    ) -> Result<(), No> {
        unless(self.lost(card))?;
        let line = |(price, quantity): &(i128, i128)| Line {
            paid: half_even(price * quantity, 1000),
            quantity: *quantity,
            returned: 0,
        };
        let lines: Vec<Line> = items.iter().map(line).collect();
        self.sales.push(Sale {
            card,
            window: card.filter(|_| by_code).map(|_| self.window()),
            payable: lines.iter().map(|line| line.paid).sum(),
            lines,
            quoted_at: self.now,
            state: State::Quoted,
            stored: (0, 0),
            money: (0, 0),
            from: vec![],
            refunded: 0,
        });
        Ok(())
    }

    pub fn cancel(&mut self, sale: usize) -> Result<(), No> {
        let state = &mut self.sales[sale].state;
        if *state != State::Quoted {
            return Err(No::from(["sale_wrong_state"]));
        }
        *state = State::Cancelled;
        Ok(())
    }

    /// Paid with so much stored value and so much money; a code may be shown now.
    pub fn settle(
        &mut self,
        sale: usize,
        (stored, money): (i128, i128),
        (shown, hash): (bool, bool),
    ) -> Result<(), No> {
        let now = self.window();
        let Sale { card, window, payable, quoted_at, state, .. } = self.sales[sale].clone();
        let mut against = No::new();
        let mut no = |when: bool, code: &'static str| {
            if when {
                against.insert(code);
            }
        };
        no(state != State::Quoted, "sale_wrong_state");
        no(!hash, "quote_changed");
        no(quoted_at + QUOTE_MS <= self.now, "quote_expired");
        no(stored + money != payable, "tenders_differ");
        no(stored < 0 || money < 0, "tender_malformed");
        let window = if shown && card.is_some() { Some(now) } else { window };
        let mut after = None;
        match card {
            None => no(stored > 0, "member_needed"),
            Some(at) => {
                let mut card = self.cards[at].clone();
                no(card.lost, "card_not_active");
                no(stored > 0 && window.is_none(), "member_code_needed");
                let by = window.and_then(|window| self.used.get(&(at, window)));
                no(stored > 0 && by.is_some_and(|by| *by != Paid::Sale(sale)), "code_used");
                let from = card.take(stored.max(0));
                no(from.is_none(), "stored_value_insufficient");
                card.earn(payable * UNITS_OF_A_FEN);
                after = Some((at, card, from.unwrap_or_default()));
            }
        }
        unless(against)?;
        let ours = &mut self.sales[sale];
        (ours.state, ours.stored, ours.money) = (State::Settled, (stored, 0), (money, 0));
        if let Some((at, card, from)) = after {
            (self.cards[at], ours.from) = (card, from);
            if let Some(window) = window.filter(|_| stored > 0) {
                self.used.insert((at, window), Paid::Sale(sale));
            }
        }
        Ok(())
    }

    /// What is left of a sale, whole or in part; how much money went back.
    pub fn refund(&mut self, sale: usize, back: &Back, void: bool) -> Result<i128, No> {
        let mut ours = self.sales[sale].clone();
        let left = ours.payable - ours.refunded;
        let mut against = self.lost(ours.card);
        if ours.state != State::Settled {
            against.insert("sale_wrong_state");
        }
        if void && ours.refunded > 0 {
            against.insert("void_too_late");
        }
        let mut returned = false;
        let amount = match back {
            Back::Amount(amount) => *amount,
            Back::All => {
                for line in &mut ours.lines {
                    returned |= line.returned < line.quantity;
                    line.returned = line.quantity;
                }
                left
            }
            Back::Line(at, quantity) => {
                let line = &mut ours.lines[*at];
                let so_far = |returned: i128| line.paid * returned / line.quantity;
                let amount = so_far(line.returned + quantity) - so_far(line.returned);
                line.returned += quantity;
                returned = true;
                if line.returned > line.quantity {
                    against.insert("return_too_much");
                }
                amount
            }
        };
        if amount > left {
            against.insert("refund_too_much");
        }
        if matches!(back, Back::Amount(_)) && amount <= 0 {
            against.insert("refund_malformed");
        }
        if amount == 0 && !returned {
            against.insert("nothing_to_refund");
        }
        unless(against)?;
        let money = amount.min(ours.money.0 - ours.money.1);
        let stored = amount - money;
        (ours.money.1, ours.stored.1) = (ours.money.1 + money, ours.stored.1 + stored);
        ours.refunded += amount;
        if void {
            ours.state = State::Voided;
        }
        if let Some(card) = ours.card {
            self.cards[card].put_back(&mut ours.from, stored);
            self.cards[card].give_up(amount * UNITS_OF_A_FEN);
        }
        self.sales[sale] = ours;
        Ok(amount)
    }

    /// Set aside for later, by the code that is shown now.
    pub fn hold(&mut self, card: usize, amount: i128) -> Result<(), No> {
        let window = (card, self.window());
        let mut against = self.lost(Some(card));
        if self.used.contains_key(&window) {
            against.insert("code_used");
        }
        if amount <= 0 {
            against.insert("hold_malformed");
        }
        let mut after = self.cards[card].clone();
        let from = after.take(amount.max(0));
        if from.is_none() {
            against.insert("stored_value_insufficient");
        }
        unless(against)?;
        let from = from.unwrap_or_default();
        self.cards[card] = after;
        self.used.insert(window, Paid::Hold);
        self.holds.push(Hold { card, amount, from, open: true });
        Ok(())
    }

    /// So much of it is taken, nothing for a release; the rest is free again.
    pub fn end(&mut self, hold: usize, taken: i128, capture: bool) -> Result<(), No> {
        let mut ours = self.holds[hold].clone();
        let mut against = if capture { self.lost(Some(ours.card)) } else { No::new() };
        if !ours.open {
            against.insert("hold_over");
        }
        if capture && !(1..=ours.amount).contains(&taken) {
            against.insert("capture_too_much");
        }
        unless(against)?;
        self.cards[ours.card].free_rest(&mut ours.from, taken);
        ours.open = false;
        self.holds[hold] = ours;
        Ok(())
    }
}
