//! What balances must be, said with maps and wide numbers from the requirements alone: nothing here
//! asks the gateway how it does it.
//!
//! Where several reasons speak against something, a refusal may name any of them: which is named
//! first is a matter of taste, that it is refused is not.
use std::collections::{BTreeMap, BTreeSet};

use entity::account::{Asset, Book};

/// Codes of refusals.
pub type No = BTreeSet<&'static str>;

/// Largest amounts of one leg: 100 million yuan in fen, 100 thousand million points in 1/10,000,
/// and 1,000 million of anything counted.
const LARGEST: [(&[Asset], i128); 3] = [
    (&[Asset::Principal, Asset::Gift], 10_000_000_000),
    (&[Asset::Points, Asset::PointsDebt, Asset::Growth, Asset::GrowthDebt], 1_000_000_000_000_000),
    (&[Asset::Stamps, Asset::Tickets, Asset::Counts], 1_000_000_000),
];

#[derive(Clone, Debug, Default)]
pub struct Books {
    /// Milliseconds since the history began.
    pub now: i64,
    pub cards: Vec<Card>,
    pub journals: Vec<Journal>,
    /// Business keys that were posted, for ever.
    numbers: BTreeSet<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    pub frozen: bool,
    pub accounts: BTreeMap<(Book, Asset), Account>,
    pub lots: BTreeMap<LotName, Lot>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub balance: i128,
    pub entries: i128,
}

/// What makes a lot one: all that came from one source and ends at one moment is together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LotName {
    pub asset: Asset,
    pub source: u8,
    pub expires_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lot {
    pub opened: i128,
    pub remaining: i128,
    pub opened_at: i64,
}

/// Something that happened, and could be undone.
#[derive(Clone, Debug)]
pub struct Journal {
    pub card: usize,
    /// What it is about: the journal itself, or the one it continues.
    pub about: usize,
    /// What was put into accounts, line by line.
    lines: Vec<((Book, Asset), i128)>,
    /// What was put into lots, in that order.
    pub uses: Vec<(LotName, i128)>,
    pub undone: bool,
}

#[derive(Clone, Debug)]
pub enum Leg {
    Credit { asset: Asset, units: i128, from: Book, into: Into },
    Debit { asset: Asset, units: i128, to: Book },
    SetAside { asset: Asset, units: i128 },
    Capture { asset: Asset, units: i128, to: Book },
    Release { asset: Asset, units: i128, into: Into },
}

#[derive(Clone, Debug)]
pub enum Into {
    Balance,
    Lot { source: u8, expires_at: Option<i64> },
    Back(Vec<(LotName, i128)>),
}

/// Principal, gift and points come in lots.
pub fn in_lots(asset: Asset) -> bool {
    matches!(asset, Asset::Principal | Asset::Gift | Asset::Points)
}

fn largest(asset: Asset) -> i128 {
    LARGEST.iter().find(|(assets, _)| assets.contains(&asset)).map_or(0, |(_, most)| *most)
}

fn no(code: &'static str) -> No {
    No::from([code])
}

impl Books {
    pub fn with_cards(cards: usize) -> Self {
        Self { cards: vec![Card::default(); cards], ..Self::default() }
    }

    /// All legs, one after the other, or none. `about` is the journal that this continues.
    pub fn post(
        &mut self,
        card: usize,
        number: u64,
        about: Option<usize>,
        ends: bool,
        legs: &[Leg],
    ) -> Result<usize, No> {
        let mut against = No::new();
        if self.cards[card].frozen && !ends {
            against.insert("card_not_active");
        }
        if self.numbers.contains(&number) {
            against.insert("already_posted");
        }
        let mut work =
            Work { card: self.cards[card].clone(), now: self.now, lines: vec![], uses: vec![] };
        if let Err(more) = legs.iter().try_for_each(|leg| work.leg(leg)) {
            against.extend(more);
        }
        if !against.is_empty() {
            return Err(against);
        }
        let Work { card: after, lines, uses, .. } = work;
        self.cards[card] = after;
        self.numbers.insert(number);
        let at = self.journals.len();
        let about = about.map_or(at, |first| self.journals[first].about);
        self.journals.push(Journal { card, about, lines, uses, undone: false });
        Ok(at)
    }

