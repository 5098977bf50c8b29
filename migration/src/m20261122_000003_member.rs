//! The person, how WeChat knows them, their cards, and the codes that prove a phone.
use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{index, index_hash, key_string, moment, prose, sealed, unique};

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
    unique(manager, "member", "member_number", &["merchant_id", "number"]).await?;
    index(manager, "member", "member_phone", &["merchant_id", "phone_index"]).await?;
    // MySQL has no partial index: the column is NULL while phones may repeat.
    unique(manager, "member", "member_phone_once", &["merchant_id", "phone_unique"]).await?;
    unique(manager, "member", "member_unionid", &["merchant_id", "unionid"]).await
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
    index(manager, "identity", "identity_unionid", &["merchant_id", "unionid"]).await?;
    index(manager, "identity", "identity_member", &["member_id"]).await
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
    unique(manager, "card", "card_number", &["merchant_id", "number"]).await?;
    unique(manager, "card", "card_sequence", &["merchant_id", "sequence"]).await?;
    index(manager, "card", "card_member", &["merchant_id", "member_id"]).await
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
    index(manager, "sms_code", "sms_code_phone", &["merchant_id", "phone_index", "created_at"])
        .await?;
    index(manager, "sms_code", "sms_code_source", &["source", "created_at"]).await?;
    index(manager, "sms_code", "sms_code_asked_by", &["asked_by", "created_at"]).await?;
    index(manager, "sms_code", "sms_code_age", &["created_at"]).await
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
