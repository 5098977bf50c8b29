//! A running town: the real server on ports of its own, before a database and a cache of its own,
//! under a clock that stands still.
mod database;
mod person;
mod store;

use std::{net::TcpListener, time::Duration};

use entity::values::Timestamp;
use kabao::{
    app::App,
    config::Config,
    http::{self, Routes},
    jobs::{self, Known},
    world::World,
};

use database::Database;
pub use person::{Person, Reply, send};
pub use store::{Engine, cache_url, engine};

/// The first of December 2026, ten in the morning in China.
pub const MORNING: Timestamp = Timestamp(1_796_090_400_000);

pub struct Town {
    /// The first node.
    pub app: App,
    /// All nodes: same database, same cache, same time.
    pub nodes: Vec<Node>,
    jobs: fn() -> Vec<Known>,
    _database: Database,
}

pub struct Node {
    pub app: App,
    /// `http://127.0.0.1:port`
    pub address: String,
}

/// What kind of town.
pub struct Plan {
    pub nodes: usize,
    pub routes: Routes,
    pub jobs: fn() -> Vec<Known>,
    /// Settings beyond the demo's.
    pub configure: fn(&mut Config),
}

impl Default for Plan {
    fn default() -> Self {
        Self { nodes: 1, routes: |_| {}, jobs: Vec::new, configure: |_| {} }
    }
}

impl Town {
    pub async fn open() -> Self {
        Self::with(Plan::default()).await
    }

    pub async fn with_nodes(nodes: usize) -> Self {
        Self::with(Plan { nodes, ..Plan::default() }).await
    }

    /// A town that answers other routes than the house's.
    pub async fn serving(routes: Routes) -> Self {
        Self::with(Plan { routes, ..Plan::default() }).await
    }

    pub async fn with(plan: Plan) -> Self {
        let database = Database::make().await;
        let cache = cache_url().await;
        let mut nodes: Vec<Node> = vec![];
        for _ in 0..plan.nodes {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let listen = listener.local_addr().unwrap().to_string();
            let config = config(&listen, &database.url, &cache, plan.configure);
            let mut app = App::open(config, World::standing(MORNING, 7)).await.unwrap();
            if let Some(first) = nodes.first() {
                app.world = first.app.world.clone();
                if cache == "memory:" {
                    app.cache = first.app.cache.clone();
                }
            }
            let server = http::serve(app.clone(), listener, plan.routes, 1).unwrap();
            // Ends with the test: the runtime drops it.
            tokio::spawn(server);
            nodes.push(Node { app, address: format!("http://{listen}") });
        }
        Self { app: nodes[0].app.clone(), nodes, jobs: plan.jobs, _database: database }
    }

    pub fn advance(&self, by: Duration) {
        self.app.world.advance(by);
    }

    /// Do all that is due, and say how many jobs were done.
    pub async fn run_jobs(&self) -> usize {
        jobs::run_due(&self.app, &(self.jobs)()).await.unwrap()
    }

    /// Somebody with a browser of their own, at the first node's door.
    pub fn person(&self) -> Person {
        self.person_at(0)
    }

    pub fn person_at(&self, node: usize) -> Person {
        Person::new(&self.nodes[node].address)
    }
}

fn config(listen: &str, database: &str, cache: &str, configure: fn(&mut Config)) -> Config {
    let mut config = Config::from_variables(&[
        ("KABAO_HTTP__LISTEN", listen),
        ("KABAO_DATABASE__URL", database),
        ("KABAO_CACHE__URL", cache),
    ])
    .unwrap();
    configure(&mut config);
    config
}
