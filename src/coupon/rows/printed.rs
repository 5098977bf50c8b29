//! Rows of coupons on paper.
use coupon_template::Column as Template;
use entity::{
    coupon_template,
    ids::{CouponId, MerchantId, PrintedCouponId},
    printed_coupon::{Column, Entity, Model},
    values::Timestamp,
};
use sea_orm::{ExprTrait, IntoActiveModel, entity::prelude::*};

use super::super::{Claim, flow::Print};
use crate::{app::Tx, error::Result};

/// So many fewer are left: true if there were as many (P19) and the offer has not closed.
pub async fn take_batch(tx: &Tx, ask: &Print, now: Timestamp) -> Result<bool> {
    let enough = Expr::col(Template::Claimed).add(ask.count).lte(Expr::col(Template::Total));
    let taken = coupon_template::Entity::update_many()
        .col_expr(Template::Claimed, Expr::col(Template::Claimed).add(ask.count))
        .filter(Template::MerchantId.eq(ask.merchant))
        .filter(Template::Id.eq(ask.template))
        .filter(Template::ClosesAt.gt(now))
        .filter(enough)
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

pub async fn insert_batch(tx: &Tx, batch: Vec<Model>) -> Result<()> {
    let rows = batch.into_iter().map(IntoActiveModel::into_active_model);
    Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn by_number(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    hash: &[u8],
) -> Result<Option<Model>> {
    let found = Entity::find().filter(Column::MerchantId.eq(merchant));
    Ok(found.filter(Column::NumberHash.eq(hash)).one(db).await?)
}

/// Lock the template as claims do, and say whether it is open: what is printed was taken from the
/// stock when it was.
pub async fn lock_open(tx: &Tx, ask: Claim, now: Timestamp) -> Result<bool> {
    let locked = coupon_template::Entity::update_many()
        .col_expr(Template::Claimed, Expr::col(Template::Claimed).add(0))
        .filter(Template::MerchantId.eq(ask.merchant))
        .filter(Template::Id.eq(ask.template))
        .filter(Template::OpensAt.lte(now))
        .filter(Template::ClosesAt.gt(now))
        .filter(Template::ValidUntil.gt(now))
        .exec(tx)
        .await?;
    Ok(locked.rows_affected == 1)
}

/// It becomes a member's: true if it was nobody's (P27).
pub async fn activate(
    tx: &Tx,
    merchant: MerchantId,
    id: PrintedCouponId,
    coupon: CouponId,
    now: Timestamp,
) -> Result<bool> {
    let taken = Entity::update_many()
        .col_expr(Column::CouponId, Expr::value(coupon))
        .col_expr(Column::ActivatedAt, Expr::value(now))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .filter(Column::CouponId.is_null())
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}
