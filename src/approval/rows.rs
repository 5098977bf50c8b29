//! Rows of requests.
use std::collections::BTreeSet;

use approval_store::Column as Place;
use entity::{
    approval::{Column, Entity, Model, State},
    approval_store,
    ids::{ApprovalId, MerchantId, OperatorId, StoreId},
    values::Timestamp,
};
use sea_orm::{
    Condition, ExprTrait, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*,
    sea_query::Query,
};

use super::{ApprovalRefusal, Stand};
use crate::{
    app::Tx,
    error::{Result, exactly_one},
    operator::Scope,
};

pub async fn insert(tx: &Tx, row: Model, stores: BTreeSet<StoreId>) -> Result<()> {
    let approval_id = row.id;
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    if stores.is_empty() {
        return Ok(());
    }
    let place = |store_id| approval_store::Model { approval_id, store_id }.into_active_model();
    let places = approval_store::Entity::insert_many(stores.into_iter().map(place));
    places.exec_without_returning(tx).await?;
    Ok(())
}

/// The shops that one is about.
pub async fn stores(tx: &Tx, id: ApprovalId) -> Result<Vec<StoreId>> {
    let stores = approval_store::Entity::find().select_only().column(Place::StoreId);
    Ok(stores.filter(Place::ApprovalId.eq(id)).into_tuple().all(tx).await?)
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
    /// Their own, whatever they are about.
    pub reader: OperatorId,
    /// Of others, what they may decide on: these deeds, in these shops.
    pub kinds: Vec<&'static str>,
    pub scope: Scope,
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
    let mut theirs = Condition::all().add(Column::Kind.is_in(sought.kinds));
    if let Some(stores) = sought.scope.stores() {
        let elsewhere = Query::select()
            .expr(Expr::val(1))
            .from(approval_store::Entity)
            .and_where(
                Expr::col((approval_store::Entity, Place::ApprovalId)).equals((Entity, Column::Id)),
            )
            .and_where(Place::StoreId.is_not_in(stores.iter().copied()))
            .take();
        theirs = theirs.add(Expr::exists(elsewhere).not());
    }
    let mut found = Entity::find()
        .filter(Column::MerchantId.eq(sought.merchant))
        .filter(Condition::any().add(Column::Maker.eq(sought.reader)).add(theirs));
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
