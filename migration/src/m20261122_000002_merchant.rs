//! The tenant, its shops, tills and staff, its levels, and who is signed in.
use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{index, key_string, moment, prose, sealed, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        merchant(manager).await?;
        store(manager).await?;
        terminal(manager).await?;
        operator(manager).await?;
        level(manager).await?;
        session(manager).await
    }
}

async fn merchant(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("merchant")
        .col(pk_uuid("id"))
        .col(key_string(manager, "slug", 32).unique_key())
        .col(prose(manager, "name"))
        .col(prose(manager, "theme"))
        .col(sealed("sealed_key"))
        .col(key_string(manager, "code_prefix", 2))
        .col(boolean("phone_unique"))
        .col(uuid("default_level_wechat"))
        .col(uuid("default_level_till"))
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await
}

async fn store(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("store")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(prose(manager, "name"))
        .col(prose(manager, "address"))
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "store", "store_of_merchant", &["merchant_id"]).await
}

async fn terminal(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("terminal")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("store_id"))
        .col(key_string(manager, "code", 16))
        .col(prose(manager, "name"))
        .col(moment("locked_until").null())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    unique(manager, "terminal", "terminal_code", &["merchant_id", "code"]).await
}

async fn operator(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("operator")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid_null("store_id"))
        .col(key_string(manager, "login", 64).unique_key())
        .col(prose(manager, "name"))
        .col(key_string(manager, "password_hash", 255))
        .col(key_string(manager, "role", 16))
        .col(moment("disabled_at").null())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await
}

async fn level(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("level")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(key_string(manager, "code", 16))
        .col(prose(manager, "name"))
        .col(boolean("system"))
        .col(integer_null("rank"))
        .col(prose(manager, "description"))
        .col(prose(manager, "benefits"))
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    unique(manager, "level", "level_code", &["merchant_id", "code"]).await
}

async fn session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("session")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(key_string(manager, "kind", 16))
        .col(uuid("subject"))
        .col(uuid_null("terminal_id"))
        .col(moment("created_at"))
        .col(moment("expires_at"))
        .col(moment("ended_at").null())
        .take();
    manager.create_table(table).await?;
    index(manager, "session", "session_of_subject", &["subject"]).await?;
    index(manager, "session", "session_age", &["expires_at"]).await
}
