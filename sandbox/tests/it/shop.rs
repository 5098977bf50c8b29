//! The other end of the pushes: a small real server that opens them with the `wechat` crate.
use std::{
    collections::VecDeque,
    net::TcpListener,
    sync::{Arc, Mutex},
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    http::StatusCode,
    web::{self, Bytes, Data},
};
use wechat::{Account, Message, Query, Reply};

#[derive(Clone)]
pub struct Shop(Arc<Inner>);

struct Inner {
    account: Account,
    now_s: fn() -> i64,
    script: Mutex<VecDeque<Manner>>,
    seen: Mutex<Vec<Seen>>,
    usual: fn(&Message) -> Reply,
}

/// How one push is answered.
#[derive(Clone)]
#[cfg_attr(not(test), expect(dead_code, reason = "the example has no bad manners"))]
pub enum Manner {
    Well(Reply),
    /// These bytes, whatever they are.
    Raw(String),
    /// A reply that is sealed rightly, and then one byte of its signature is another.
    Tampered(Reply),
    /// A reply to somebody else.
    Misaddressed(Reply),
    /// Not sealed, whatever the mode.
    InTheClear(Reply),
    Status(u16),
    /// Never.
    Silent,
}

/// A push as it arrived.
#[derive(Clone)]
#[cfg_attr(not(test), expect(dead_code, reason = "only tests look at what arrived"))]
pub struct Seen {
    pub query: String,
    pub body: String,
    pub message: Message,
}

/// Not UTF-8, as pictures are not.
const PICTURE: &[u8] = &[0x89, b'P', b'N', b'G', 0xff, 0xd8];

impl Shop {
    pub fn open(
        listener: TcpListener,
        account: Account,
        now_s: fn() -> i64,
        usual: fn(&Message) -> Reply,
    ) -> Self {
        let (script, seen) = Default::default();
        let shop = Self(Arc::new(Inner { account, now_s, script, seen, usual }));
        let data = Data::new(shop.clone());
        let assemble = move || {
            App::new()
                .app_data(data.clone())
                .route("/wechat", web::get().to(verify))
                .route("/wechat", web::post().to(receive))
                .route("/", web::get().to(page))
                .route("/picture", web::get().to(async || HttpResponse::Ok().body(PICTURE)))
        };
        let server = HttpServer::new(assemble).workers(1).disable_signals();
        tokio::spawn(server.listen(listener).unwrap().run());
        shop
    }

    /// The next pushes are answered like this; those after them as usual.
    #[cfg_attr(not(test), expect(dead_code, reason = "the example follows no script"))]
    pub fn answers(&self, manners: impl IntoIterator<Item = Manner>) {
        self.0.script.lock().unwrap().extend(manners);
    }

    #[cfg_attr(not(test), expect(dead_code, reason = "only tests look at what arrived"))]
    pub fn seen(&self) -> Vec<Seen> {
        self.0.seen.lock().unwrap().clone()
    }
}

/// Where covers and menus lead.
async fn page() -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(
        "<!doctype html><meta name=viewport content='width=device-width'>\
         <title>会员中心</title><h1>会员中心</h1><p>这里是商家自己的网页。</p>",
    )
}

async fn verify(shop: Data<Shop>, query: web::Query<Query>) -> HttpResponse {
    match shop.0.account.verify_url(&query, (shop.0.now_s)()) {
        Ok(asked) => HttpResponse::Ok().body(asked.echostr.to_owned()),
        Err(_) => HttpResponse::Forbidden().finish(),
    }
}

async fn receive(
    shop: Data<Shop>,
    request: HttpRequest,
    query: web::Query<Query>,
    body: Bytes,
) -> HttpResponse {
    let (account, now_s) = (&shop.0.account, (shop.0.now_s)());
    let Ok(opened) = account.open(&query, &body, now_s) else {
        return HttpResponse::Forbidden().finish();
    };
    let message = Message::parse(&opened.body).unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let seen = Seen { query: request.query_string().to_owned(), body, message: message.clone() };
    shop.0.seen.lock().unwrap().push(seen);
    let written = |reply: &Reply, to: &Message| reply.to(to, opened.format, now_s);
    let sealed = |text: &str| account.seal(text, &opened, now_s, [7; 16]);
    let next = shop.0.script.lock().unwrap().pop_front();
    let answer = match next.unwrap_or_else(|| Manner::Well((shop.0.usual)(&message))) {
        Manner::Well(reply) => sealed(&written(&reply, &message)),
        Manner::Raw(text) => text,
        Manner::InTheClear(reply) => written(&reply, &message),
        Manner::Misaddressed(reply) => {
            let mut other = message;
            other.from = "oSomebodyElse".to_owned();
            sealed(&written(&reply, &other))
        }
        Manner::Tampered(reply) => {
            let text = sealed(&written(&reply, &message));
            let at = text.find("<MsgSignature><![CDATA[").unwrap() + 23;
            let other = if text.as_bytes()[at] == b'0' { "1" } else { "0" };
            format!("{}{other}{}", &text[..at], &text[at + 1..])
        }
        Manner::Status(status) => {
            return HttpResponse::build(StatusCode::from_u16(status).unwrap()).finish();
        }
        Manner::Silent => std::future::pending().await,
    };
    HttpResponse::Ok().body(answer)
}
