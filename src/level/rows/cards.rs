//! Which level a card has, and how it came to it.
use entity::{
    card::{self, Column, Entity},
    ids::{CardId, MerchantId},
    level_change::{self as change, Model as Change},
    values::Timestamp,
};
use sea_orm::{ActiveValue::Set, IntoActiveModel, QueryOrder, entity::prelude::*};

use crate::{
    app::Tx,
    error::{Result, exactly_one},
};

/// Write what a card has become, if it is still what it was. Of two that do the same, one does it
/// and the other hears so (F18); a balance is nothing of this statement's business (P9).
pub async fn rewrite(tx: &Tx, before: &card::Model, after: &card::Model) -> Result<()> {
    let row = card::ActiveModel {
        level_id: Set(after.level_id),
        level_since: Set(after.level_since),
        level_until: Set(after.level_until),
        next_level_id: Set(after.next_level_id),
        next_level_at: Set(after.next_level_at),
        ..Default::default()
    };
    let same = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(before.id))
        .filter(Column::MerchantId.eq(before.merchant_id))
        .filter(Column::LevelId.eq(before.level_id))
        .filter(same(Column::LevelUntil, before.level_until))
        .filter(same(Column::NextLevelAt, before.next_level_at));
    Ok(exactly_one(same.exec(tx).await?.rows_affected)?)
}

fn same(column: Column, was: Option<Timestamp>) -> Expr {
    match was {
        Some(moment) => column.eq(moment),
        None => column.is_null(),
    }
}

pub async fn insert_change(tx: &Tx, row: Change) -> Result<()> {
    change::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// What was to happen to a card after now will not.
pub async fn withdraw_changes(tx: &Tx, card: &card::Model, now: Timestamp) -> Result<()> {
    change::Entity::delete_many()
        .filter(change::Column::MerchantId.eq(card.merchant_id))
        .filter(change::Column::CardId.eq(card.id))
        .filter(change::Column::EffectiveAt.gt(now))
        .exec(tx)
        .await?;
    Ok(())
}

/// A card's history, the oldest first, with what lies ahead.
pub async fn changes(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    card: CardId,
) -> Result<Vec<Change>> {
    let changes = change::Entity::find()
        .filter(change::Column::MerchantId.eq(merchant))
        .filter(change::Column::CardId.eq(card))
        .order_by_asc(change::Column::EffectiveAt)
        .order_by_asc(change::Column::Id);
    Ok(changes.all(db).await?)
}

/// Of all these cards, the latest first, with what lies ahead.
pub async fn changes_of(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    cards: &[CardId],
) -> Result<Vec<Change>> {
    let changes = change::Entity::find()
        .filter(change::Column::MerchantId.eq(merchant))
        .filter(change::Column::CardId.is_in(cards.iter().copied()))
        .order_by_desc(change::Column::EffectiveAt)
        .order_by_desc(change::Column::Id);
    Ok(changes.all(db).await?)
}

/// The change that was promised for this moment.
pub async fn promised(tx: &Tx, card: &card::Model, at: Timestamp) -> Result<Option<Change>> {
    let promised = change::Entity::find()
        .filter(change::Column::MerchantId.eq(card.merchant_id))
        .filter(change::Column::CardId.eq(card.id))
        .filter(change::Column::EffectiveAt.eq(at))
        .order_by_desc(change::Column::Id);
    Ok(promised.one(tx).await?)
}
