//! Rows of levels.
use entity::{
    ids::{LevelId, MerchantId},
    level::{Column, Entity, Model},
    program,
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QueryOrder, entity::prelude::*};

use super::{Ladder, LevelRefusal, Rung, Terms};
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

/// All of a merchant's levels, with their rules and with what moves cards between them.
pub async fn ladder(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Ladder> {
    let versions = program::Entity::find()
        .filter(program::Column::MerchantId.eq(merchant))
        .filter(program::Column::Kind.eq(program::Kind::Level));
    let last = versions.order_by_desc(program::Column::Version).one(db).await?;
    let program = match last {
        Some(row) => (serde_json::from_str(&row.terms)?, row.version, row.created_at),
        None => (super::Program::default(), 0, Timestamp(0)),
    };
    let rungs = list(db, merchant).await?.into_iter().map(rung).collect::<Result<Vec<_>>>()?;
    Ok(Ladder::new(program, rungs))
}

/// A level with its rules read.
pub fn rung(level: Model) -> Result<Rung> {
    let terms: Terms = level.terms.as_deref().map_or(Ok(Terms::default()), serde_json::from_str)?;
    Ok(Rung { level, terms })
}
