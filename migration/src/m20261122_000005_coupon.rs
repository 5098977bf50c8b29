//! Coupons: what they are made from, and who has claimed which.
use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{index, key_string, moment, prose, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        coupon_template(manager).await?;
        coupon(manager).await
    }
}

async fn coupon_template(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("coupon_template")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid_null("store_id"))
        .col(key_string(manager, "kind", 16))
        .col(prose(manager, "title"))
        .col(big_integer("worth"))
        .col(big_integer("threshold"))
        .col(integer("total"))
        .col(integer("claimed"))
        .col(integer("per_member"))
        .col(moment("opens_at"))
        .col(moment("closes_at"))
        .col(moment("valid_until"))
        .col(moment("created_at"))
        // The last wall: whatever the code believes, no more than there are.
        .check(("coupon_template_stock", Expr::col("claimed").lte(Expr::col("total"))))
        .take();
    manager.create_table(table).await?;
    index(manager, "coupon_template", "coupon_template_merchant", &["merchant_id"]).await
}

async fn coupon(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("coupon")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("template_id"))
        .col(uuid("member_id"))
        .col(integer("nth"))
        .col(key_string(manager, "state", 16))
        .col(moment("claimed_at"))
        .col(moment("valid_until"))
        .take();
    manager.create_table(table).await?;
    unique(manager, "coupon", "coupon_nth", &["template_id", "member_id", "nth"]).await?;
    index(manager, "coupon", "coupon_member", &["merchant_id", "member_id"]).await
}
