//! The smallest thing worth counting: a coupon template of which so many may be taken. Tests of
//! the ground take from it, because no room of the house is theirs.
use entity::{
    coupon_template::{Column, Entity, Kind, Model},
    ids::{CouponTemplateId, MerchantId},
    values::{Fen, Timestamp},
};
use kabao::{
    app::{App, Tx},
    error::{Result, exactly_one},
    world::World,
};
use sea_orm::{ExprTrait, IntoActiveModel, entity::prelude::*};

/// A new stock of `total`, none of it taken.
pub async fn stock(app: &App, merchant: MerchantId, total: i32) -> CouponTemplateId {
    let row = Model {
        id: app.world.id(),
        merchant_id: merchant,
        store_id: None,
        kind: Kind::Cash,
        title: "满100减20 🎁".to_owned(),
        worth: 2000,
        threshold: Fen(10_000),
        total,
        claimed: 0,
        per_member: total,
        opens_at: Timestamp(0),
        closes_at: Timestamp(i64::MAX),
        closes_was: None,
        valid_until: Timestamp(i64::MAX),
        listed: true,
        terms: None,
        created_at: app.world.now(),
    };
    let id = row.id;
    Entity::insert(row.into_active_model()).exec_without_returning(&app.db).await.unwrap();
    id
}

/// Take one, if one is left; otherwise `raced`.
pub async fn take_one(tx: &Tx, _: &World, stock: CouponTemplateId) -> Result<()> {
    let taken = Entity::update_many()
        .col_expr(Column::Claimed, Expr::col(Column::Claimed).add(1))
        .filter(Column::Id.eq(stock))
        .filter(Expr::col(Column::Claimed).lt(Expr::col(Column::Total)))
        .exec(tx)
        .await?;
    Ok(exactly_one(taken.rows_affected)?)
}

/// How many were taken.
pub async fn taken(db: &impl ConnectionTrait, stock: CouponTemplateId) -> i32 {
    Entity::find_by_id(stock).one(db).await.unwrap().unwrap().claimed
}

/// From now on there are `total`.
pub async fn refill(app: &App, stock: CouponTemplateId, total: i32) {
    let refill = Entity::update_many().col_expr(Column::Total, Expr::value(total));
    refill.filter(Column::Id.eq(stock)).exec(&app.db).await.unwrap();
}
