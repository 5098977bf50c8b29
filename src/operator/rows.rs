//! Rows of staff.
use entity::{
    ids::{MerchantId, OperatorId},
    operator::{Column, Entity, Model},
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QueryOrder, entity::prelude::*};

use crate::{
    app::Tx,
    error::{Result, exactly_one},
};

/// All of a merchant's staff, those who left too.
pub async fn list(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Vec<Model>> {
    let staff = Entity::find().filter(Column::MerchantId.eq(merchant));
    Ok(staff.order_by_asc(Column::Id).all(db).await?)
}

pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: OperatorId,
) -> Result<Option<Model>> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// A login says whose merchant it is: it is unique among all.
pub async fn by_login(db: &impl ConnectionTrait, login: &str) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::Login.eq(login)).one(db).await?)
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn disable(tx: &Tx, merchant: MerchantId, id: OperatorId, now: Timestamp) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::DisabledAt, Expr::value(now.0))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .filter(Column::DisabledAt.is_null())
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}
