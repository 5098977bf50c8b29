//! Whom a store's staff deal with.
use entity::ids::{MemberId, MerchantId};

use super::{MemberRefusal, rows};
use crate::{app::App, error::Result, operator::Scope};

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
