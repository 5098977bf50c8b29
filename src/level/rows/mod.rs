//! Rows of levels.
pub mod cards;
pub mod due;
pub mod sums;

use entity::{
    category, coupon_template,
    ids::{CategoryId, CouponTemplateId, LevelId, MerchantId},
    level::{self, Column, Entity, Model},
    program,
};
use sea_orm::{ActiveValue::Set, IntoActiveModel, QueryOrder, entity::prelude::*};

use super::{Ladder, LevelRefusal, Rung, Terms};
use crate::{
    app::Tx,
    error::{Result, exactly_one},
};

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
        None => (super::Program::default(), 0, Ladder::EVER),
    };
    let rungs = list(db, merchant).await?.into_iter().map(rung).collect::<Result<Vec<_>>>()?;
    Ok(Ladder::new(program, rungs))
}

/// A level with its rules read.
pub fn rung(level: Model) -> Result<Rung> {
    let terms: Terms = level.terms.as_deref().map_or(Ok(Terms::default()), serde_json::from_str)?;
    Ok(Rung { level, terms })
}

/// Change a level's definition; of two who do, the last one's stays.
pub async fn redefine(tx: &Tx, before: &Model, after: Model) -> Result<()> {
    let row = level::ActiveModel {
        name: Set(after.name),
        rank: Set(after.rank),
        description: Set(after.description),
        benefits: Set(after.benefits),
        terms: Set(after.terms),
        ..Default::default()
    };
    let same = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(before.id))
        .filter(Column::MerchantId.eq(before.merchant_id));
    Ok(exactly_one(same.exec(tx).await?.rows_affected)?)
}

/// How many of these are the merchant's own.
pub async fn known(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    (categories, templates): (Vec<CategoryId>, Vec<CouponTemplateId>),
) -> Result<(u64, u64)> {
    let categories = category::Entity::find()
        .filter(category::Column::MerchantId.eq(merchant))
        .filter(category::Column::Id.is_in(categories));
    let templates = coupon_template::Entity::find()
        .filter(coupon_template::Column::MerchantId.eq(merchant))
        .filter(coupon_template::Column::Id.is_in(templates));
    Ok((categories.count(db).await?, templates.count(db).await?))
}
