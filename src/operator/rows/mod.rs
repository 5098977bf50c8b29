//! Rows of staff.
mod role;

use std::collections::BTreeMap;

use anyhow::Context;
use entity::{
    ids::{MerchantId, OperatorId, StoreId},
    operator::{Column, Entity, Model},
    operator_store,
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

pub use role::{insert_role, role, system_role};

use super::{Rights, Scope, Staff};
use crate::{
    app::Tx,
    error::{Result, exactly_one},
};

/// All of a merchant's staff, those who left too.
pub async fn list(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Vec<Model>> {
    let staff = Entity::find().filter(Column::MerchantId.eq(merchant));
    Ok(staff.order_by_asc(Column::Id).all(db).await?)
}

/// What all of a merchant's staff are called.
pub async fn names(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
) -> Result<BTreeMap<OperatorId, String>> {
    let staff = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Name)
        .filter(Column::MerchantId.eq(merchant));
    let names: Vec<(OperatorId, String)> = staff.into_tuple().all(db).await?;
    Ok(names.into_iter().collect())
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

/// Somebody of the staff with what they may do and where.
pub async fn staff(db: &impl ConnectionTrait, operator: Model) -> Result<Staff> {
    let role = role(db, operator.merchant_id, operator.role_id).await?;
    let role = role.context("an operator without a role")?;
    let scope = match operator.everywhere {
        true => Scope::Chain,
        false => Scope::Stores(stores_of(db, operator.id).await?),
    };
    Ok(Staff { operator, rights: Rights::of(&role), role: role.name, scope })
}

async fn stores_of(db: &impl ConnectionTrait, id: OperatorId) -> Result<Vec<StoreId>> {
    let stores = operator_store::Entity::find()
        .select_only()
        .column(operator_store::Column::StoreId)
        .filter(operator_store::Column::OperatorId.eq(id))
        .order_by_asc(operator_store::Column::StoreId);
    Ok(stores.into_tuple().all(db).await?)
}

pub async fn insert(tx: &Tx, row: Model, stores: &[StoreId]) -> Result<()> {
    let id = row.id;
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    let places = stores.iter().map(|store| {
        operator_store::Model { operator_id: id, store_id: *store }.into_active_model()
    });
    if !stores.is_empty() {
        operator_store::Entity::insert_many(places).exec_without_returning(tx).await?;
    }
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
