//! Rows of merchants and their WeChat accounts and tokens.
pub mod account;

use entity::{
    ids::{LevelId, MerchantId, StoreId},
    merchant::{self, Column, Entity, Model},
    program,
    values::Timestamp,
    wechat_account, wechat_token,
};
use program::Column as Program;
use sea_orm::{
    ActiveValue::Set, Condition, ExprTrait, IntoActiveModel, QueryOrder, QuerySelect, Select,
    entity::prelude::*,
};
use wechat_token::Column as Token;

use crate::{
    app::Tx,
    engine::{insert_if_absent, violates},
    error::{ChangeRefusal, Result, exactly_one},
};

pub async fn find(db: &impl ConnectionTrait, merchant: MerchantId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(merchant).one(db).await?)
}

pub async fn find_by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::Slug.eq(slug)).one(db).await?)
}

/// Hold the merchant's settings until the transaction ends.
pub async fn lock(tx: &Tx, merchant: MerchantId) -> Result<Model> {
    let found = Entity::find_by_id(merchant).lock_exclusive().one(tx).await?;
    Ok(found.ok_or_else(|| DbErr::RecordNotFound(merchant.to_string()))?)
}

/// As [`find`], and nobody changes the settings until the transaction ends.
pub async fn hold(tx: &Tx, merchant: MerchantId) -> Result<Model> {
    let found = Entity::find_by_id(merchant).lock_shared().one(tx).await?;
    Ok(found.ok_or_else(|| DbErr::RecordNotFound(merchant.to_string()))?)
}

pub async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn set_defaults(
    tx: &Tx,
    merchant: MerchantId,
    wechat: LevelId,
    till: LevelId,
    phone_unique: bool,
) -> Result<()> {
    let row = merchant::ActiveModel {
        id: Set(merchant),
        default_level_wechat: Set(wechat),
        default_level_till: Set(till),
        phone_unique: Set(phone_unique),
        ..Default::default()
    };
    let done = Entity::update_many().set(row).filter(Column::Id.eq(merchant)).exec(tx).await?;
    Ok(exactly_one(done.rows_affected)?)
}

pub async fn insert_account(tx: &Tx, row: wechat_account::Model) -> Result<()> {
    wechat_account::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// An appid is WeChat's, so it names one account whoever the merchant is.
pub async fn find_account(
    db: &impl ConnectionTrait,
    appid: &str,
) -> Result<Option<wechat_account::Model>> {
    Ok(wechat_account::Entity::find_by_id(appid.to_owned()).one(db).await?)
}

/// Every merchant there is.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<MerchantId>> {
    let ids = Entity::find().select_only().column(Column::Id).order_by_asc(Column::Id);
    Ok(ids.into_tuple().all(db).await?)
}

/// A merchant's accounts, or everybody's.
pub async fn accounts(
    db: &impl ConnectionTrait,
    merchant: Option<MerchantId>,
) -> Result<Vec<wechat_account::Model>> {
    let mut accounts = wechat_account::Entity::find();
    if let Some(merchant) = merchant {
        accounts = accounts.filter(wechat_account::Column::MerchantId.eq(merchant));
    }
    Ok(accounts.order_by_asc(wechat_account::Column::Appid).all(db).await?)
}

pub async fn token(
    db: &impl ConnectionTrait,
    appid: &str,
    kind: wechat_token::Kind,
) -> Result<Option<wechat_token::Model>> {
    Ok(wechat_token::Entity::find_by_id((appid.to_owned(), kind)).one(db).await?)
}

