//! How somebody comes to be of the staff.
use entity::{
    ids::{MerchantId, OperatorId, RoleId},
    operator, role,
    role::System,
};

use super::{
    Scope,
    rights::{at_first, system_name},
    rows,
};
use crate::{app::Tx, error::Result, world::World};

/// Somebody new.
#[derive(Clone, Debug)]
pub struct Hire {
    pub merchant: MerchantId,
    pub login: String,
    pub name: String,
    /// 工号
    pub number: String,
    /// PHC string; empty until they choose one.
    pub password_hash: String,
    pub role: RoleId,
    pub scope: Scope,
}

pub async fn hire(tx: &Tx, world: &World, new: Hire) -> Result<OperatorId> {
    let row = operator::Model {
        id: world.id(),
        merchant_id: new.merchant,
        login: new.login,
        name: new.name,
        number: new.number,
        password_hash: new.password_hash,
        role_id: new.role,
        everywhere: new.scope.is_chain(),
        disabled_at: None,
        created_at: world.now(),
    };
    let id = row.id;
    rows::insert(tx, row, new.scope.stores().unwrap_or_default()).await?;
    Ok(id)
}

/// The roles that every merchant has from the start.
pub async fn make_roles(tx: &Tx, world: &World, merchant: MerchantId) -> Result<()> {
    for system in [System::Owner, System::Manager, System::Clerk] {
        let row = role::Model {
            id: world.id(),
            merchant_id: merchant,
            system: Some(system),
            name: system_name(system).to_owned(),
            rights: at_first(system).to_json(),
            created_at: world.now(),
            deleted_at: None,
        };
        rows::insert_role(tx, row).await?;
    }
    Ok(())
}
