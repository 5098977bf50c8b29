//! From what should happen to which rows say so. Pure.
use std::collections::BTreeMap;

use entity::{
    account::{self, Asset, Book},
    ids::{AccountId, CardId, LotId, MerchantId},
    lot,
    values::Timestamp,
};
use uuid::Uuid;

use super::{
    Holdings, LedgerRefusal, Sum,
    holdings::{account_id, in_lots, in_order, lot_id},
    rules,
};

/// One movement between a card and a book of the merchant's, or on the card itself.
#[derive(Clone, Debug)]
pub enum Leg {
    Credit {
        sum: Sum,
        from: Book,
        into: Into,
    },
    Debit {
        sum: Sum,
        to: Book,
        out_of: OutOf,
    },
    /// From the card's own book to its held one.
    SetAside {
        sum: Sum,
        out_of: OutOf,
    },
    /// From the held book to one of the merchant's.
    Capture {
        sum: Sum,
        to: Book,
    },
    /// From the held book back to the card's own.
    Release {
        sum: Sum,
        into: Into,
    },
    /// From one of the merchant's books to the card's held one: it comes into its own later.
    Await {
        sum: Sum,
        from: Book,
    },
}

/// Where a credit goes.
#[derive(Clone, Debug)]
pub enum Into {
    /// Of assets without lots.
    Balance,
    /// A lot of this source and end; what is there already is added to. An empty one begins anew.
    Lot { source: Uuid, expires_at: Option<Timestamp> },
    /// Lots that it was taken from, so much each; together they are the sum.
    Back(Vec<(LotId, i64)>),
}

/// Where a debit comes from.
#[derive(Clone, Debug)]
pub enum OutOf {
    /// Of assets without lots.
    Balance,
    /// Whatever expires first.
    Soonest,
    /// These lots, so much each; together they are the sum.
    These(Vec<(LotId, i64)>),
}

/// A line of a journal. On a card's book it has an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub book: Book,
    pub asset: Asset,
    pub item: Uuid,
    pub amount: i64,
    pub account: Option<Moved>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub id: AccountId,
    pub seq: i64,
    pub balance_after: i64,
}

/// All rows of one journal, and what the card has afterwards.
#[derive(Clone, Debug)]
pub struct Plan {
    pub lines: Vec<Line>,
    /// What each lot gave (below nothing) or was given.
    pub lot_uses: BTreeMap<LotId, i64>,
    pub accounts: Vec<account::Model>,
    pub lots: Vec<lot::Model>,
}

impl Plan {
    pub fn new(holdings: &Holdings) -> Self {
        Self {
            lines: vec![],
            lot_uses: BTreeMap::new(),
            accounts: holdings.accounts.clone(),
            lots: holdings.lots.clone(),
        }
    }
}

/// Apply the legs one after the other.
pub fn plan(holdings: &Holdings, legs: Vec<Leg>, now: Timestamp) -> Result<Plan, LedgerRefusal> {
    let (merchant, card) = (holdings.card.merchant_id, holdings.card.id);
    let mut work = Work { plan: Plan::new(holdings), merchant, card, now };
    for leg in legs {
        work.leg(leg)?;
    }
    work.plan.lot_uses.retain(|_, amount| *amount != 0);
    Ok(work.plan)
}

/// The opposite of lines and lot uses that were.
pub fn opposite(
    holdings: &Holdings,
    lines: &[(Book, Asset, Uuid, i64)],
    uses: &[(LotId, i64)],
    now: Timestamp,
) -> Result<Plan, LedgerRefusal> {
    let (merchant, card) = (holdings.card.merchant_id, holdings.card.id);
    let mut work = Work { plan: Plan::new(holdings), merchant, card, now };
    // What comes back first, so that nothing is short only because of the order.
    let mut lines = lines.to_vec();
    lines.sort_by_key(|line| line.3);
    for (book, asset, item, amount) in lines {
        work.line(book, Sum { asset, item, units: amount }, -1)?;
    }
    for (lot, amount) in uses {
        work.use_lot(*lot, -amount)?;
    }
    Ok(work.plan)
}

struct Work {
    plan: Plan,
    merchant: MerchantId,
    card: CardId,
    now: Timestamp,
}

impl Work {
    fn leg(&mut self, leg: Leg) -> Result<(), LedgerRefusal> {
        let (sum, from, to) = match &leg {
            Leg::Credit { sum, from, .. } => (*sum, *from, Book::Card),
            Leg::Debit { sum, to, .. } => (*sum, Book::Card, *to),
            Leg::SetAside { sum, .. } => (*sum, Book::Card, Book::Held),
            Leg::Capture { sum, to } => (*sum, Book::Held, *to),
            Leg::Release { sum, .. } => (*sum, Book::Held, Book::Card),
            Leg::Await { sum, from } => (*sum, *from, Book::Held),
        };
        if sum.units == 0 {
            return Ok(());
        }
        if sum.units < 0 || sum.units > rules::cap(sum.asset) {
            return Err(LedgerRefusal::Amount);
        }
        match leg {
            Leg::Credit { into, .. } | Leg::Release { into, .. } => self.put(sum, into)?,
            Leg::Debit { out_of, .. } | Leg::SetAside { out_of, .. } => self.take(sum, out_of)?,
            Leg::Capture { .. } | Leg::Await { .. } => {}
        }
        self.line(from, sum, -1)?;
        self.line(to, sum, 1)
    }

