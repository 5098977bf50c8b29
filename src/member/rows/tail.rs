//! Phones whose last four digits nobody can be found by yet: those of members from before there was
//! an index of them, and those that changed where no key was at hand.
use entity::{
    ids::{MemberId, MerchantId},
    member::{Column, Entity, Model},
};
use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*, sea_query::CaseStatement};

use crate::{app::Tx, error::Result};

/// So many of them above this id, held from the lowest up.
pub async fn lock_missing(
    tx: &Tx,
    merchant: MerchantId,
    after: Option<MemberId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut found = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::PhoneTail.is_null())
        .order_by_asc(Column::Id)
        .limit(limit);
    if let Some(after) = after {
        found = found.filter(Column::Id.gt(after));
    }
    Ok(found.lock_exclusive().all(tx).await?)
}

/// Write them all in one statement.
pub async fn fill(tx: &Tx, merchant: MerchantId, tails: Vec<(MemberId, Vec<u8>)>) -> Result<u64> {
    let ids: Vec<_> = tails.iter().map(|(id, _)| *id).collect();
    let tail = tails.into_iter().fold(CaseStatement::new(), |all, (id, tail)| {
        all.case(Column::Id.eq(id), Expr::value(tail))
    });
    let done = Entity::update_many()
        .col_expr(Column::PhoneTail, tail.into())
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}
