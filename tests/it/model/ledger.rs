//! Histories of postings: whatever legs, whatever is sent again, whatever is undone, the ledger has
//! what the [books](super::books) have.
use entity::account::{Asset, Book};
use proptest::{prelude::*, sample::select};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use super::{
    books::{Books, Into, Leg, LotName, No, in_lots},
    ledger_real::{Ledger, SEEN},
    runner,
};
use crate::town::{Engine, engine};

pub const CARDS: usize = 3;
const DAY_MS: i64 = 24 * 3600 * 1000;
const ASSETS: [Asset; 6] =
    [Asset::Principal, Asset::Gift, Asset::Points, Asset::Growth, Asset::PointsDebt, Asset::Stamps];

/// Whatever a number picks: of those there are, so that a history that lost its middle stays one.
type Pick = usize;

#[derive(Clone, Debug)]
pub enum Step {
    Post {
        card: usize,
        legs: Vec<Leg>,
    },
    /// An earlier request again, under its key.
    Again(Pick),
    /// Something else, under the key of an earlier request.
    OtherBody(Pick),
    /// An earlier request, under another key.
    OtherKey(Pick),
    /// So many per mille of what was taken goes back where it came from, the last taken first.
    GiveBack(Pick, i128),
    Release(Pick),
    Undo(Pick),
    Lapse(usize),
    Freeze(usize, bool),
    Pass(i64),
    /// To this long before the next lots expire, or after it.
    PassTo(i64),
    Restart,
}

/// One request, as both are asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub card: usize,
    pub number: u64,
    pub about: Option<usize>,
    /// It ends something, which a frozen card may.
    pub ends: bool,
    pub legs: Vec<Leg>,
}

#[derive(Clone, Debug)]
struct Request {
    key: usize,
    asked: Asked,
    answered: Option<usize>,
}

/// What the gateway is told next, and what it must come to.
#[derive(Clone, Debug, Default)]
pub enum Told {
    #[default]
    Nothing,
    Ask(usize, Asked, Result<usize, No>),
    Undo(usize, Result<usize, No>),
    Lapse(usize, i128),
    Freeze(usize, bool),
    Pass(i64),
    Restart,
}

#[derive(Clone, Debug)]
pub struct Machine {
    pub books: Books,
    requests: Vec<Request>,
    keys: usize,
    pub told: Told,
}

impl Machine {
    fn new() -> Self {
        let books = Books::with_cards(CARDS);
        Self { books, requests: vec![], keys: 0, told: Told::Nothing }
    }

    fn step(&mut self, step: &Step) {
        self.books.now += 1;
        self.told = match step {
            Step::Post { card, legs } => self.fresh(*card, None, false, legs.clone()),
            Step::Again(pick) => self.again(*pick),
            Step::OtherBody(pick) => self.other_body(*pick),
            Step::OtherKey(pick) => match self.request(*pick) {
                Some(first) => {
                    let asked = first.asked.clone();
                    self.ask(asked)
                }
                None => Told::Nothing,
            },
            Step::GiveBack(pick, per_mille) => self.give_back(*pick, *per_mille),
            Step::Release(pick) => self.release(*pick),
            Step::Undo(pick) => match self.journal(*pick) {
                Some(at) => Told::Undo(at, self.books.undo(at)),
                None => Told::Nothing,
            },
            Step::Lapse(card) => Told::Lapse(*card, self.books.lapse(*card)),
            Step::Freeze(card, frozen) => {
                self.books.cards[*card].frozen = *frozen;
                Told::Freeze(*card, *frozen)
            }
            Step::Pass(ms) => self.pass(*ms),
            Step::PassTo(after) => self.pass((DAY_MS - self.books.now % DAY_MS + after).max(0)),
            Step::Restart => Told::Restart,
        };
    }

    fn pass(&mut self, ms: i64) -> Told {
        self.books.now += ms;
        Told::Pass(ms)
    }

    fn request(&self, pick: Pick) -> Option<&Request> {
        self.requests.get(pick.checked_rem(self.requests.len())?)
    }

    fn journal(&self, pick: Pick) -> Option<usize> {
        pick.checked_rem(self.books.journals.len())
    }

    fn fresh(&mut self, card: usize, about: Option<usize>, ends: bool, legs: Vec<Leg>) -> Told {
        let number = self.keys as u64;
        self.ask(Asked { card, number, about, ends, legs })
    }

    fn ask(&mut self, asked: Asked) -> Told {
        self.keys += 1;
        self.requests.push(Request { key: self.keys, asked, answered: None });
        self.again(self.requests.len() - 1)
    }

    fn again(&mut self, pick: Pick) -> Told {
        let Some(at) = pick.checked_rem(self.requests.len()) else { return Told::Nothing };
        let Request { key, asked, answered } = self.requests[at].clone();
        let outcome = match answered {
            Some(first) => Ok(first),
            None => {
                let Asked { card, number, about, ends, legs } = &asked;
                self.books.post(*card, *number, *about, *ends, legs)
            }
        };
        self.requests[at].answered = outcome.clone().ok();
        Told::Ask(key, asked, outcome)
    }

    fn other_body(&self, pick: Pick) -> Told {
        let Some(first) = self.request(pick).filter(|first| first.answered.is_some()) else {
            return Told::Nothing;
        };
        let number = first.asked.number + 1_000_000;
        let asked = Asked { number, ..first.asked.clone() };
        Told::Ask(first.key, asked, Err(No::from(["idempotency_mismatch"])))
    }

    fn give_back(&mut self, pick: Pick, per_mille: i128) -> Told {
        let legs = |asset, units, shares| Leg::Credit {
            asset,
            units,
            from: Book::Spent,
            into: Into::Back(shares),
        };
        self.continued(pick, per_mille, false, legs)
    }

