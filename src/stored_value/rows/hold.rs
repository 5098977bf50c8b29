//! Rows of holds.
use entity::{
    account::Asset,
    card,
    hold::{Column, Entity, Model, State},
    ids::{CardId, HoldId, MerchantId, StoreId},
    journal, program, terminal,
    values::Timestamp,
};
use sea_orm::{
    FromQueryResult, IntoActiveModel, JoinType, QueryOrder, QuerySelect, entity::prelude::*,
};

use super::super::{Order, Program};
use crate::{
    app::Tx,
    error::{Result, exactly_one},
    ledger::{self, Holdings},
};

/// Holds in one page.
const PAGE: u64 = 500;

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: HoldId,
) -> Result<Option<Model>> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// It ends, once.
pub async fn end(tx: &Tx, merchant: MerchantId, id: HoldId, state: State) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(State::Open))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// Open holds of these cards whose time is over.
pub async fn over(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    cards: &[CardId],
    now: Timestamp,
) -> Result<Vec<Model>> {
    let over = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::CardId.is_in(cards.iter().copied()))
        .filter(Column::State.eq(State::Open))
        .filter(Column::ExpiresAt.lte(now));
    Ok(over.order_by_asc(Column::Id).all(db).await?)
}

/// What cards have with all that is over free again, as [`release_over`](super::super::release_over)
/// will find it: a page is as right as a till, and writes nothing. Two statements at the most, however
/// many cards.
pub async fn as_if_released(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    cards: Vec<Holdings>,
    now: Timestamp,
) -> Result<Vec<Holdings>> {
    let aside = |held: &&Holdings| held.held(Asset::Principal) + held.held(Asset::Gift) > 0;
    let asked: Vec<_> = cards.iter().filter(aside).map(|held| held.card.id).collect();
    if asked.is_empty() {
        return Ok(cards);
    }
    let over: Vec<_> =
        over(db, merchant, &asked, now).await?.iter().map(|hold| hold.id.0).collect();
    if over.is_empty() {
        return Ok(cards);
    }
    let uses = ledger::uses(db, merchant, &over).await?;
    Ok(cards.into_iter().map(|held| held.with_back(&uses)).collect())
}

/// A hold that is open, and what it is told apart by.
#[derive(FromQueryResult)]
pub struct Open {
    #[sea_orm(nested)]
    pub hold: Model,
    /// `hold/…`, and the till's own number.
    pub business_key: String,
    /// `T01`
    pub terminal: String,
    pub card_number: String,
}

/// Those that a store's tills made and whose time is not over, the last first.
pub async fn open(
    db: &impl ConnectionTrait,
    (merchant, store, now): (MerchantId, StoreId, Timestamp),
    before: Option<HoldId>,
    limit: u64,
) -> Result<Vec<Open>> {
    let till = Entity::belongs_to(terminal::Entity).from(Column::TerminalId);
    let journal = Entity::belongs_to(journal::Entity).from(Column::JournalId);
    let card = Entity::belongs_to(card::Entity).from(Column::CardId);
    let mut open = Entity::find()
        .column_as(journal::Column::BusinessKey, "business_key")
        .column_as(terminal::Column::Code, "terminal")
        .column_as(card::Column::Number, "card_number")
        .join(JoinType::InnerJoin, till.to(terminal::Column::Id).into())
        .join(JoinType::InnerJoin, journal.to(journal::Column::Id).into())
        .join(JoinType::InnerJoin, card.to(card::Column::Id).into())
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::State.eq(State::Open))
        .filter(Column::ExpiresAt.gt(now))
        .filter(terminal::Column::StoreId.eq(store));
    if let Some(before) = before {
        open = open.filter(Column::Id.lt(before));
    }
    Ok(open.order_by_desc(Column::Id).limit(limit).into_model().all(db).await?)
}

/// Anybody's, the next after `after`.
pub async fn all_over(
    db: &impl ConnectionTrait,
    now: Timestamp,
    after: HoldId,
) -> Result<Vec<Model>> {
    let over = Entity::find()
        .filter(Column::State.eq(State::Open))
        .filter(Column::ExpiresAt.lte(now))
        .filter(Column::Id.gt(after));
    Ok(over.order_by_asc(Column::Id).limit(PAGE).all(db).await?)
}

/// In which order a hold took its parts: the merchant's when it was made, whatever it is now.
pub async fn order(tx: &Tx, hold: &Model) -> Result<Order> {
    let then = program::Entity::find()
        .filter(program::Column::MerchantId.eq(hold.merchant_id))
        .filter(program::Column::Kind.eq(program::Kind::StoredValue))
        .filter(program::Column::CreatedAt.lte(hold.created_at))
        .order_by_desc(program::Column::Version);
    let Some(row) = then.one(tx).await? else { return Ok(Order::default()) };
    Ok(serde_json::from_str::<Program>(&row.terms)?.spend_order)
}
