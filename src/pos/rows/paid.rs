//! What cards paid for, of many cards at once.
use entity::{
    ids::CardId,
    sale::{Column, Entity, State},
    values::{Fen, Timestamp},
};
use sea_orm::{ExprTrait, QuerySelect, entity::prelude::*};

use crate::{engine::added_up, error::Result};

/// When each of these cards last paid for something, of those that did.
pub async fn last_paid(
    db: &impl ConnectionTrait,
    cards: &[CardId],
) -> Result<Vec<(CardId, Timestamp)>> {
    let paid = paid_by(cards)
        .column(Column::CardId)
        .column_as(Column::SettledAt.max(), "last")
        .group_by(Column::CardId);
    Ok(paid.into_tuple().all(db).await?)
}

/// 总消费金额 of these cards, less what came back.
pub async fn spent(db: &impl ConnectionTrait, cards: &[CardId]) -> Result<Fen> {
    let kept = Expr::col(Column::Paid).sub(Expr::col(Column::Refunded));
    let sum = paid_by(cards).expr(added_up(db, kept));
    let sum: Option<i64> = sum.into_tuple().one(db).await?;
    Ok(Fen(sum.unwrap_or(0)))
}

/// The cards say whose they are: had SQLite to choose between them and the merchant, it would read
/// all of the merchant's sales.
fn paid_by(cards: &[CardId]) -> sea_orm::Select<Entity> {
    Entity::find()
        .select_only()
        .filter(Column::CardId.is_in(cards.iter().copied()))
        .filter(Column::State.eq(State::Settled))
}
