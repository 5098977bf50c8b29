//! Many members at once.
use entity::{
    ids::{MemberId, MerchantId},
    member::{Column, Entity, Model},
};
use sea_orm::{ExprTrait, entity::prelude::*};

use crate::error::Result;

/// Column that the database works out: `02-29`.
const BIRTH_DAY: &str = "birth_day";

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
    let theirs = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Expr::col(BIRTH_DAY).is_in(days))
        .filter(Column::LeftAt.is_null())
        .filter(Column::MergedInto.is_null());
    Ok(theirs.count(db).await?)
}
