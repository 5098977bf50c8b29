//! Somebody at the door: requests as a browser sends them, answers as they came over the wire.
use std::sync::Arc;

use reqwest::{
    Client, Method, RequestBuilder,
    cookie::{CookieStore, Jar},
    header::HeaderMap,
    redirect::Policy,
};
use serde_json::Value;

/// A browser with its own cookies. Clones share them.
#[derive(Clone)]
pub struct Person {
    client: Client,
    cookies: Arc<Jar>,
    address: String,
}

#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    /// Null where the body is not JSON.
    pub body: Value,
}

impl Person {
    pub fn new(address: &str) -> Self {
        // A redirect is an answer like any other, and is looked at.
        let client = Client::builder().redirect(Policy::none()).no_proxy();
        let cookies = Arc::new(Jar::default());
        let client = client.cookie_provider(cookies.clone()).build().unwrap();
        Self { client, cookies, address: address.to_owned() }
    }

    /// What this browser would send as a cookie; empty if it has none of this name.
    pub fn cookie(&self, name: &str) -> String {
        let all = self.cookies.cookies(&self.address.parse().unwrap());
        let all = all.map(|all| all.to_str().unwrap().to_owned()).unwrap_or_default();
        let named = all.split("; ").find_map(|cookie| cookie.strip_prefix(&format!("{name}=")));
        named.unwrap_or_default().to_owned()
    }

    /// The same browser at another node.
    pub fn at(&self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self.clone() }
    }

    pub async fn get(&self, path: &str) -> Reply {
        send(self.ask(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        send(self.ask(Method::POST, path).json(body)).await
    }

    /// A write that may be sent again under the same key.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Reply {
        send(self.ask(Method::POST, path).header("idempotency-key", key).json(body)).await
    }

    /// The same browser, at another address. Cookies know no ports.
    pub fn absolute(&self, url: &str) -> RequestBuilder {
        self.client.get(url)
    }

    pub fn post_to(&self, url: &str) -> RequestBuilder {
        self.client.post(url)
    }

    /// Any other request, to be given to [`send`].
    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address))
    }
}

pub async fn send(ask: RequestBuilder) -> Reply {
    let answer = ask.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let text = answer.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or_default();
    Reply { status, headers, text, body }
}

impl Reply {
    /// Of a refusal.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// A header, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
