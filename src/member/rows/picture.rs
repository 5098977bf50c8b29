//! Rows of pictures that members chose.
use entity::{
    avatar::{Column, Entity, Model},
    ids::{MemberId, MerchantId},
};
use sea_orm::{IntoActiveModel, entity::prelude::*};

use crate::{app::Tx, error::Result};

pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    member: MemberId,
) -> Result<Option<Model>> {
    let found = Entity::find_by_id(member).filter(Column::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// The member is held, so that nobody else puts one there meanwhile.
pub async fn replace(tx: &Tx, row: Model) -> Result<()> {
    delete(tx, row.merchant_id, row.member_id).await?;
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn delete(tx: &Tx, merchant: MerchantId, member: MemberId) -> Result<()> {
    let theirs = Entity::delete_by_id(member).filter(Column::MerchantId.eq(merchant));
    theirs.exec(tx).await?;
    Ok(())
}
