//! Rows of notes.
use entity::{
    ids::{MemberId, MerchantId, NoteId},
    member_note::{Column, Entity, Model},
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, Select, entity::prelude::*};

use crate::{app::Tx, error::Result};

fn about(merchant: MerchantId, member: MemberId) -> Select<Entity> {
    Entity::find().filter(Column::MerchantId.eq(merchant)).filter(Column::MemberId.eq(member))
}

/// The newest before `before`.
pub async fn page(
    db: &impl ConnectionTrait,
    (merchant, member): (MerchantId, MemberId),
    before: Option<NoteId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut notes = about(merchant, member);
    if let Some(before) = before {
        notes = notes.filter(Column::Id.lt(before));
    }
    Ok(notes.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

pub async fn find(
    db: &impl ConnectionTrait,
    (merchant, member): (MerchantId, MemberId),
    id: NoteId,
) -> Result<Option<Model>> {
    Ok(about(merchant, member).filter(Column::Id.eq(id)).one(db).await?)
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn delete(tx: &Tx, merchant: MerchantId, id: NoteId) -> Result<()> {
    Entity::delete_by_id(id).filter(Column::MerchantId.eq(merchant)).exec(tx).await?;
    Ok(())
}

/// Nothing is noted of them any more.
pub async fn forget(tx: &Tx, merchant: MerchantId, member: MemberId) -> Result<()> {
    Entity::delete_many()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MemberId.eq(member))
        .exec(tx)
        .await?;
    Ok(())
}

/// What was noted of the one is noted of the other.
pub async fn hand_over(
    tx: &Tx,
    merchant: MerchantId,
    (from, into): (MemberId, MemberId),
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::MemberId, Expr::value(into))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MemberId.eq(from))
        .exec(tx)
        .await?;
    Ok(())
}
