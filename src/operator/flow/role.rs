//! Roles: made, changed, deleted.
use entity::{
    ids::{MerchantId, OperatorId, RoleId},
    role::{Model, System},
};
use serde_json::json;

use super::{
    super::{OperatorRefusal, Right, Rights, Staff, rows, rules},
    near_key,
};
use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    error::Result,
    gone::Back,
    world::World,
};

/// What a role is called and allows.
#[derive(Clone)]
pub struct RoleDraft {
    pub name: String,
    pub rights: Vec<Right>,
}

pub async fn add(tx: &Tx, world: &World, (by, draft): (Staff, RoleDraft)) -> Result<Model> {
    let merchant = by.operator.merchant_id;
    let (name, rights) = checked(tx, &by, draft, None).await?;
    rules::may_make_checker(&by, &rights)?;
    let role = Model {
        id: world.id(),
        merchant_id: merchant,
        system: None,
        name,
        rights: rights.to_json(),
        created_at: world.now(),
        deleted_at: None,
    };
    rows::insert_role(tx, role.clone()).await?;
    let detail = json!({ "after": { "name": role.name, "rights": rights.list() } });
    tell(tx, world, (merchant, &by, "role.create", role.id), detail).await?;
    Ok(role)
}

/// From now on, for everybody who has it. Whoever changes a role has what it has and will have.
pub async fn change(
    tx: &Tx,
    world: &World,
    (by, id, draft): (Staff, RoleId, RoleDraft),
) -> Result<Vec<OperatorId>> {
    let merchant = by.operator.merchant_id;
    let role = rows::lock_role(tx, merchant, id).await?;
    if role.system == Some(System::Owner) {
        return Err(OperatorRefusal::RoleSystem.into());
    }
    let had = Rights::of(&role);
    rules::may_give(&by, &had, &by.scope)?;
    let (name, rights) = checked(tx, &by, draft, Some(id)).await?;
    if !had.has(Right::Approve) {
        rules::may_make_checker(&by, &rights)?;
    }
    let before = json!({ "name": role.name, "rights": had.list() });
    let after = json!({ "name": name, "rights": rights.list() });
    rows::change_role(tx, id, name, rights.to_json()).await?;
    let detail = audit::changed(before, after);
    tell(tx, world, (merchant, &by, "role.change", id), detail).await?;
    rows::with_role(tx, id).await
}

pub async fn delete(tx: &Tx, world: &World, (by, id): (Staff, RoleId)) -> Result<()> {
    let merchant = by.operator.merchant_id;
    let role = rows::lock_role(tx, merchant, id).await?;
    if role.system.is_some() {
        return Err(OperatorRefusal::RoleSystem.into());
    }
    rules::may_give(&by, &Rights::of(&role), &by.scope)?;
    if !rows::with_role(tx, id).await?.is_empty() {
        return Err(OperatorRefusal::RoleInUse.into());
    }
    rows::delete_role(tx, id, world.now()).await?;
    let detail = json!({ "before": { "name": role.name, "rights": Rights::of(&role).list() } });
    tell(tx, world, (merchant, &by, "role.delete", id), detail).await
}

/// One that was deleted is back, unless another has its name by now. Nobody has it.
pub async fn restore(tx: &Tx, world: &World, back: Back<RoleId>) -> Result<()> {
    let Back { merchant, operator, id } = back;
    let role = rows::lock_deleted_role(tx, merchant, id).await?;
    let others: Vec<String> =
        rows::roles(tx, merchant).await?.into_iter().map(|role| role.name).collect();
    rules::role_name(&role.name, &others)?;
    rows::bring_back_role(tx, id).await?;
    let detail = json!({ "after": { "name": role.name, "rights": Rights::of(&role).list() } });
    let (actor, action) = (operator.to_string(), "role.restore");
    audit::write(tx, world, Deed { merchant, actor, action, subject: &id, detail }).await
}

async fn checked(
    tx: &Tx,
    by: &Staff,
    draft: RoleDraft,
    of: Option<RoleId>,
) -> Result<(String, Rights)> {
    let roles = rows::roles(tx, by.operator.merchant_id).await?;
    let others = roles.into_iter().filter(|role| Some(role.id) != of).map(|role| role.name);
    let name = rules::role_name(&draft.name, &others.collect::<Vec<_>>())?;
    let rights: Rights = draft.rights.into_iter().collect();
    rules::may_give(by, &rights, &by.scope)?;
    Ok((name, rights))
}

async fn tell(
    tx: &Tx,
    world: &World,
    (merchant, by, action, role): (MerchantId, &Staff, &'static str, RoleId),
    detail: serde_json::Value,
) -> Result<()> {
    let actor = by.operator.id.to_string();
    audit::write(tx, world, Deed { merchant, actor, action, subject: &role, detail }).await
}

/// What these may is not what was remembered of them.
pub async fn forget(app: &App, staff: &[OperatorId]) {
    for id in staff {
        app.near.forget(&near_key(*id)).await;
    }
}
