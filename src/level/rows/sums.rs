//! Sums over what other rooms have written, to be read only.
use entity::{
    account::{Asset, Book},
    card, entry, journal, lot, lot_use, sale, top_up,
    values::{Fen, Timestamp},
};
use sea_orm::{Condition, ExprTrait, JoinType, QuerySelect, RelationDef, entity::prelude::*};

use crate::{engine::added_up, error::Result, ledger::Holdings};

/// From the first moment up to, but not including, the second.
pub type Term = (Timestamp, Timestamp);

/// What a card was given of an asset in a term, less what was taken back: an unpaid debt for what
/// was taken back counts, and what was spent, expired or set back does not (LVL-14, LVL-15).
pub async fn granted(
    db: &impl ConnectionTrait,
    card: &card::Model,
    (asset, debt): (Asset, Asset),
    (from, until): Term,
) -> Result<i64> {
    let of = |asset: Asset| {
        entry::Entity::find()
            .select_only()
            .expr(added_up(db, Expr::col((entry::Entity, entry::Column::Amount))))
            .join(JoinType::InnerJoin, journal_of_entry())
            .filter(journal::Column::MerchantId.eq(card.merchant_id))
            .filter(journal::Column::CardId.eq(card.id))
            .filter(entry::Column::Book.eq(Book::Granted))
            .filter(entry::Column::Asset.eq(asset))
            .filter(entry::Column::CreatedAt.gte(from))
            .filter(entry::Column::CreatedAt.lt(until))
    };
    let given: Option<i64> = of(asset).into_tuple().one(db).await?;
    let owed: Option<i64> = of(debt).into_tuple().one(db).await?;
    // The merchant's side of a gift is below nothing.
    Ok(owed.unwrap_or(0).saturating_sub(given.unwrap_or(0)))
}

/// What a card's holder paid for goods in a term, less what was paid back since.
pub async fn spent(
    db: &impl ConnectionTrait,
    card: &card::Model,
    (from, until): Term,
) -> Result<Fen> {
    let net = Expr::col(sale::Column::Paid).sub(Expr::col(sale::Column::Refunded));
    let sales = sale::Entity::find()
        .select_only()
        .expr(added_up(db, net))
        .filter(sale::Column::MerchantId.eq(card.merchant_id))
        .filter(sale::Column::CardId.eq(card.id))
        .filter(sale::Column::State.eq(sale::State::Settled))
        .filter(sale::Column::SettledAt.gte(from))
        .filter(sale::Column::SettledAt.lt(until));
    let sum: Option<i64> = sales.into_tuple().one(db).await?;
    Ok(Fen(sum.unwrap_or(0)))
}

/// What was ever paid into a card, less what was paid back.
pub async fn recharged(db: &impl ConnectionTrait, card: &card::Model) -> Result<Fen> {
    let net = Expr::col(top_up::Column::Principal).sub(Expr::col(top_up::Column::Refunded));
    let top_ups = top_up::Entity::find()
        .select_only()
        .expr(added_up(db, net))
        .filter(top_up::Column::MerchantId.eq(card.merchant_id))
        .filter(top_up::Column::CardId.eq(card.id));
    let sum: Option<i64> = top_ups.into_tuple().one(db).await?;
    Ok(Fen(sum.unwrap_or(0)))
}

/// What a card's stored value was when a day began: what its lots have now, less what has moved in
/// them since. What had expired by then is in neither.
pub async fn balance_at(
    db: &impl ConnectionTrait,
    holdings: &Holdings,
    at: Timestamp,
) -> Result<Fen> {
    let stored = [Asset::Principal, Asset::Gift];
    let has: i64 = stored.iter().map(|asset| holdings.spendable(*asset, at)).sum();
    let alive =
        Condition::any().add(lot::Column::ExpiresAt.is_null()).add(lot::Column::ExpiresAt.gt(at));
    let moved = lot_use::Entity::find()
        .select_only()
        .expr(added_up(db, Expr::col((lot_use::Entity, lot_use::Column::Amount))))
        .join(JoinType::InnerJoin, lot_of_use())
        .join(JoinType::InnerJoin, journal_of_use())
        .filter(lot::Column::CardId.eq(holdings.card.id))
        .filter(lot::Column::Asset.is_in(stored))
        .filter(alive)
        .filter(journal::Column::CreatedAt.gte(at));
    let moved: Option<i64> = moved.into_tuple().one(db).await?;
    Ok(Fen(has - moved.unwrap_or(0)))
}

fn lot_of_use() -> RelationDef {
    lot_use::Entity::belongs_to(lot::Entity).from(lot_use::Column::LotId).to(lot::Column::Id).into()
}

fn journal_of_use() -> RelationDef {
    lot_use::Entity::belongs_to(journal::Entity)
        .from(lot_use::Column::JournalId)
        .to(journal::Column::Id)
        .into()
}

fn journal_of_entry() -> RelationDef {
    entry::Entity::belongs_to(journal::Entity)
        .from(entry::Column::JournalId)
        .to(journal::Column::Id)
        .into()
}
