//! Rows of cards.
use entity::{
    card::{ActiveModel, Column, Entity, Model},
    ids::{CardId, MemberId, MerchantId},
    retired_number,
    values::Timestamp,
};
use sea_orm::{ActiveValue::Set, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use super::CardRefusal;
use crate::{
    app::Tx,
    error::{Result, exactly_one},
};

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

pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    card: CardId,
) -> Result<Option<Model>> {
    let found = Entity::find_by_id(card).filter(Column::MerchantId.eq(merchant));
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

/// All cards of these members.
pub async fn of_members(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    members: &[MemberId],
) -> Result<Vec<Model>> {
    let found = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MemberId.is_in(members.iter().copied()));
    Ok(found.all(db).await?)
}

/// Write another system's number of a card, or none.
pub async fn link(tx: &Tx, card: &Model, linked_number: Option<String>) -> Result<()> {
    write(tx, card, ActiveModel { linked_number: Set(linked_number), ..Default::default() }).await
}

/// Hold the card until the transaction ends: whoever moves its balances waits here, too.
pub async fn lock(tx: &Tx, merchant: MerchantId, card: CardId) -> Result<Model> {
    Ok(to_hold(merchant, card).one(tx).await?.ok_or(CardRefusal::NoSuchCard)?)
}

fn to_hold(merchant: MerchantId, card: CardId) -> Select<Entity> {
    Entity::find_by_id(card).filter(Column::MerchantId.eq(merchant)).lock_exclusive()
}

/// All cards of these members, held from the lowest id up, as everybody holds cards. One at a time:
/// a statement that found several would hold them in the order of its index.
pub async fn lock_all(tx: &Tx, merchant: MerchantId, members: &[MemberId]) -> Result<Vec<Model>> {
    let ids: Vec<CardId> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MemberId.is_in(members.iter().copied()))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    let mut held = vec![];
    for id in ids {
        let card = lock(tx, merchant, id).await?;
        if members.contains(&card.member_id) {
            held.push(card);
        }
    }
    Ok(held)
}

/// Write whose a card that is held is, whether it is their first, and what they call it.
pub async fn own(tx: &Tx, card: &Model) -> Result<()> {
    let row = ActiveModel {
        member_id: Set(card.member_id),
        primary_of: Set(card.primary_of),
        name: Set(card.name.clone()),
        ..Default::default()
    };
    write(tx, card, row).await
}

/// Write what can change of a card that is held.
pub async fn set(tx: &Tx, card: &Model) -> Result<()> {
    let row = ActiveModel {
        number: Set(card.number.clone()),
        sequence: Set(card.sequence),
        status: Set(card.status),
        ..Default::default()
    };
    write(tx, card, row).await
}

async fn write(tx: &Tx, card: &Model, row: ActiveModel) -> Result<()> {
    let done = Entity::update_many()
        .set(row)
        .filter(Column::MerchantId.eq(card.merchant_id))
        .filter(Column::Id.eq(card.id))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// Its present number will be void.
pub async fn retire(tx: &Tx, card: &Model, now: Timestamp) -> Result<()> {
    let row = retired_number::Model {
        merchant_id: card.merchant_id,
        number: card.number.clone(),
        card_id: card.id,
        retired_at: now,
    };
    let row = row.into_active_model();
    retired_number::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Whether this was a card's number before the card was reissued.
pub async fn was_retired(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    number: &str,
) -> Result<bool> {
    let found = retired_number::Entity::find_by_id((merchant, number.to_owned())).one(db).await?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use sea_orm::{DbBackend, QueryTrait};
    use ulid::Ulid;

    use super::*;

    /// one-api asked its ORM for a lock, which dropped it silently.
    #[test]
    fn the_lock_of_a_card_reaches_the_database_p41() {
        let (merchant, card) = (Ulid::from(1).into(), Ulid::from(2).into());
        for engine in [DbBackend::Postgres, DbBackend::MySql] {
            let said = to_hold(merchant, card).build(engine).to_string();
            assert!(said.ends_with(" FOR UPDATE"), "{said}");
        }
    }
}
