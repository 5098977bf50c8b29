//! Rows of the log.
use entity::{
    audit::{Column, Entity, Model},
    ids::{AuditId, MerchantId},
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{app::Tx, error::Result};

pub async fn insert(tx: &Tx, line: Model) -> Result<()> {
    Entity::insert(line.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// The newest lines before `before`.
pub async fn page(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    before: Option<AuditId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut lines = Entity::find().filter(Column::MerchantId.eq(merchant));
    if let Some(before) = before {
        lines = lines.filter(Column::Id.lt(before));
    }
    Ok(lines.order_by_desc(Column::Id).limit(limit).all(db).await?)
}
