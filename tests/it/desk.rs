//! The lost-card desk: what a lost card still does, and what its successor has.
use entity::{
    account::Book,
    card,
    journal::Kind,
    values::{Fen, Points},
};
use kabao::{
    app::Tx,
    error::Result,
    ledger::{self, Cause, Into, Leg, Place, Sum},
    world::World,
};
use sea_orm::entity::prelude::*;
use serde_json::json;
use uuid::Uuid;

use crate::{
    people::{Phone, Shop},
    town::Reply,
};

async fn fill(tx: &Tx, world: &World, card: card::Model) -> Result<()> {
    let mut holdings = ledger::lock(tx, card.merchant_id, card.id).await?;
    let cause = Cause {
        kind: Kind::TopUp,
        business_key: "top-up/1".to_owned(),
        subject: card.id.0,
        place: Place::default(),
        reason: "充值".to_owned(),
    };
    let into = || Into::Lot { source: Uuid::nil(), expires_at: None };
    let legs = vec![
        Leg::Credit { sum: Sum::principal(Fen(10_000)), from: Book::Paid, into: into() },
        Leg::Credit { sum: Sum::points(Points::ONE), from: Book::Granted, into: into() },
    ];
    ledger::post(tx, world, &mut holdings, cause, legs).await.map(drop)
}

async fn card(shop: &Shop) -> card::Model {
    card::Entity::find().one(&shop.town.app.db).await.unwrap().unwrap()
}

async fn at_desk(shop: &Shop, what: &str, key: &str) -> Reply {
    let path = format!("/v1/office/cards/{}/{what}", card(shop).await.id);
    shop.owner().await.post_once(&path, key, &json!({})).await
}

async fn at_the_other_node(shop: &Shop) -> Phone<'_> {
    let phone = shop.phone_at(1, "p1");
    let back = phone.sign_in("snsapi_base").await;
    assert_eq!(back.status, 302, "{}", back.text);
    phone
}

#[tokio::test]
async fn a_lost_card_is_refused_everywhere_and_its_code_too_d7_crd_03_crd_06() {
    let shop = Shop::with_nodes(2).await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    let shown = phone.shown_code().await;
    assert_eq!(at_desk(&shop, "lose", "1").await.body["status_text"], "已挂失");
    let clerk = shop.clerk("clerk", "T01").await;
    for scan in [shown, card(&shop).await.number, "13800000001".to_owned()] {
        let seen = clerk.post("/v1/till/identify", &json!({ "scan": scan })).await;
        assert_eq!((seen.status, seen.code()), (409, "card_not_active"), "{scan}");
    }
    // Its owner may still look at it, and shows nothing: at once at a node that has not seen them a
    // moment ago, within two seconds everywhere.
    let phone = at_the_other_node(&shop).await;
    assert_eq!(phone.get("/me").await.body["card"]["status"], "lost");
    assert_eq!(phone.get("/code").await.code(), "card_not_active");
    let log = shop.owner().await.get("/v1/office/audit").await;
    assert!(log.text.contains("会员卡挂失"), "{}", log.text);
    assert_eq!(at_desk(&shop, "find", "2").await.body["status"], "active");
    let seen = clerk.post("/v1/till/identify", &json!({ "scan": card(&shop).await.number })).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
}

#[tokio::test]
async fn what_was_on_a_lost_card_is_on_the_new_one_and_the_old_is_void_crd_04() {
    let shop = Shop::with_nodes(2).await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    let old = card(&shop).await;
    shop.town.app.transact(fill, old.clone()).await.unwrap();
    let old_code = phone.shown_code().await;
    assert_eq!(at_desk(&shop, "reissue", "1").await.code(), "card_not_lost");
    at_desk(&shop, "lose", "2").await;
    let twice = [at_desk(&shop, "reissue", "3").await, at_desk(&shop, "reissue", "3").await];
    assert_eq!((twice[0].status, &twice[0].body), (200, &twice[1].body), "once (E1)");
    let new = card(&shop).await;
    assert_ne!((&new.number, new.sequence), (&old.number, old.sequence));

    let clerk = shop.clerk("clerk", "T01").await;
    let scan = |scan: String| {
        let clerk = &clerk;
        async move { clerk.post("/v1/till/identify", &json!({ "scan": scan })).await }
    };
    let seen = scan(old.number).await;
    assert_eq!((seen.status, seen.code()), (409, "card_not_active"), "{}", seen.text);
    assert_eq!(scan(old_code).await.code(), "code_unknown");
    assert_eq!(scan(new.number).await.status, 200);
    let phone = at_the_other_node(&shop).await;
    assert_eq!(scan(phone.shown_code().await).await.status, 200);
    let holdings = ledger::peek(&shop.town.app.db, new.merchant_id, new.id).await.unwrap();
    assert_eq!((holdings.principal(), holdings.points()), (Fen(10_000), Points::ONE));
}

#[tokio::test]
async fn a_card_with_money_on_it_is_not_given_back_crd_05() {
    let shop = Shop::open().await;
    shop.member("p1", "13800000001", "小美").await;
    shop.town.app.transact(fill, card(&shop).await).await.unwrap();
    assert_eq!(at_desk(&shop, "void", "1").await.code(), "card_not_empty");
    assert_eq!(card(&shop).await.status, card::Status::Active);

    let other = Shop::open().await;
    other.member("p1", "13800000001", "小美").await;
    assert_eq!(at_desk(&other, "void", "1").await.body["status"], "void");
    assert_eq!(at_desk(&other, "find", "2").await.code(), "card_not_active");
}
