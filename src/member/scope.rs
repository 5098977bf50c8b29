//! Whom a store's staff deal with.
use std::collections::BTreeSet;

use entity::ids::{MemberId, MerchantId, StoreId};

use super::{MemberRefusal, rows};
use crate::{
    app::{App, Tx},
    error::Result,
    operator::Scope,
};

/// The shops whose members these are.
pub async fn stores(
    tx: &Tx,
    merchant: MerchantId,
    ids: Vec<MemberId>,
) -> Result<BTreeSet<StoreId>> {
    let known = rows::many::named(tx, merchant, ids).await?;
    Ok(known.into_iter().filter_map(|member| member.store_id).collect())
}

/// All of these are members of stores that this scope covers, or of none (ADM-02).
pub async fn within(
    app: &App,
    merchant: MerchantId,
    ids: &[MemberId],
    scope: &Scope,
) -> Result<()> {
    if scope.is_chain() {
        return Ok(());
    }
    let known = rows::many::named(&app.db, merchant, ids.to_vec()).await?;
    let theirs = |id: &MemberId| {
        known.iter().any(|member| member.id == *id && scope.covers(member.store_id))
    };
    match ids.iter().all(theirs) {
        true => Ok(()),
        false => Err(MemberRefusal::NoSuchMember.into()),
    }
}
