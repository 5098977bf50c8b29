//! Many members at once.
use entity::{
    ids::{MemberId, MerchantId},
    member::{Column, Entity, Model},
};
use sea_orm::{Condition, PaginatorTrait, entity::prelude::*};

use crate::error::Result;

/// Of these, those that there are.
pub async fn named(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    ids: Vec<MemberId>,
) -> Result<Vec<Model>> {
    let found =
        Entity::find().filter(Column::MerchantId.eq(merchant)).filter(Column::Id.is_in(ids));
    Ok(found.all(db).await?)
}

/// How many members were born on one of these days, `02-29`, of whichever year.
pub async fn born_on(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    days: Vec<String>,
) -> Result<u64> {
    let kept = days
        .iter()
        .fold(Condition::any(), |kept, day| kept.add(Column::Birthday.like(format!("%-{day}"))));
    let theirs = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(kept)
        .filter(Column::LeftAt.is_null())
        .filter(Column::MergedInto.is_null());
    Ok(theirs.count(db).await?)
}
