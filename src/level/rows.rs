//! Rows of levels.
use entity::{
    ids::{LevelId, MerchantId},
    level::{Column, Entity, Model},
};
use sea_orm::{IntoActiveModel, QueryOrder, entity::prelude::*};

use super::LevelRefusal;
use crate::{app::Tx, error::Result};

/// All of a merchant's levels, oldest first. A merchant has a handful.
pub async fn list(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Vec<Model>> {
    let levels = Entity::find().filter(Column::MerchantId.eq(merchant));
    Ok(levels.order_by_asc(Column::Id).all(db).await?)
}

pub async fn find(db: &impl ConnectionTrait, merchant: MerchantId, id: LevelId) -> Result<Model> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant)).one(db).await?;
    Ok(found.ok_or(LevelRefusal::NoSuchLevel)?)
}

pub async fn by_code(db: &impl ConnectionTrait, merchant: MerchantId, code: &str) -> Result<Model> {
    let found =
        Entity::find().filter(Column::MerchantId.eq(merchant)).filter(Column::Code.eq(code));
    Ok(found.one(db).await?.ok_or(LevelRefusal::NoSuchLevel)?)
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}
