//! I11: what was booked on a day that is over is what it was in its night.
use entity::sealed_night::Entity as Nights;
use kabao::{
    proof::{self, Finding, Invariant, State},
    schedule,
};
use sea_orm::entity::prelude::*;
use serde_json::json;

use super::{DAY, books::Books, meddle, proven, red, told};
use crate::people::Shop;

async fn history(shop: &Shop, books: &Books) -> Finding {
    let report = proven(shop, books).await;
    report.findings.into_iter().find(|finding| finding.id == Invariant::I11).unwrap()
}

#[tokio::test]
async fn a_word_of_a_day_that_is_over_cannot_be_changed_unseen_i11() {
    let shop = Shop::open().await;
    let books = Books::open(&shop).await;
    let first_day = shop.town.app.world.now().day();
    assert_eq!(proof::seal_nights(&shop.town.app).await.unwrap(), 0, "the day is not over");
    assert_eq!(history(&shop, &books).await.state, State::Unchecked);

    shop.town.advance(2 * DAY);
    schedule::by_the_clock(&shop.town.app).await;
    let sealed = history(&shop, &books).await;
    assert_eq!(sealed.state, State::Green, "{sealed:?}");
    assert_eq!(proof::seal_nights(&shop.town.app).await.unwrap(), 0, "it is sealed once");

    meddle(&shop, "UPDATE journal SET reason = 'gift' WHERE kind = 'settle'").await;
    let report = proven(&shop, &books).await;
    assert_eq!(red(&report), [Invariant::I11], "{}", told(&report));
    let bad = history(&shop, &books).await.first_bad.unwrap();
    assert!(bad.name >= first_day, "{bad}");
}

#[tokio::test]
async fn the_first_night_that_is_not_what_it_was_is_named_i11() {
    let shop = Shop::open().await;
    let books = Books::open(&shop).await;
    for (night, reason) in ["第一天", "第二天", "第三天"].into_iter().enumerate() {
        let body = json!({ "asset": "points", "amount": "1", "reason": reason });
        let path = format!("/v1/office/cards/{}/adjust", books.card);
        let owner = shop.owner().await;
        let done = owner.post_once(&path, &night.to_string(), &body).await;
        assert_eq!(done.status, 200, "{}", done.text);
        shop.town.advance(DAY);
        assert_eq!(proof::seal_nights(&shop.town.app).await.unwrap(), 1, "{night}");
    }
    let nights = Nights::find().all(&shop.town.app.db).await.unwrap();
    assert_eq!(nights.len(), 3);
    assert_eq!(history(&shop, &books).await.state, State::Green);

    meddle(&shop, "UPDATE journal SET reason = '第二天 ' WHERE reason = '第二天'").await;
    let second = nights[1].until.plus_ms(-1).day();
    assert_eq!(history(&shop, &books).await.first_bad.unwrap().name, second);
    // With a seal that was taken away as well, the chain is broken where it was.
    meddle(&shop, &format!("DELETE FROM sealed_night WHERE until = {}", nights[1].until.0)).await;
    let third = nights[2].until.plus_ms(-1).day();
    assert_eq!(history(&shop, &books).await.first_bad.unwrap().name, third);
}

#[tokio::test]
async fn a_night_is_sealed_once_by_however_many_nodes_i11() {
    let shop = Shop::with_nodes(2).await;
    let books = Books::open(&shop).await;
    shop.town.advance(DAY);
    let [here, there] = [0, 1].map(|node: usize| &shop.town.nodes[node].app);
    let (one, other) = tokio::join!(proof::seal_nights(here), proof::seal_nights(there));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    assert_eq!(history(&shop, &books).await.state, State::Green);
    // Entries are in it, too.
    meddle(&shop, "UPDATE entry SET amount = -amount WHERE book = 'spent'").await;
    assert_eq!(history(&shop, &books).await.state, State::Red);
}
