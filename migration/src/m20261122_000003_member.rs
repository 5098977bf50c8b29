//! The person, how WeChat knows them, their cards, and the codes that prove a phone.
use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{index_hash, key_string, moment, prose, sealed};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        member(manager).await?;
        identity(manager).await?;
        card(manager).await?;
        sms_code(manager).await?;
        sms_gate(manager).await
    }
}

async fn member(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("member")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(key_string(manager, "number", 32))
        .col(prose(manager, "nickname"))
        .col(prose(manager, "name").null())
        .col(sealed("phone_sealed"))
        .col(index_hash("phone_index"))
        .col(index_hash("phone_unique").null())
        .col(key_string(manager, "unionid", 128).null())
        .col(sealed("id_number_sealed").null())
        .col(key_string(manager, "source", 16))
        .col(key_string(manager, "consent", 32).null())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    manager
        .create_index(
            Index::create()
                .unique()
                .name("member_number")
                .table("member")
                .col("merchant_id")
                .col("number")
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("member_phone")
                .table("member")
                .col("merchant_id")
                .col("phone_index")
                .take(),
        )
        .await?;
    // MySQL has no partial index: the column is NULL while phones may repeat.
    manager
        .create_index(
            Index::create()
                .unique()
                .name("member_phone_once")
                .table("member")
                .col("merchant_id")
                .col("phone_unique")
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .unique()
                .name("member_unionid")
                .table("member")
                .col("merchant_id")
                .col("unionid")
                .take(),
        )
        .await
}

async fn identity(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("identity")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(key_string(manager, "appid", 32))
        .col(key_string(manager, "openid", 128))
        .col(key_string(manager, "unionid", 128).null())
        .col(uuid_null("member_id"))
        .col(prose(manager, "nickname").null())
        .col(prose(manager, "avatar").null())
        .col(moment("followed_at").null())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    manager
        .create_index(
            Index::create()
                .name("identity_unionid")
                .table("identity")
                .col("merchant_id")
                .col("unionid")
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create().name("identity_member").table("identity").col("member_id").take(),
        )
        .await
}

async fn card(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("card")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("member_id"))
        .col(key_string(manager, "number", 32))
        .col(big_integer("sequence"))
        .col(uuid("level_id"))
        .col(prose(manager, "name"))
        .col(key_string(manager, "status", 16))
        .col(uuid_null("primary_of").unique_key())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    manager
        .create_index(
            Index::create()
                .unique()
                .name("card_number")
                .table("card")
                .col("merchant_id")
                .col("number")
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .unique()
                .name("card_sequence")
                .table("card")
                .col("merchant_id")
                .col("sequence")
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("card_member")
                .table("card")
                .col("merchant_id")
                .col("member_id")
                .take(),
        )
        .await
}

async fn sms_code(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("sms_code")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(sealed("phone_sealed"))
        .col(index_hash("phone_index"))
        .col(key_string(manager, "purpose", 16))
        .col(key_string(manager, "asked_by", 64))
        .col(key_string(manager, "source", 64))
        .col(integer("attempts"))
        .col(moment("created_at"))
        .col(moment("expires_at"))
        .col(moment("closed_at").null())
        .col(moment("sent_at").null())
        .take();
    manager.create_table(table).await?;
    manager
        .create_index(
            Index::create()
                .name("sms_code_phone")
                .table("sms_code")
                .col("merchant_id")
                .col("phone_index")
                .col("created_at")
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("sms_code_source")
                .table("sms_code")
                .col("source")
                .col("created_at")
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("sms_code_asked_by")
                .table("sms_code")
                .col("asked_by")
                .col("created_at")
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create().name("sms_code_age").table("sms_code").col("created_at").take(),
        )
        .await
}

async fn sms_gate(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("sms_gate")
        .col(uuid("merchant_id"))
        .col(index_hash("phone_index"))
        .col(moment("last_sent_at"))
        // The only unique index, for `insert_if_absent`.
        .primary_key(Index::create().col("merchant_id").col("phone_index"))
        .take();
    manager.create_table(table).await
}
