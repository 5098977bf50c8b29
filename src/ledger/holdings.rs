//! What a card has.
use entity::{
    account::{Asset, Book, Model as Account},
    card,
    ids::{AccountId, CardId, GoodsId, LotId},
    lot,
    values::{Fen, Points, Timestamp},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{LedgerRefusal, Used};

/// A card with its accounts and the lots that are not empty. Locked until the transaction ends if
/// it came from [`lock`](super::lock); a look, if it came from [`peek`](super::peek).
#[derive(Clone, Debug)]
pub struct Holdings {
    pub card: card::Model,
    pub(super) accounts: Vec<Account>,
    pub(super) lots: Vec<lot::Model>,
}

impl Holdings {
    /// In the asset's unit. Lots whose time is over are still in it; see [`Holdings::spendable`].
    pub fn have(&self, asset: Asset) -> i64 {
        self.balance(Book::Card, asset, Uuid::nil())
    }

    /// Set aside by holds, or not yet in its own.
    pub fn held(&self, asset: Asset) -> i64 {
        self.balance(Book::Held, asset, Uuid::nil())
    }

    /// Times that a service may be had.
    pub fn counts(&self, service: GoodsId) -> i64 {
        self.balance(Book::Card, Asset::Counts, service.0)
    }

    /// Services that may be had, and how often.
    pub fn services(&self) -> impl Iterator<Item = (GoodsId, i64)> {
        let counts = |account: &&Account| {
            (account.book, account.asset) == (Book::Card, Asset::Counts) && account.balance > 0
        };
        self.accounts.iter().filter(counts).map(|account| (GoodsId(account.item), account.balance))
    }

    /// Its own accounts of these, whatever is on them.
    pub fn accounts_of(&self, assets: &[Asset]) -> impl Iterator<Item = AccountId> {
        let ours = |row: &&Account| row.book == Book::Card && assets.contains(&row.asset);
        self.accounts.iter().filter(ours).map(|row| row.id)
    }

    pub fn principal(&self) -> Fen {
        Fen(self.have(Asset::Principal))
    }

    pub fn gift(&self) -> Fen {
        Fen(self.have(Asset::Gift))
    }

    pub fn points(&self) -> Points {
        Points(self.have(Asset::Points))
    }

    pub fn points_debt(&self) -> Points {
        Points(self.have(Asset::PointsDebt))
    }

    pub fn growth(&self) -> Points {
        Points(self.have(Asset::Growth))
    }

    pub fn growth_debt(&self) -> Points {
        Points(self.have(Asset::GrowthDebt))
    }

    /// Lots that may be spent now, in the order they go.
    pub fn lots(&self, asset: Asset, now: Timestamp) -> Vec<&lot::Model> {
        in_order(&self.lots, asset, now)
    }

    /// What its lots let be spent now, of an asset that is kept in lots.
    pub fn spendable(&self, asset: Asset, now: Timestamp) -> i64 {
        self.lots(asset, now).iter().map(|lot| lot.remaining).sum()
    }

    /// As it is once what was set aside by these is back in its lots; lots of other cards are no
    /// matter. Nothing is written by it.
    pub fn with_back(mut self, uses: &[Used]) -> Self {
        for Used { lot, taken } in uses.iter().filter(|used| used.lot.card_id == self.card.id) {
            match self.lots.iter_mut().find(|known| known.id == lot.id) {
                Some(known) => known.remaining += taken,
                None => {
                    let remaining = lot.remaining + taken;
                    self.lots.push(lot::Model { remaining, ..lot.clone() });
                }
            }
            for (book, amount) in [(Book::Card, *taken), (Book::Held, -taken)] {
                let id = account_id(self.card.id, book, lot.asset, Uuid::nil());
                let account = self.accounts.iter_mut().find(|account| account.id == id);
                account.into_iter().for_each(|account| account.balance += amount);
            }
        }
        self
    }

    /// What may be spent now, of any asset.
    pub fn free(&self, asset: Asset, now: Timestamp) -> i64 {
        if in_lots(asset) { self.spendable(asset, now) } else { self.have(asset) }
    }

    /// Nothing moves while a proof finds the card's books wrong (E22).
    pub fn movable(&self) -> Result<(), LedgerRefusal> {
        let frozen = self.accounts.iter().any(|account| account.frozen_at.is_some());
        if frozen { Err(LedgerRefusal::Frozen) } else { Ok(()) }
    }

    fn balance(&self, book: Book, asset: Asset, item: Uuid) -> i64 {
        let id = account_id(self.card.id, book, asset, item);
        self.accounts.iter().find(|account| account.id == id).map_or(0, |account| account.balance)
    }
}

/// Of these lots, those that may be spent: the soonest to expire first, those that never do last,
/// and of equals the oldest.
pub fn in_order(lots: &[lot::Model], asset: Asset, now: Timestamp) -> Vec<&lot::Model> {
    let alive = |lot: &&lot::Model| lot.expires_at.is_none_or(|end| end > now);
    let ours = |lot: &&lot::Model| lot.asset == asset && lot.remaining > 0;
    let mut lots: Vec<_> = lots.iter().filter(ours).filter(alive).collect();
    lots.sort_by_key(|lot| (lot.expires_at.unwrap_or(Timestamp(i64::MAX)), lot.opened_at, lot.id));
    lots
}

/// Principal, gift and points come and go in lots; the rest is a bare balance.
pub fn in_lots(asset: Asset) -> bool {
    matches!(asset, Asset::Principal | Asset::Gift | Asset::Points)
}

/// The account of a card, a book and an asset: computed, so that it need not be looked for.
pub fn account_id(card: CardId, book: Book, asset: Asset, item: Uuid) -> AccountId {
    AccountId(computed(&format!("{card} {book:?} {asset:?} {item}")))
}

/// The lot that one source fills on one card: what expires together is together.
pub fn lot_id(card: CardId, asset: Asset, source: Uuid, expires_at: Option<Timestamp>) -> LotId {
    LotId(computed(&format!("{card} {asset:?} {source} {expires_at:?}")))
}

fn computed(name: &str) -> Uuid {
    let mut id = [0; 16];
    id.copy_from_slice(&Sha256::digest(name)[..16]);
    Uuid::from_bytes(id)
}
