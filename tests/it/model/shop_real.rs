//! A real shop on two nodes, told over HTTP what the [model](super::shop) was told.
use std::time::Duration;

use entity::{
    account::{self, Asset, Book},
    card, lot,
};
use kabao::{code, proof, seed};
use reqwest::Method;
use sea_orm::{QueryOrder, entity::prelude::*};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use super::{
    history::{Ask, RULES, Told},
    runner::Tally,
    shop::{Back, Shop},
};
use crate::{
    crowd,
    town::{Person, Reply, Town, send},
};

/// Of all histories.
pub static SEEN: Tally = Tally::new();

pub struct RealShop {
    runtime: Runtime,
    town: Town,
    clerk: Person,
    owner: Person,
    cards: Vec<card::Model>,
    rules: Vec<String>,
    /// Of the model's sales: their ids, and the hash of each one's quote.
    sales: Vec<(String, String)>,
    holds: Vec<String>,
    asked: u64,
    done: Vec<Request>,
}

#[derive(Clone)]
struct Request {
    by_office: bool,
    key: String,
    path: String,
    body: Value,
    answer: Value,
}

impl RealShop {
    pub fn open(cards: usize) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(Self::furnish(cards)).complete(runtime)
    }

    async fn furnish(cards: usize) -> Furnished {
        let town = Town::with_nodes(2).await;
        let (clerk, owner) = (town.person(), town.person());
        let ask = json!({ "login": "clerk", "password": seed::PASSWORD, "terminal": "T01" });
        assert_eq!(clerk.post("/v1/till/sign-in", &ask).await.status, 200);
        let ask = json!({ "login": "owner", "password": seed::PASSWORD });
        assert_eq!(owner.post("/v1/office/sign-in", &ask).await.status, 200);
        let mut rules = vec![];
        for (at, (paid_in, given)) in RULES.iter().enumerate() {
            let terms = json!({ "channels": ["till"], "gifts": { "balance": *given as i64 } });
            let draft = json!({
                "name": format!("活动{at}"), "principal": *paid_in as i64, "terms": terms,
            });
            let made =
                owner.post_once("/v1/office/recharge-rules", &format!("rule-{at}"), &draft).await;
            assert_eq!(made.status, 201, "{}", made.text);
            rules.push(made.body["id"].as_str().unwrap().to_owned());
        }
        let cards = crowd::members(&town.app, 0, cards as u64).await;
        Furnished { town, clerk, owner, cards, rules }
    }

    pub fn told(&mut self, told: &Told, shop: &Shop) {
        self.pass(1);
        match told {
            Told::Nothing => {}
            Told::Pass(ms) => self.pass(*ms as u64),
            Told::Again(at) => {
                let first = self.done[*at].clone();
                let again = self.send(&first);
                SEEN.saw("again", "done");
                assert_eq!(again.body, first.answer, "{}", first.path);
            }
            Told::Ask(ask, expected) => {
                let mut request = self.request(ask, shop);
                let answer = self.send(&request);
                SEEN.saw(kind(ask), if answer.status < 300 { "done" } else { answer.code() });
                match expected {
                    Ok(amount) => {
                        assert!(answer.status < 300, "{ask:?}: {}", answer.text);
                        self.heard(ask, &answer.body, *amount);
                        request.answer = answer.body;
                        self.done.push(request);
                    }
                    Err(reasons) => {
                        assert!(answer.status >= 400, "{ask:?} was done, but {reasons:?}");
                        assert!(reasons.contains(answer.code()), "{}: {reasons:?}", answer.text);
                    }
                }
            }
        }
    }

    fn pass(&self, ms: u64) {
        self.town.advance(Duration::from_millis(ms));
    }

    /// At one node and then the other.
    fn send(&self, request: &Request) -> Reply {
        let who = if request.by_office { &self.owner } else { &self.clerk };
        let node = &self.town.nodes[self.asked as usize % self.town.nodes.len()];
        let ask = who.at(&node.address).ask(Method::POST, &request.path);
        let ask = ask.header("idempotency-key", &request.key).json(&request.body);
        self.runtime.block_on(send(ask))
    }

    fn request(&mut self, ask: &Ask, shop: &Shop) -> Request {
        self.asked += 1;
        let number = format!("no-{}", self.asked);
        let till = |path: &str| format!("/v1/till/{path}");
        let (path, body) = match ask {
            Ask::TopUp { card, rule, paid_in } => {
                let mut body = json!({
                    "card": self.cards[*card].id, "order_no": number,
                    "principal": *paid_in as i64, "tender": "wechat",
                });
                if let Some(rule) = rule {
                    body["rule"] = json!(self.rules[*rule]);
                }
                (till("top-ups"), body)
            }
            Ask::Quote { card, by_code, items } => {
                let line = |(price, quantity): &(i128, i128)| json!({ "name": "散装", "price": *price as i64, "quantity": *quantity as i64 });
                let lines: Vec<Value> = items.iter().map(line).collect();
                let scan = card.map(|card| match by_code {
                    true => self.code(card),
                    false => self.cards[card].number.clone(),
                });
                (till("quotes"), json!({ "order_no": number, "scan": scan, "lines": lines }))
            }
            Ask::Cancel(sale) => {
                (till(&format!("sales/{}/cancel", self.sales[*sale].0)), json!({}))
            }
            Ask::Settle { sale, stored, money, shown, hash } => {
                let (id, quoted) = &self.sales[*sale];
                let card = shop.sales[*sale].card;
                let code = card.filter(|_| *shown).map(|card| self.code(card));
                let hash = if *hash { quoted.clone() } else { "00".repeat(32) };
                let body =
                    json!({ "hash": hash, "tenders": tenders(*stored, *money), "code": code });
                (till(&format!("sales/{id}/settle")), body)
            }
            Ask::Refund { sale, back, void } => {
                let verb = if *void { "void" } else { "refunds" };
                let body = refund(&number, back, *void);
                (till(&format!("sales/{}/{verb}", self.sales[*sale].0)), body)
            }
            Ask::Hold { card, amount } => {
                let body = json!({
                    "scan": self.code(*card), "amount": *amount as i64,
                    "order_no": number, "minutes": 1440,
                });
                (till("holds"), body)
            }
            Ask::End { hold, taken, capture: true } => {
                let body = json!({ "amount": *taken as i64 });
                (till(&format!("holds/{}/capture", self.holds[*hold])), body)
            }
            Ask::End { hold, .. } => {
                (till(&format!("holds/{}/release", self.holds[*hold])), json!({}))
            }
            Ask::Lose { card, lost } => {
                let verb = if *lost { "lose" } else { "find" };
                (format!("/v1/office/cards/{}/{verb}", self.cards[*card].id), json!({}))
            }
        };
        let by_office = matches!(ask, Ask::Lose { .. });
        Request { by_office, key: number, path, body, answer: Value::Null }
    }

    /// What the member's phone shows now.
    fn code(&self, card: usize) -> String {
        let card = &self.cards[card];
        let shown = code::show(&self.town.app, card.merchant_id, card);
        self.runtime.block_on(shown).unwrap().code
    }

    fn heard(&mut self, ask: &Ask, answer: &Value, amount: i128) {
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        match ask {
            Ask::Quote { .. } => self.sales.push((text("sale"), text("hash"))),
            Ask::Hold { .. } => self.holds.push(text("id")),
            Ask::Refund { .. } => assert_eq!(answer["amount"], json!(amount as i64)),
            _ => {}
        }
    }

    /// Every balance and every lot of every card.
    pub fn assert_has(&self, shop: &Shop) {
        let db = &self.town.app.db;
        let rows = self.runtime.block_on(account::Entity::find().all(db)).unwrap();
        let lots = lot::Entity::find().order_by_asc(lot::Column::OpenedAt).all(db);
        let lots = self.runtime.block_on(lots).unwrap();
        for (at, (id, card)) in self.cards.iter().map(|card| card.id).zip(&shop.cards).enumerate() {
            let has = |book: Book, asset: Asset| {
                let ours = |row: &&account::Model| {
                    row.card_id == id && row.book == book && row.asset == asset
                };
                rows.iter().find(ours).map_or(0, |row| i128::from(row.balance))
            };
            let own = |asset: Asset| has(Book::Card, asset);
            assert_eq!(own(Asset::Principal), card.principal(), "principal of card {at}");
            assert_eq!(own(Asset::Gift), card.gift(), "gift of card {at}");
            assert_eq!(own(Asset::Points), card.points, "points of card {at}");
            assert_eq!(own(Asset::PointsDebt), card.points_debt, "points owed by card {at}");
            assert_eq!(own(Asset::Growth), card.growth, "growth of card {at}");
            assert_eq!(own(Asset::GrowthDebt), card.growth_debt, "growth owed by card {at}");
            let open = shop.holds.iter().filter(|hold| hold.open && hold.card == at);
            let held: i128 = open.map(|hold| hold.amount).sum();
            let aside = has(Book::Held, Asset::Principal) + has(Book::Held, Asset::Gift);
            assert_eq!(aside, held, "held of card {at}");
            let left = |asset: Asset| -> Vec<i128> {
                let ours = lots.iter().filter(|lot| lot.card_id == id && lot.asset == asset);
                ours.map(|lot| lot.remaining.into()).collect()
            };
            let top_ups = card.top_ups.iter();
            let principal: Vec<i128> = top_ups.clone().map(|one| one.principal).collect();
            let gift: Vec<i128> = top_ups.filter(|one| one.given > 0).map(|one| one.gift).collect();
            assert_eq!(left(Asset::Principal), principal, "principal by top-up of card {at}");
            assert_eq!(left(Asset::Gift), gift, "gift by top-up of card {at}");
        }
    }

    /// The invariants, asked of all rows.
    pub fn assert_in_order(&self) {
        let report = proof::run(&self.town.app, self.cards[0].merchant_id);
        let report = self.runtime.block_on(report).unwrap();
        assert!(report.green, "{}", report.first_bad().map(ToString::to_string).unwrap());
    }
}

