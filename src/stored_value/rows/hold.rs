//! Rows of holds.
use entity::{
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

/// A card's open holds whose time is over.
pub async fn over(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    card: CardId,
    now: Timestamp,
) -> Result<Vec<Model>> {
    let over = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::CardId.eq(card))
        .filter(Column::State.eq(State::Open))
        .filter(Column::ExpiresAt.lte(now));
    Ok(over.order_by_asc(Column::Id).all(db).await?)
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
