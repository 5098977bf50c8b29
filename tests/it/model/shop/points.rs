//! Points of a card: they come by the month they last, go by what ends first, and what cannot be
//! taken back is owed.
use std::collections::BTreeMap;

/// When it ends, and of which year it is.
pub type Lot = (i64, i32);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Points {
    pub lots: BTreeMap<Lot, i128>,
    pub debt: i128,
}

/// Of which lot, how much.
pub type Taken = Vec<(Lot, i128)>;

impl Points {
    /// What the balance says: what has ended is in it until the night takes it out.
    pub fn balance(&self) -> i128 {
        self.lots.values().sum()
    }

    pub fn spendable(&self, now: i64) -> i128 {
        let alive = self.lots.iter().filter(|((end, _), _)| *end > now);
        alive.map(|(_, units)| units).sum()
    }

    /// What ends first goes first.
    pub fn take(&mut self, units: i128, now: i64) -> Option<Taken> {
        if self.spendable(now) < units {
            return None;
        }
        let (mut need, mut taken) = (units, vec![]);
        for (lot, left) in self.lots.iter_mut().filter(|((end, _), _)| *end > now) {
            let part = need.min(*left);
            *left -= part;
            need -= part;
            if part > 0 {
                taken.push((*lot, part));
            }
        }
        Some(taken)
    }

    /// What was taken last comes back first, ended or not; how much of it can be spent.
    pub fn put_back(&mut self, from: &mut Taken, units: i128, now: i64) -> i128 {
        let (mut need, mut alive) = (units, 0);
        for (lot, taken) in from.iter_mut().rev() {
            let part = need.min(*taken);
            *taken -= part;
            need -= part;
            *self.lots.entry(*lot).or_default() += part;
            alive += if lot.0 > now { part } else { 0 };
        }
        alive
    }

    /// What is owed is paid first.
    pub fn earn(&mut self, units: i128, lot: Lot) {
        let paid = units.min(self.debt);
        self.debt -= paid;
        *self.lots.entry(lot).or_default() += units - paid;
    }

    /// What is not there any more is owed.
    pub fn give_up(&mut self, units: i128, now: i64) {
        let there = units.min(self.spendable(now));
        self.take(there, now);
        self.debt += units - there;
    }

    /// Points that had paid are back already, and so many of them can be spent: what was earned
    /// goes, and of what then is left of them, what was owed before.
    pub fn give_up_after(&mut self, units: i128, back: i128, now: i64) {
        let pays = (self.spendable(now) - units).clamp(0, back).min(self.debt);
        self.give_up(units, now);
        self.take(pays, now);
        self.debt -= pays;
    }

    pub fn lapse(&mut self, now: i64) {
        self.lots.retain(|(end, _), _| *end > now);
    }
}