fn refund(number: &str, back: &Back, void: bool) -> Value {
    let mut body = json!({ "refund_no": number, "reason": "不合适" });
    match back {
        _ if void => {}
        Back::All => body["all"] = json!(true),
        Back::Amount(amount) => body["amount"] = json!(*amount as i64),
        Back::Line(line, quantity) => {
            body["lines"] = json!([{ "line": line + 1, "quantity": *quantity as i64 }]);
        }
    }
    body
}

fn kind(ask: &Ask) -> &'static str {
    match ask {
        Ask::TopUp { rule: None, .. } => "top-up",
        Ask::TopUp { .. } => "top-up by rule",
        Ask::Quote { .. } => "quote",
        Ask::Cancel(_) => "cancel",
        Ask::Settle { stored: 0, .. } => "settle in money",
        Ask::Settle { money: 0, .. } => "settle in stored value",
        Ask::Settle { .. } => "settle in both",
        Ask::Refund { void: true, .. } => "void",
        Ask::Refund { back: Back::All, .. } => "refund of all",
        Ask::Refund { back: Back::Amount(_), .. } => "refund of money",
        Ask::Refund { back: Back::Line(..), .. } => "refund of a line",
        Ask::Hold { .. } => "hold",
        Ask::End { capture: true, .. } => "capture",
        Ask::End { .. } => "release",
        Ask::Lose { .. } => "lose",
    }
}

fn tenders(stored: i128, money: i128) -> Vec<Value> {
    let all = [("stored_value", stored), ("cash", money)].into_iter();
    let all = all.filter(|(_, amount)| *amount > 0);
    all.map(|(kind, amount)| json!({ "kind": kind, "amount": amount as i64 })).collect()
}

/// A shop before the runtime it runs on is put in.
struct Furnished {
    town: Town,
    clerk: Person,
    owner: Person,
    cards: Vec<card::Model>,
    rules: Vec<String>,
}

impl Furnished {
    fn complete(self, runtime: Runtime) -> RealShop {
        let Self { town, clerk, owner, cards, rules } = self;
        let (sales, holds, done) = (vec![], vec![], vec![]);
        RealShop { runtime, town, clerk, owner, cards, rules, sales, holds, asked: 0, done }
    }
}
