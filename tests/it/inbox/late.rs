//! What is not ready in time is said later, once.
use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use actix_web::{
    App as Actix, HttpServer,
    web::{Json, post},
};
use entity::{job, push};
use kabao::{
    app::App,
    engine::begin,
    inbox::{LateReply, Reply},
    jobs::{Job, run_due},
};
use sea_orm::{EntityTrait, IntoActiveModel, PaginatorTrait};
use serde_json::Value;
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    task::yield_now,
    time::timeout,
};
use wechat::Message;

use super::shop::{APPID, Shop, follow, jobs};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn a_slow_database_delays_the_greeting_and_not_the_answer() {
    let (_shop, app, mut sent) = greeted_late(r#"{"errcode":0,"errmsg":"ok"}"#).await;
    assert_eq!(run_due(&app, &jobs()).await.unwrap(), 1);
    assert_eq!(sent.recv().await.unwrap()["text"]["content"], "欢迎");
    assert!(sent.try_recv().is_err(), "once");
}

#[tokio::test]
async fn a_greeting_of_unknown_outcome_is_not_sent_again() {
    let (shop, app, mut sent) = greeted_late("<html>bad gateway</html>").await;
    assert_eq!(run_due(&app, &jobs()).await.unwrap(), 1);
    sent.recv().await.unwrap();
    shop.town.advance(HOUR);
    assert_eq!(run_due(&app, &jobs()).await.unwrap(), 0);
    assert!(sent.try_recv().is_err(), "once");
}

#[tokio::test]
async fn a_greeting_that_wechat_refused_for_now_is_sent_again() {
    let (shop, app, mut sent) = greeted_late(r#"{"errcode":-1,"errmsg":"system error"}"#).await;
    for _ in 0..2 {
        assert_eq!(run_due(&app, &jobs()).await.unwrap(), 0);
        sent.recv().await.unwrap();
        shop.town.advance(HOUR);
    }
}

/// Its job is due again when the lease ends, though the message went out.
#[tokio::test]
async fn a_greeting_whose_worker_died_is_not_sent_again() {
    let shop = Shop::open(1).await;
    let (wechat, mut sent) = listening(r#"{"errcode":0,"errmsg":"ok"}"#);
    let app = App { wechat, ..shop.app().clone() };
    let [id, appid, openid, content] = ["late/1", APPID, "oFan1", "欢迎"].map(str::to_owned);
    let late = LateReply { id, appid, openid, reply: Reply::Text { content } };
    late.clone().run(&app).await.unwrap();
    late.run(&app).await.unwrap();
    sent.recv().await.unwrap();
    assert!(sent.try_recv().is_err(), "once");
}

/// A fan follows while somebody holds the database; then the database is free again. The app that
/// comes with the shop speaks to a WeChat which answers messages with `answer`.
async fn greeted_late(answer: &'static str) -> (Shop, App, UnboundedReceiver<Value>) {
    let shop = Shop::open(1).await;
    let (wechat, sent) = listening(answer);
    let app = App { wechat, ..shop.app().clone() };
    let message = shop.message(follow(), None);

    let tx = begin(&app.db).await.unwrap();
    // SQLite has one writer; on a server it is this row that the push has to wait for.
    push::Entity::insert(row(&app, &message).into_active_model())
        .exec_without_returning(&tx)
        .await
        .unwrap();
    let begun = Instant::now();
    let reply = shop.push(0, &message).await;
    let took = begun.elapsed().as_millis();
    assert_eq!((reply.status, &*reply.text), (200, "success"));
    assert!((4400..5000).contains(&took), "after {took} ms");
    tx.rollback().await.unwrap();

    let promised = async {
        while job::Entity::find().count(&app.db).await.unwrap() == 0 {
            yield_now().await;
        }
    };
    timeout(Duration::from_secs(10), promised).await.expect("a greeting is promised");
    assert_eq!(shop.push(0, &message).await.text, "success", "a retry is not greeted as well");
    shop.forget(&message).await;
    assert_eq!(shop.push(0, &message).await.text, "success", "nor one after the cache was lost");
    (shop, app, sent)
}

fn row(app: &App, message: &Message) -> push::Model {
    let (appid, identity) = (APPID.to_owned(), message.identity());
    push::Model { appid, identity, reply: String::new(), received_at: app.world.now() }
}

/// A WeChat that answers messages with `answer`, and the messages.
fn listening(answer: &'static str) -> (wechat::Client, UnboundedReceiver<Value>) {
    const TOKEN: &str = r#"{"access_token":"AT","expires_in":7200}"#;
    let (tell, sent) = unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = HttpServer::new(move || {
        let tell = tell.clone();
        let send = move |Json(message): Json<Value>| {
            tell.send(message).unwrap();
            async move { answer }
        };
        Actix::new()
            .route("/cgi-bin/stable_token", post().to(|| async { TOKEN }))
            .route("/cgi-bin/message/custom/send", post().to(send))
    });
    tokio::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
    (wechat::Client::new(address).unwrap(), sent)
}
