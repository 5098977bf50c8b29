//! Rows of codes that paid.
use entity::{
    code_use::{Column, Entity, Model},
    ids::{CardId, MerchantId},
};
use sea_orm::{IntoActiveModel, entity::prelude::*};

use crate::{app::Tx, engine::insert_if_absent, error::Result};

/// True for whoever pays with it first.
pub async fn claim(tx: &Tx, row: Model) -> Result<bool> {
    Ok(insert_if_absent(tx, row.into_active_model().reset_all()).await?)
}

pub async fn find(
    tx: &Tx,
    merchant: MerchantId,
    card: CardId,
    window: i64,
) -> Result<Option<Model>> {
    let found = Entity::find_by_id((card, window)).filter(Column::MerchantId.eq(merchant));
    Ok(found.one(tx).await?)
}
