//! What the back office keeps of members and finds them by: tags, notes, saved views, and an index for
//! each filter of the list.
use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::columns::{index, index_hash, key_string, moment, prose};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        additions(manager).await?;
        indexes(manager).await?;
        tag(manager).await?;
        member_tag(manager).await?;
        member_note(manager).await?;
        saved_view(manager).await
    }
}

/// SQLite adds one column a statement.
async fn additions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        ("member", worked_out(manager, "birth_month", 2, "substr(birthday, 6, 2)")),
        ("member", worked_out(manager, "birth_day", 5, "substr(birthday, 6, 5)")),
        ("member", worked_out(manager, "standing", 8, STANDING)),
        ("member", uuid_null("store_id")),
        // Of the last four digits; filled by the hour for those who were members before.
        ("member", index_hash("phone_tail").null().take()),
        ("member", prose(manager, "job").null().take()),
        ("member", prose(manager, "fax").null().take()),
        ("member", prose(manager, "website").null().take()),
        ("member", prose(manager, "title").null().take()),
        ("member", prose(manager, "language").null().take()),
        ("member", prose(manager, "remark").null().take()),
        ("member", ColumnDef::new("version").integer().not_null().default(0).take()),
        ("card", key_string(manager, "linked_number", 64).null().take()),
    ];
    for (table, column) in columns {
        let mut change = Table::alter();
        manager.alter_table(change.table(table).add_column(column).take()).await?;
    }
    Ok(())
}

/// What `left_at` and `merged_into` say, in one word that indexes begin with.
const STANDING: &str = "CASE WHEN left_at IS NOT NULL THEN 'left' \
                        WHEN merged_into IS NOT NULL THEN 'merged' ELSE 'living' END";

/// Text that the database itself takes from other columns.
fn worked_out(
    manager: &SchemaManager<'_>,
    name: &'static str,
    length: u32,
    from: &'static str,
) -> ColumnDef {
    let backend = manager.get_database_backend();
    let mut column = ColumnDef::new(name);
    match backend {
        DbBackend::MySql => column.custom(format!("varchar({length}) character set ascii")),
        _ => column.string_len(length),
    };
    // PostgreSQL knows stored ones only, SQLite adds none that is stored.
    column.generated(Expr::cust(from), backend == DbBackend::Postgres).take()
}

/// The list is read in the order of ids, whatever it is filtered by: each filter has an index that
/// ends with the id, so that no page reads more than it shows.
async fn indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for (name, column) in [
        ("member_store", "store_id"),
        ("member_source", "source"),
        ("member_birth_month", "birth_month"),
    ] {
        index(manager, "member", name, &["merchant_id", "standing", column, "id"]).await?;
    }
    index(manager, "member", "member_list", &["merchant_id", "standing", "id"]).await?;
    index(manager, "member", "member_tail", &["merchant_id", "phone_tail"]).await?;
    index(manager, "member", "member_birth_day", &["merchant_id", "birth_day"]).await?;
    index(manager, "card", "card_level", &["merchant_id", "level_id", "primary_of"]).await?;
    index(manager, "identity", "identity_fans", &["merchant_id", "member_id", "followed_at", "id"])
        .await?;
    beginnings(manager, "member_nickname", "nickname").await?;
    beginnings(manager, "member_name", "name").await
}

/// To find what begins so: MySQL indexes part of a text, and PostgreSQL finds a beginning in an
/// index only if that compares bytes.
async fn beginnings(
    manager: &SchemaManager<'_>,
    name: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    let part = match manager.get_database_backend() {
        DbBackend::MySql => format!("{column}(32)"),
        DbBackend::Postgres => format!("{column} text_pattern_ops"),
        _ => column.to_owned(),
    };
    let words = format!("CREATE INDEX {name} ON member (merchant_id, {part})");
    manager.get_connection().execute_unprepared(&words).await.map(drop)
}

async fn tag(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("tag")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(prose(manager, "name"))
        .col(key_string(manager, "color", 16))
        .col(moment("deleted_at").null())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "tag", "tag_of_merchant", &["merchant_id"]).await
}

async fn member_tag(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("member_tag")
        .col(uuid("tag_id"))
        .col(uuid("member_id"))
        .col(uuid("merchant_id"))
        // The only unique index, for `insert_if_absent`.
        .primary_key(Index::create().col("tag_id").col("member_id"))
        .take();
    manager.create_table(table).await?;
    index(manager, "member_tag", "member_tag_of", &["member_id"]).await
}

async fn member_note(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("member_note")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("member_id"))
        .col(uuid("operator_id"))
        .col(prose(manager, "text"))
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "member_note", "member_note_of", &["merchant_id", "member_id", "id"]).await
}

async fn saved_view(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("saved_view")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(uuid("operator_id"))
        .col(key_string(manager, "of", 16))
        .col(prose(manager, "name"))
        .col(prose(manager, "query"))
        .col(key_string(manager, "shape", 16))
        .col(boolean("shared"))
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "saved_view", "saved_view_of_merchant", &["merchant_id"]).await
}
