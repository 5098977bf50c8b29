//! What a night's journals come to: a keyed hash over every word of them, and over the root before.
use entity::{entry, journal, sealed_night::Model as Night, values::Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;
use uuid::Uuid;

pub const ROOT_BYTES: usize = 32;
pub type Root = [u8; ROOT_BYTES];

/// A night's root in the making. Rows go in by journal, the oldest first (by moment, then by id), each
/// before its entries.
pub struct Chain {
    mac: Hmac<Sha256>,
    pub journals: i64,
}

impl Chain {
    /// `before` is the root of the night before, if there is one.
    pub fn after(key: &Root, before: Option<&Night>, until: Timestamp) -> Self {
        let mac = Hmac::new_from_slice(key).expect("HMAC takes a key of any length");
        let mut chain = Self { mac, journals: 0 };
        chain.take(before.map_or(&[], |night| &night.root));
        chain.number(until.0);
        chain
    }

    pub fn journal(&mut self, row: &journal::Model) {
        self.journals += 1;
        self.take(b"journal");
        for id in [row.id.0, row.merchant_id.0, row.card_id.0, row.subject] {
            self.take(id.as_bytes());
        }
        self.maybe(row.store_id.map(|id| id.0));
        self.maybe(row.terminal_id.map(|id| id.0));
        self.maybe(row.operator_id.map(|id| id.0));
        self.maybe(row.reverses.map(|id| id.0));
        self.word(row.kind);
        self.take(row.business_key.as_bytes());
        self.take(row.reason.as_bytes());
        self.number(row.created_at.0);
    }

    pub fn entry(&mut self, row: &entry::Model) {
        self.take(b"entry");
        self.take(row.journal_id.0.as_bytes());
        self.number(row.line.into());
        self.take(row.merchant_id.0.as_bytes());
        self.word(row.book);
        self.word(row.asset);
        self.take(row.item.as_bytes());
        self.maybe(row.account_id.map(|id| id.0));
        self.maybe(row.card_id.map(|id| id.0));
        self.number(row.amount);
        for known in [row.seq, row.balance_after] {
            self.take(known.map(i64::to_be_bytes).as_ref().map_or(&[], |bytes| bytes));
        }
        self.number(row.created_at.0);
    }

    pub fn root(self) -> Root {
        self.mac.finalize().into_bytes().into()
    }

    /// With its length, so that nothing can be moved from one field into the next.
    fn take(&mut self, bytes: &[u8]) {
        self.mac.update(&(bytes.len() as u64).to_be_bytes());
        self.mac.update(bytes);
    }

    fn number(&mut self, n: i64) {
        self.take(&n.to_be_bytes());
    }

    /// As it goes over the wire: its name, whatever its place among the others becomes.
    fn word(&mut self, word: impl Serialize) {
        let text = serde_json::to_vec(&word).expect("a unit variant has a name");
        self.take(&text);
    }

    fn maybe(&mut self, id: Option<Uuid>) {
        self.take(id.as_ref().map_or(&[], |id| id.as_bytes()));
    }
}

/// As a person compares it with what was noted down elsewhere: the first 16 digits.
pub fn shown(root: &[u8]) -> String {
    let hex = |byte: &u8| format!("{byte:02x}");
    root.iter().take(8).map(hex).collect()
}
