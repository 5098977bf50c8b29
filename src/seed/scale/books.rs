//! What many cards come to have, booked as the ledger books it. Pure: the same every time.
use std::collections::BTreeMap;

use entity::{
    account::{self, Asset, Book},
    card, entry,
    ids::{AccountId, LotId},
    journal, lot, lot_use,
    values::Timestamp,
};
use uuid::Uuid;

use super::rows::Batch;
use crate::ledger;

/// Accounts and lots as they stand after what was booked so far.
#[derive(Default)]
pub struct Books {
    accounts: BTreeMap<AccountId, account::Model>,
    lots: BTreeMap<LotId, lot::Model>,
}

/// So much of an asset comes to a card out of the merchant's book.
pub struct Gain {
    pub asset: Asset,
    pub amount: i64,
    pub from: Book,
    /// Nil, where lots are kept by expiry alone.
    pub source: Uuid,
}

impl Books {
    /// One journal, with its entries and what it put into lots.
    pub fn post(
        &mut self,
        card: &card::Model,
        journal: journal::Model,
        gains: &[Gain],
        batch: &mut Batch,
    ) {
        let (id, at) = (journal.id, journal.created_at);
        for (pair, gain) in gains.iter().enumerate() {
            let first = i32::try_from(2 * pair + 1).unwrap_or(i32::MAX);
            let entry = |line, book, amount| entry::Model {
                journal_id: id,
                line,
                merchant_id: card.merchant_id,
                book,
                asset: gain.asset,
                item: Uuid::nil(),
                account_id: None,
                card_id: None,
                amount,
                seq: None,
                balance_after: None,
                created_at: at,
            };
            let account = self.account(card, gain);
            batch.entries.push(entry::Model {
                account_id: Some(account.id),
                card_id: Some(card.id),
                seq: Some(account.seq),
                balance_after: Some(account.balance),
                ..entry(first, Book::Card, gain.amount)
            });
            batch.entries.push(entry(first + 1, gain.from, -gain.amount));
            let lot_id = self.lot(card, gain, at);
            batch.uses.push(lot_use::Model {
                journal_id: id,
                lot_id,
                merchant_id: card.merchant_id,
                amount: gain.amount,
            });
        }
        batch.journals.push(journal);
    }

    fn account(&mut self, card: &card::Model, gain: &Gain) -> &account::Model {
        let id = ledger::account_id(card.id, Book::Card, gain.asset, Uuid::nil());
        let account = self.accounts.entry(id).or_insert_with(|| account::Model {
            id,
            merchant_id: card.merchant_id,
            card_id: card.id,
            book: Book::Card,
            asset: gain.asset,
            item: Uuid::nil(),
            balance: 0,
            seq: 0,
            frozen_at: None,
        });
        account.balance += gain.amount;
        account.seq += 1;
        account
    }

    fn lot(&mut self, card: &card::Model, gain: &Gain, at: Timestamp) -> LotId {
        let id = ledger::lot_id(card.id, gain.asset, gain.source, None);
        let lot = self.lots.entry(id).or_insert_with(|| lot::Model {
            id,
            merchant_id: card.merchant_id,
            card_id: card.id,
            asset: gain.asset,
            source: gain.source,
            opened: 0,
            remaining: 0,
            expires_at: None,
            opened_at: at,
        });
        lot.opened += gain.amount;
        lot.remaining += gain.amount;
        id
    }

    /// As they stand in the end, some at a time.
    pub fn close(self, some: usize) -> impl Iterator<Item = Batch> {
        let accounts: Vec<_> = self.accounts.into_values().collect();
        let lots: Vec<_> = self.lots.into_values().collect();
        let rounds = accounts.len().max(lots.len()).div_ceil(some.max(1));
        (0..rounds).map(move |round| {
            let part = |all: usize| (round * some).min(all)..((round + 1) * some).min(all);
            Batch {
                accounts: accounts[part(accounts.len())].to_vec(),
                lots: lots[part(lots.len())].to_vec(),
                ..Batch::default()
            }
        })
    }
}
