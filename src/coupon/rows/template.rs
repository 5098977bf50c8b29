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
    Condition, ExprTrait, FromQueryResult, IntoActiveModel, JoinType, QueryOrder, QuerySelect,
    Select,
    entity::prelude::*,
    sea_query::{LikeExpr, Query, SubQueryStatement},
};

use super::super::rules::TemplateState;
use crate::{
    app::Tx,
    error::{Result, exactly_one},
    gone::Gone,
};

/// A template, and how many of its coupons were used.
#[derive(Clone, FromQueryResult)]
pub struct Issue {
    #[sea_orm(nested)]
    pub template: Model,
    pub store_name: Option<String>,
    pub used: i64,
}

/// What the office looks for.
#[derive(Default)]
pub struct Search {
    /// Part of a title.
    pub text: Option<String>,
    pub state: Option<TemplateState>,
}

/// The newest after `after` that a search finds.
pub async fn list(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    (search, now): (Search, Timestamp),
    after: Option<CouponTemplateId>,
    limit: u64,
) -> Result<Vec<Issue>> {
    let mut all = issues(merchant).filter(found(search, now));
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

fn found(search: Search, now: Timestamp) -> Condition {
    const ESCAPE: char = '|';
    let all = Condition::all().add_option(search.text.map(|text| {
        let letters = text.chars().flat_map(|c| {
            let escape = matches!(c, '%' | '_' | ESCAPE).then_some(ESCAPE);
            escape.into_iter().chain([c])
        });
        let pattern = format!("%{}%", letters.collect::<String>());
        Expr::col((Entity, Column::Title)).like(LikeExpr::new(pattern).escape(ESCAPE))
    }));
    let live = Column::ClosesWas.is_null();
    match search.state {
        None => all,
        Some(TemplateState::Withdrawn) => all.add(Column::ClosesWas.is_not_null()),
        Some(TemplateState::Waiting) => all.add(live).add(Column::OpensAt.gt(now)),
        Some(TemplateState::Over) => {
            all.add(live).add(Column::ClosesAt.lte(now).or(Column::ValidUntil.lte(now)))
        }
        Some(TemplateState::Open) => all
            .add(live)
            .add(Column::OpensAt.lte(now))
            .add(Column::ClosesAt.gt(now))
            .add(Column::ValidUntil.gt(now)),
    }
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

/// A template, held until the transaction ends: whoever claims waits.
pub async fn lock(tx: &Tx, merchant: MerchantId, id: CouponTemplateId) -> Result<Option<Model>> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant));
    Ok(found.lock_exclusive().one(tx).await?)
}

/// The whole of a template that is held.
pub async fn write(tx: &Tx, row: Model) -> Result<()> {
    let (merchant, id) = (row.merchant_id, row.id);
    let done = Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// Withdrawn at `before` or earlier, the last one first.
pub async fn gone(
    db: &impl ConnectionTrait,
    (merchant, before, limit): (MerchantId, Timestamp, u64),
) -> Result<Vec<Gone>> {
    let gone = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::ClosesWas.is_not_null())
        .filter(Column::ClosesAt.lte(before));
    let gone = gone.order_by_desc(Column::ClosesAt).order_by_desc(Column::Id).limit(limit);
    let told = |row: Model| Gone { id: row.id.to_string(), name: row.title, at: row.closes_at };
    Ok(gone.all(db).await?.into_iter().map(told).collect())
}

/// No claim from now on; true unless there was none any more. MySQL sets columns in the order in
/// which they stand.
pub async fn withdraw(
    tx: &Tx,
    merchant: MerchantId,
    id: CouponTemplateId,
    now: Timestamp,
) -> Result<bool> {
    let closed = Entity::update_many()
        .col_expr(Column::ClosesWas, Expr::col(Column::ClosesAt))
        .col_expr(Column::ClosesAt, Expr::value(now))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(id))
        .filter(Column::ClosesAt.gt(now))
        .exec(tx)
        .await?;
    Ok(closed.rows_affected == 1)
}
