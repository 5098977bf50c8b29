//! Rows of roles.
use anyhow::Context;
use entity::{
    ids::{MerchantId, RoleId},
    operator,
    role::{Column, Entity, Model, System},
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use super::super::OperatorRefusal;
use crate::{
    app::Tx,
    error::{Result, exactly_one},
    gone::Gone,
};

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

/// All roles of a merchant, the house's own first.
pub async fn roles(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Vec<Model>> {
    let roles =
        Entity::find().filter(Column::MerchantId.eq(merchant)).filter(Column::DeletedAt.is_null());
    Ok(roles.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?)
}

/// How many have each role, those who were suspended too.
pub async fn staff_of_roles(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
) -> Result<Vec<(RoleId, i64)>> {
    let staff = operator::Entity::find()
        .select_only()
        .column(operator::Column::RoleId)
        .column_as(operator::Column::Id.count(), "staff")
        .filter(operator::Column::MerchantId.eq(merchant))
        .group_by(operator::Column::RoleId);
    Ok(staff.into_tuple().all(db).await?)
}

/// One that is there, and stays as it is until the transaction ends.
pub async fn lock_role(tx: &Tx, merchant: MerchantId, id: RoleId) -> Result<Model> {
    let found = Entity::find_by_id(id)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::DeletedAt.is_null());
    Ok(found.lock_exclusive().one(tx).await?.ok_or(OperatorRefusal::NoSuchRole)?)
}

pub async fn change_role(tx: &Tx, id: RoleId, name: String, rights: String) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::Name, Expr::value(name))
        .col_expr(Column::Rights, Expr::value(rights))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

pub async fn delete_role(tx: &Tx, id: RoleId, now: Timestamp) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::DeletedAt, Expr::value(now.0))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// Those that were deleted at `before` or earlier, the last first.
pub async fn deleted_roles(
    db: &impl ConnectionTrait,
    (merchant, before, limit): (MerchantId, Timestamp, u64),
) -> Result<Vec<Gone>> {
    let gone = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::DeletedAt.lte(before));
    let gone = gone.order_by_desc(Column::DeletedAt).order_by_desc(Column::Id).limit(limit);
    let told =
        |row: Model| Some(Gone { id: row.id.to_string(), name: row.name, at: row.deleted_at? });
    Ok(gone.all(db).await?.into_iter().filter_map(told).collect())
}

pub async fn lock_deleted_role(tx: &Tx, merchant: MerchantId, id: RoleId) -> Result<Model> {
    let found = Entity::find_by_id(id)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::DeletedAt.is_not_null());
    Ok(found.lock_exclusive().one(tx).await?.ok_or(OperatorRefusal::NoSuchRole)?)
}

pub async fn bring_back_role(tx: &Tx, id: RoleId) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::DeletedAt, Expr::value(None::<i64>))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}
