//! Which engine, and where its servers are.
use std::{
    env,
    sync::atomic::{AtomicUsize, Ordering},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
    Mariadb,
}

/// `sqlite` unless `KABAO_TEST_ENGINE` says `postgres` or `mariadb`.
pub fn engine() -> Engine {
    match variable("KABAO_TEST_ENGINE").as_deref() {
        None | Some("sqlite") => Engine::Sqlite,
        Some("postgres") => Engine::Postgres,
        Some("mariadb") => Engine::Mariadb,
        Some(other) => panic!("KABAO_TEST_ENGINE: sqlite, postgres or mariadb, not {other}"),
    }
}

/// Where the server is that a variable names.
pub fn server(name: &str) -> String {
    variable(name).unwrap_or_else(|| panic!("{name} is not set: run under scripts/with-servers.sh"))
}

/// An empty cache: in memory beside SQLite, one of Redis' numbered databases beside a server.
pub async fn cache_url() -> String {
    const DATABASES: usize = 512;
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    if engine() == Engine::Sqlite {
        return "memory:".to_owned();
    }
    let number = NEXT.fetch_add(1, Ordering::Relaxed) % DATABASES;
    let url = format!("{}/{number}", server("KABAO_TEST_REDIS"));
    let client = redis::Client::open(url.as_str()).unwrap();
    let mut redis = client.get_multiplexed_async_connection().await.unwrap();
    redis::cmd("FLUSHDB").exec_async(&mut redis).await.unwrap();
    url
}

#[expect(clippy::disallowed_methods, reason = "where tests run is nobody's setting")]
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
