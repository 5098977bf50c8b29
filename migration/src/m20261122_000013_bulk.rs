//! Figures of days that are over, and what comes in and goes out as files.
use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::columns::{index, index_hash, key_string, long_prose, moment, prose};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        day_figure(manager).await?;
        day_roll(manager).await?;
        bulk_import(manager).await?;
        came_with(manager).await?;
        bulk_wrong(manager).await?;
        bulk_export(manager).await?;
        bulk_chunk(manager).await?;
        by_time(manager).await
    }
}

async fn day_figure(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("day_figure")
        .col(uuid("merchant_id"))
        .col(key_string(manager, "metric", 32))
        .col(moment("day"))
        // Nil for what happened in no store.
        .col(uuid("store_id"))
        .col(big_integer("value"))
        .primary_key(Index::create().col("merchant_id").col("metric").col("day").col("store_id"))
        .take();
    manager.create_table(table).await
}

async fn day_roll(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("day_roll")
        .col(pk_uuid("merchant_id"))
        .col(moment("until_day"))
        .take();
    manager.create_table(table).await
}

async fn bulk_import(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("bulk_import")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("operator_id"))
        .col(key_string(manager, "state", 16))
        .col(boolean("dry_run"))
        .col(prose(manager, "file_name"))
        .col(index_hash("fingerprint"))
        .col(boolean("everywhere"))
        .col(long_prose(manager, "columns"))
        .col(integer("rows_total"))
        .col(integer("rows_done"))
        .col(integer("wrong"))
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "bulk_import", "bulk_import_of", &["merchant_id", "id"]).await?;
    let table = Table::create()
        .table("bulk_import_store")
        .col(uuid("import_id"))
        .col(uuid("store_id"))
        .col(uuid("merchant_id"))
        .primary_key(Index::create().col("import_id").col("store_id"))
        .take();
    manager.create_table(table).await
}

/// With which file somebody came, for the list of members.
async fn came_with(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut change = Table::alter();
    manager.alter_table(change.table("member").add_column(uuid_null("import_id")).take()).await?;
    let columns = ["merchant_id", "standing", "import_id", "id"];
    index(manager, "member", "member_import", &columns).await
}

async fn bulk_wrong(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("bulk_wrong")
        .col(uuid("import_id"))
        .col(integer("row_no"))
        .col(uuid("merchant_id"))
        .col(prose(manager, "number"))
        .col(key_string(manager, "code", 64))
        .col(prose(manager, "problem"))
        .col(bytes(manager, "cells_sealed"))
        .primary_key(Index::create().col("import_id").col("row_no"))
        .take();
    manager.create_table(table).await
}

async fn bulk_export(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("bulk_export")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("operator_id"))
        .col(key_string(manager, "what", 16))
        .col(prose(manager, "filter"))
        .col(boolean("full_data"))
        .col(prose(manager, "reason"))
        .col(key_string(manager, "state", 16))
        .col(big_integer("rows_done"))
        .col(big_integer_null("rows_total"))
        .col(big_integer("size"))
        .col(key_string(manager, "failure", 16).null())
        .col(uuid_null("approval_id"))
        .col(uuid_null("allowed_by"))
        .col(moment("allowed_at").null())
        .col(moment("created_at"))
        .col(moment("expires_at").null())
        .take();
    manager.create_table(table).await?;
    index(manager, "bulk_export", "bulk_export_of", &["merchant_id", "id"]).await?;
    index(manager, "bulk_export", "bulk_export_expiry", &["state", "expires_at"]).await
}

async fn bulk_chunk(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("bulk_chunk")
        .col(uuid("export_id"))
        .col(integer("part"))
        .col(uuid("merchant_id"))
        .col(bytes(manager, "sealed"))
        .primary_key(Index::create().col("export_id").col("part"))
        .take();
    manager.create_table(table).await
}

/// What a day's figures are added up from, and what is listed behind them.
async fn by_time(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for (table, name, at) in [
        ("member", "member_joined", "created_at"),
        ("sale", "sale_settled", "settled_at"),
        ("refund", "refund_made", "created_at"),
        ("top_up", "top_up_made", "created_at"),
        ("journal", "journal_posted", "created_at"),
        ("coupon", "coupon_claimed", "claimed_at"),
    ] {
        index(manager, table, name, &["merchant_id", at]).await?;
    }
    Ok(())
}

/// Up to 16 MiB: MySQL's and MariaDB's plain blob ends at 64 KiB.
fn bytes(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    match manager.get_database_backend() {
        DbBackend::MySql => column.custom("mediumblob"),
        _ => column.blob(),
    };
    column.not_null().take()
}
