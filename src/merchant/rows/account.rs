//! Rows of accounts, as the back office changes them and WeChat reaches them.
use entity::{
    ids::MerchantId,
    values::Timestamp,
    wechat_account::{Column, Entity, Model},
    wechat_token,
};
use sea_orm::{IntoActiveModel, QuerySelect, entity::prelude::*};

use crate::{
    app::Tx,
    engine::insert_if_absent,
    error::{Result, exactly_one},
};

/// False if the appid has a row, whosever it is.
pub async fn add(tx: &Tx, row: Model) -> Result<bool> {
    Ok(insert_if_absent(tx, row.into_active_model()).await?)
}

pub async fn of_merchant(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    appid: &str,
) -> Result<Option<Model>> {
    let found = Entity::find_by_id(appid.to_owned()).filter(Column::MerchantId.eq(merchant));
    Ok(found.one(db).await?)
}

/// The account, held until the transaction ends.
pub async fn lock(tx: &Tx, merchant: MerchantId, appid: &str) -> Result<Option<Model>> {
    let found = Entity::find_by_id(appid.to_owned()).filter(Column::MerchantId.eq(merchant));
    Ok(found.lock_exclusive().one(tx).await?)
}

/// Write an account that is locked.
pub async fn write(tx: &Tx, row: Model) -> Result<()> {
    let (merchant, appid) = (row.merchant_id, row.appid.clone());
    let done = Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Appid.eq(appid))
        .exec(tx)
        .await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// Delete an account that is locked, with what it was given to call WeChat.
pub async fn remove(tx: &Tx, merchant: MerchantId, appid: &str) -> Result<()> {
    let tokens = wechat_token::Entity::delete_many();
    tokens.filter(wechat_token::Column::Appid.eq(appid)).exec(tx).await?;
    let accounts = Entity::delete_many().filter(Column::MerchantId.eq(merchant));
    let done = accounts.filter(Column::Appid.eq(appid)).exec(tx).await?;
    Ok(exactly_one(done.rows_affected)?)
}

/// WeChat signed with the Token that is sealed so. Nothing happens if that was known, or if there is
/// another Token by now.
pub async fn reached(
    db: &impl ConnectionTrait,
    (appid, token_sealed): (&str, Vec<u8>),
    now: Timestamp,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::ReachedAt, Expr::value(now.0))
        .filter(Column::Appid.eq(appid))
        .filter(Column::TokenSealed.eq(token_sealed))
        .filter(Column::ReachedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Whether any account's file for WeChat has these words.
pub async fn has_domain_words(db: &impl ConnectionTrait, words: &str) -> Result<bool> {
    let known = Entity::find().filter(Column::DomainWords.eq(words)).limit(1);
    Ok(known.one(db).await?.is_some())
}

pub async fn domain_read(db: &impl ConnectionTrait, words: &str, now: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::DomainReadAt, Expr::value(now.0))
        .filter(Column::DomainWords.eq(words))
        .filter(Column::DomainReadAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}
