//! Histories of a shop, over HTTP: whatever tills, members, the office and the clock do, cards and
//! sales are what the [model](super::shop) says.
mod steps;

use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use super::{
    books::No,
    runner,
    shop::{
        Cart, Shop, State,
        ask::Ask,
        back::Back,
        price::{Items, Wish},
        terms::{DAY_MS, RULES},
        value::Mode,
    },
    shop_real::{RealShop, SEEN},
};
use crate::town::{Engine, engine};

pub const CARDS: usize = 3;
pub const NODES: usize = 2;

/// Whatever a number picks: of those there are, so that a history that lost its middle stays one.
type Pick = usize;

#[derive(Clone, Debug)]
pub enum Step {
    TopUp {
        card: usize,
        rule: Option<usize>,
        fen: i128,
    },
    GiveBack(Pick, Mode),
    /// In 1/10,000 points.
    Convert(usize, i128),
    Claim(usize, usize),
    Quote(Option<usize>, Basket),
    /// A quote under the number of an earlier one.
    QuoteAgain(Pick, Option<usize>, Basket),
    Park(Pick),
    Resume(Pick),
    Cancel(Pick),
    /// So many per mille in stored value, and money that is this much off.
    Settle {
        sale: Pick,
        stored: i128,
        off: i128,
        shown: bool,
        hash: bool,
    },
    Refund(Pick, Part),
    Void(Pick),
    Hold {
        card: usize,
        fen: i128,
    },
    Capture(Pick, i128),
    Release(Pick),
    Lose(usize, bool),
    Reissue(usize),
    Merge(usize, usize),
    Pass(i64),
    /// To this long before a midnight, or after it.
    PassTo(i64),
    /// So many days go by, and then the night does its work.
    Night(i64),
    Restart(usize),
    /// An earlier request again, under its key.
    Again(Pick),
}

#[derive(Clone, Debug)]
pub struct Basket {
    by_code: bool,
    items: Items,
    coupon: Option<Pick>,
    points: Wish,
}

/// Of a sale, in per mille where a number says so.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    All,
    Amount(i128),
    Line(Pick, i128),
}

#[derive(Clone, Debug, Default)]
pub enum Told {
    #[default]
    Nothing,
    /// And what it must come to; of a refund, how much went back.
    Ask(Ask, Result<i128, No>),
    Again(Pick),
    Pass(i64),
    /// How long it took to come, and what it finds to do.
    Night(i64, Vec<&'static str>),
    Restart(usize),
}

#[derive(Clone, Debug)]
pub struct Machine {
    pub shop: Shop,
    /// How many requests were done.
    done: usize,
    pub told: Told,
}

impl Machine {
    fn step(&mut self, step: &Step) {
        self.shop.now += 1;
        self.told = match step {
            Step::Pass(ms) => self.pass(*ms),
            Step::PassTo(after) => {
                // The morning is ten hours old when the history begins.
                let left = DAY_MS - (self.shop.now + 10 * 3_600_000) % DAY_MS;
                self.pass((left + after).max(0))
            }
            Step::Night(days) => {
                self.shop.now += days * DAY_MS;
                Told::Night(days * DAY_MS, self.shop.night())
            }
            Step::Restart(node) => Told::Restart(*node),
            Step::Again(pick) => pick.checked_rem(self.done).map_or(Told::Nothing, Told::Again),
            other => match self.ask(other).or_else(|| self.ask_of_sale(other)) {
                Some(ask) => {
                    let outcome = self.shop.tell(&ask);
                    self.done += usize::from(outcome.is_ok());
                    Told::Ask(ask, outcome)
                }
                None => Told::Nothing,
            },
        };
    }

    fn pass(&mut self, ms: i64) -> Told {
        self.shop.now += ms;
        Told::Pass(ms)
    }

    fn lost(&self, card: Option<usize>) -> bool {
        card.is_some_and(|card| self.shop.cards[card].lost)
    }

    /// About cards, in the model's words; nothing if there is nothing to pick.
    fn ask(&self, step: &Step) -> Option<Ask> {
        let shop = &self.shop;
        // The latest more often than the first.
        let hold = |pick: &Pick| match shop.holds.len() {
            0 => None,
            all => Some(all - 1 - pick % all.min(3)),
        };
        Some(match step {
            Step::TopUp { card, rule, fen } => {
                let paid_in = rule.map_or(*fen, |rule| RULES[rule].paid_in);
                Ask::TopUp { card: *card, rule: *rule, paid_in }
            }
            Step::GiveBack(pick, mode) => {
                Ask::GiveBack { top_up: pick.checked_rem(shop.top_ups.len())?, mode: *mode }
            }
            // A lost card shows no code.
            Step::Convert(card, _) | Step::Hold { card, .. } if self.lost(Some(*card)) => {
                return None;
            }
            Step::Convert(card, points) => Ask::Convert { card: *card, points: *points },
            Step::Claim(card, template) => Ask::Claim { card: *card, template: *template },
            Step::Hold { card, fen } => Ask::Hold { card: *card, amount: *fen },
            Step::Capture(pick, share) => {
                let hold = hold(pick)?;
                let taken = shop.holds[hold].amount * share / 1000;
                Ask::End { hold, taken, capture: true }
            }
            Step::Release(pick) => Ask::End { hold: hold(pick)?, taken: 0, capture: false },
            Step::Lose(card, lost) => Ask::Lose { card: *card, lost: *lost },
            // Mostly one that is lost.
            Step::Reissue(card) => {
                let lost = (0..CARDS).find(|card| self.lost(Some(*card)));
                Ask::Reissue(lost.unwrap_or(*card))
            }
            Step::Merge(from, into) => Ask::Merge { from: *from, into: *into },
            _ => return None,
        })
    }

