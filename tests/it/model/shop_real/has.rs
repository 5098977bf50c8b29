//! What cards have, held against the model.
use std::collections::BTreeMap;

use entity::{
    account::{self, Asset, Book},
    card, lot,
};
use kabao::app::App;
use sea_orm::{QueryOrder, entity::prelude::*};

use super::super::shop::{Card, Purse, Shop};
use crate::town::MORNING;

/// Every balance and every lot of every card.
pub async fn assert_has(app: &App, cards: &[card::Model], shop: &Shop) {
    let accounts = account::Entity::find().all(&app.db).await.unwrap();
    let lots = lot::Entity::find()
        .order_by_asc(lot::Column::OpenedAt)
        .order_by_asc(lot::Column::Source)
        .all(&app.db)
        .await
        .unwrap();
    for (at, (row, card)) in cards.iter().zip(&shop.cards).enumerate() {
        let ours: Vec<_> = accounts.iter().filter(|account| account.card_id == row.id).collect();
        let has = |book: Book, asset: Asset| {
            let found = ours.iter().find(|row| row.book == book && row.asset == asset);
            found.map_or(0, |row| i128::from(row.balance))
        };
        for (asset, balance) in balances(card) {
            assert_eq!(has(Book::Card, asset), balance, "{asset:?} of card {at}");
        }
        let aside = has(Book::Held, Asset::Principal) + has(Book::Held, Asset::Gift);
        assert_eq!(aside, shop.held(at), "held of card {at}");
        let ours: Vec<_> = lots.iter().filter(|lot| lot.card_id == row.id).collect();
        assert_lots(at, card, &ours);
    }
}

fn balances(card: &Card) -> [(Asset, i128); 6] {
    [
        (Asset::Principal, card.principal()),
        (Asset::Gift, card.gift()),
        (Asset::Points, card.points.balance()),
        (Asset::PointsDebt, card.points.debt),
        (Asset::Growth, card.growth),
        (Asset::GrowthDebt, card.growth_debt),
    ]
}

fn assert_lots(at: usize, card: &Card, lots: &[&lot::Model]) {
    let of = |asset: Asset| lots.iter().filter(move |lot| lot.asset == asset);
    let left = |asset: Asset| of(asset).map(|lot| lot.remaining.into()).collect::<Vec<i128>>();
    let some = |all: fn(&&Purse) -> bool, of: fn(&Purse) -> i128| -> Vec<i128> {
        card.purses.iter().filter(all).map(of).collect()
    };
    let principal = some(|purse| purse.paid_in > 0, |purse| purse.principal);
    assert_eq!(left(Asset::Principal), principal, "principal by top-up of card {at}");
    let gift = some(|purse| purse.given > 0, |purse| purse.gift);
    assert_eq!(left(Asset::Gift), gift, "gift by top-up of card {at}");
    let mut points = BTreeMap::<i64, i128>::new();
    for lot in of(Asset::Points).filter(|lot| lot.remaining > 0) {
        let end = lot.expires_at.expect("they all end").0 - MORNING.0;
        *points.entry(end).or_default() += i128::from(lot.remaining);
    }
    let model = card.points.lots.iter().filter(|(_, left)| **left > 0);
    let model: BTreeMap<i64, i128> = model.map(|((end, _), left)| (*end, *left)).collect();
    assert_eq!(points, model, "points by their end of card {at}");
}
