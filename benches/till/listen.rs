//! A gateway within this process, to hear what it asks of the database.
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::ensure;
use kabao::{app::App, config::Config, http, routes, world::World};
use sea_orm::Statement;
use tokio::task::JoinHandle;

use crate::{
    crowd::{places, sale_id},
    script::Settle,
    shop::{Model, ask},
};

pub struct Listener {
    pub app: App,
    heard: Arc<Mutex<Vec<Statement>>>,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Listener {
    /// On a database that is there, with the demo in it.
    pub async fn open(database: &str) -> anyhow::Result<Self> {
        let door = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = door.local_addr()?;
        let settings = [("KABAO_DATABASE__URL", database), ("KABAO_CACHE__URL", "memory:")];
        let mut app = App::open(Config::from_variables(&settings)?, World::real()).await?;
        let heard = Arc::new(Mutex::new(vec![]));
        let hearing = heard.clone();
        app.db.set_metric_callback(move |said| {
            let mut heard = hearing.lock().unwrap_or_else(PoisonError::into_inner);
            heard.push(said.statement.clone());
        });
        let server = http::serve(app.clone(), door, routes::all, 1)?;
        let serving = tokio::spawn(async move { drop(server.await) });
        Ok(Self { app, heard, address, serving })
    }

    /// Pay this sale, and say with which statements, BEGIN and COMMIT apart.
    pub async fn settle(&self, model: &Model, member: u64, nth: u64) -> anyhow::Result<Settle> {
        self.take();
        let sale = sale_id(member, nth);
        ask(self.address, &model.till.settle(self.address, sale, &model.sale)).await?;
        let statements = self.take();
        ensure!(!statements.is_empty(), "a settle that asks nothing");
        Ok(Settle { statements, places: places(model, member, nth) })
    }

    fn take(&self) -> Vec<Statement> {
        std::mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
