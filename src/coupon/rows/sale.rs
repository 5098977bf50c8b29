//! Rows of coupons that sales count on. Each write names the state it expects, and whoever finds
//! another has lost.
use coupon::Column as Coupon;
use coupon_template::Column as Template;
use entity::{
    coupon::{self, State},
    coupon_template,
    ids::{CouponId, MerchantId, SaleId, StoreId},
    values::Timestamp,
};
use sea_orm::{
    ExprTrait, QuerySelect, QueryTrait, UpdateMany, entity::prelude::*, sea_query::SimpleExpr,
};

use super::super::flow::{Redeem, Reserve};
use crate::{app::Tx, error::Result};

pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: CouponId,
) -> Result<Option<(coupon::Model, coupon_template::Model)>> {
    let Some(coupon) =
        coupon::Entity::find_by_id(id).filter(Coupon::MerchantId.eq(merchant)).one(db).await?
    else {
        return Ok(None);
    };
    let template = coupon_template::Entity::find_by_id(coupon.template_id)
        .filter(Template::MerchantId.eq(merchant))
        .one(db)
        .await?;
    Ok(template.map(|template| (coupon, template)))
}

pub async fn reserve(tx: &Tx, ask: Reserve, now: Timestamp) -> Result<bool> {
    let mine = Coupon::SaleId.eq(ask.sale).or(Coupon::ReservedUntil.lte(now));
    let free = Coupon::State.eq(State::Usable).or(Coupon::State.eq(State::Reserved).and(mine));
    let good_here = coupon_template::Entity::find()
        .select_only()
        .column(Template::Id)
        .filter(Template::MerchantId.eq(ask.merchant))
        .filter(Template::StoreId.is_null().or(Template::StoreId.eq(ask.store)));
    let taken = coupon::Entity::update_many()
        .col_expr(Coupon::State, Expr::value(State::Reserved))
        .col_expr(Coupon::SaleId, Expr::value(ask.sale))
        .col_expr(Coupon::SaleStoreId, Expr::value(ask.store))
        .col_expr(Coupon::ReservedUntil, Expr::value(ask.until))
        .filter(Coupon::MerchantId.eq(ask.merchant))
        .filter(Coupon::MemberId.eq(ask.member))
        .filter(Coupon::Id.eq(ask.coupon))
        .filter(Coupon::ValidUntil.gt(now))
        .filter(Coupon::TemplateId.in_subquery(good_here.into_query()))
        .filter(free)
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

pub async fn redeem(tx: &Tx, ask: Redeem, now: Timestamp) -> Result<bool> {
    let used = coupon::Entity::update_many()
        .col_expr(Coupon::State, Expr::value(State::Used))
        .col_expr(Coupon::UsedAt, Expr::value(now))
        .col_expr(Coupon::ReservedUntil, nothing())
        .filter(Coupon::MerchantId.eq(ask.merchant))
        .filter(Coupon::MemberId.eq(ask.member))
        .filter(Coupon::Id.eq(ask.coupon))
        .filter(Coupon::SaleId.eq(ask.sale))
        .filter(Coupon::State.eq(State::Reserved))
        .filter(Coupon::ValidUntil.gt(now))
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

pub async fn release(tx: &Tx, merchant: MerchantId, sale: SaleId) -> Result<()> {
    freed()
        .filter(Coupon::MerchantId.eq(merchant))
        .filter(Coupon::SaleId.eq(sale))
        .filter(Coupon::State.eq(State::Reserved))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn give_back(
    tx: &Tx,
    merchant: MerchantId,
    sale: SaleId,
    coupon: CouponId,
    now: Timestamp,
) -> Result<bool> {
    let back = freed()
        .filter(Coupon::MerchantId.eq(merchant))
        .filter(Coupon::Id.eq(coupon))
        .filter(Coupon::SaleId.eq(sale))
        .filter(Coupon::State.eq(State::Used))
        .filter(Coupon::ValidUntil.gt(now))
        .exec(tx)
        .await?;
    Ok(back.rows_affected == 1)
}

fn freed() -> UpdateMany<coupon::Entity> {
    coupon::Entity::update_many()
        .col_expr(Coupon::State, Expr::value(State::Usable))
        .col_expr(Coupon::SaleId, Expr::value(None::<SaleId>))
        .col_expr(Coupon::SaleStoreId, Expr::value(None::<StoreId>))
        .col_expr(Coupon::ReservedUntil, nothing())
        .col_expr(Coupon::UsedAt, nothing())
}

fn nothing() -> SimpleExpr {
    Expr::value(None::<Timestamp>)
}
