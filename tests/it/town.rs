//! A running town: the real server on ports of its own, before a database and a cache of its own,
//! under a clock that stands still.
mod database;
mod person;
mod store;
mod wechat;

use std::{
    net::TcpListener,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use actix_web::dev::ServerHandle;
use entity::values::Timestamp;
use kabao::{
    app::App,
    config::Config,
    http::{self, Routes},
    jobs::{self, Known},
    routes, schedule, seed,
    world::World,
};
use sea_orm::Statement;

use database::Database;
pub use person::{Person, Reply, send};
pub use store::{Engine, cache_url, engine};
use wechat::Wechat;

/// The first of December 2026, ten in the morning in China.
pub const MORNING: Timestamp = Timestamp(1_796_090_400_000);

pub struct Town {
    /// The first node.
    pub app: App,
    /// All nodes: same database, same cache, same time.
    pub nodes: Vec<Node>,
    pub wechat: Wechat,
    jobs: fn() -> Vec<Known>,
    routes: Routes,
    _database: Database,
}

pub struct Node {
    pub app: App,
    /// `http://127.0.0.1:port`
    pub address: String,
    server: ServerHandle,
}

/// What kind of town.
pub struct Plan {
    pub nodes: usize,
    pub routes: Routes,
    pub jobs: fn() -> Vec<Known>,
    /// Whether the demo's shop is there, with its staff, its stores and its coupons.
    pub shop: bool,
    /// Settings beyond the demo's.
    pub configure: fn(&mut Config),
    /// Counts the first node's SQL statements, but for BEGIN and COMMIT.
    pub statements: Option<Arc<AtomicU64>>,
    /// Keeps the first node's SQL statements, but for BEGIN and COMMIT.
    pub said: Option<Arc<Mutex<Vec<Statement>>>>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            nodes: 1,
            routes: routes::all,
            jobs: schedule::all,
            shop: true,
            configure: |_| {},
            statements: None,
            said: None,
        }
    }
}

impl Plan {
    /// Nothing but the ground: what stands on it, the test brings.
    pub fn ground() -> Self {
        Self { routes: |_| {}, jobs: Vec::new, shop: false, ..Self::default() }
    }
}

impl Town {
    /// The house as it is, with the demo's shop in it.
    pub async fn open() -> Self {
        Self::with(Plan::default()).await
    }

    /// As [`Town::open`], with so many gateways before one database and one cache.
    pub async fn with_nodes(nodes: usize) -> Self {
        Self::with(Plan { nodes, ..Plan::default() }).await
    }

    /// The ground, with two gateways on it.
    pub async fn ground() -> Self {
        Self::with(Plan { nodes: 2, ..Plan::ground() }).await
    }

    /// The ground, which answers these routes.
    pub async fn serving(routes: Routes) -> Self {
        Self::with(Plan { routes, ..Plan::ground() }).await
    }

    pub async fn with(plan: Plan) -> Self {
        let doors: Vec<TcpListener> = (0..plan.nodes).map(|_| door()).collect();
        let wechat = door();
        let public_url = address(&doors[0]);
        let database = Database::make().await;
        let cache = cache_url().await;
        let settings = [
            ("KABAO_HTTP__PUBLIC_URL", public_url.as_str()),
            ("KABAO_SANDBOX__LISTEN", &wechat.local_addr().unwrap().to_string()),
            ("KABAO_DATABASE__URL", &database.url),
            ("KABAO_CACHE__URL", &cache),
        ];
        let mut config = Config::from_variables(&settings).unwrap();
        (plan.configure)(&mut config);

        let mut app = App::open(config, World::standing(MORNING, 7)).await.unwrap();
        if let Some(count) = plan.statements.clone() {
            app.db.set_metric_callback(move |_| {
                count.fetch_add(1, Ordering::SeqCst);
            });
        }
        if let Some(said) = plan.said.clone() {
            app.db.set_metric_callback(move |info| {
                said.lock().unwrap().push(info.statement.clone());
            });
        }
        let wechat = Wechat::start(wechat, &public_url, app.world.clone());
        if plan.shop {
            seed::demo(&app).await.unwrap();
        }
        let mut nodes = vec![];
        for door in doors {
            let app = if nodes.is_empty() { app.clone() } else { neighbour(&app).await };
            nodes.push(Node::open(app, door, plan.routes));
        }
        let Plan { jobs, routes, .. } = plan;
        Self { app, nodes, wechat, jobs, routes, _database: database }
    }

    /// One node ends and another takes its place, behind a door of its own: nothing that it
    /// remembered is left.
    pub async fn restart(&mut self, node: usize) {
        let before = &self.nodes[node];
        before.server.stop(false).await;
        let app = neighbour(&before.app).await;
        before.app.db.clone().close().await.unwrap();
        self.nodes[node] = Node::open(app.clone(), door(), self.routes);
        if node == 0 {
            self.app = app;
        }
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

impl Node {
    /// Ends with the test: the runtime drops it.
    fn open(app: App, door: TcpListener, routes: Routes) -> Self {
        let address = address(&door);
        let server = http::serve(app.clone(), door, routes, 1).unwrap();
        let handle = server.handle();
        tokio::spawn(server);
        Self { app, address, server: handle }
    }
}

/// Another node of the same town: connections of its own, and what it remembers for a moment.
async fn neighbour(first: &App) -> App {
    let config = Config::clone(&first.config);
    let mut app = App::open(config, World::standing(MORNING, 8)).await.unwrap();
    app.world = first.world.clone();
    if engine() == Engine::Sqlite {
        app.cache = first.cache.clone();
    }
    app
}

fn door() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

fn address(door: &TcpListener) -> String {
    format!("http://{}", door.local_addr().unwrap())
}
