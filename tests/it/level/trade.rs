//! What real sales, returns and top-ups at a till do to a level.
use entity::{
    account::{Asset, Book},
    card, entry,
    ids::CardId,
    journal, level_change,
    level_change::Cause,
    values::Points,
};
use futures_util::future::join_all;
use kabao::{ledger, seed};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use super::Steps;
use crate::{
    counter::{fresh, one, quote, refund, settle, typed, with},
    crowd,
    people::text,
    town::{Person, Reply},
};

/// A clerk before whom the only member stands.
struct Trade {
    steps: Steps,
    till: Person,
    number: String,
}

impl Trade {
    async fn open(upgrade: &str) -> Self {
        let steps = Steps::open().await;
        steps.usual(json!({ "upgrade": upgrade })).await;
        let till = steps.shop.clerk("clerk", "T01").await;
        let number = steps.row().await.number;
        Self { steps, till, number }
    }

    async fn quotes(&self, lines: &[Value]) -> Value {
        let quoted = quote(&self.till, lines, json!({ "scan": self.number })).await;
        assert_eq!(quoted.status, 201, "{}", quoted.text);
        quoted.body
    }

    /// For so much in cash.
    async fn sells(&self, fen: i64) -> Value {
        let quoted = self.quotes(&[typed(fen)]).await;
        let paid = settle(&self.till, &quoted, &[("cash", fen)], json!({})).await;
        assert_eq!((paid.status, &paid.body["paid"]), (200, &json!(fen)), "{}", paid.text);
        paid.body["sale"].clone()
    }

    async fn takes_back(&self, sale: &Value) -> Reply {
        let done = refund(&self.till, sale, json!({ "all": true })).await;
        assert_eq!(done.status, 201, "{}", done.text);
        done
    }

    async fn voids(&self, sale: &Value) {
        let ask = json!({ "refund_no": fresh("void"), "reason": "录错了" });
        let path = format!("/v1/till/sales/{}/void", text(sale));
        let done = self.till.post_once(&path, &fresh("void"), &ask).await;
        assert_eq!(done.status, 201, "{}", done.text);
    }

    /// The top-up, and where the receipt says that it leads.
    async fn pays_in(&self, fen: i64, more: Value) -> (String, Vec<String>) {
        let ask = json!({
            "card": self.steps.card, "order_no": fresh("top-up"), "principal": fen,
            "tender": "cash",
        });
        let ask = with(ask, more);
        let done = self.till.post_once("/v1/till/top-ups", &fresh("top-up"), &ask).await;
        assert_eq!(done.status, 201, "{}", done.text);
        let levels = done.body["levels"].as_array().unwrap().iter();
        let names = levels.map(|to| text(&to["level"]["name"])).collect();
        (text(&done.body["top_up"]["id"]), names)
    }

    async fn pays_out(&self, top_up: &str) {
        let owner = json!({ "login": "owner", "password": seed::PASSWORD });
        let ask = json!({ "refund_no": fresh("back"), "mode": "cooling_off", "approver": owner });
        let path = format!("/v1/till/top-ups/{top_up}/refund");
        let done = self.till.post_once(&path, &fresh("back"), &ask).await;
        assert_eq!(done.status, 201, "{}", done.text);
    }

    /// The level that was promised for the next midnight.
    async fn promised(&self) -> Option<String> {
        let row = self.steps.row().await;
        let next = row.next_level_id?;
        assert_eq!(row.next_level_at, Some(self.steps.now().midnight_in(1)));
        let db = &self.steps.shop.town.app.db;
        Some(kabao::level::find(db, row.merchant_id, next).await.unwrap().name)
    }

    /// Whole growth, and what of it is owed.
    async fn growth(&self) -> (i64, i64) {
        let held = self.holdings().await;
        (held.growth().0 / Points::ONE.0, held.growth_debt().0 / Points::ONE.0)
    }

    async fn holdings(&self) -> ledger::Holdings {
        let row = self.steps.row().await;
        ledger::peek(&self.steps.shop.town.app.db, row.merchant_id, row.id).await.unwrap()
    }

    /// Sessions of a till do not last that long.
    async fn sleeps_until_midnight(&mut self) {
        self.steps.wait_for(self.steps.now().midnight_in(1));
        self.till = self.steps.shop.clerk("clerk", "T01").await;
    }
}

#[tokio::test]
async fn a_sale_lifts_at_once_and_what_its_return_finds_no_more_is_owed_lvl_07() {
    let trade = Trade::open("growth").await;
    let large = trade.sells(99_900).await;
    assert_eq!((trade.steps.name().await.as_str(), trade.growth().await), ("普通会员", (999, 0)));
    trade.sells(100).await;
    assert_eq!((trade.steps.name().await.as_str(), trade.growth().await), ("银卡", (0, 0)));
    assert_eq!(trade.promised().await, None);
    let changes = trade.steps.changes().await;
    assert_eq!((changes.len(), changes[0].cause), (1, Cause::Growth));
    assert_eq!(changes[0].effective_at, trade.steps.now());

    // Growth began again, so what the return takes back is not there; the level stays.
    let back = trade.takes_back(&large).await;
    assert_eq!(back.body["clawed_growth"], "999", "{}", back.text);
    assert_eq!((trade.steps.name().await.as_str(), trade.growth().await), ("银卡", (0, 999)));
    // What is bought next pays it first, and is no way to the next level meanwhile.
    trade.sells(300_000).await;
    assert_eq!((trade.steps.name().await.as_str(), trade.growth().await), ("银卡", (2_001, 0)));
    trade.sells(99_900).await;
    assert_eq!((trade.steps.name().await.as_str(), trade.growth().await), ("金卡", (0, 0)));
    assert_eq!(trade.steps.changes().await.len(), 2);
}

