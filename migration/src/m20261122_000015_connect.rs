//! What is known of an account's connection to WeChat, and the Token before this one.
use sea_orm_migration::prelude::*;

use crate::columns::{index, key_string, moment, sealed};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let additions = [
            sealed("previous_token_sealed").null().take(),
            moment("reached_at").null().take(),
            ColumnDef::new("green").boolean().null().take(),
            key_string(manager, "domain_words", 64).null().take(),
            moment("domain_read_at").null().take(),
        ];
        for column in additions {
            let mut change = Table::alter();
            manager.alter_table(change.table("wechat_account").add_column(column).take()).await?;
        }
        index(manager, "wechat_account", "wechat_account_domain", &["domain_words"]).await
    }
}
