//! Rows of views that are kept.
use entity::{
    ids::{MerchantId, OperatorId, SavedViewId},
    saved_view::{Column, Entity, Model},
};
use sea_orm::{Condition, IntoActiveModel, QueryOrder, Select, entity::prelude::*};

use crate::{app::Tx, error::Result};

/// Their own ones, and those that are shared.
fn seen_by(merchant: MerchantId, operator: OperatorId) -> Select<Entity> {
    let seen = Condition::any().add(Column::OperatorId.eq(operator)).add(Column::Shared.eq(true));
    Entity::find().filter(Column::MerchantId.eq(merchant)).filter(seen)
}

/// Of one list, the oldest first.
pub async fn list(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    operator: OperatorId,
    of: &str,
) -> Result<Vec<Model>> {
    let views = seen_by(merchant, operator).filter(Column::Of.eq(of));
    Ok(views.order_by_asc(Column::Id).all(db).await?)
}

pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    operator: OperatorId,
    id: SavedViewId,
) -> Result<Option<Model>> {
    Ok(seen_by(merchant, operator).filter(Column::Id.eq(id)).one(db).await?)
}

pub async fn count(tx: &Tx, merchant: MerchantId, operator: OperatorId) -> Result<u64> {
    let own = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::OperatorId.eq(operator));
    Ok(own.count(tx).await?)
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn delete(tx: &Tx, merchant: MerchantId, id: SavedViewId) -> Result<()> {
    Entity::delete_by_id(id).filter(Column::MerchantId.eq(merchant)).exec(tx).await?;
    Ok(())
}
