//! Rows of coupons whose member becomes another.
use entity::{
    coupon::{Column, Entity},
    ids::{CouponTemplateId, MemberId, MerchantId},
};
use sea_orm::{ExprTrait, QuerySelect, entity::prelude::*, sea_query::CaseStatement};

use crate::{app::Tx, error::Result};

/// Of which templates a member has coupons.
pub async fn templates(
    tx: &Tx,
    merchant: MerchantId,
    member: MemberId,
) -> Result<Vec<CouponTemplateId>> {
    let theirs = Entity::find()
        .select_only()
        .column(Column::TemplateId)
        .distinct()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MemberId.eq(member));
    Ok(theirs.into_tuple().all(tx).await?)
}

/// The number of the last coupon that a member has of each of these, where they have one.
pub async fn highest(
    tx: &Tx,
    merchant: MerchantId,
    member: MemberId,
    templates: &[CouponTemplateId],
) -> Result<Vec<(CouponTemplateId, i32)>> {
    let highest = Entity::find()
        .select_only()
        .column(Column::TemplateId)
        .column_as(Column::Nth.max(), "nth")
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MemberId.eq(member))
        .filter(Column::TemplateId.is_in(templates.iter().copied()))
        .group_by(Column::TemplateId);
    Ok(highest.into_tuple().all(tx).await?)
}

/// One statement: each coupon is the other member's, counted after what they have.
pub async fn hand_over(
    tx: &Tx,
    merchant: MerchantId,
    (from, into): (MemberId, MemberId),
    highest: &[(CouponTemplateId, i32)],
) -> Result<u64> {
    let mut handed = Entity::update_many().col_expr(Column::MemberId, Expr::value(into));
    if !highest.is_empty() {
        let after = highest.iter().fold(CaseStatement::new(), |after, (template, nth)| {
            after.case(Expr::col(Column::TemplateId).eq(*template), *nth)
        });
        let after: Expr = after.finally(0).into();
        handed = handed.col_expr(Column::Nth, Expr::col(Column::Nth).add(after));
    }
    let handed = handed
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MemberId.eq(from))
        .exec(tx)
        .await?;
    Ok(handed.rows_affected)
}
