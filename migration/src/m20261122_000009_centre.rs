//! What members keep of themselves: addresses, a picture, what they agreed to, a phone that is about to
//! change; and members who turned out to be one.
use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::columns::{index, index_hash, key_string, moment, prose, sealed};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        additions(manager).await?;
        consent(manager).await?;
        address(manager).await?;
        avatar(manager).await?;
        phone_change(manager).await?;
        member_merge(manager).await
    }
}

/// SQLite adds one column a statement.
async fn additions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        ("member", sealed("email_sealed").null().take()),
        ("member", moment("phone_proven_at").null().take()),
        ("member", moment("money_held_until").null().take()),
        ("member", moment("left_at").null().take()),
        ("member", uuid_null("merged_into")),
        ("account", moment("frozen_at").null().take()),
        ("identity", moment("closed_at").null().take()),
        ("identity", moment("follow_told_at").null().take()),
        ("store", ColumnDef::new("latitude").integer().null().take()),
        ("store", ColumnDef::new("longitude").integer().null().take()),
        ("store", key_string(manager, "phone", 32).null().take()),
    ];
    for (table, column) in columns {
        let mut change = Table::alter();
        manager.alter_table(change.table(table).add_column(column).take()).await?;
    }
    index(manager, "account", "account_frozen", &["merchant_id", "frozen_at"]).await?;
    index(manager, "member", "member_merged", &["merchant_id", "merged_into"]).await?;
    index(manager, "audit", "audit_of_subject", &["merchant_id", "subject"]).await
}

async fn consent(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("consent")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("member_id"))
        .col(key_string(manager, "version", 32))
        .col(key_string(manager, "channel", 16))
        .col(moment("given_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "consent", "consent_of_member", &["member_id", "given_at"]).await
}

async fn address(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("address")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("member_id"))
        .col(sealed("name_sealed"))
        .col(sealed("phone_sealed"))
        .col(prose(manager, "region"))
        .col(sealed("detail_sealed"))
        .col(key_string(manager, "postal_code", 16).null())
        .col(uuid_null("default_of").unique_key())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "address", "address_of_member", &["merchant_id", "member_id"]).await
}

async fn avatar(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut bytes = ColumnDef::new("bytes");
    match manager.get_database_backend() {
        DbBackend::MySql => bytes.custom("mediumblob"),
        _ => bytes.blob(),
    };
    let table = Table::create()
        .table("avatar")
        .col(pk_uuid("member_id"))
        .col(uuid("merchant_id"))
        .col(key_string(manager, "media_type", 32))
        .col(bytes.not_null().take())
        .col(moment("updated_at"))
        .take();
    manager.create_table(table).await
}

async fn phone_change(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("phone_change")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("member_id"))
        .col(sealed("phone_sealed"))
        .col(index_hash("phone_index"))
        .col(moment("asked_at"))
        .col(moment("effective_at"))
        .col(moment("closed_at").null())
        .col(uuid_null("open_of").unique_key())
        .take();
    manager.create_table(table).await?;
    index(manager, "phone_change", "phone_change_of", &["merchant_id", "member_id"]).await
}

async fn member_merge(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("member_merge")
        .col(pk_uuid("from_member"))
        .col(uuid("merchant_id"))
        .col(uuid("into_member"))
        .col(key_string(manager, "actor", 64))
        .col(prose(manager, "reason"))
        .col(integer("cards"))
        .col(integer("coupons"))
        .col(moment("merged_at"))
        .take();
    manager.create_table(table).await
}
