//! The sale at the till: what is sold, how it was paid, what came back, and which codes paid.
use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{index, index_hash, key_string, long_prose, moment, prose, sealed, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        category(manager).await?;
        goods(manager).await?;
        sale(manager).await?;
        sale_line(manager).await?;
        sale_tender(manager).await?;
        refund(manager).await?;
        code_use(manager).await?;
        pending_points(manager).await?;
        terminal_key(manager).await?;
        terminal_nonce(manager).await
    }
}

async fn category(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("category")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(key_string(manager, "code", 32))
        .col(prose(manager, "name"))
        .col(moment("deleted_at").null())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    unique(manager, "category", "category_code", &["merchant_id", "code"]).await
}

async fn goods(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("goods")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("category_id"))
        .col(key_string(manager, "code", 64))
        .col(prose(manager, "name"))
        .col(prose(manager, "unit"))
        .col(big_integer("price"))
        .col(big_integer_null("member_price"))
        .col(big_integer_null("promotion_price"))
        .col(moment("off_sale_at").null())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    unique(manager, "goods", "goods_code", &["merchant_id", "code"]).await?;
    index(manager, "goods", "goods_of_category", &["merchant_id", "category_id"]).await
}

async fn sale(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("sale")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("store_id"))
        .col(uuid("terminal_id"))
        .col(uuid("operator_id"))
        .col(key_string(manager, "order_no", 64))
        .col(key_string(manager, "state", 16))
        .col(uuid_null("card_id"))
        .col(uuid_null("member_id"))
        .col(big_integer_null("code_window"))
        .col(uuid_null("coupon_id"))
        .col(index_hash("hash"))
        .col(long_prose(manager, "cart"))
        .col(long_prose(manager, "priced"))
        .col(big_integer("list_total"))
        .col(big_integer("payable"))
        .col(big_integer("points_spent"))
        .col(prose(manager, "points_from").null())
        .col(big_integer("points_earned"))
        .col(big_integer("growth_earned"))
        .col(big_integer("paid"))
        .col(big_integer("refunded"))
        .col(moment("expires_at"))
        .col(moment("created_at"))
        .col(moment("settled_at").null())
        .check((
            "sale_refunded",
            Expr::col("refunded").gte(0).and(Expr::col("refunded").lte(Expr::col("paid"))),
        ))
        .take();
    manager.create_table(table).await?;
    unique(manager, "sale", "sale_order_no", &["merchant_id", "order_no"]).await?;
    index(manager, "sale", "sale_of_card", &["card_id", "created_at"]).await?;
    index(manager, "sale", "sale_of_store", &["merchant_id", "store_id", "state", "id"]).await
}

async fn sale_line(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("sale_line")
        .col(uuid("sale_id"))
        .col(integer("line"))
        .col(uuid("merchant_id"))
        .col(uuid_null("goods_id"))
        .col(uuid_null("category_id"))
        .col(prose(manager, "name"))
        .col(big_integer("quantity"))
        .col(big_integer("returned"))
        .col(big_integer("list"))
        .col(big_integer("paid"))
        .primary_key(Index::create().col("sale_id").col("line"))
        .check((
            "sale_line_returned",
            Expr::col("returned").gte(0).and(Expr::col("returned").lte(Expr::col("quantity"))),
        ))
        .take();
    manager.create_table(table).await
}

async fn sale_tender(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("sale_tender")
        .col(uuid("sale_id"))
        .col(key_string(manager, "kind", 16))
        .col(uuid("merchant_id"))
        .col(big_integer("amount"))
        .col(big_integer("refunded"))
        .primary_key(Index::create().col("sale_id").col("kind"))
        .check((
            "sale_tender_refunded",
            Expr::col("refunded").gte(0).and(Expr::col("refunded").lte(Expr::col("amount"))),
        ))
        .take();
    manager.create_table(table).await
}

async fn refund(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("refund")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("sale_id"))
        .col(key_string(manager, "refund_no", 64))
        .col(uuid("store_id"))
        .col(uuid("terminal_id"))
        .col(uuid("operator_id"))
        .col(big_integer("amount"))
        .col(long_prose(manager, "detail"))
        .col(prose(manager, "reason"))
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    unique(manager, "refund", "refund_no", &["merchant_id", "refund_no"]).await?;
    index(manager, "refund", "refund_of_sale", &["sale_id"]).await
}

async fn code_use(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("code_use")
        .col(uuid("card_id"))
        .col(big_integer("window"))
        .col(uuid("merchant_id"))
        .col(uuid("terminal_id"))
        .col(uuid("subject"))
        .col(moment("used_at"))
        .primary_key(Index::create().col("card_id").col("window"))
        .take();
    manager.create_table(table).await
}

async fn pending_points(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("pending_points")
        .col(pk_uuid("sale_id"))
        .col(uuid("merchant_id"))
        .col(uuid("card_id"))
        .col(big_integer("amount"))
        .col(moment("due_at"))
        .col(moment("granted_at").null())
        .check(("pending_points_amount", Expr::col("amount").gte(0)))
        .take();
    manager.create_table(table).await?;
    index(manager, "pending_points", "pending_points_due", &["granted_at", "due_at"]).await?;
    index(manager, "pending_points", "pending_points_of_card", &["card_id"]).await
}

async fn terminal_key(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("terminal_key")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("terminal_id"))
        .col(uuid("operator_id"))
        .col(sealed("secret_sealed"))
        .col(key_string(manager, "scopes", 255))
        .col(key_string(manager, "addresses", 255))
        .col(big_integer("cap"))
        .col(big_integer("daily_cap"))
        .col(moment("revoked_at").null())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "terminal_key", "terminal_key_of_terminal", &["merchant_id", "terminal_id"])
        .await
}

async fn terminal_nonce(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("terminal_nonce")
        .col(uuid("key_id"))
        .col(key_string(manager, "nonce", 64))
        .col(moment("created_at"))
        .primary_key(Index::create().col("key_id").col("nonce"))
        .take();
    manager.create_table(table).await?;
    index(manager, "terminal_nonce", "terminal_nonce_age", &["created_at"]).await?;
    // All that one key did, in a log where everybody writes.
    index(manager, "audit", "audit_of_actor", &["actor", "id"]).await
}
