//! Rows of holds.
use entity::{
    hold::{Column, Entity, Model, State},
    ids::{CardId, HoldId, MerchantId},
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{
    app::Tx,
    error::{Result, exactly_one},
};

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

/// A card's open holds whose time is over.
pub async fn over(
    tx: &Tx,
    merchant: MerchantId,
    card: CardId,
    now: Timestamp,
) -> Result<Vec<Model>> {
    let over = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::CardId.eq(card))
        .filter(Column::State.eq(State::Open))
        .filter(Column::ExpiresAt.lte(now));
    Ok(over.order_by_asc(Column::Id).all(tx).await?)
}

/// Anybody's, the first to have ended first.
pub async fn all_over(db: &impl ConnectionTrait, now: Timestamp, limit: u64) -> Result<Vec<Model>> {
    let over =
        Entity::find().filter(Column::State.eq(State::Open)).filter(Column::ExpiresAt.lte(now));
    Ok(over.order_by_asc(Column::ExpiresAt).limit(limit).all(db).await?)
}
