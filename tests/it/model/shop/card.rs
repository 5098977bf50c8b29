//! What a card has, and how it is taken and put back.
use super::{Card, Parts, half_even};

impl Card {
    pub fn principal(&self) -> i128 {
        self.top_ups.iter().map(|top_up| top_up.principal).sum()
    }

    pub fn gift(&self) -> i128 {
        self.top_ups.iter().map(|top_up| top_up.gift).sum()
    }

    /// The oldest top-up first, and within one in the ratio in which it was paid in and given.
    pub fn take(&mut self, amount: i128) -> Option<Parts> {
        if self.principal() + self.gift() < amount {
            return None;
        }
        let (mut need, mut parts) = (amount, vec![]);
        for (at, top_up) in self.top_ups.iter_mut().enumerate() {
            let left = top_up.principal + top_up.gift;
            let taken = left.min(need);
            let all = top_up.paid_in + top_up.given;
            let due = half_even(top_up.paid_in * (all - left + taken), all);
            let share = (due - (top_up.paid_in - top_up.principal))
                .clamp((taken - top_up.gift).max(0), top_up.principal.min(taken));
            if taken > 0 {
                (top_up.principal, top_up.gift) =
                    (top_up.principal - share, top_up.gift - (taken - share));
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
            let top_up = &mut self.top_ups[*at];
            top_up.principal += share;
            top_up.gift += back - share;
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
            let top_up = &mut self.top_ups[*at];
            top_up.principal += *principal - share;
            top_up.gift += *gift - (part - share);
            (*principal, *gift) = (share, part - share);
            need -= part;
        }
        from.retain(|(_, principal, gift)| principal + gift > 0);
    }

    /// What is owed is paid first.
    pub fn earn(&mut self, units: i128) {
        for (have, owed) in
            [(&mut self.points, &mut self.points_debt), (&mut self.growth, &mut self.growth_debt)]
        {
            let paid = units.min(*owed);
            (*owed, *have) = (*owed - paid, *have + units - paid);
        }
    }

    /// What is not there any more is owed.
    pub fn give_up(&mut self, units: i128) {
        for (have, owed) in
            [(&mut self.points, &mut self.points_debt), (&mut self.growth, &mut self.growth_debt)]
        {
            let taken = units.min(*have);
            (*owed, *have) = (*owed + units - taken, *have - taken);
        }
    }
}
