//! A gateway of one's own for one history: quick to build, and to close and open again.
use std::{fs, path::Path, sync::OnceLock, time::Duration};

use entity::values::Timestamp;
use kabao::{app::App, config::Config, engine, world::World};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::desk::Desk;
use crate::town::MORNING;

/// A migrated database that lies in memory: what is lost in a power cut is not asked here.
pub struct House {
    runtime: Runtime,
    files: TempDir,
    pub desk: Desk,
    opened: u64,
}

impl House {
    pub fn with_cards(cards: usize) -> Self {
        let (runtime, files) = (runtime(), folder());
        fs::write(files.path().join("house.db"), template()).unwrap();
        let desk = runtime.block_on(async {
            Desk::with_cards(open(files.path(), MORNING, 0).await, cards).await
        });
        Self { runtime, files, desk, opened: 0 }
    }

    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    pub fn pass(&self, ms: u64) {
        self.desk.app.world.advance(Duration::from_millis(ms));
    }

    /// The process ends and another begins: nothing that it remembered is left.
    pub fn restart(&mut self) {
        self.opened += 1;
        let (now, before) = (self.desk.app.world.now(), self.desk.app.db.clone());
        self.desk.app = self.runtime.block_on(async {
            before.close().await.unwrap();
            open(self.files.path(), now, self.opened).await
        });
    }
}

async fn open(files: &Path, now: Timestamp, seed: u64) -> App {
    let url = format!("sqlite://{}", files.join("house.db").display());
    let config = Config::from_variables(&[("KABAO_DATABASE__URL", &url)]).unwrap();
    App::open(config, World::standing(now, seed)).await.unwrap()
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn folder() -> TempDir {
    let memory = tempfile::tempdir_in("/dev/shm");
    memory.or_else(|_| tempfile::tempdir()).unwrap()
}

/// Migrated once.
fn template() -> &'static [u8] {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let files = folder();
        let file = files.path().join("template.db");
        runtime().block_on(async {
            let db = engine::connect(&format!("sqlite://{}", file.display())).await.unwrap();
            migration::up(&db).await.unwrap();
            db.close().await.unwrap();
        });
        fs::read(file).unwrap()
    })
}
