//! What holds value by rule: top-ups, levels over time, printed coupons, a merchant's programs.
use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::columns::{index, index_hash, key_string, long_prose, moment, prose, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        additions(manager).await?;
        retired_number(manager).await?;
        program(manager).await?;
        level_change(manager).await?;
        recharge_rule(manager).await?;
        recharge_use(manager).await?;
        top_up(manager).await?;
        top_up_refund(manager).await?;
        printed_coupon(manager).await
    }
}

async fn retired_number(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("retired_number")
        .col(uuid("merchant_id"))
        .col(key_string(manager, "number", 32))
        .col(uuid("card_id"))
        .col(moment("retired_at"))
        .primary_key(Index::create().col("merchant_id").col("number"))
        .take();
    manager.create_table(table).await
}

async fn program(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("program")
        .col(uuid("merchant_id"))
        .col(key_string(manager, "kind", 16))
        .col(integer("version"))
        .col(prose(manager, "terms"))
        .col(uuid_null("made_by"))
        .col(moment("created_at"))
        .primary_key(Index::create().col("merchant_id").col("kind").col("version"))
        .take();
    manager.create_table(table).await
}

async fn level_change(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("level_change")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("card_id"))
        .col(uuid_null("from_level"))
        .col(uuid("to_level"))
        .col(moment("effective_at"))
        .col(moment("until_at").null())
        .col(key_string(manager, "cause", 16))
        .col(prose(manager, "why"))
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "level_change", "level_change_of_card", &["card_id", "effective_at"]).await
}

async fn recharge_rule(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("recharge_rule")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(prose(manager, "name"))
        .col(big_integer("principal"))
        .col(prose(manager, "terms"))
        .col(boolean("once_per_member"))
        .col(moment("starts_at").null())
        .col(moment("ends_at").null())
        .col(moment("withdrawn_at").null())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "recharge_rule", "recharge_rule_of_merchant", &["merchant_id"]).await
}

async fn recharge_use(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("recharge_use")
        .col(uuid("rule_id"))
        .col(uuid("member_id"))
        .col(uuid("merchant_id"))
        .col(uuid("top_up_id"))
        .primary_key(Index::create().col("rule_id").col("member_id"))
        .take();
    manager.create_table(table).await
}

async fn top_up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("top_up")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("store_id"))
        .col(uuid("terminal_id"))
        .col(uuid("operator_id"))
        .col(key_string(manager, "order_no", 64))
        .col(uuid("card_id"))
        .col(uuid("member_id"))
        .col(uuid_null("rule_id"))
        .col(big_integer("principal"))
        .col(big_integer("gift"))
        .col(key_string(manager, "tender", 16))
        .col(prose(manager, "gifts"))
        .col(uuid_null("approved_by"))
        .col(big_integer("refunded"))
        .col(moment("created_at"))
        .check((
            "top_up_refunded",
            Expr::col("refunded").gte(0).and(Expr::col("refunded").lte(Expr::col("principal"))),
        ))
        .take();
    manager.create_table(table).await?;
    unique(manager, "top_up", "top_up_order_no", &["merchant_id", "order_no"]).await?;
    index(manager, "top_up", "top_up_of_card", &["card_id", "created_at"]).await
}

async fn top_up_refund(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("top_up_refund")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("top_up_id"))
        .col(key_string(manager, "refund_no", 64))
        .col(uuid("store_id"))
        .col(uuid("terminal_id"))
        .col(uuid("operator_id"))
        .col(key_string(manager, "mode", 16))
        .col(big_integer("amount"))
        .col(long_prose(manager, "sheet"))
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    unique(manager, "top_up_refund", "top_up_refund_no", &["merchant_id", "refund_no"]).await?;
    index(manager, "top_up_refund", "top_up_refund_of", &["top_up_id"]).await
}

async fn printed_coupon(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("printed_coupon")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("template_id"))
        .col(index_hash("number_hash"))
        .col(uuid_null("coupon_id"))
        .col(moment("activated_at").null())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    unique(manager, "printed_coupon", "printed_coupon_number", &["merchant_id", "number_hash"])
        .await?;
    index(manager, "printed_coupon", "printed_coupon_template", &["template_id"]).await
}

/// Columns that earlier rows do without.
async fn additions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        ("card", moment("level_since").default(0).take()),
        ("card", moment("level_until").null().take()),
        ("card", uuid_null("next_level_id").take()),
        ("card", moment("next_level_at").null().take()),
        ("level", prose(manager, "terms").null().take()),
        ("coupon_template", prose(manager, "terms").null().take()),
        ("coupon_template", boolean("listed").default(true).take()),
        ("coupon", uuid_null("sale_id").take()),
        ("coupon", uuid_null("sale_store_id").take()),
        ("coupon", moment("reserved_until").null().take()),
        ("coupon", moment("used_at").null().take()),
        ("member", key_string(manager, "birthday", 10).null().take()),
    ];
    // One at a time: SQLite adds no two columns in one statement.
    for (table, column) in columns {
        manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
    }
    if manager.get_database_backend() == DbBackend::MySql {
        // The answer to a settle is as long as its receipt.
        let longer = long_prose(manager, "answer").null().take();
        manager
            .alter_table(Table::alter().table("idempotency").modify_column(longer).take())
            .await?;
    }
    index(manager, "coupon", "coupon_sale", &["sale_id"]).await?;
    index(manager, "card", "card_level_until", &["level_until"]).await?;
    index(manager, "card", "card_next_level_at", &["next_level_at"]).await
}
