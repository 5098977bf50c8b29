//! Rows of roles.
use anyhow::Context;
use entity::{
    ids::{MerchantId, RoleId},
    role::{Column, Entity, Model, System},
};
use sea_orm::{IntoActiveModel, entity::prelude::*};

use crate::{app::Tx, error::Result};

pub async fn role(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: RoleId,
) -> Result<Option<Model>> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// One of the house's own roles.
pub async fn system_role(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    which: System,
) -> Result<RoleId> {
    let found = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::System.eq(which))
        .one(db)
        .await?;
    Ok(found.context("a merchant has the house's own roles")?.id)
}

pub async fn insert_role(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}
