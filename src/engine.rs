//! What the engines disagree on, and nothing else: every query elsewhere is written once.
use std::time::Duration;

use sea_orm::{
    ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, EntityTrait, ExprTrait, Iterable, PrimaryKeyToColumn,
    RuntimeErr, SqlErr, SqliteTransactionMode, SqlxMySqlError, Statement, TransactionOptions,
    TransactionTrait,
    sea_query::{Alias, Expr, Func, LikeExpr, OnConflict},
    sqlx::{
        Executor,
        error::DatabaseError,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use uuid::Uuid;

/// Connections a node keeps to a server; SQLite has one writer and a few readers.
const SERVER_CONNECTIONS: u32 = 16;
const FILE_CONNECTIONS: u32 = 4;

/// SQLite: readers beside one writer, and a power cut loses nothing that was answered.
/// MySQL: READ COMMITTED as on PostgreSQL; its default reads a stale snapshot while it writes the
/// latest row, and locks gaps that deadlock.
pub async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    let file = url.starts_with("sqlite");
    options
        .max_connections(if file { FILE_CONNECTIONS } else { SERVER_CONNECTIONS })
        .acquire_timeout(Duration::from_secs(5))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|file| {
            file.create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
        })
        .map_sqlx_mysql_pool_opts(|pool| {
            pool.after_connect(|fresh, _| {
                let isolation = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";
                Box::pin(async move { fresh.execute(isolation).await.map(drop) })
            })
        });
    Database::connect(options).await
}

/// The database's own clock, in milliseconds since 1970 UTC; whole seconds on SQLite and MySQL.
pub async fn clock_ms(db: &DatabaseConnection) -> Result<i64, DbErr> {
    let backend = db.get_database_backend();
    let ask = match backend {
        DbBackend::Postgres => {
            "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
        }
        DbBackend::MySql => "SELECT CAST(UNIX_TIMESTAMP() * 1000 AS SIGNED)",
        _ => "SELECT CAST(strftime('%s', 'now') AS INTEGER) * 1000",
    };
    let row = db.query_one_raw(Statement::from_string(backend, ask)).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("now".to_owned()))?.try_get_by_index(0)
}

/// A whole number. What is added up must be cast to it: PostgreSQL and MySQL widen sums to
/// decimals, and MySQL has another word for BIGINT.
fn whole(backend: DbBackend) -> &'static str {
    if backend == DbBackend::MySql { "SIGNED" } else { "BIGINT" }
}

/// A sum as a whole number, 0 of nothing.
pub fn added_up(db: &impl ConnectionTrait, what: Expr) -> Expr {
    let sum = Func::coalesce([what.sum(), Expr::value(0_i64)]);
    Expr::expr(sum).cast_as(Alias::new(whole(db.get_database_backend())))
}

/// Text that begins so. Each engine finds it in an index of the column: SQLite a range of bytes, the
/// others LIKE.
pub fn begins_with(db: &impl ConnectionTrait, column: Expr, text: &str) -> Expr {
    match db.get_database_backend() {
        DbBackend::Sqlite => {
            let end = format!("{text}{}", char::MAX);
            column.clone().gte(text).and(column.lt(end))
        }
        _ => column.like(LikeExpr::new(format!("{}%", escaped(text))).escape('!')),
    }
}

fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// A question about one thing, `$1`, written once in PostgreSQL's words; what it adds up is cast
/// `AS BIGINT`.
pub fn question(backend: DbBackend, sql: &str, about: Uuid) -> Statement {
    asked(backend, sql, &[about])
}

/// The same about several things, `$1`, `$2` …, each said as often as need be.
pub fn asked(backend: DbBackend, sql: &str, about: &[Uuid]) -> Statement {
    let sql = sql.replace("AS BIGINT", &format!("AS {}", whole(backend)));
    match backend {
        DbBackend::Postgres => Statement::from_sql_and_values(backend, sql, values(about)),
        DbBackend::MySql => {
            let mut pieces = sql.split('$');
            let mut places = pieces.next().unwrap_or_default().to_owned();
            let mut said = vec![];
            for piece in pieces {
                let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
                let nth: usize = piece[..digits].parse().unwrap_or_default();
                said.extend(nth.checked_sub(1).and_then(|nth| about.get(nth)));
                places.push('?');
                places.push_str(&piece[digits..]);
            }
            Statement::from_sql_and_values(backend, places, values(&said))
        }
        _ => Statement::from_sql_and_values(backend, sql.replace('$', "?"), values(about)),
    }
}

