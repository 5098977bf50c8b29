//! Rows of many members at once: a page of a list asks for each kind of row once.
use entity::{
    avatar, identity,
    ids::{MemberId, MerchantId, StoreId},
    member::{Column, Entity, Model},
    values::Timestamp,
};
use identity::Column as Identity;
use sea_orm::{ExprTrait, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{app::Tx, error::Result};

/// Column that the database works out: `02-29`.
const BIRTH_DAY: &str = "birth_day";

/// Those of these whom there are, in whatever order.
pub async fn named(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    ids: Vec<MemberId>,
) -> Result<Vec<Model>> {
    // Had SQLite to choose between the ids and the merchant, it would read all of the merchant's.
    let mut found = Entity::find().filter(Column::Id.is_in(ids)).all(db).await?;
    found.retain(|member| member.merchant_id == merchant);
    Ok(found)
}

/// When they chose their pictures, of those who did.
pub async fn pictured_at(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    ids: &[MemberId],
) -> Result<Vec<(MemberId, Timestamp)>> {
    let found = avatar::Entity::find()
        .select_only()
        .column(avatar::Column::MemberId)
        .column(avatar::Column::UpdatedAt)
        .filter(avatar::Column::MerchantId.eq(merchant))
        .filter(avatar::Column::MemberId.is_in(ids.iter().copied()));
    Ok(found.into_tuple().all(db).await?)
}

/// By which WeChat accounts these members are known.
pub async fn identities(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    members: &[MemberId],
) -> Result<Vec<identity::Model>> {
    let known = identity::Entity::find()
        .filter(Identity::MerchantId.eq(merchant))
        .filter(Identity::MemberId.is_in(members.iter().copied()));
    Ok(known.all(db).await?)
}

/// Those of these who are somebody, held from the lowest id up.
pub async fn lock(tx: &Tx, merchant: MerchantId, ids: &[MemberId]) -> Result<Vec<Model>> {
    let found = Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::LeftAt.is_null())
        .order_by_asc(Column::Id);
    let mut held = found.lock_exclusive().all(tx).await?;
    held.retain(|member| member.merchant_id == merchant && member.merged_into.is_none());
    Ok(held)
}

/// Whoever read these members, who are held, read what they are no more.
pub async fn another_version(tx: &Tx, merchant: MerchantId, ids: &[MemberId]) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// How many members of a store, and of none, were born on one of these days, `02-29`, of whichever
/// year.
pub async fn born_on(
    db: &impl ConnectionTrait,
    (merchant, store): (MerchantId, StoreId),
    days: Vec<String>,
) -> Result<u64> {
    let theirs = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Expr::col(BIRTH_DAY).is_in(days))
        .filter(Column::StoreId.eq(store).or(Column::StoreId.is_null()))
        .filter(Column::LeftAt.is_null())
        .filter(Column::MergedInto.is_null());
    Ok(theirs.count(db).await?)
}
