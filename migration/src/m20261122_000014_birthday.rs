//! Whose birthday it is today, without reading everybody: the day of the year, which the database itself
//! takes from the birthday.
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::columns::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let mut day = ColumnDef::new("birth_day");
        match backend {
            DbBackend::MySql => day.custom("varchar(5) character set ascii"),
            _ => day.string_len(5),
        };
        // PostgreSQL knows stored ones only, SQLite adds none that is stored.
        day.generated(Expr::cust("substr(birthday, 6, 5)"), backend == DbBackend::Postgres);
        let change = Table::alter().table("member").add_column(day.take()).take();
        manager.alter_table(change).await?;
        index(manager, "member", "member_birth_day", &["merchant_id", "birth_day"]).await
    }
}