    /// One line, and the balance it moves.
    fn line(&mut self, book: Book, sum: Sum, sign: i64) -> Result<(), LedgerRefusal> {
        let Sum { asset, item, units } = sum;
        let amount = units * sign;
        let account = match book {
            Book::Card | Book::Held => Some(self.account(book, sum, amount)?),
            Book::Paid | Book::Spent | Book::Granted | Book::Lapsed | Book::Adjusted => None,
        };
        self.plan.lines.push(Line { book, asset, item, amount, account });
        Ok(())
    }

    fn account(&mut self, book: Book, sum: Sum, amount: i64) -> Result<Moved, LedgerRefusal> {
        let id = account_id(self.card, book, sum.asset, sum.item);
        let accounts = &mut self.plan.accounts;
        let at = accounts.iter().position(|account| account.id == id).unwrap_or_else(|| {
            accounts.push(account::Model {
                id,
                merchant_id: self.merchant,
                card_id: self.card,
                book,
                asset: sum.asset,
                item: sum.item,
                balance: 0,
                seq: 0,
                frozen_at: None,
            });
            accounts.len() - 1
        });
        let account = &mut accounts[at];
        let after = account.balance.checked_add(amount).ok_or(LedgerRefusal::Amount)?;
        if after < 0 {
            return Err(insufficient(sum.asset, account.balance, -amount));
        }
        (account.balance, account.seq) = (after, account.seq + 1);
        Ok(Moved { id, seq: account.seq, balance_after: after })
    }

    fn put(&mut self, sum: Sum, into: Into) -> Result<(), LedgerRefusal> {
        match into {
            Into::Balance if !in_lots(sum.asset) => Ok(()),
            Into::Lot { source, expires_at } if in_lots(sum.asset) => {
                self.fill(sum, source, expires_at)
            }
            Into::Back(shares) if in_lots(sum.asset) => self.share(sum, &shares, 1),
            _ => Err(LedgerRefusal::Amount),
        }
    }

    fn fill(
        &mut self,
        sum: Sum,
        source: Uuid,
        expires_at: Option<Timestamp>,
    ) -> Result<(), LedgerRefusal> {
        let id = lot_id(self.card, sum.asset, source, expires_at);
        let lots = &mut self.plan.lots;
        if !lots.iter().any(|lot| lot.id == id) {
            lots.push(lot::Model {
                id,
                merchant_id: self.merchant,
                card_id: self.card,
                asset: sum.asset,
                source,
                opened: 0,
                remaining: 0,
                expires_at,
                opened_at: self.now,
            });
        }
        let lot = lots.iter_mut().find(|lot| lot.id == id).ok_or(LedgerRefusal::Amount)?;
        // One that is empty was not read, so its age is not known: it is as young as what fills it.
        if lot.remaining == 0 {
            lot.opened_at = self.now;
        }
        lot.opened = lot.opened.checked_add(sum.units).ok_or(LedgerRefusal::Amount)?;
        self.use_lot(id, sum.units)
    }

    fn take(&mut self, sum: Sum, out_of: OutOf) -> Result<(), LedgerRefusal> {
        match out_of {
            OutOf::Balance if !in_lots(sum.asset) => Ok(()),
            OutOf::Soonest if in_lots(sum.asset) => self.soonest(sum),
            OutOf::These(shares) if in_lots(sum.asset) => self.share(sum, &shares, -1),
            _ => Err(LedgerRefusal::Amount),
        }
    }

    fn soonest(&mut self, sum: Sum) -> Result<(), LedgerRefusal> {
        let lots = in_order(&self.plan.lots, sum.asset, self.now);
        let lots: Vec<_> = lots.into_iter().map(|lot| (lot.id, lot.remaining)).collect();
        let have: i64 = lots.iter().map(|(_, remaining)| remaining).sum();
        let mut need = sum.units;
        for (lot, remaining) in lots {
            let taken = remaining.min(need);
            self.use_lot(lot, -taken)?;
            need -= taken;
            if need == 0 {
                return Ok(());
            }
        }
        Err(insufficient(sum.asset, have, sum.units))
    }

    fn share(&mut self, sum: Sum, shares: &[(LotId, i64)], sign: i64) -> Result<(), LedgerRefusal> {
        let together: i128 = shares.iter().map(|(_, units)| i128::from(*units)).sum();
        if together != i128::from(sum.units) || shares.iter().any(|(_, units)| *units < 0) {
            return Err(LedgerRefusal::Amount);
        }
        for (lot, units) in shares {
            let asset = self.plan.lots.iter().find(|known| known.id == *lot).map(|lot| lot.asset);
            if asset != Some(sum.asset) {
                return Err(LedgerRefusal::Amount);
            }
            self.use_lot(*lot, units * sign)?;
        }
        Ok(())
    }

    fn use_lot(&mut self, id: LotId, amount: i64) -> Result<(), LedgerRefusal> {
        let lot = self.plan.lots.iter_mut().find(|lot| lot.id == id);
        let lot = lot.ok_or(LedgerRefusal::Amount)?;
        let after = lot.remaining.checked_add(amount).ok_or(LedgerRefusal::Amount)?;
        if after < 0 {
            return Err(insufficient(lot.asset, lot.remaining, -amount));
        }
        if after > lot.opened {
            return Err(LedgerRefusal::Amount);
        }
        lot.remaining = after;
        *self.plan.lot_uses.entry(id).or_default() += amount;
        Ok(())
    }
}

fn insufficient(asset: Asset, have: i64, need: i64) -> LedgerRefusal {
    LedgerRefusal::Insufficient { asset, have, need }
}
