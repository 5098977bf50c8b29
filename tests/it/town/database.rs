//! A migrated database for each town, as quickly as its engine can make one.
use std::{fs, thread};

use kabao::{engine::connect, world::World};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;
use tokio::{runtime, sync::OnceCell};
use ulid::Ulid;

use super::store::{Engine, engine, server};

pub struct Database {
    pub url: String,
    kept: Kept,
}

/// What must go when the town goes.
enum Kept {
    Files(#[expect(dead_code, reason = "dropped with the town")] TempDir),
    /// A server's address, and what to tell it.
    Database(String, String),
}

impl Database {
    pub async fn make() -> Self {
        match engine() {
            Engine::Sqlite => sqlite().await,
            Engine::Postgres => postgres().await,
            Engine::Mariadb => mariadb().await,
        }
    }
}

/// Migrated once and read into memory; every town writes it to a file of its own.
async fn sqlite() -> Database {
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(async || {
        let files = tempfile::tempdir().unwrap();
        let file = files.path().join("template.db");
        migrate(&format!("sqlite://{}", file.display())).await;
        fs::read(file).unwrap()
    });
    let files = tempfile::tempdir().unwrap();
    let file = files.path().join("town.db");
    fs::write(&file, template.await).unwrap();
    Database { url: format!("sqlite://{}", file.display()), kept: Kept::Files(files) }
}

async fn postgres() -> Database {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let server = server("KABAO_TEST_POSTGRES");
    let template = TEMPLATE.get_or_init(async || {
        let name = name();
        tell(&server, &format!("CREATE DATABASE {name}")).await;
        migrate(&address(&server, &name)).await;
        name
    });
    let (template, name) = (template.await, name());
    tell(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    let url = address(&server, &name);
    Database { url, kept: Kept::Database(server, format!("DROP DATABASE {name} WITH (FORCE)")) }
}

/// With the server's own character set, because that is what a shop's database has.
async fn mariadb() -> Database {
    let (server, name) = (server("KABAO_TEST_MARIADB"), name());
    tell(&server, &format!("CREATE DATABASE {name}")).await;
    let url = address(&server, &name);
    migrate(&url).await;
    Database { url, kept: Kept::Database(server, format!("DROP DATABASE {name}")) }
}

fn name() -> String {
    format!("town_{}", World::real().id::<Ulid>()).to_lowercase()
}

/// The database of this name on the server of that address.
fn address(server: &str, name: &str) -> String {
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

async fn migrate(url: &str) {
    let db = connect(url).await.unwrap();
    migration::up(&db).await.unwrap();
    db.close().await.unwrap();
}

async fn tell(server: &str, words: &str) {
    let db = connect(server).await.unwrap();
    db.execute_unprepared(words).await.unwrap();
    db.close().await.unwrap();
}

impl Drop for Database {
    fn drop(&mut self) {
        let Kept::Database(server, words) = &self.kept else { return };
        // The test's own runtime cannot be waited for from here.
        thread::scope(|scope| {
            scope.spawn(|| {
                let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(tell(server, words));
            });
        });
    }
}
