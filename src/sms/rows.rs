//! Rows of codes and of the gates in front of them.
use entity::{
    ids::{MerchantId, SmsCodeId},
    sms_code::{self, Column, Entity, Model, Purpose},
    sms_gate::{self, Column as Gate},
    values::Timestamp,
};
use sea_orm::{
    ActiveValue::Set,
    Condition, ExprTrait, IntoActiveModel, QueryOrder, QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{Query, SelectStatement, SubQueryStatement},
};
use ulid::Ulid;

use super::rules::{self, Limit, Others};
use crate::{app::Tx, engine::insert_if_absent, error::Result};

/// Let through one asker of a phone a minute, or say when the last one was.
pub async fn pass_gate(
    tx: &Tx,
    merchant: MerchantId,
    phone_index: &[u8],
    now: Timestamp,
) -> Result<Result<(), Timestamp>> {
    let passed = sms_gate::Entity::update_many()
        .col_expr(Gate::LastSentAt, Expr::value(now.0))
        .filter(Gate::MerchantId.eq(merchant))
        .filter(Gate::PhoneIndex.eq(phone_index))
        .filter(Gate::LastSentAt.lte(now.plus_ms(-rules::PAUSE_MS)))
        .exec(tx)
        .await?;
    if passed.rows_affected == 1 {
        return Ok(Ok(()));
    }
    let first = sms_gate::ActiveModel {
        merchant_id: Set(merchant),
        phone_index: Set(phone_index.to_vec()),
        last_sent_at: Set(now),
    };
    if insert_if_absent(tx, first).await? {
        return Ok(Ok(()));
    }
    let gate = sms_gate::Entity::find_by_id((merchant, phone_index.to_vec())).one(tx).await?;
    Ok(Err(gate.map_or(now, |gate| gate.last_sent_at)))
}

/// Wait for whoever sends to this phone or guesses for it, and keep others waiting.
pub async fn hold_gate(tx: &Tx, merchant: MerchantId, phone_index: &[u8]) -> Result<()> {
    let gate = sms_gate::Entity::find_by_id((merchant, phone_index.to_vec()));
    gate.lock_exclusive().one(tx).await?;
    Ok(())
}

/// The phone's codes of a day, newest first: not many, because they are limited.
pub async fn of_phone(
    tx: &Tx,
    merchant: MerchantId,
    phone_index: &[u8],
    now: Timestamp,
) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::PhoneIndex.eq(phone_index))
        .filter(Column::CreatedAt.gt(now.plus_ms(-rules::DAY_MS)))
        .order_by_desc(Column::CreatedAt)
        .all(tx)
        .await?)
}

/// When the last allowed codes of an address, an asker and a merchant were asked for. Each part
/// reads no more rows than its limit. Transactions that run at the same time do not see each other,
/// so these limits may be passed by as many as a node has connections.
pub async fn others(
    tx: &Tx,
    merchant: MerchantId,
    source: &str,
    asked_by: &str,
    now: Timestamp,
) -> Result<Others> {
    // A merchant has no index by time, but ids are in its order.
    let yesterday: SmsCodeId = Ulid::from_parts((now.0 - rules::DAY_MS).unsigned_abs(), 0).into();
    let of_merchant =
        Condition::all().add(Column::MerchantId.eq(merchant)).add(Column::Id.gte(yesterday));
    let query = Query::select()
        .expr_as(last_allowed(&rules::SOURCE, Column::Source.eq(source).into()), "source")
        .expr_as(last_allowed(&rules::ASKER, Column::AskedBy.eq(asked_by).into()), "asker")
        .expr_as(last_allowed(&rules::MERCHANT, of_merchant), "merchant")
        .take();
    let found = tx.query_one(&query).await?;
    let found = found.ok_or_else(|| DbErr::RecordNotFound("three counts".to_owned()))?;
    let at = |name: &str| found.try_get("", name);
    Ok(Others { source: at("source")?, asker: at("asker")?, merchant: at("merchant")? })
}

/// When the limit's last code, counted from the newest, was asked for.
fn last_allowed(limit: &Limit, whose: Condition) -> Expr {
    let by = Entity::find()
        .select_only()
        .column(Column::CreatedAt)
        .filter(whose)
        .order_by_desc(Column::CreatedAt)
        .offset(limit.times.unsigned_abs() - 1)
        .limit(1);
    let query: SelectStatement = by.into_query();
    Expr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(query)))
}

/// A new code replaces the older ones (C7).
pub async fn close_older(
    tx: &Tx,
    merchant: MerchantId,
    phone_index: &[u8],
    purpose: Purpose,
    now: Timestamp,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::ClosedAt, Expr::value(now.0))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::PhoneIndex.eq(phone_index))
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::ClosedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn insert(tx: &Tx, code: Model) -> Result<()> {
    Entity::insert(code.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// False if the code is used, expired, or guessed at too often.
pub async fn count_guess(
    tx: &Tx,
    merchant: MerchantId,
    code: SmsCodeId,
    now: Timestamp,
) -> Result<bool> {
    let counted = Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(code))
        .filter(Column::Attempts.lt(rules::TRIES))
        .filter(Column::ClosedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    Ok(counted.rows_affected == 1)
}

/// False if it was closed before.
pub async fn close(tx: &Tx, merchant: MerchantId, code: SmsCodeId, now: Timestamp) -> Result<bool> {
    let closed = Entity::update_many()
        .col_expr(Column::ClosedAt, Expr::value(now.0))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(code))
        .filter(Column::ClosedAt.is_null())
        .exec(tx)
        .await?;
    Ok(closed.rows_affected == 1)
}

/// A job knows the id only.
pub async fn find(db: &impl ConnectionTrait, code: SmsCodeId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(code).one(db).await?)
}

/// It is about to be handed to the vendor: true once, and only while it is of use.
pub async fn claim_sending(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    code: SmsCodeId,
    now: Timestamp,
) -> Result<bool> {
    let claimed = Entity::update_many()
        .col_expr(Column::SentAt, Expr::value(now.0))
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(code))
        .filter(Column::SentAt.is_null())
        .filter(Column::ClosedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(db)
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// It never reached the vendor.
pub async fn unclaim_sending(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    code: SmsCodeId,
) -> Result<()> {
    let row = sms_code::ActiveModel { sent_at: Set(None), ..Default::default() };
    Entity::update_many()
        .set(row)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.eq(code))
        .exec(db)
        .await?;
    Ok(())
}

/// Of what was sent to a phone, the number goes; the rows stay for the limits.
pub async fn blank(tx: &Tx, merchant: MerchantId, phone_index: &[u8]) -> Result<()> {
    let blank = sms_code::ActiveModel { phone_sealed: Set(vec![]), ..Default::default() };
    Entity::update_many()
        .set(blank)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::PhoneIndex.eq(phone_index))
        .filter(Column::SentAt.is_not_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Codes and gates from before this count for no limit.
pub async fn forget(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64> {
    let gone = Entity::delete_many().filter(Column::CreatedAt.lt(before)).exec(db).await?;
    let gates = sms_gate::Entity::delete_many().filter(Gate::LastSentAt.lt(before)).exec(db);
    Ok(gone.rows_affected + gates.await?.rows_affected)
}
