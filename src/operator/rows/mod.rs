//! Rows of staff.
mod invite;
mod page;
mod role;
mod two_factor;

use std::collections::BTreeMap;

use anyhow::Context;
use entity::{
    ids::{MerchantId, OperatorId, RoleId, StoreId},
    operator::{Column, Entity, Model},
    operator_store,
    role::System,
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

pub use invite::{delete_invite, find_invite, set_invite};
pub use page::{Shown, page, shown};
pub use role::{
    bring_back_role, change_role, delete_role, deleted_roles, insert_role, lock_deleted_role,
    lock_role, role, roles, staff_of_roles, system_role,
};
pub use two_factor::{
    begin, delete_two_factor, enrol, find_two_factor, honour, keep_recovery, recovery_left,
    use_recovery,
};

use super::{OperatorRefusal, Rights, Scope, Staff};
use crate::{
    app::Tx,
    engine::violates,
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
    let two_factor = two_factor::enrolled(db, operator.id).await?;
    let owner = role.system == Some(System::Owner);
    let rights = Rights::of(&role);
    Ok(Staff { operator, role: role.name, owner, two_factor, rights, scope })
}

async fn stores_of(db: &impl ConnectionTrait, id: OperatorId) -> Result<Vec<StoreId>> {
    let stores = operator_store::Entity::find()
        .select_only()
        .column(operator_store::Column::StoreId)
        .filter(operator_store::Column::OperatorId.eq(id))
        .order_by_asc(operator_store::Column::StoreId);
    Ok(stores.into_tuple().all(db).await?)
}

/// As [`find`], and nobody changes it until the transaction ends.
pub async fn lock(tx: &Tx, merchant: MerchantId, id: OperatorId) -> Result<Model> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant));
    Ok(found.lock_exclusive().one(tx).await?.ok_or(OperatorRefusal::NoSuchStaff)?)
}

/// What somebody is called who works here.
pub async fn name_of_working(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: OperatorId,
) -> Result<Option<String>> {
    let found = find(db, merchant, id).await?;
    Ok(found.filter(|found| found.disabled_at.is_none()).map(|found| found.name))
}

/// What somebody is called, also if they left.
pub async fn name_of(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: OperatorId,
) -> Result<Option<String>> {
    Ok(find(db, merchant, id).await?.map(|found| found.name))
}

/// Somebody who works here, as they are now.
pub async fn at_work(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: OperatorId,
) -> Result<Option<Staff>> {
    let found = find(db, merchant, id).await?.filter(|found| found.disabled_at.is_none());
    match found {
        Some(found) => staff(db, found).await.map(Some),
        None => Ok(None),
    }
}

/// Whoever works in a shop of theirs, and they themselves; none for everybody (ADM-02).
pub async fn within(db: &impl ConnectionTrait, by: &Staff) -> Result<Option<Vec<OperatorId>>> {
    let Some(stores) = by.scope.stores() else { return Ok(None) };
    let here = operator_store::Entity::find()
        .select_only()
        .column(operator_store::Column::OperatorId)
        .filter(operator_store::Column::StoreId.is_in(stores.iter().copied()));
    let mut staff: Vec<OperatorId> = here.distinct().into_tuple().all(db).await?;
    staff.push(by.operator.id);
    Ok(Some(staff))
}

/// The owners who work here, and nobody else makes or unmakes one until the transaction ends.
pub async fn lock_owners(tx: &Tx, merchant: MerchantId) -> Result<Vec<OperatorId>> {
    let owner = system_role(tx, merchant, System::Owner).await?;
    let owners = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::RoleId.eq(owner))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    let working = |owner: &Model| owner.disabled_at.is_none() && !owner.password_hash.is_empty();
    Ok(owners.into_iter().filter(working).map(|owner| owner.id).collect())
}

pub async fn by_number(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    number: &str,
) -> Result<Option<Model>> {
    let found = Entity::find().filter(Column::MerchantId.eq(merchant));
    Ok(found.filter(Column::Number.eq(number)).one(db).await?)
}

fn taken(fault: DbErr) -> crate::error::Error {
    if violates(&fault, "operator_number") || violates(&fault, "operator.number") {
        OperatorRefusal::NumberTaken.into()
    } else if violates(&fault, "login") {
        OperatorRefusal::LoginTaken.into()
    } else {
        fault.into()
    }
}

pub async fn insert(tx: &Tx, row: Model, stores: &[StoreId]) -> Result<()> {
    let id = row.id;
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await.map_err(taken)?;
    place(tx, id, stores).await
}

/// What is written of somebody, and where they work from now on.
pub async fn write(tx: &Tx, row: Model, stores: &[StoreId]) -> Result<()> {
    let id = row.id;
    Entity::update_many()
        .col_expr(Column::Name, Expr::value(row.name))
        .col_expr(Column::Number, Expr::value(row.number))
        .col_expr(Column::RoleId, Expr::value(row.role_id.0))
        .col_expr(Column::Everywhere, Expr::value(row.everywhere))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await
        .map_err(taken)?;
    let places = operator_store::Entity::delete_many();
    places.filter(operator_store::Column::OperatorId.eq(id)).exec(tx).await?;
    place(tx, id, stores).await
}

async fn place(tx: &Tx, id: OperatorId, stores: &[StoreId]) -> Result<()> {
    let places = stores.iter().map(|store| {
        operator_store::Model { operator_id: id, store_id: *store }.into_active_model()
    });
    if !stores.is_empty() {
        operator_store::Entity::insert_many(places).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// They work here no more from now on, or again.
pub async fn set_disabled(tx: &Tx, id: OperatorId, since: Option<Timestamp>) -> Result<()> {
    let since = since.map(|since| since.0);
    let change = Entity::update_many().col_expr(Column::DisabledAt, Expr::value(since));
    let done = change.filter(Column::Id.eq(id)).exec(tx).await?;
    Ok(exactly_one(done.rows_affected)?)
}

pub async fn set_password(tx: &Tx, id: OperatorId, hash: String) -> Result<()> {
    let change = Entity::update_many().col_expr(Column::PasswordHash, Expr::value(hash));
    let done = change.filter(Column::Id.eq(id)).exec(tx).await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// Whoever has this role.
pub async fn with_role(db: &impl ConnectionTrait, role: RoleId) -> Result<Vec<OperatorId>> {
    let staff = Entity::find().select_only().column(Column::Id);
    Ok(staff.filter(Column::RoleId.eq(role)).into_tuple().all(db).await?)
}
