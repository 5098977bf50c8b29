//! Rows of cards.
use entity::{
    card::{Column, Entity, Model},
    ids::{MemberId, MerchantId},
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{app::Tx, error::Result};

pub async fn insert(tx: &Tx, card: Model) -> Result<()> {
    Entity::insert(card.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Which of these are another card's handle already.
pub async fn taken_sequences(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    candidates: &[i64],
) -> Result<Vec<i64>> {
    let taken = Entity::find()
        .select_only()
        .column(Column::Sequence)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Sequence.is_in(candidates.iter().copied()));
    Ok(taken.into_tuple().all(db).await?)
}

pub async fn by_number(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    number: &str,
) -> Result<Option<Model>> {
    let found =
        Entity::find().filter(Column::MerchantId.eq(merchant)).filter(Column::Number.eq(number));
    Ok(found.one(db).await?)
}

/// The card behind a member code's handle.
pub async fn by_sequence(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    sequence: i64,
) -> Result<Option<Model>> {
    let found = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Sequence.eq(sequence));
    Ok(found.one(db).await?)
}

pub async fn primary(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    member: MemberId,
) -> Result<Option<Model>> {
    let found =
        Entity::find().filter(Column::MerchantId.eq(merchant)).filter(Column::PrimaryOf.eq(member));
    Ok(found.one(db).await?)
}

/// All of a member's cards, the oldest first.
pub async fn of_member(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    member: MemberId,
) -> Result<Vec<Model>> {
    let found = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MemberId.eq(member))
        .order_by_asc(Column::Id);
    Ok(found.all(db).await?)
}
