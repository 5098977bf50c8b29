//! Members who turned out to be another.
use entity::{
    ids::{MemberId, MerchantId},
    member::{Column, Entity, Model},
};
use sea_orm::entity::prelude::*;

use crate::error::Result;

/// A member, and all who turned out to be them.
pub async fn of(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: MemberId,
) -> Result<Vec<Model>> {
    let mut all: Vec<Model> = super::find(db, merchant, id).await?.into_iter().collect();
    let mut at = 0;
    while let Some(one) = all.get(at) {
        let before = Entity::find()
            .filter(Column::MerchantId.eq(merchant))
            .filter(Column::MergedInto.eq(one.id));
        all.extend(before.all(db).await?);
        at += 1;
    }
    Ok(all)
}
