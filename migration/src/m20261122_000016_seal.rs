//! Nights whose journals are sealed (I11).
use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{index_hash, moment};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("sealed_night")
            .col(uuid("merchant_id"))
            .col(moment("until"))
            .col(big_integer("journals"))
            .col(index_hash("root"))
            .col(moment("created_at"))
            .primary_key(Index::create().col("merchant_id").col("until"))
            .take();
        manager.create_table(table).await
    }
}
