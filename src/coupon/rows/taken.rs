//! Rows of coupons that were gifts, and whose cause is undone.
use entity::{
    coupon::{Column, Entity, State},
    ids::{CouponId, MerchantId},
    values::Timestamp,
};
use sea_orm::{QuerySelect, entity::prelude::*};

use crate::{app::Tx, error::Result};

/// Which of these were used.
pub async fn used(tx: &Tx, merchant: MerchantId, ids: Vec<CouponId>) -> Result<Vec<CouponId>> {
    let used = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.is_in(ids))
        .filter(Column::State.eq(State::Used));
    Ok(used.into_tuple().all(tx).await?)
}

/// End those that are not used and still good, and say how many.
pub async fn end(tx: &Tx, merchant: MerchantId, ids: Vec<CouponId>, now: Timestamp) -> Result<u64> {
    let done = Entity::update_many()
        .col_expr(Column::ValidUntil, Expr::value(now.0))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.is_in(ids))
        .filter(Column::State.ne(State::Used))
        .filter(Column::ValidUntil.gt(now))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}
