//! Those who leave, and WeChat accounts that were closed.
use anyhow::Context;
use entity::{
    identity,
    ids::{IdentityId, MemberId, MerchantId},
};

use super::{super::rows, Seen, new_number, saw};
use crate::{app::Tx, error::Result, world::World};

/// Forget who a member was: nothing that names them or leads to them stays in their row, and WeChat's
/// names for them are gone. What comes back are the identities that were, whose sessions have to end.
pub async fn leave(
    tx: &Tx,
    world: &World,
    (merchant, member): (MerchantId, MemberId),
) -> Result<Vec<identity::Model>> {
    rows::lock(tx, merchant, member).await?.context("no such member")?;
    let known = rows::identities(tx, merchant, member).await?;
    rows::gone::delete_identities(tx, merchant, member).await?;
    rows::picture::delete(tx, merchant, member).await?;
    rows::tag::forget(tx, merchant, member).await?;
    rows::note::forget(tx, merchant, member).await?;
    rows::change::delete_of(tx, merchant, member).await?;
    let left = rows::gone::Left {
        number: new_number(world),
        phone_index: world.bytes::<32>().to_vec(),
        at: world.now(),
    };
    rows::change::set(tx, merchant, member, rows::gone::left(left)).await?;
    Ok(known)
}

/// Their WeChat account was closed: it is nobody's, and stays so. The member is still reached by
/// phone, and may bind another.
pub async fn close_identity(tx: &Tx, world: &World, seen: Seen) -> Result<IdentityId> {
    let merchant = seen.merchant;
    let identity = saw(tx, world, seen).await?;
    rows::set_identity(tx, merchant, identity.id, rows::gone::closed(world.now())).await?;
    if let (Some(member), Some(unionid)) = (identity.member_id, &identity.unionid) {
        let others = rows::identities(tx, merchant, member).await?;
        if !others.iter().any(|other| other.unionid.as_ref() == Some(unionid)) {
            rows::gone::forget_unionid(tx, merchant, member).await?;
        }
    }
    Ok(identity.id)
}
