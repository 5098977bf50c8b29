//! Columns that the engines would otherwise understand differently.
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Text compared byte for byte: keys, codes, openids. MySQL and MariaDB would take `oABC` and
/// `oabc` for one. ASCII, so that an index on it stays small.
pub fn key_string(manager: &SchemaManager<'_>, name: &'static str, len: u32) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    match manager.get_database_backend() {
        DbBackend::MySql => {
            column.custom(format!("varchar({len}) character set ascii collate ascii_bin"))
        }
        _ => column.string_len(len),
    };
    column.not_null().take()
}

/// Text in any language. A MySQL or MariaDB server's own default may be latin1, which has no
/// Chinese.
pub fn prose(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    match manager.get_database_backend() {
        DbBackend::MySql => column.custom("text character set utf8mb4"),
        _ => column.text(),
    };
    column.not_null().take()
}

/// As [`prose`], of which there may be much: MySQL's and MariaDB's `text` ends at 64 KiB, which a
/// sale of a hundred lines, each explained, does not fit into.
pub fn long_prose(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    match manager.get_database_backend() {
        DbBackend::MySql => column.custom("mediumtext character set utf8mb4"),
        _ => column.text(),
    };
    column.not_null().take()
}

/// A moment, in milliseconds since 1970 UTC.
pub fn moment(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// Ciphertext: a version, a nonce, what was sealed, a tag.
pub fn sealed(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).var_binary(1024).not_null().take()
}

/// A keyed hash, to look something secret up by.
pub fn index_hash(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).binary_len(32).not_null().take()
}

/// An index to find rows by.
pub async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(over(table, name, columns).take()).await
}

/// An index that lets nothing in twice.
pub async fn unique(
    manager: &SchemaManager<'_>,
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(over(table, name, columns).unique().take()).await
}

fn over(table: &'static str, name: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index.take()
}