    fn ask_of_sale(&self, step: &Step) -> Option<Ask> {
        let shop = &self.shop;
        Some(match step {
            Step::Quote(card, basket) => self.quote(None, *card, basket),
            Step::QuoteAgain(pick, card, basket) => {
                self.quote(Some(self.one(*pick, State::Quoted)?), *card, basket)
            }
            Step::Park(pick) => Ask::Park(self.one(*pick, State::Quoted)?),
            Step::Resume(pick) => Ask::Resume(self.one(*pick, State::Held)?),
            Step::Cancel(pick) => Ask::Cancel(pick.checked_rem(shop.sales.len())?),
            Step::Settle { sale: pick, stored, off, shown, hash } => {
                let sale = self.standing(*pick).or_else(|| self.one(*pick, State::Quoted))?;
                let ours = &shop.sales[sale];
                // Mostly what the card has, now and then more, and guests have nothing.
                let most =
                    ours.card.map_or(i128::from(pick % 9 == 0) * 100, |card| match pick % 5 {
                        0 => ours.payable,
                        _ => shop.cards[card].spendable(shop.now),
                    });
                let stored = (ours.payable * stored / 1000).min(most);
                let money = (ours.payable - stored + off).max(0);
                let shown = *shown && ours.card.is_some() && !self.lost(ours.card);
                Ask::Settle { sale, stored, money, shown, hash: *hash }
            }
            Step::Refund(pick, part) => {
                let sale = self.one(*pick, State::Settled)?;
                let ours = &shop.sales[sale];
                let back = match part {
                    Part::All => Back::All,
                    Part::Amount(share) => Back::Amount(ours.payable * share / 1000),
                    Part::Line(pick, share) => {
                        let line = pick % ours.lines.len();
                        Back::Line(line, (ours.lines[line].quantity * share / 1000).max(1))
                    }
                };
                Ask::Refund { sale, back, void: false }
            }
            Step::Void(pick) => {
                let sale = self.one(*pick, State::Settled)?;
                Ask::Refund { sale, back: Back::All, void: true }
            }
            _ => return None,
        })
    }

    /// A lost card shows no code.
    fn quote(&self, sale: Option<usize>, card: Option<usize>, basket: &Basket) -> Ask {
        let Basket { by_code, items, coupon, points } = basket;
        let own = |card: usize| -> Vec<usize> {
            let all = 0..self.shop.coupons.len();
            let member = self.shop.cards[card].member;
            all.filter(|at| self.shop.coupons[*at].member == member).collect()
        };
        // Mostly one of their own, now and then anybody's.
        let coupon = coupon.and_then(|pick| match (pick % 10, card) {
            (1.., Some(card)) => pick.checked_rem(own(card).len()).map(|at| own(card)[at]),
            _ => pick.checked_rem(self.shop.coupons.len()),
        });
        let cart = Cart { items: items.clone(), coupon, points: *points };
        Ask::Quote { sale, card, by_code: *by_code && !self.lost(card), cart }
    }

    /// A sale whose quote can be paid; now and then none.
    fn standing(&self, pick: Pick) -> Option<usize> {
        let all = 0..self.shop.sales.len();
        let such: Vec<usize> =
            all.filter(|at| self.shop.sales[*at].stands(self.shop.now)).collect();
        let at = pick.checked_rem(such.len()).filter(|_| !pick.is_multiple_of(11))?;
        Some(such[at])
    }

    /// A sale in this state, the latest more often than the first; now and then, any.
    fn one(&self, pick: Pick, state: State) -> Option<usize> {
        let sales = self.shop.sales.iter().enumerate();
        let such: Vec<usize> =
            sales.filter(|(_, sale)| sale.state == state).map(|(at, _)| at).collect();
        match pick.checked_rem(such.len()) {
            Some(_) if !pick.is_multiple_of(11) => {
                Some(such[such.len() - 1 - pick % such.len().min(4)])
            }
            _ => pick.checked_rem(self.shop.sales.len()),
        }
    }
}

impl ReferenceStateMachine for Machine {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self { shop: Shop::with_cards(CARDS), done: 0, told: Told::Nothing }).boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        steps::any()
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        state.step(step);
        state
    }
}

impl StateMachineTest for RealShop {
    type SystemUnderTest = Self;
    type Reference = Machine;

    fn init_test(_: &Machine) -> Self {
        Self::open(CARDS, NODES)
    }

    fn apply(mut self_: Self, after: &Machine, _: Step) -> Self {
        self_.told(&after.told, &after.shop);
        self_
    }

    fn check_invariants(self_: &Self, after: &Machine) {
        self_.assert_has(&after.shop);
        self_.assert_in_order();
    }
}

#[test]
fn whatever_a_shop_does_its_cards_and_sales_are_what_the_model_says() {
    let histories = if engine() == Engine::Sqlite { 40 } else { 8 };
    runner::run::<RealShop>("tests/seeds/shop.txt", histories, 60..=120);
    SEEN.assert_saw(steps::ALWAYS);
    // On the servers there are too few histories to count on the rest.
    if engine() == Engine::Sqlite {
        SEEN.assert_saw(steps::IN_MANY);
    }
}