    /// The opposite of a journal, once.
    pub fn undo(&mut self, journal: usize) -> Result<usize, No> {
        let first = self.journals[journal].clone();
        let mut against = No::new();
        if first.undone {
            against.insert("already_posted");
        }
        let mut after = self.cards[first.card].clone();
        for (name, amount) in &first.lines {
            let account = after.accounts.entry(*name).or_default();
            *account = Account { balance: account.balance - amount, entries: account.entries + 1 };
        }
        for (name, amount) in &first.uses {
            after.lots.get_mut(name).ok_or_else(|| no("ledger_amount"))?.remaining -= amount;
        }
        let short = after.accounts.values().any(|account| account.balance < 0);
        if short || after.lots.values().any(|lot| lot.remaining < 0) {
            against.insert("balance_insufficient");
        }
        if after.lots.values().any(|lot| lot.remaining > lot.opened) {
            against.insert("ledger_amount");
        }
        if !against.is_empty() {
            return Err(against);
        }
        self.cards[first.card] = after;
        let lines = first.lines.iter().map(|(name, amount)| (*name, -amount)).collect();
        let uses = first.uses.iter().map(|(name, amount)| (*name, -amount)).collect();
        let opposite = Journal { lines, uses, undone: false, ..first };
        self.journals[journal].undone = true;
        self.journals.push(opposite);
        Ok(self.journals.len() - 1)
    }

    /// What all journals about the same thing took from each lot and have not put back, in the order
    /// in which it was taken.
    pub fn taken(&self, about: usize) -> Vec<(LotName, i128)> {
        let mut taken: Vec<(LotName, i128)> = vec![];
        let ours = self.journals.iter().filter(|journal| journal.about == about);
        for (name, amount) in ours.flat_map(|journal| journal.uses.iter().copied()) {
            match taken.iter_mut().find(|(lot, _)| *lot == name) {
                Some((_, sum)) => *sum -= amount,
                None => taken.push((name, -amount)),
            }
        }
        taken.retain(|(_, amount)| *amount > 0);
        taken
    }

    /// Lots whose time is over and that are not empty.
    pub fn overdue(&self, card: usize) -> Vec<(LotName, i128)> {
        let lots = self.cards[card].lots.iter();
        let over = lots.filter(|(name, lot)| !alive(name, self.now) && lot.remaining > 0);
        over.map(|(name, lot)| (*name, lot.remaining)).collect()
    }

    /// Whatever is overdue goes.
    pub fn lapse(&mut self, card: usize) -> i128 {
        let overdue = self.overdue(card);
        let card = &mut self.cards[card];
        for (name, remaining) in &overdue {
            let account = card.accounts.entry((Book::Card, name.asset)).or_default();
            *account =
                Account { balance: account.balance - remaining, entries: account.entries + 1 };
            if let Some(lot) = card.lots.get_mut(name) {
                lot.remaining = 0;
            }
        }
        overdue.len() as i128
    }

    /// What must hold whatever happened; the comparison with the gateway's rows carries it over.
    pub fn assert_sound(&self) {
        for card in &self.cards {
            assert!(card.accounts.values().all(|account| account.balance >= 0), "{card:?}");
            for asset in [Asset::Principal, Asset::Gift, Asset::Points] {
                let own = card.accounts.get(&(Book::Card, asset)).map_or(0, |a| a.balance);
                let lots = card.lots.iter().filter(|(name, _)| name.asset == asset);
                assert_eq!(own, lots.map(|(_, lot)| lot.remaining).sum::<i128>(), "{card:?}");
            }
            assert!(card.lots.values().all(|lot| (0..=lot.opened).contains(&lot.remaining)));
        }
    }
}

