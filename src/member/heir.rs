//! Two members who turn out to be one.
use entity::{
    identity,
    ids::{MemberId, MerchantId},
    member::Model,
};

use super::rows;
use crate::{app::Tx, error::Result};

/// Who this member is now, which stays so until the transaction ends. Whoever gives something to a
/// member without holding one of their cards asks this first: they may have become another a moment
/// ago. Take it before any other lock, and never behind a card's: a merge holds members, then cards.
pub async fn heir(tx: &Tx, merchant: MerchantId, id: MemberId) -> Result<MemberId> {
    let mut now = id;
    while let Some(next) =
        rows::hold(tx, merchant, now).await?.and_then(|member| member.merged_into)
    {
        now = next;
    }
    Ok(now)
}

/// Two members, with what WeChat knows of them.
pub struct Pair {
    pub from: Model,
    pub into: Model,
    pub from_identities: Vec<identity::Model>,
    pub into_identities: Vec<identity::Model>,
}

/// Hold both, the lower id first, so that two who merge the same two the other way round queue.
pub async fn pair(
    tx: &Tx,
    merchant: MerchantId,
    (from, into): (MemberId, MemberId),
) -> Result<Option<Pair>> {
    let mut held = vec![];
    for id in [from.min(into), from.max(into)] {
        held.extend(rows::lock(tx, merchant, id).await?);
    }
    let one = |id| held.iter().find(|member| member.id == id).cloned();
    let (Some(from), Some(into)) = (one(from), one(into)) else { return Ok(None) };
    let from_identities = rows::identities(tx, merchant, from.id).await?;
    let into_identities = rows::identities(tx, merchant, into.id).await?;
    Ok(Some(Pair { from, into, from_identities, into_identities }))
}

/// From now on the one is the other: openids and unionid are theirs, the phone is free, and money
/// that waits goes on waiting (B11). A store is theirs as well, if they have none.
pub async fn hand_over(tx: &Tx, pair: &Pair) -> Result<()> {
    let Pair { from, into, .. } = pair;
    rows::hand_identities(tx, from, into.id).await?;
    rows::end(tx, from, into.id).await?;
    let unionid = into.unionid.clone().or_else(|| from.unionid.clone());
    let money_held_until = into.money_held_until.max(from.money_held_until);
    let store_id = into.store_id.or(from.store_id);
    rows::inherit(tx, &Model { unionid, money_held_until, store_id, ..into.clone() }).await
}
