//! WeChat as the town knows it: the simulator, under the town's clock.
use std::{net::TcpListener, sync::Arc};

use kabao::{seed, world::World};
use reqwest::Client;
use sandbox::{Config, Sandbox};
use serde_json::Value;

/// The control panel of the simulator: `p1` 小美, `p2` 阿强 and `p3` 丽丽 are there from the start.
pub struct Wechat {
    /// `http://127.0.0.1:port`
    pub address: String,
    client: Client,
}

impl Wechat {
    /// Pushes go to `gateway`.
    pub fn start(listener: TcpListener, gateway: &str, world: Arc<World>) -> Self {
        let address = format!("http://{}", listener.local_addr().unwrap());
        let accounts = seed::accounts(gateway).unwrap();
        let config = Config::new(accounts, Arc::new(move || world.now().0));
        // Ends with the test: the runtime drops it.
        tokio::spawn(Sandbox::new(config).unwrap().serve(listener).unwrap());
        Self { address, client: Client::builder().no_proxy().build().unwrap() }
    }

    /// What a path answers; null if nothing.
    pub async fn see(&self, path: &str) -> Value {
        read(self.client.get(format!("{}{path}", self.address))).await
    }

    /// What a path answers to this; null if nothing.
    pub async fn tell(&self, path: &str, body: Value) -> Value {
        read(self.client.post(format!("{}{path}", self.address)).json(&body)).await
    }
}

async fn read(ask: reqwest::RequestBuilder) -> Value {
    let answer = ask.send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap_or_default()
}
