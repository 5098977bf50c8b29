//! Rows of what members agreed to.
use entity::{
    consent::{Column, Entity, Model},
    ids::{MemberId, MerchantId},
};
use sea_orm::{IntoActiveModel, QueryOrder, entity::prelude::*};

use crate::{app::Tx, error::Result};

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// All of a member's, the newest first.
pub async fn of_member(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    member: MemberId,
) -> Result<Vec<Model>> {
    let found = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MemberId.eq(member))
        .order_by_desc(Column::GivenAt)
        .order_by_desc(Column::Id);
    Ok(found.all(db).await?)
}
