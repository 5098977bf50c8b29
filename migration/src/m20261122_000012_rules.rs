//! Rules that a store holds as its own, what was deleted and can come back, and coupons that are sent
//! to many.
use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{index, key_string, moment, prose};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        additions(manager).await?;
        coupon_sending(manager).await?;
        coupon_sent(manager).await?;
        // Who has coupons of one template, page by page.
        index(manager, "coupon", "coupon_of_template", &["template_id", "id"]).await?;
        // What is set aside in one merchant's stores: of all holds there ever were, a few.
        index(manager, "hold", "hold_open", &["merchant_id", "state", "id"]).await
    }
}

/// SQLite adds one column a statement.
async fn additions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        ("program", uuid_null("store_id")),
        ("program", moment("ended_at").null().take()),
        ("category", key_string(manager, "code_was", 32).null().take()),
        ("level", key_string(manager, "code_was", 16).null().take()),
        ("level", moment("deleted_at").null().take()),
        ("keyword_rule", moment("deleted_at").null().take()),
        ("coupon_template", moment("closes_was").null().take()),
        ("recharge_rule", integer("version").default(1).take()),
    ];
    for (table, column) in columns {
        let mut change = Table::alter();
        manager.alter_table(change.table(table).add_column(column).take()).await?;
    }
    Ok(())
}

async fn coupon_sending(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("coupon_sending")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("template_id"))
        .col(uuid("operator_id"))
        .col(integer("total"))
        .col(moment("created_at"))
        .col(moment("ended_at").null())
        .take();
    manager.create_table(table).await?;
    index(manager, "coupon_sending", "coupon_sending_of", &["merchant_id", "template_id"]).await
}

async fn coupon_sent(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("coupon_sent")
        .col(uuid("sending_id"))
        .col(uuid("member_id"))
        .col(uuid("merchant_id"))
        .col(uuid_null("coupon_id"))
        .col(prose(manager, "refused").null().take())
        .col(moment("done_at").null())
        .primary_key(Index::create().col("sending_id").col("member_id"))
        .take();
    manager.create_table(table).await?;
    index(manager, "coupon_sent", "coupon_sent_waits", &["sending_id", "done_at"]).await
}
