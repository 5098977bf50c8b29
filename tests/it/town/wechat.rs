//! WeChat as the town knows it: the simulator, under the town's clock.
use std::{net::TcpListener, sync::Arc};

use kabao::{
    seed::{MINI, SERVICE},
    world::World,
};
use reqwest::Client;
use sandbox::{Account, Config, Format, Kind, Mode, Sandbox};
use serde_json::Value;

/// An account as the simulator wants it, from one of the demo's.
macro_rules! account {
    ($known:expr, $kind:ident, $format:ident, $gateway:expr) => {
        Account {
            appid: $known.appid.to_owned(),
            secret: $known.secret.to_owned(),
            name: $known.name.to_owned(),
            original_id: $known.original_id.to_owned(),
            kind: Kind::$kind,
            token: $known.token.to_owned(),
            encoding_aes_key: $known.encoding_aes_key.parse().unwrap(),
            mode: Mode::Safe,
            format: Format::$format,
            callback: format!("{}/wechat/{}", $gateway, $known.appid),
            open_platform: Some("demo".to_owned()),
        }
    };
}

/// The control panel of the simulator: `p1` 小美, `p2` 阿强 and `p3` 丽丽 are there from the start.
pub struct Wechat {
    address: String,
    client: Client,
}

impl Wechat {
    /// Pushes go to `gateway`.
    pub fn start(listener: TcpListener, gateway: &str, world: Arc<World>) -> Self {
        let address = format!("http://{}", listener.local_addr().unwrap());
        let accounts =
            vec![account!(SERVICE, Service, Xml, gateway), account!(MINI, Mini, Json, gateway)];
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