    fn release(&mut self, pick: Pick) -> Told {
        let legs = |asset, units, shares| Leg::Release { asset, units, into: Into::Back(shares) };
        self.continued(pick, 1000, true, legs)
    }

    fn continued(
        &mut self,
        pick: Pick,
        per_mille: i128,
        ends: bool,
        leg: fn(Asset, i128, Vec<(LotName, i128)>) -> Leg,
    ) -> Told {
        let Some(at) = self.journal(pick) else { return Told::Nothing };
        let first = &self.books.journals[at];
        let (card, about) = (first.card, first.about);
        let mut taken = self.books.taken(about);
        taken.reverse();
        let legs = ASSETS.into_iter().filter(|asset| in_lots(*asset)).filter_map(|asset| {
            let ours: Vec<_> = taken.iter().filter(|(lot, _)| lot.asset == asset).collect();
            let whole: i128 = ours.iter().map(|(_, amount)| amount).sum();
            let units = whole * per_mille / 1000;
            let mut left = units;
            let shares = ours.into_iter().map(|(lot, amount)| {
                let share = left.min(*amount);
                left -= share;
                (*lot, share)
            });
            let shares: Vec<_> = shares.filter(|(_, share)| *share > 0).collect();
            (units > 0).then(|| leg(asset, units, shares))
        });
        let legs = legs.collect();
        self.fresh(card, Some(about), ends, legs)
    }
}

impl ReferenceStateMachine for Machine {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::new()).boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        let card = || 0..CARDS;
        // Later journals are asked about more often than the first.
        let pick = || 0..100_000usize;
        prop_oneof![
            50 => (card(), 0..3u8)
                .prop_flat_map(|(card, source)| {
                    let legs = prop::collection::vec(leg(source), 1..5);
                    legs.prop_map(move |legs| Step::Post { card, legs })
                }),
            6 => pick().prop_map(Step::Again),
            3 => pick().prop_map(Step::OtherBody),
            3 => pick().prop_map(Step::OtherKey),
            10 => (pick(), select(vec![1000i128, 500, 333, 1]))
                .prop_map(|(pick, part)| Step::GiveBack(pick, part)),
            5 => pick().prop_map(Step::Release),
            6 => pick().prop_map(Step::Undo),
            4 => card().prop_map(Step::Lapse),
            4 => (card(), prop::bool::weighted(0.3)).prop_map(|(card, on)| Step::Freeze(card, on)),
            4 => (0..3_600_000i64).prop_map(Step::Pass),
            2 => (-3..2i64).prop_map(Step::PassTo),
            1 => Just(Step::Restart),
        ]
        .boxed()
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        state.step(step);
        state.books.assert_sound();
        state
    }
}

/// Lots of one posting have one source, so that of equals one is older.
fn leg(source: u8) -> impl Strategy<Value = Leg> {
    let book = || select(vec![Book::Paid, Book::Spent, Book::Granted, Book::Adjusted]);
    let asset = || select(ASSETS.to_vec());
    let days = select(vec![None, Some(1), Some(2), Some(2), Some(5)]);
    prop_oneof![
        5 => (asset(), units(), book(), days).prop_map(move |(asset, units, from, days)| {
            let expires_at = days.map(|days| days * DAY_MS);
            let into = if in_lots(asset) { Into::Lot { source, expires_at } } else { Into::Balance };
            Leg::Credit { asset, units, from, into }
        }),
        4 => (asset(), units(), book()).prop_map(|(asset, units, to)| Leg::Debit { asset, units, to }),
        2 => (asset(), units()).prop_map(|(asset, units)| Leg::SetAside { asset, units }),
        1 => (asset(), units(), book())
            .prop_map(|(asset, units, to)| Leg::Capture { asset, units, to }),
    ]
}

/// Mostly what a shop sees, and now and then what nobody should send (E7).
fn units() -> impl Strategy<Value = i128> {
    let odd = vec![0, -1, i64::MIN.into(), i64::MAX.into(), 10_000_000_001, 1_000_000_000_000_001];
    prop_oneof![40 => 1..200i128, 10 => 200..100_000i128, 1 => select(odd)]
}

impl StateMachineTest for Ledger {
    type SystemUnderTest = Self;
    type Reference = Machine;

    fn init_test(_: &Machine) -> Self {
        Self::open(CARDS)
    }

    fn apply(mut self_: Self, after: &Machine, _: Step) -> Self {
        self_.told(&after.told, &after.books);
        self_
    }

    fn check_invariants(self_: &Self, after: &Machine) {
        self_.assert_has(&after.books);
    }
}

/// A run on SQLite alone does a hundred thousand operations here: requests that the ledger was sent
/// and did, refused or answered again, each followed by a look at every account and every lot. The
/// clock's steps and a desk's freezing are not counted. Two thousandths of a second each, and the
/// shop's histories, the storms and the crashes add some ten thousand over HTTP.
#[test]
fn whatever_is_posted_the_ledger_has_what_the_books_have() {
    const OPERATIONS: usize = 100_000;
    // It brings an SQLite of its own, whatever the rest runs on.
    if engine() == Engine::Sqlite {
        runner::run::<Ledger>("tests/seeds/ledger.txt", 1_350, 60..=120);
        assert!(SEEN.count() >= OPERATIONS, "{} operations", SEEN.count());
        SEEN.assert_saw(&[
            ("post", "done"),
            ("post", "balance_insufficient"),
            ("post", "card_not_active"),
            ("post", "already_posted"),
            ("post", "idempotency_mismatch"),
            ("post", "ledger_amount"),
            ("continue", "done"),
            ("undo", "done"),
            ("undo", "already_posted"),
            ("undo", "balance_insufficient"),
            ("lapse", "done"),
            ("restart", "done"),
        ]);
    }
}
