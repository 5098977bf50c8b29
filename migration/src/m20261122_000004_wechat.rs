//! WeChat accounts, their tokens, what they answer, and which pushes were handled.
use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{index, key_string, moment, prose, sealed};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        wechat_account(manager).await?;
        wechat_token(manager).await?;
        wechat_menu(manager).await?;
        keyword_rule(manager).await?;
        push(manager).await
    }
}

async fn wechat_account(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("wechat_account")
        .col(key_string(manager, "appid", 32).primary_key())
        .col(uuid("merchant_id"))
        .col(key_string(manager, "kind", 16))
        .col(prose(manager, "name"))
        .col(key_string(manager, "original_id", 32))
        .col(key_string(manager, "mode", 16))
        .col(sealed("secret_sealed"))
        .col(sealed("token_sealed"))
        .col(sealed("aes_key_sealed"))
        .col(sealed("previous_aes_key_sealed").null())
        .col(moment("previous_until").null())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "wechat_account", "wechat_account_merchant", &["merchant_id"]).await
}

async fn wechat_token(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("wechat_token")
        .col(key_string(manager, "appid", 32))
        .col(key_string(manager, "kind", 16))
        .col(sealed("sealed"))
        .col(moment("expires_at"))
        .col(moment("fetching_until"))
        .col(big_integer("fence"))
        .primary_key(Index::create().col("appid").col("kind"))
        .take();
    manager.create_table(table).await
}

async fn wechat_menu(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("wechat_menu")
        .col(key_string(manager, "appid", 32).primary_key())
        .col(uuid("merchant_id"))
        .col(prose(manager, "draft"))
        .col(moment("published_at").null())
        .take();
    manager.create_table(table).await
}

async fn keyword_rule(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("keyword_rule")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(key_string(manager, "appid", 32))
        .col(key_string(manager, "kind", 16))
        .col(prose(manager, "pattern"))
        .col(integer("priority"))
        .col(boolean("enabled"))
        .col(prose(manager, "reply"))
        .col(moment("updated_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "keyword_rule", "keyword_rule_appid", &["merchant_id", "appid"]).await
}

async fn push(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("push")
        .col(key_string(manager, "appid", 32))
        .col(key_string(manager, "identity", 80))
        .col(prose(manager, "reply"))
        .col(moment("received_at"))
        // The only unique index, for `insert_if_absent`.
        .primary_key(Index::create().col("appid").col("identity"))
        .take();
    manager.create_table(table).await?;
    index(manager, "push", "push_age", &["received_at"]).await
}