fn alive(name: &LotName, now: i64) -> bool {
    name.expires_at.is_none_or(|end| end > now)
}

struct Work {
    card: Card,
    now: i64,
    lines: Vec<((Book, Asset), i128)>,
    uses: Vec<(LotName, i128)>,
}

impl Work {
    fn leg(&mut self, leg: &Leg) -> Result<(), No> {
        let (asset, units, from, to) = match leg {
            Leg::Credit { asset, units, from, .. } => (*asset, *units, *from, Book::Card),
            Leg::Debit { asset, units, to } => (*asset, *units, Book::Card, *to),
            Leg::SetAside { asset, units } => (*asset, *units, Book::Card, Book::Held),
            Leg::Capture { asset, units, to } => (*asset, *units, Book::Held, *to),
            Leg::Release { asset, units, .. } => (*asset, *units, Book::Held, Book::Card),
        };
        if units == 0 {
            return Ok(());
        }
        if units < 0 || units > largest(asset) {
            return Err(no("ledger_amount"));
        }
        match leg {
            Leg::Credit { into, .. } | Leg::Release { into, .. } => self.put(asset, units, into)?,
            Leg::Debit { .. } | Leg::SetAside { .. } if in_lots(asset) => {
                self.take(asset, units)?
            }
            _ => {}
        }
        self.line(from, asset, -units)?;
        self.line(to, asset, units)
    }

    fn line(&mut self, book: Book, asset: Asset, amount: i128) -> Result<(), No> {
        if !matches!(book, Book::Card | Book::Held) {
            return Ok(());
        }
        let account = self.card.accounts.entry((book, asset)).or_default();
        *account = Account { balance: account.balance + amount, entries: account.entries + 1 };
        self.lines.push(((book, asset), amount));
        if account.balance < 0 { Err(no("balance_insufficient")) } else { Ok(()) }
    }

    fn put(&mut self, asset: Asset, units: i128, into: &Into) -> Result<(), No> {
        match into {
            Into::Balance => Ok(()),
            Into::Lot { source, expires_at } => {
                let name = LotName { asset, source: *source, expires_at: *expires_at };
                let fresh = Lot { opened: 0, remaining: 0, opened_at: self.now };
                let lot = self.card.lots.entry(name).or_insert(fresh);
                if lot.remaining == 0 {
                    lot.opened_at = self.now;
                }
                lot.opened += units;
                lot.remaining += units;
                self.uses.push((name, units));
                Ok(())
            }
            Into::Back(shares) => shares.iter().try_for_each(|(name, amount)| {
                let lot = self.card.lots.get_mut(name).ok_or_else(|| no("ledger_amount"))?;
                lot.remaining += amount;
                self.uses.push((*name, *amount));
                if lot.remaining > lot.opened { Err(no("ledger_amount")) } else { Ok(()) }
            }),
        }
    }

    /// The soonest to expire first, those that never do last, and of equals the oldest.
    fn take(&mut self, asset: Asset, units: i128) -> Result<(), No> {
        let lots = self.card.lots.iter().filter(|(name, _)| name.asset == asset);
        let mut lots: Vec<_> = lots.filter(|(name, _)| alive(name, self.now)).collect();
        lots.sort_by_key(|(name, lot)| (name.expires_at.unwrap_or(i64::MAX), lot.opened_at));
        let order: Vec<LotName> = lots.into_iter().map(|(name, _)| *name).collect();
        let mut need = units;
        for name in order {
            let Some(lot) = self.card.lots.get_mut(&name) else { continue };
            let part = lot.remaining.min(need);
            if part > 0 {
                lot.remaining -= part;
                need -= part;
                self.uses.push((name, -part));
            }
        }
        if need > 0 { Err(no("balance_insufficient")) } else { Ok(()) }
    }
}
