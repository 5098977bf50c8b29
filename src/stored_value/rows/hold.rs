//! Rows of holds.
use entity::{
    account::Asset,
    hold::{Column, Entity, Model, State},
    ids::{CardId, HoldId, MerchantId},
    program,
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

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
