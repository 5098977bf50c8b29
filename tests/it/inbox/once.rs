//! Once, and answered alike, however often it comes.
use std::time::Duration;

use entity::{audit, identity, push};
use futures_util::future::join_all;
use sea_orm::{EntityTrait, PaginatorTrait};
use wechat::{Body, Event, message::Privacy};

use super::shop::{APPID, Shop, follow, text};

#[tokio::test]
async fn the_keyword_brings_a_cover_whose_tap_opens_the_member_centre_reg02() {
    let shop = Shop::open(1).await;
    let reply = shop.push(0, &shop.message(text(" 新会员中心\u{3000}"), Some(1))).await;
    let inside = shop.opened(&reply);
    let link = format!("{}/m/{APPID}/", shop.app().config.http.public_url);
    assert!(inside.contains("news") && inside.contains(&link), "{inside}");
    assert_eq!(pushes(&shop).await, 0, "a keyword writes nothing");

    let reply = shop.push(0, &shop.message(text("你好"), Some(2))).await;
    assert_eq!((reply.status, &*reply.text), (200, "success"));
}

#[tokio::test]
async fn a_retry_gets_the_same_reply_from_another_node_a3() {
    let shop = Shop::open(2).await;
    let message = shop.message(text("新会员中心"), Some(7));
    let first = shop.opened(&shop.push(0, &message).await);
    shop.town.advance(Duration::from_secs(5));
    assert_eq!(shop.opened(&shop.push(1, &message).await), first);
}

#[tokio::test]
async fn a_follow_delivered_often_happens_once_even_without_its_cache_p4() {
    let shop = Shop::open(2).await;
    let message = shop.message(follow(), None);
    let replies = join_all((0..20).map(|n| shop.push(n % 2, &message))).await;
    let first = shop.opened(&replies[0]);
    assert!(first.contains("欢迎"), "{first}");
    for reply in &replies {
        assert_eq!(shop.opened(reply), first);
    }
    shop.forget(&message).await;
    shop.town.advance(Duration::from_secs(5));
    assert_eq!(shop.opened(&shop.push(0, &message).await), first);
    assert_eq!(pushes(&shop).await, 1);
    let fans = identity::Entity::find().all(&shop.app().db).await.unwrap();
    assert_eq!(fans.len(), 1);
    assert!(fans[0].followed_at.is_some());

    let left = shop.message(Body::Event(Event::Unsubscribe), None);
    assert_eq!(shop.push(0, &left).await.text, "success");
    let fan = identity::Entity::find().one(&shop.app().db).await.unwrap().unwrap();
    assert_eq!(fan.followed_at, None);
}

#[tokio::test]
async fn two_follows_of_one_fan_make_one_identity() {
    let shop = Shop::open(2).await;
    let messages = [1, 2, 3, 4].map(|scene: i32| {
        let scene = Some(scene.to_string());
        shop.message(Body::Event(Event::Subscribe { scene, ticket: None }), None)
    });
    let replies = join_all(messages.iter().enumerate().map(|(n, it)| shop.push(n % 2, it))).await;
    assert!(replies.iter().all(|reply| reply.status == 200), "{replies:?}");
    assert_eq!(pushes(&shop).await, 4);
    assert_eq!(identity::Entity::find().count(&shop.app().db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_withdrawn_permission_is_written_down_once() {
    let shop = Shop::open(1).await;
    let privacy =
        Privacy { openid: "oFan1".to_owned(), revoke_info: "8".to_owned(), ..Default::default() };
    for event in
        [Event::AuthorizationRevoke(privacy.clone()), Event::AuthorizationCancellation(privacy)]
    {
        let message = shop.message(Body::Event(event), None);
        assert_eq!(shop.push(0, &message).await.text, "success");
        shop.forget(&message).await;
        assert_eq!(shop.push(0, &message).await.text, "success");
    }
    let lines = audit::Entity::find().all(&shop.app().db).await.unwrap();
    for action in ["privacy.revoked", "privacy.cancelled"] {
        assert_eq!(lines.iter().filter(|line| line.action == action).count(), 1, "{action}");
    }
}

async fn pushes(shop: &Shop) -> u64 {
    push::Entity::find().count(&shop.app().db).await.unwrap()
}

#[tokio::test]
async fn an_older_word_of_following_comes_too_late() {
    let shop = Shop::open(1).await;
    let at = |body: Body, ms: u64| {
        shop.town.advance(Duration::from_millis(ms));
        shop.message(body, None)
    };
    let followed = at(follow(), 0);
    let left = at(Body::Event(Event::Unsubscribe), 5_000);
    let back = at(follow(), 5_000);
    let fan = || async {
        let fans = identity::Entity::find().all(&shop.app().db).await.unwrap();
        fans.first().and_then(|fan| fan.followed_at).is_some()
    };
    // They come in another order than they were made in.
    for (message, follows) in [(&left, false), (&followed, false), (&back, true), (&left, true)] {
        assert_eq!(shop.push(0, message).await.status, 200);
        assert_eq!(fan().await, follows);
    }
}

#[tokio::test]
async fn an_account_that_was_closed_never_comes_back() {
    let shop = Shop::open(1).await;
    assert_eq!(shop.push(0, &shop.message(follow(), None)).await.status, 200);
    let fan = identity::Entity::find().one(&shop.app().db).await.unwrap().unwrap();
    let privacy = Privacy { openid: fan.openid.clone(), ..Default::default() };
    let closed = shop.message(Body::Event(Event::AuthorizationCancellation(privacy)), None);
    assert_eq!(shop.push(0, &closed).await.text, "success");
    shop.town.advance(Duration::from_secs(5));
    assert_eq!(shop.push(0, &shop.message(follow(), None)).await.status, 200);
    let fan = identity::Entity::find().one(&shop.app().db).await.unwrap().unwrap();
    assert!(fan.closed_at.is_some());
    assert_eq!((fan.followed_at, fan.member_id, fan.unionid), (None, None, None));
}
