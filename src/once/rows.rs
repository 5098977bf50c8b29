//! Rows of requests that were done.
use entity::{
    idempotency::{ActiveModel, Column, Entity, Model},
    ids::MerchantId,
    values::Timestamp,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use super::Key;
use crate::{
    app::Tx,
    engine::insert_if_absent,
    error::{Result, exactly_one},
};

/// True for whoever comes first.
pub async fn claim(tx: &Tx, merchant: MerchantId, key: &Key, now: Timestamp) -> Result<bool> {
    let row = ActiveModel {
        merchant_id: Set(merchant),
        key: Set(key.text.clone()),
        request: Set(key.request.clone()),
        answer: Set(None),
        created_at: Set(now),
    };
    Ok(insert_if_absent(tx, row).await?)
}

pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    key: &str,
) -> Result<Option<Model>> {
    Ok(Entity::find_by_id((merchant, key.to_owned())).one(db).await?)
}

/// Put the answer beside its key.
pub async fn keep(tx: &Tx, merchant: MerchantId, key: &str, answer: String) -> Result<()> {
    let kept = Entity::update_many()
        .col_expr(Column::Answer, Expr::value(answer))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Key.eq(key))
        .exec(tx)
        .await?;
    Ok(exactly_one(kept.rows_affected)?)
}

/// Answers from before this are asked for no more.
pub async fn forget(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64> {
    let gone = Entity::delete_many().filter(Column::CreatedAt.lt(before)).exec(db).await?;
    Ok(gone.rows_affected)
}
