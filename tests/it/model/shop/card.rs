//! Stored value on a card, and how it is taken and put back.
use super::{Card, Parts, half_even};

/// Principal and gift that came together, and what is left of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purse {
    pub paid_in: i128,
    pub given: i128,
    pub principal: i128,
    pub gift: i128,
    /// When the gift ends.
    pub gift_until: Option<i64>,
}

impl Purse {
    pub fn of(paid_in: i128, given: i128, gift_until: Option<i64>) -> Self {
        Self { paid_in, given, principal: paid_in, gift: given, gift_until }
    }

    fn alive(&self, now: i64) -> i128 {
        if self.gift_until.is_none_or(|end| end > now) { self.gift } else { 0 }
    }
}

impl Card {
    pub fn principal(&self) -> i128 {
        self.purses.iter().map(|purse| purse.principal).sum()
    }

    pub fn gift(&self) -> i128 {
        self.purses.iter().map(|purse| purse.gift).sum()
    }

    /// What can be spent: no gift that has ended.
    pub fn spendable(&self, now: i64) -> i128 {
        self.purses.iter().map(|purse| purse.principal + purse.alive(now)).sum()
    }

    /// The oldest first, and of one in the ratio in which it was paid in and given.
    pub fn take(&mut self, amount: i128, now: i64) -> Option<Parts> {
        if self.spendable(now) < amount {
            return None;
        }
        let (mut need, mut parts) = (amount, vec![]);
        for (at, purse) in self.purses.iter_mut().enumerate() {
            let gift = purse.alive(now);
            let left = purse.principal + gift;
            let taken = left.min(need);
            // A gift that is gone is in no ratio any more.
            let all = purse.paid_in + if gift > 0 { purse.given } else { 0 };
            let due = half_even(purse.paid_in * (all - left + taken), all.max(1));
            let share = (due - (purse.paid_in - purse.principal))
                .clamp((taken - gift).max(0), purse.principal.min(taken));
            if taken > 0 {
                (purse.principal, purse.gift) =
                    (purse.principal - share, purse.gift - (taken - share));
                parts.push((at, share, taken - share));
                need -= taken;
            }
        }
        Some(parts)
    }

    /// What was taken last comes back first, as it was taken; `from` is what then is still away.
    pub fn put_back(&mut self, from: &mut Parts, amount: i128) {
        let mut need = amount;
        for (at, principal, gift) in from.iter_mut().rev() {
            let all = *principal + *gift;
            let back = all.min(need);
            if back == 0 {
                continue;
            }
            let share = half_even(*principal * back, all)
                .clamp((back - *gift).max(0), (*principal).min(back));
            let purse = &mut self.purses[*at];
            purse.principal += share;
            purse.gift += back - share;
            (*principal, *gift) = (*principal - share, *gift - (back - share));
            need -= back;
        }
        from.retain(|(_, principal, gift)| principal + gift > 0);
    }

    /// What is paid goes in the order in which it was taken; the rest is free again.
    pub fn free_rest(&mut self, from: &mut Parts, paid: i128) {
        let mut need = paid;
        for (at, principal, gift) in from.iter_mut() {
            let all = *principal + *gift;
            let part = all.min(need);
            let share = match all {
                0 => 0,
                _ => half_even(*principal * part, all)
                    .clamp((part - *gift).max(0), (*principal).min(part)),
            };
            let purse = &mut self.purses[*at];
            purse.principal += *principal - share;
            purse.gift += *gift - (part - share);
            (*principal, *gift) = (share, part - share);
            need -= part;
        }
        from.retain(|(_, principal, gift)| principal + gift > 0);
    }
}
