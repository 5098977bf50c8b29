//! All that a database holds, in words, to be compared with what it held before.
use std::collections::BTreeMap;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement, TryGetable,
    sea_query::{Alias, Asterisk, Query},
};
use uuid::Uuid;

/// When and from where a session was used last is written by whoever uses it (G3).
const MOVES: &[(&str, &[&str])] = &[("session", &["seen_at", "address"])];

/// Rows by their table, in the order of their words.
pub type Contents = BTreeMap<String, Vec<String>>;

pub async fn contents(db: &DatabaseConnection) -> Contents {
    let backend = db.get_database_backend();
    let tables = match backend {
        DbBackend::Sqlite => "SELECT name AS t FROM sqlite_master WHERE type = 'table'",
        DbBackend::Postgres => "SELECT tablename AS t FROM pg_tables WHERE schemaname = 'public'",
        _ => {
            "SELECT table_name AS t FROM information_schema.tables WHERE table_schema = DATABASE()"
        }
    };
    let tables = db.query_all_raw(Statement::from_string(backend, tables)).await.unwrap();
    let mut found = Contents::new();
    for table in tables {
        let table: String = table.try_get("", "t").unwrap();
        let all = Query::select().column(Asterisk).from(Alias::new(table.clone())).take();
        let rows = db.query_all(&all).await.unwrap();
        let mut rows: Vec<String> = rows.iter().map(|row| words(&table, row)).collect();
        rows.sort();
        found.insert(table, rows);
    }
    assert!(found.len() > 40, "{:?}", found.keys());
    found
}

fn words(table: &str, row: &QueryResult) -> String {
    let moves = MOVES.iter().find(|(of, _)| *of == table).map_or(&[][..], |(_, columns)| *columns);
    let columns = row.column_names().into_iter().enumerate();
    let stays = columns.filter(|(_, name)| !moves.contains(&name.as_str()));
    stays.map(|(at, name)| format!("{name}: {}\n", value(row, at))).collect()
}

fn value(row: &QueryResult, at: usize) -> String {
    fn of<T: TryGetable + std::fmt::Debug>(row: &QueryResult, at: usize) -> Option<String> {
        row.try_get_by_index::<Option<T>>(at).ok().map(|value| format!("{value:?}"))
    }
    let kinds =
        [of::<i64>, of::<i32>, of::<i16>, of::<bool>, of::<String>, of::<Uuid>, of::<Vec<u8>>];
    kinds.iter().find_map(|kind| kind(row, at)).expect("a column of a kind that is not known here")
}

/// The rows that are not as they were, with their tables.
pub fn changed(before: &Contents, after: &Contents) -> Vec<String> {
    let empty = vec![];
    let mut found = vec![];
    for table in before.keys().chain(after.keys()) {
        let (was, is) = (before.get(table).unwrap_or(&empty), after.get(table).unwrap_or(&empty));
        let new = is.iter().filter(|row| !was.contains(row)).map(|row| format!("+ {table} {row}"));
        let gone = was.iter().filter(|row| !is.contains(row)).map(|row| format!("- {table} {row}"));
        found.extend(new.chain(gone));
    }
    found.sort();
    found.dedup();
    found
}
