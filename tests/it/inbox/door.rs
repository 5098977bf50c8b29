//! What is let in, and that all else is turned away alike.
use entity::{identity, push};
use reqwest::Method;
use sea_orm::{EntityTrait, PaginatorTrait};
use wechat::{Account, Message, Mode, Query};

use super::shop::{APPID, Shop, follow};
use crate::town::{Reply, send};

#[tokio::test]
async fn the_url_is_verified_with_exactly_its_echostr() {
    let shop = Shop::open(1).await;
    let path = format!("/wechat/{APPID}");
    let query = shop.wechat.url_check("1234<b>", shop.now_s(), "n");
    let reply = send(shop.town.person().ask(Method::GET, &path).query(&query)).await;
    assert_eq!((reply.status, &*reply.text), (200, "1234<b>"));
    assert!(reply.header("content-type").starts_with("text/plain"));

    let forged = Query { signature: Some("0".repeat(40)), ..query };
    let reply = send(shop.town.person().ask(Method::GET, &path).query(&forged)).await;
    assert_eq!((reply.status, &*reply.text), (403, ""));
    let reply = shop.town.person().get(&format!("{path}?nonce=1&nonce=2")).await;
    assert_eq!((reply.status, &*reply.text), (403, ""));
}

#[tokio::test]
async fn whatever_is_not_wechats_is_turned_away_alike_a1_a2_a4_a5_a6() {
    let shop = Shop::open(1).await;
    let message = shop.message(follow(), None);
    let elsewhere = Message::new("gh_other", "o1", shop.now_s(), None, follow());
    let stranger = Account { appid: "wx00000000000000ff".to_owned(), ..shop.wechat.clone() };
    let plain = Account { mode: Mode::Plain, ..shop.wechat.clone() };
    let push = |account: &Account, message: &Message, after_s| {
        let (query, body) = account.push(message, &shop.postmark(after_s));
        (query, body.into_bytes())
    };
    let (query, body) = push(&shop.wechat, &message, 0);
    let forged = Query { msg_signature: Some("0".repeat(40)), ..query.clone() };
    let unsigned = Query { msg_signature: None, ..query.clone() };
    let unknown = shop.deliver(0, "wx00000000000000b9", &query, body.clone()).await;
    assert_eq!((unknown.status, &*unknown.text), (403, ""));
    for (name, (query, body)) in [
        ("forged", (forged, body.clone())),
        ("unsigned", (unsigned, body)),
        ("empty", (query.clone(), vec![])),
        ("no text", (query.clone(), vec![0xff; 100])),
        ("stale", push(&shop.wechat, &message, -301)),
        ("from the future", push(&shop.wechat, &message, 301)),
        ("for another appid", push(&stranger, &message, 0)),
        ("in the clear", push(&plain, &message, 0)),
        ("for another account", push(&shop.wechat, &elsewhere, 0)),
    ] {
        let reply = shop.deliver(0, APPID, &query, body).await;
        assert_eq!((reply.status, &*reply.text), (403, ""), "{name}");
        assert_eq!(names(&reply), names(&unknown), "{name}");
    }
    assert_eq!(push::Entity::find().count(&shop.app().db).await.unwrap(), 0);
    assert_eq!(identity::Entity::find().count(&shop.app().db).await.unwrap(), 0);
}

/// Which headers it has: their values hold a time and an id.
fn names(reply: &Reply) -> Vec<&str> {
    reply.headers.keys().map(|name| name.as_str()).collect()
}

#[tokio::test]
async fn a_push_has_at_most_64_kib_a11() {
    let shop = Shop::open(1).await;
    let (query, _) = shop.wechat.push(&shop.message(follow(), None), &shop.postmark(0));
    for (bytes, status) in [(64 * 1024, 403), (64 * 1024 + 1, 413)] {
        assert_eq!(shop.deliver(0, APPID, &query, vec![b'a'; bytes]).await.status, status);
    }
}