/// Take the lease on fetching a token, unless somebody has it. The fence that comes with it must be
/// shown when the token is written.
pub async fn lease_token(
    db: &impl ConnectionTrait,
    known: Option<&wechat_token::Model>,
    (appid, kind): (&str, wechat_token::Kind),
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<i64>> {
    let Some(known) = known else {
        let fresh = wechat_token::ActiveModel {
            appid: Set(appid.to_owned()),
            kind: Set(kind),
            sealed: Set(vec![]),
            expires_at: Set(Timestamp(0)),
            fetching_until: Set(until),
            fence: Set(1),
        };
        return Ok(insert_if_absent(db, fresh).await?.then_some(1));
    };
    let fence = known.fence + 1;
    let taken = wechat_token::Entity::update_many()
        .col_expr(Token::FetchingUntil, Expr::value(until.0))
        .col_expr(Token::Fence, Expr::value(fence))
        .filter(Token::Appid.eq(appid))
        .filter(Token::Kind.eq(kind))
        .filter(Token::Fence.eq(known.fence))
        // Whoever held the lease since `known` was read may have finished: then there is a token.
        .filter(Token::ExpiresAt.eq(known.expires_at))
        .filter(Token::FetchingUntil.lte(now))
        .exec(db)
        .await?;
    Ok((taken.rows_affected == 1).then_some(fence))
}

/// Keep a fetched token and give the lease back; refused if the lease was taken over (F13).
pub async fn keep_token(
    db: &impl ConnectionTrait,
    (appid, kind): (&str, wechat_token::Kind),
    fence: i64,
    sealed: Vec<u8>,
    expires_at: Timestamp,
) -> Result<()> {
    let kept = wechat_token::Entity::update_many()
        .col_expr(Token::Sealed, Expr::value(sealed))
        .col_expr(Token::ExpiresAt, Expr::value(expires_at.0))
        .col_expr(Token::FetchingUntil, Expr::value(0i64))
        .filter(Token::Appid.eq(appid))
        .filter(Token::Kind.eq(kind))
        .filter(Token::Fence.eq(fence))
        .exec(db)
        .await?;
    Ok(exactly_one(kept.rows_affected)?)
}

/// Give the lease back without a token; whatever there was stays.
pub async fn release_token(
    db: &impl ConnectionTrait,
    key: (&str, wechat_token::Kind),
    fence: i64,
) -> Result<()> {
    clear_token(db, key, fence, Token::FetchingUntil).await
}

/// The token with this fence is no good any more.
pub async fn expire_token(
    db: &impl ConnectionTrait,
    key: (&str, wechat_token::Kind),
    fence: i64,
) -> Result<()> {
    clear_token(db, key, fence, Token::ExpiresAt).await
}

/// Nothing happens if somebody else has the fence by now.
async fn clear_token(
    db: &impl ConnectionTrait,
    (appid, kind): (&str, wechat_token::Kind),
    fence: i64,
    moment: Token,
) -> Result<()> {
    wechat_token::Entity::update_many()
        .col_expr(moment, Expr::value(0i64))
        .filter(Token::Appid.eq(appid))
        .filter(Token::Kind.eq(kind))
        .filter(Token::Fence.eq(fence))
        .exec(db)
        .await?;
    Ok(())
}

/// What holds: a store's own last version, if it has one, and otherwise headquarters'.
pub async fn program(
    db: &impl ConnectionTrait,
    (merchant, store): (MerchantId, Option<StoreId>),
    kind: program::Kind,
) -> Result<Option<program::Model>> {
    let whose = Condition::any()
        .add(Program::StoreId.is_null())
        .add_option(store.map(|store| Program::StoreId.eq(store)));
    let versions = versions(merchant, kind).filter(whose).filter(Program::EndedAt.is_null());
    let own_first = Expr::col(Program::StoreId).is_null();
    Ok(versions.order_by_asc(own_first).order_by_desc(Program::Version).one(db).await?)
}

/// Of headquarters' and of all stores'; 0 before there is any.
pub async fn last_version(tx: &Tx, merchant: MerchantId, kind: program::Kind) -> Result<i32> {
    let last = versions(merchant, kind).order_by_desc(Program::Version).one(tx).await?;
    Ok(last.map_or(0, |row| row.version))
}

fn versions(merchant: MerchantId, kind: program::Kind) -> Select<program::Entity> {
    program::Entity::find().filter(Program::MerchantId.eq(merchant)).filter(Program::Kind.eq(kind))
}

/// All or none: somebody who writes at once takes the same versions.
pub async fn insert_programs(tx: &Tx, rows: Vec<program::Model>) -> Result<()> {
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    match program::Entity::insert_many(rows).exec_without_returning(tx).await {
        // The primary key is the only unique index there is.
        Err(no) if violates(&no, "") => Err(ChangeRefusal::Raced.into()),
        done => Ok(done.map(drop)?),
    }
}

/// True if there was anything to end.
pub async fn end_programs(
    tx: &Tx,
    (merchant, store): (MerchantId, StoreId),
    kind: program::Kind,
    now: Timestamp,
) -> Result<bool> {
    let ended = program::Entity::update_many()
        .col_expr(Program::EndedAt, Expr::value(now))
        .filter(Program::MerchantId.eq(merchant))
        .filter(Program::Kind.eq(kind))
        .filter(Program::StoreId.eq(store))
        .filter(Program::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected > 0)
}

pub async fn insert_program(tx: &Tx, row: program::Model) -> Result<()> {
    match insert_if_absent(tx, row.into_active_model().reset_all()).await? {
        true => Ok(()),
        false => Err(ChangeRefusal::Raced.into()),
    }
}
