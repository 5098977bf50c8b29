//! Proofs as they were found, and whose books there are.
use entity::{
    ids::{MerchantId, ProofId},
    merchant,
    proof::{Column, Entity, Model},
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{app::Tx, engine::insert_if_absent, error::Result};

/// All merchants, or the one with this slug.
pub async fn merchants(
    db: &impl ConnectionTrait,
    slug: Option<&str>,
) -> Result<Vec<merchant::Model>> {
    let mut all = merchant::Entity::find();
    if let Some(slug) = slug {
        all = all.filter(merchant::Column::Slug.eq(slug));
    }
    Ok(all.order_by_asc(merchant::Column::Id).all(db).await?)
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Keep it unless one of this id is kept: of several nodes' nightly proofs, the first.
pub async fn insert_once(db: &impl ConnectionTrait, row: Model) -> Result<bool> {
    Ok(insert_if_absent(db, row.into_active_model().reset_all()).await?)
}

/// The newest first.
pub async fn history(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    limit: u64,
) -> Result<Vec<Model>> {
    let proofs = Entity::find().filter(Column::MerchantId.eq(merchant));
    let newest = proofs.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id);
    Ok(newest.limit(limit).all(db).await?)
}

/// Whether the proof of this id is there.
pub async fn is_kept(db: &impl ConnectionTrait, merchant: MerchantId, id: ProofId) -> Result<bool> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant));
    Ok(found.count(db).await? > 0)
}

pub async fn forget(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64> {
    let gone = Entity::delete_many().filter(Column::CreatedAt.lt(before)).exec(db).await?;
    Ok(gone.rows_affected)
}
