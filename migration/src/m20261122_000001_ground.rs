//! What every room stands on: requests that were done, things promised for later, who did what,
//! and how often.
use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{index, key_string, moment, prose};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        idempotency(manager).await?;
        job(manager).await?;
        audit(manager).await?;
        tally(manager).await
    }
}

async fn idempotency(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("idempotency")
        .col(uuid("merchant_id"))
        .col(key_string(manager, "key", 255))
        .col(binary_len("request", 32))
        .col(prose(manager, "answer").null())
        .col(moment("created_at"))
        // The only unique index: `insert_if_absent` takes any duplicate for this one.
        .primary_key(Index::create().col("merchant_id").col("key"))
        .take();
    manager.create_table(table).await?;
    index(manager, "idempotency", "idempotency_age", &["created_at"]).await
}

async fn job(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("job")
        .col(pk_uuid("id"))
        .col(key_string(manager, "name", 64))
        .col(prose(manager, "payload"))
        .col(moment("due_at"))
        .col(integer("attempts"))
        .col(boolean("dead"))
        .take();
    manager.create_table(table).await?;
    index(manager, "job", "job_due", &["dead", "due_at"]).await
}

async fn audit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("audit")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(key_string(manager, "actor", 64))
        .col(key_string(manager, "action", 64))
        .col(key_string(manager, "subject", 64))
        .col(prose(manager, "detail"))
        .col(moment("at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "audit", "audit_of_merchant", &["merchant_id", "id"]).await
}

async fn tally(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("tally")
        // The only unique index, for `insert_if_absent`.
        .col(key_string(manager, "name", 160).primary_key())
        .col(big_integer("window"))
        .col(big_integer("counted"))
        .take();
    manager.create_table(table).await
}
