//! A whole phone, for whoever says why (G9).
use std::sync::Arc;

use entity::{ids::MemberId, values::Phone};
use serde_json::json;

use super::By;
use crate::{app::Tx, error::Result, member as members, seal::Keys, world::World};

#[derive(Clone)]
pub struct Look {
    pub by: By,
    pub member: MemberId,
    pub keys: Arc<Keys>,
    /// As [`typed::reason`](crate::typed::reason) has it.
    pub reason: String,
}

/// The line is written before the phone is said: in one transaction.
pub async fn look(tx: &Tx, world: &World, ask: Look) -> Result<Phone> {
    let Look { by, member, keys, reason } = ask;
    let held = by.hold(tx, member).await?;
    let phone = members::phone(&keys, &held)?;
    by.tell(tx, world, "member.phone", &member, json!({ "reason": reason })).await?;
    Ok(phone)
}

/// They looked more often than they may; told once an hour.
pub async fn looked_too_often(tx: &Tx, world: &World, (by, member): (By, MemberId)) -> Result<()> {
    by.tell(tx, world, "member.phone_refused", &member, json!({ "before": null, "after": null }))
        .await
}

/// They searched for more phones than they may; told once an hour, and not for which.
pub async fn searched_too_often(tx: &Tx, world: &World, by: By) -> Result<()> {
    let detail = json!({ "before": null, "after": null });
    by.tell(tx, world, "member.search_refused", &by.operator, detail).await
}