#[tokio::test]
async fn a_days_sales_lift_the_next_day_unless_they_come_back_lvl_09() {
    let mut trade = Trade::open("spend").await;
    trade.sells(99_999).await;
    assert_eq!(trade.promised().await, None);
    let last = trade.sells(1).await;
    assert_eq!(trade.promised().await.as_deref(), Some("银卡"));
    assert_eq!(trade.steps.name().await, "普通会员");
    trade.takes_back(&last).await;
    assert_eq!((trade.promised().await, trade.steps.changes().await.len()), (None, 0));
    let wrong = trade.sells(200_001).await;
    assert_eq!(trade.promised().await.as_deref(), Some("金卡"));
    trade.voids(&wrong).await;
    assert_eq!(trade.promised().await, None);
    trade.sleeps_until_midnight().await;
    assert_eq!((trade.steps.night().await, trade.steps.name().await.as_str()), (0, "普通会员"));

    let last = trade.sells(1).await;
    assert_eq!(trade.promised().await.as_deref(), Some("银卡"));
    trade.sleeps_until_midnight().await;
    assert_eq!((trade.steps.night().await, trade.steps.name().await.as_str()), (1, "银卡"));
    // A day later it is too late to fall by it.
    trade.takes_back(&last).await;
    assert_eq!((trade.steps.name().await.as_str(), trade.promised().await), ("银卡", None));
    let changes = trade.steps.changes().await;
    assert_eq!((changes.len(), changes[0].cause), (1, Cause::Spend));
}

#[tokio::test]
async fn what_was_paid_in_lifts_the_next_day_unless_it_is_paid_out_lvl_10() {
    let mut trade = Trade::open("recharge").await;
    let none: Vec<String> = vec![];
    assert_eq!(trade.pays_in(60_000, json!({})).await.1, none);
    // What is bought counts for nothing here.
    trade.sells(500_000).await;
    assert_eq!(trade.promised().await, None);
    let (last, told) = trade.pays_in(40_000, json!({})).await;
    assert_eq!(told, ["银卡"]);
    assert_eq!(trade.promised().await.as_deref(), Some("银卡"));
    trade.pays_out(&last).await;
    assert_eq!((trade.promised().await, trade.steps.changes().await.len()), (None, 0));
    trade.sleeps_until_midnight().await;
    assert_eq!((trade.steps.night().await, trade.steps.name().await.as_str()), (0, "普通会员"));

    assert_eq!(trade.pays_in(39_999, json!({})).await.1, none);
    let (_, told) = trade.pays_in(1, json!({})).await;
    assert_eq!(told, ["银卡"]);
    trade.steps.wait_for(trade.steps.now().midnight_in(1).plus_ms(-1));
    assert_eq!((trade.steps.night().await, trade.steps.name().await.as_str()), (0, "普通会员"));
    trade.sleeps_until_midnight().await;
    assert_eq!((trade.steps.night().await, trade.steps.name().await.as_str()), (1, "银卡"));
    let changes = trade.steps.changes().await;
    assert_eq!((changes.len(), changes[0].cause), (1, Cause::Recharge));
    assert_eq!(changes[0].effective_at, trade.steps.now());
}

#[tokio::test]
async fn a_top_up_that_is_paid_out_takes_the_level_that_its_points_promised_lvl_08() {
    let trade = Trade::open("points").await;
    let rule = json!({
        "name": "充百得千分", "principal": 10_000, "terms": { "gifts": { "points": "1000" } },
    });
    let made = trade.steps.owner.post_once("/v1/office/recharge-rules", "rule", &rule).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let by_rule = json!({ "rule": made.body["id"], "rule_version": 1 });
    let (top_up, told) = trade.pays_in(10_000, by_rule).await;
    assert_eq!(told, ["银卡"]);
    assert_eq!(trade.promised().await.as_deref(), Some("银卡"));
    trade.pays_out(&top_up).await;
    assert_eq!((trade.promised().await, trade.steps.changes().await.len()), (None, 0));
    assert_eq!(trade.holdings().await.points(), Points::ZERO);
    // A sale's points promise it, and its return takes both.
    let sale = trade.sells(100_000).await;
    assert_eq!(trade.promised().await.as_deref(), Some("银卡"));
    trade.takes_back(&sale).await;
    assert_eq!(trade.promised().await, None);
}

