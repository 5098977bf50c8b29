//! What a shop's cards and sales must be, said from the requirements alone: top-ups with their
//! gifts, coupons, sales paid in several ways, returns in pieces, holds, lost cards, members who turn
//! out to be one.
pub mod ask;
pub mod back;
mod card;
pub mod coupons;
mod points;
pub mod price;
mod sale;
pub mod terms;
pub mod value;

use std::collections::BTreeMap;

use super::books::No;
use ask::Ask;
pub use card::Purse;
use coupons::Coupon;
use points::Points;
use price::{Items, Wish};

pub const WINDOW_MS: i64 = 30_000;

#[derive(Clone, Debug, Default)]
pub struct Shop {
    pub now: i64,
    /// Who turned out to be whom, and how many coupons went along.
    pub merged: BTreeMap<usize, (usize, i128)>,
    pub cards: Vec<Card>,
    pub sales: Vec<Sale>,
    pub holds: Vec<Hold>,
    pub top_ups: Vec<TopUp>,
    pub coupons: Vec<Coupon>,
    /// Member codes that paid, and for what.
    used: BTreeMap<(usize, i64), Paid>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Paid {
    Sale(usize),
    Other,
}

#[derive(Clone, Debug, Default)]
pub struct Card {
    /// Whose it is: at first, each is another's.
    pub member: usize,
    pub lost: bool,
    /// How often it was issued anew: a code shown before is of another.
    pub issue: u32,
    pub purses: Vec<Purse>,
    pub points: Points,
    pub growth: i128,
    pub growth_debt: i128,
}

/// Of which purse, how much principal, how much gift.
type Parts = Vec<(usize, i128, i128)>;

/// What came with one payment.
#[derive(Clone, Debug)]
pub struct TopUp {
    pub card: usize,
    purse: usize,
    points: i128,
    coupon: Option<usize>,
    at: i64,
    given_back: bool,
}

/// What somebody wants to buy, and with what help.
#[derive(Clone, Debug)]
pub struct Cart {
    pub items: Items,
    pub coupon: Option<usize>,
    pub points: Wish,
}

#[derive(Clone, Debug)]
pub struct Sale {
    pub card: Option<usize>,
    pub cart: Cart,
    /// The half-minute of the code that named the card, and the card's issue then.
    code: Option<(i64, u32)>,
    pub lines: Vec<Line>,
    pub payable: i128,
    quoted_at: i64,
    settled_at: i64,
    pub state: State,
    /// Stored value is paid first, and comes back last.
    stored: (i128, i128),
    money: (i128, i128),
    from: Parts,
    pub points: i128,
    points_from: points::Taken,
    refunded: i128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Quoted,
    Held,
    Settled,
    Voided,
    Cancelled,
}

#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub list: i128,
    pub paid: i128,
    /// That paid of it.
    pub points: i128,
    pub quantity: i128,
    pub returned: i128,
}

#[derive(Clone, Debug)]
pub struct Hold {
    pub card: usize,
    pub amount: i128,
    from: Parts,
    pub open: bool,
    until: i64,
}

/// To the nearest whole, and of two as near to the even one.
pub fn half_even(number: i128, by: i128) -> i128 {
    let (whole, twice) = (number / by, 2 * (number % by));
    if twice > by || (twice == by && whole % 2 == 1) { whole + 1 } else { whole }
}

fn unless(against: No) -> Result<(), No> {
    if against.is_empty() { Ok(()) } else { Err(against) }
}

impl Shop {
    pub fn with_cards(cards: usize) -> Self {
        let card = |member| Card { member, ..Card::default() };
        Self { cards: (0..cards).map(card).collect(), ..Self::default() }
    }

    /// All of it or nothing. How much money went back, if any did.
    pub fn tell(&mut self, ask: &Ask) -> Result<i128, No> {
        let mut after = self.clone();
        let done = after.perform(ask)?;
        *self = after;
        Ok(done)
    }

    pub fn window(&self) -> i64 {
        self.now.div_euclid(WINDOW_MS)
    }

    pub fn held(&self, card: usize) -> i128 {
        let ours = self.holds.iter().filter(|hold| hold.open && hold.card == card);
        ours.map(|hold| hold.amount).sum()
    }

    fn lost(&self, card: Option<usize>) -> No {
        let lost = card.is_some_and(|card| self.cards[card].lost);
        if lost { No::from(["card_not_active"]) } else { No::new() }
    }

    /// A code pays once.
    fn spend_code(&mut self, card: usize, window: i64, paid: Paid) -> No {
        match self.used.insert((card, window), paid) {
            None => No::new(),
            Some(first) if first == paid && paid != Paid::Other => No::new(),
            Some(_) => No::from(["code_used"]),
        }
    }

    /// What the night does: it frees what is over, and takes out what has ended. What there was.
    pub fn night(&mut self) -> Vec<&'static str> {
        let (now, mut done) = (self.now, vec![]);
        for at in 0..self.cards.len() {
            let held = self.held(at);
            self.release_over(at);
            let card = &mut self.cards[at];
            let (points, gift) = (card.points.balance(), card.gift());
            card.points.lapse(now);
            let ended = |purse: &&mut Purse| purse.gift_until.is_some_and(|end| end <= now);
            card.purses.iter_mut().filter(ended).for_each(|purse| purse.gift = 0);
            let changed = [
                (points > card.points.balance(), "night: points ended"),
                (gift > card.gift(), "night: gift ended"),
                (held > self.held(at), "night: hold over"),
            ];
            done.extend(changed.into_iter().filter(|(so, _)| *so).map(|(_, what)| what));
        }
        done
    }
}
