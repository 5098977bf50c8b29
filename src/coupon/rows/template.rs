//! Rows of templates, as the back office sees them.
use coupon::Column as Coupon;
use coupon_template::{Column, Entity, Model};
use entity::{
    coupon::{self, State},
    coupon_template,
    ids::{CouponTemplateId, MerchantId},
    store,
    values::Timestamp,
};
use sea_orm::{
    ExprTrait, FromQueryResult, JoinType, QueryOrder, QuerySelect, Select,
    entity::prelude::*,
    sea_query::{Query, SubQueryStatement},
};

use crate::{app::Tx, error::Result};

/// A template, and how many of its coupons were used.
#[derive(Clone, FromQueryResult)]
pub struct Issue {
    #[sea_orm(nested)]
    pub template: Model,
    pub store_name: Option<String>,
    pub used: i64,
}

/// The newest after `after`.
pub async fn list(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    after: Option<CouponTemplateId>,
    limit: u64,
) -> Result<Vec<Issue>> {
    let mut all = issues(merchant);
    if let Some(after) = after {
        all = all.filter(Column::Id.lt(after));
    }
    Ok(all.order_by_desc(Column::Id).limit(limit).into_model().all(db).await?)
}

pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: CouponTemplateId,
) -> Result<Option<Issue>> {
    Ok(issues(merchant).filter(Column::Id.eq(id)).into_model().one(db).await?)
}

fn issues(merchant: MerchantId) -> Select<Entity> {
    let used = Query::select()
        .expr(Expr::col((coupon::Entity, Coupon::Id)).count())
        .from(coupon::Entity)
        .and_where(Expr::col((coupon::Entity, Coupon::TemplateId)).equals((Entity, Column::Id)))
        .and_where(Coupon::State.eq(State::Used))
        .take();
    let used = Expr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(used)));
    Entity::find()
        .column_as(store::Column::Name, "store_name")
        .expr_as(used, "used")
        .join(JoinType::LeftJoin, super::its_store())
        .filter(Column::MerchantId.eq(merchant))
}

/// No claim from now on; true unless there was none any more.
pub async fn withdraw(
    tx: &Tx,
    merchant: MerchantId,
    id: CouponTemplateId,
    now: Timestamp,
) -> Result<bool> {
    let closed = Entity::update_many()
        .col_expr(Column::ClosesAt, Expr::value(now))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .filter(Column::ClosesAt.gt(now))
        .exec(tx)
        .await?;
    Ok(closed.rows_affected == 1)
}