/// These ids as places of a question whose first thing, `$1`, is the merchant: `$2, $3`. For none it
/// is the merchant's own id, which is nothing else's.
pub fn places(about: &mut Vec<Uuid>, ids: impl IntoIterator<Item = Uuid>) -> String {
    let known = about.len();
    about.extend(ids);
    let places: Vec<String> = (known + 1..=about.len()).map(|nth| format!("${nth}")).collect();
    if places.is_empty() { "$1".to_owned() } else { places.join(", ") }
}

fn values(about: &[Uuid]) -> Vec<sea_orm::Value> {
    about.iter().map(|id| (*id).into()).collect()
}

/// SQLite takes its write lock up front: a reader that turns writer is refused, not queued.
#[expect(clippy::disallowed_methods, reason = "the one place that begins")]
pub async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let immediate = Some(SqliteTransactionMode::Immediate);
    let options = TransactionOptions { sqlite_transaction_mode: immediate, ..Default::default() };
    db.begin_with_options(options).await
}

/// The engine gave this transaction up for the sake of another; the same work may now succeed.
pub fn gave_way(fault: &anyhow::Error) -> bool {
    let Some(answer) = fault.downcast_ref().and_then(answer) else { return false };
    match answer.try_downcast_ref::<SqlxMySqlError>() {
        // Lock wait timeout, deadlock.
        Some(mysql) => matches!(mysql.number(), 1205 | 1213),
        // PostgreSQL: serialization failure, deadlock. SQLite: busy, locked, busy snapshot.
        None => matches!(answer.code().as_deref(), Some("40001" | "40P01" | "5" | "6" | "517")),
    }
}

/// The unique index that refused a row, by a word of its name or column that the engine's own
/// message holds.
pub fn violates(fault: &DbErr, index: &str) -> bool {
    match fault.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(said)) => said.contains(index),
        _ => false,
    }
}

/// What the database itself said.
fn answer(fault: &DbErr) -> Option<&dyn DatabaseError> {
    match fault {
        DbErr::Exec(RuntimeErr::SqlxError(said)) | DbErr::Query(RuntimeErr::SqlxError(said)) => {
            said.as_database_error()
        }
        _ => None,
    }
}

/// Insert a row unless its primary key is taken, and say whether it was inserted. Whoever comes
/// second waits here until the first has committed or rolled back. The table's primary key must be
/// its only unique index.
///
/// MySQL has to hear the refusal: there sqlx counts *found* rows, so an upsert that did nothing
/// reports one row, as if it had inserted it.
#[expect(clippy::disallowed_methods, reason = "the one place that inserts if absent")]
pub async fn insert_if_absent<A>(db: &impl ConnectionTrait, row: A) -> Result<bool, DbErr>
where
    A: ActiveModelTrait,
{
    let insert = A::Entity::insert(row);
    if db.get_database_backend() == DbBackend::MySql {
        return match insert.exec_without_returning(db).await {
            Ok(_) => Ok(true),
            Err(e) if matches!(e.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                Ok(false)
            }
            Err(e) => Err(e),
        };
    }
    let key = <A::Entity as EntityTrait>::PrimaryKey::iter().map(|part| part.into_column());
    let absent = OnConflict::columns(key).do_nothing().to_owned();
    Ok(insert.on_conflict(absent).exec_without_returning(db).await? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_may_see_no_store_asks_for_none() {
        let id = Uuid::from_u128;
        for (stores, expected) in [(vec![], "$1"), (vec![2], "$2"), (vec![2, 3], "$2, $3")] {
            let mut about = vec![id(1)];
            assert_eq!(places(&mut about, stores.iter().copied().map(id)), expected);
            assert_eq!(about.len(), 1 + stores.len());
        }
    }
}
