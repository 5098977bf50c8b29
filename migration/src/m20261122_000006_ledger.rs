//! The ledger: what cards have, how they came to have it, and which parts of it go together.
use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{index, key_string, long_prose, moment, prose, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        account(manager).await?;
        journal(manager).await?;
        entry(manager).await?;
        lot(manager).await?;
        lot_use(manager).await?;
        hold(manager).await?;
        proof(manager).await
    }
}

async fn account(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("account")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("card_id"))
        .col(key_string(manager, "book", 16))
        .col(key_string(manager, "asset", 16))
        .col(uuid("item"))
        .col(big_integer("balance"))
        .col(big_integer("seq"))
        // The last wall: whatever the code believes, nobody has less than nothing.
        .check(("account_balance", Expr::col("balance").gte(0)))
        .take();
    manager.create_table(table).await?;
    index(manager, "account", "account_of_card", &["card_id"]).await
}

async fn journal(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("journal")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(key_string(manager, "kind", 16))
        .col(key_string(manager, "business_key", 128))
        .col(uuid("card_id"))
        .col(uuid("subject"))
        .col(uuid_null("store_id"))
        .col(uuid_null("terminal_id"))
        .col(uuid_null("operator_id"))
        .col(uuid_null("reverses"))
        .col(prose(manager, "reason"))
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    unique(manager, "journal", "journal_business_key", &["merchant_id", "business_key"]).await?;
    unique(manager, "journal", "journal_reverses", &["reverses"]).await?;
    index(manager, "journal", "journal_card", &["card_id"]).await?;
    index(manager, "journal", "journal_subject", &["subject"]).await
}

async fn entry(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("entry")
        .col(uuid("journal_id"))
        .col(integer("line"))
        .col(uuid("merchant_id"))
        .col(key_string(manager, "book", 16))
        .col(key_string(manager, "asset", 16))
        .col(uuid("item"))
        .col(uuid_null("account_id"))
        .col(uuid_null("card_id"))
        .col(big_integer("amount"))
        .col(big_integer_null("seq"))
        .col(big_integer_null("balance_after"))
        .col(moment("created_at"))
        .primary_key(Index::create().col("journal_id").col("line"))
        .check(("entry_balance_after", Expr::col("balance_after").gte(0)))
        .take();
    manager.create_table(table).await?;
    unique(manager, "entry", "entry_seq", &["account_id", "seq"]).await
}

async fn lot(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("lot")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("card_id"))
        .col(key_string(manager, "asset", 16))
        .col(uuid("source"))
        .col(big_integer("opened"))
        .col(big_integer("remaining"))
        .col(moment("expires_at").null())
        .col(moment("opened_at"))
        .check((
            "lot_remaining",
            Expr::col("remaining").gte(0).and(Expr::col("remaining").lte(Expr::col("opened"))),
        ))
        .take();
    manager.create_table(table).await?;
    index(manager, "lot", "lot_of_card", &["card_id"]).await?;
    index(manager, "lot", "lot_expiry", &["expires_at"]).await
}

async fn lot_use(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("lot_use")
        .col(uuid("journal_id"))
        .col(uuid("lot_id"))
        .col(uuid("merchant_id"))
        .col(big_integer("amount"))
        .primary_key(Index::create().col("journal_id").col("lot_id"))
        .take();
    manager.create_table(table).await?;
    index(manager, "lot_use", "lot_use_of_lot", &["lot_id"]).await
}

async fn hold(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("hold")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("card_id"))
        .col(uuid("journal_id"))
        .col(uuid_null("terminal_id"))
        .col(big_integer("amount"))
        .col(key_string(manager, "state", 16))
        .col(moment("expires_at"))
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "hold", "hold_of_card", &["card_id"]).await?;
    index(manager, "hold", "hold_expiry", &["state", "expires_at"]).await
}

async fn proof(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("proof")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(boolean("green"))
        .col(long_prose(manager, "report"))
        .col(big_integer("took_ms"))
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "proof", "proof_of_merchant", &["merchant_id", "created_at"]).await
}
