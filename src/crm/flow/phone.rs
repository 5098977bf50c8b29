//! 改手机: the staff mend a member's phone (PRF-04, B11).
use std::sync::Arc;

use entity::{ids::MemberId, values::Phone};
use serde_json::json;

use super::{
    super::rules::{self, CrmRefusal},
    By,
};
use crate::{
    app::Tx, centre, error::Result, member as members, merchant, seal::Keys, world::World,
};

#[derive(Clone)]
pub struct Mend {
    pub by: By,
    pub member: MemberId,
    /// Which they read.
    pub version: i32,
    pub keys: Arc<Keys>,
    pub phone: Phone,
    /// As [`typed::reason`](crate::typed::reason) has it.
    pub reason: String,
}

/// The log says both numbers masked, and why.
pub async fn mend(tx: &Tx, world: &World, ask: Mend) -> Result<MemberId> {
    let Mend { by, member, version, keys, phone, reason } = ask;
    let merchant = by.merchant;
    // First, as everybody holds it who registers or sets what phones may be.
    merchant::hold(tx, merchant).await?;
    let before = by.hold(tx, member).await?;
    if before.version != version {
        return Err(CrmRefusal::ChangedMeanwhile.into());
    }
    let was = json!({ "phone": members::phone(&keys, &before)?.reveal() });
    let is = json!({ "phone": phone.reveal() });
    centre::mend_phone(tx, world, centre::Mend { merchant, member, keys, phone }).await?;
    let mut detail = rules::logged(was, is);
    detail["reason"] = reason.into();
    by.tell(tx, world, "member.phone_mend", &member, detail).await?;
    Ok(member)
}
