//! Rows of recharge rules, and of who has used one.
use entity::{
    ids::{MemberId, MerchantId, RechargeRuleId},
    recharge_rule::{Column, Entity, Model},
    recharge_use,
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{
    app::Tx,
    engine::insert_if_absent,
    error::{Result, exactly_one},
    gone::Gone,
};

/// All that were not withdrawn, the smallest amount first. A merchant has a few dozen.
pub async fn list(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Vec<Model>> {
    let rules = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::WithdrawnAt.is_null());
    Ok(rules.order_by_asc(Column::Principal).order_by_asc(Column::Id).all(db).await?)
}

pub async fn find(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    id: RechargeRuleId,
) -> Result<Option<Model>> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// As [`find`], held until the transaction ends.
pub async fn lock(tx: &Tx, merchant: MerchantId, id: RechargeRuleId) -> Result<Option<Model>> {
    let found = Entity::find_by_id(id).filter(Column::MerchantId.eq(merchant));
    Ok(found.lock_exclusive().one(tx).await?)
}

/// The whole of a rule that is held.
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

/// Withdrawn rules that a page has room for.
const SHOWN: u64 = 200;

/// Those that were withdrawn, the last one first.
pub async fn withdrawn(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Vec<Model>> {
    withdrawn_until(db, (merchant, Timestamp(i64::MAX), SHOWN)).await
}

async fn withdrawn_until(
    db: &impl ConnectionTrait,
    (merchant, before, limit): (MerchantId, Timestamp, u64),
) -> Result<Vec<Model>> {
    let gone = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::WithdrawnAt.lte(before));
    let gone = gone.order_by_desc(Column::WithdrawnAt).order_by_desc(Column::Id);
    Ok(gone.limit(limit).all(db).await?)
}

/// As the recycle bin tells of them.
pub async fn gone(
    db: &impl ConnectionTrait,
    ask: (MerchantId, Timestamp, u64),
) -> Result<Vec<Gone>> {
    let told =
        |row: Model| Some(Gone { id: row.id.to_string(), name: row.name, at: row.withdrawn_at? });
    Ok(withdrawn_until(db, ask).await?.into_iter().filter_map(told).collect())
}

/// True for the member's first use (RCH-05): the row's key is the rule and the member.
pub async fn use_once(tx: &Tx, row: recharge_use::Model) -> Result<bool> {
    Ok(insert_if_absent(tx, row.into_active_model().reset_all()).await?)
}

/// Which of the rules that may be used once this member has used.
pub async fn used(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    member: MemberId,
) -> Result<Vec<RechargeRuleId>> {
    let used = recharge_use::Entity::find()
        .filter(recharge_use::Column::MerchantId.eq(merchant))
        .filter(recharge_use::Column::MemberId.eq(member));
    Ok(used.all(db).await?.into_iter().map(|row| row.rule_id).collect())
}

/// What one member has used, the other has: a rule for one use stays used. Where both have, the
/// other's own row stands and the first's stays where it is, nobody's any more.
pub async fn hand_over(
    tx: &Tx,
    merchant: MerchantId,
    (from, into): (MemberId, MemberId),
) -> Result<()> {
    let both = used(tx, merchant, into).await?;
    recharge_use::Entity::update_many()
        .col_expr(recharge_use::Column::MemberId, Expr::value(into))
        .filter(recharge_use::Column::MerchantId.eq(merchant))
        .filter(recharge_use::Column::MemberId.eq(from))
        .filter(recharge_use::Column::RuleId.is_not_in(both))
        .exec(tx)
        .await?;
    Ok(())
}