#[tokio::test]
async fn a_level_that_earns_no_points_buys_without_any_lvl_04() {
    let trade = Trade::open("growth").await;
    assert_eq!(trade.steps.terms("12", json!({ "earns_points": false })).await.status, 200);
    trade.sells(99_999).await;
    let held = trade.holdings().await;
    assert_eq!((held.points(), held.growth()), (Points::ZERO, Points(9_999_900)));
    // It grows all the same, and the next level earns again.
    trade.sells(1).await;
    assert_eq!(trade.steps.name().await, "银卡");
    assert_eq!(trade.holdings().await.points(), Points::ZERO, "it was the level before that paid");
    trade.sells(10_000).await;
    assert_eq!(trade.holdings().await.points(), Points(1_000_000));
}

#[tokio::test]
async fn all_categories_but_one_are_sold_for_less_lvl_03() {
    let trade = Trade::open("none").await;
    let categories = trade.steps.owner.get("/v1/office/categories").await.body;
    let others = categories["items"].as_array().unwrap().iter();
    let others = others.filter(|category| category["name"] != "奶粉");
    let rates: Vec<_> =
        others.map(|category| json!({ "category": category["id"], "rate": 9_000 })).collect();
    assert_eq!(rates.len(), 3);
    let terms = json!({ "discount": { "on": "categories", "rates": rates } });
    assert_eq!(trade.steps.terms("12", terms).await.status, 200);
    // 牧语羊奶粉 ¥198, 连体衣 ¥89, 果泥 ¥9.90, and what has no code is in no category.
    let lines = [one("6901234504002"), one("6901234533002"), one("6901234522006"), typed(1_000)];
    let quoted = trade.quotes(&lines).await;
    let paid = quoted["lines"].as_array().unwrap().iter().map(|line| line["paid"].clone());
    assert_eq!(paid.collect::<Vec<_>>(), [19_800, 8_010, 891, 1_000]);
    assert_eq!(quoted["payable"], 29_701);
    let sold = settle(&trade.till, &quoted, &[("cash", 29_701)], json!({})).await;
    assert_eq!((sold.status, &sold.body["points_earned"]), (200, &json!("297.01")));
    let suit = json!({ "lines": [{ "line": 2, "quantity": 1000 }] });
    let back = refund(&trade.till, &sold.body["sale"], suit).await;
    assert_eq!((back.status, &back.body["amount"]), (201, &json!(8_010)), "{}", back.text);
}

/// Three sales of ¥600 at once, where ¥1000 lift: in whatever order, the second does.
#[tokio::test]
async fn of_gains_at_once_one_lifts_and_growth_begins_again_once_lvl_07_p15() {
    const CARDS: u64 = 8;
    let steps = Steps::with_nodes(2).await;
    steps.usual(json!({ "upgrade": "growth" })).await;
    let town = &steps.shop.town;
    let till = steps.shop.clerk("clerk", "T01").await;
    let cards = crowd::members(&town.app, 0, CARDS).await;
    let mut quotes = vec![];
    for card in &cards {
        for _ in 0..3 {
            let quoted = quote(&till, &[typed(60_000)], json!({ "scan": card.number })).await;
            assert_eq!(quoted.status, 201, "{}", quoted.text);
            quotes.push(quoted.body);
        }
    }
    let pay = |(at, quoted): (usize, Value)| {
        let till = till.at(&town.nodes[at % 2].address);
        async move { settle(&till, &quoted, &[("cash", 60_000)], json!({})).await }
    };
    let paid = join_all(quotes.into_iter().enumerate().map(pay)).await;
    for paid in &paid {
        assert_eq!(paid.status, 200, "{}", paid.text);
    }
    let silver = steps.level("4").await;
    for card in &cards {
        let row = card::Entity::find_by_id(card.id).one(&town.app.db).await.unwrap().unwrap();
        assert_eq!(row.level_id, silver);
        let held = ledger::peek(&town.app.db, card.merchant_id, card.id).await.unwrap();
        assert_eq!((held.growth(), held.growth_debt()), (Points(6_000_000), Points::ZERO));
        assert_eq!(set_back(&steps, card.id).await, (1, 1, 12_000_000));
    }
}

/// How often a card rose, how often its growth began again, and how much was lost by it.
async fn set_back(steps: &Steps, card: CardId) -> (u64, u64, i64) {
    let db = &steps.shop.town.app.db;
    let risen = level_change::Entity::find().filter(level_change::Column::CardId.eq(card));
    let resets = journal::Entity::find()
        .filter(journal::Column::CardId.eq(card))
        .filter(journal::Column::Kind.eq(journal::Kind::LevelReset))
        .all(db)
        .await
        .unwrap();
    let lost = entry::Entity::find()
        .filter(entry::Column::JournalId.is_in(resets.iter().map(|reset| reset.id)))
        .filter(entry::Column::Asset.eq(Asset::Growth))
        .filter(entry::Column::Book.eq(Book::Lapsed))
        .all(db)
        .await
        .unwrap();
    let lost = lost.iter().map(|entry| entry.amount).sum();
    (risen.count(db).await.unwrap(), resets.len() as u64, lost)
}
