//! Rows of requests.
use entity::{
    approval::{Column, Entity, Model, State},
    ids::{ApprovalId, MerchantId, OperatorId},
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use super::{ApprovalRefusal, Stand};
use crate::{
    app::Tx,
    error::{Result, exactly_one},
};

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Nobody else decides on it until the transaction ends.
pub async fn lock(tx: &Tx, merchant: MerchantId, id: ApprovalId) -> Result<Model> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant));
    Ok(found.lock_exclusive().one(tx).await?.ok_or(ApprovalRefusal::NoSuchApproval)?)
}

/// Decide on one that waits.
pub async fn decide(
    tx: &Tx,
    id: ApprovalId,
    (state, by, now): (State, OperatorId, Timestamp),
    because: Option<String>,
) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::Checker, Expr::value(by.0))
        .col_expr(Column::DecidedAt, Expr::value(now.0))
        .col_expr(Column::RefusedBecause, Expr::value(because))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(State::Waiting))
        .filter(Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// Which requests.
pub struct Sought {
    pub merchant: MerchantId,
    /// Of one of the staff only.
    pub maker: Option<OperatorId>,
    pub stand: Option<Stand>,
    pub now: Timestamp,
}

/// The newest before `before`.
pub async fn page(
    db: &impl ConnectionTrait,
    sought: Sought,
    before: Option<ApprovalId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut found = Entity::find().filter(Column::MerchantId.eq(sought.merchant));
    if let Some(maker) = sought.maker {
        found = found.filter(Column::Maker.eq(maker));
    }
    if let Some(stand) = sought.stand {
        let (state, expiry) = match stand {
            Stand::Approved => (State::Approved, None),
            Stand::Refused => (State::Refused, None),
            Stand::Waiting => (State::Waiting, Some(Column::ExpiresAt.gt(sought.now))),
            Stand::Expired => (State::Waiting, Some(Column::ExpiresAt.lte(sought.now))),
        };
        found = found.filter(Column::State.eq(state));
        if let Some(expiry) = expiry {
            found = found.filter(expiry);
        }
    }
    if let Some(before) = before {
        found = found.filter(Column::Id.lt(before));
    }
    Ok(found.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// These of them.
pub async fn of(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    ids: Vec<ApprovalId>,
) -> Result<Vec<Model>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let found = Entity::find().filter(Column::MerchantId.eq(merchant));
    Ok(found.filter(Column::Id.is_in(ids)).all(db).await?)
}
