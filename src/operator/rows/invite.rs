//! Rows of invitations.
use entity::{
    ids::OperatorId,
    invite::{Column, Entity, Model},
};
use sea_orm::{IntoActiveModel, entity::prelude::*};

use crate::{app::Tx, error::Result};

/// A new one takes the place of the old.
pub async fn set_invite(tx: &Tx, row: Model) -> Result<()> {
    delete_invite(tx, row.operator_id).await?;
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find_invite(db: &impl ConnectionTrait, token_hash: &[u8]) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::TokenHash.eq(token_hash)).one(db).await?)
}

/// Whether there was one.
pub async fn delete_invite(tx: &Tx, operator: OperatorId) -> Result<bool> {
    let gone = Entity::delete_by_id(operator).exec(tx).await?;
    Ok(gone.rows_affected == 1)
}
