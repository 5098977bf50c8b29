//! A till outside the gateway: it writes down what it means to send before it sends it, and asks
//! again, with the same key, for whatever it did not hear the end of.
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use entity::card;
use kabao::{app::App, code, seed};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use reqwest::Method;
use serde_json::{Value, json};

use crate::town::Person;

/// What all tills of a scene share.
pub struct Shared {
    /// The same database, from outside: for member codes, which phones show.
    pub app: App,
    /// How many requests were sent.
    pub sent: AtomicU64,
    /// Nobody begins anything new.
    pub down: AtomicBool,
}

impl Shared {
    pub fn new(app: App) -> Self {
        Self { app, sent: AtomicU64::new(0), down: AtomicBool::new(false) }
    }
}

/// One request, as it is written down.
#[derive(Clone, Debug)]
pub struct Intent {
    pub key: String,
    pub path: String,
    pub body: Value,
    pub effect: Effect,
}

/// What it does to the card at this place among the till's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    TopUp { card: usize, fen: i64 },
    Quote,
    Settle { card: usize, stored: i64, paid: i64 },
    Refund { card: usize, stored: i64, paid: i64 },
}

/// An intent that was answered.
#[derive(Clone, Debug)]
pub struct Line {
    pub intent: Intent,
    pub status: u16,
    pub body: Value,
}

/// A sale that can be given back.
struct Sold {
    id: String,
    card: usize,
    stored: i64,
    paid: i64,
}

pub struct Till {
    pub number: u64,
    shared: Arc<Shared>,
    person: Person,
    dice: StdRng,
    pub cards: Vec<card::Model>,
    /// What each card has, by what was acknowledged.
    pub stored: Vec<i64>,
    pub journal: Vec<Line>,
    /// Sent, and not heard the end of.
    pub open: Option<Intent>,
    sold: Vec<Sold>,
    next: u64,
    pub unknown: u64,
}

impl Till {
    pub async fn open(
        (number, seed): (u64, u64),
        shared: Arc<Shared>,
        cards: Vec<card::Model>,
        address: &str,
    ) -> Self {
        let person = Person::new(address);
        let ask = json!({ "login": "clerk", "password": seed::PASSWORD, "terminal": "T01" });
        assert_eq!(person.post("/v1/till/sign-in", &ask).await.status, 200);
        let stored = vec![0; cards.len()];
        Self {
            number,
            shared,
            person,
            dice: StdRng::seed_from_u64(seed * 1_000 + number),
            cards,
            stored,
            journal: vec![],
            open: None,
            sold: vec![],
            next: 0,
            unknown: 0,
        }
    }

    /// Until nobody answers any more.
    pub async fn work(mut self) -> Self {
        while !self.shared.down.load(Ordering::SeqCst) {
            let intent = self.choose().await;
            if !self.tell(intent).await {
                break;
            }
        }
        self
    }

    /// What was not heard the end of is asked again until it is.
    pub async fn resolve(&mut self) {
        for _ in 0..100 {
            let Some(intent) = self.open.clone() else { return };
            self.unknown += 1;
            self.tell(intent).await;
        }
        panic!("never known: {:?}", self.open);
    }

    /// Write it down, send it, and write down what came back; false if nothing did.
    async fn tell(&mut self, intent: Intent) -> bool {
        self.open = Some(intent.clone());
        self.shared.sent.fetch_add(1, Ordering::SeqCst);
        let Some((status, body)) = self.send(&intent).await else { return false };
        let code = body["code"].as_str().unwrap_or_default().to_owned();
        if status >= 500 || code == "raced" {
            assert!(status != 500 || code == "internal", "{status} {body}");
            return false;
        }
        assert!(status < 300 || REFUSALS.contains(&code.as_str()), "{intent:?}: {status} {body}");
        self.open = None;
        if status < 300 {
            self.done(&intent, &body);
        }
        self.journal.push(Line { intent, status, body });
        true
    }

    async fn send(&self, intent: &Intent) -> Option<(u16, Value)> {
        let ask = self.person.ask(Method::POST, &intent.path);
        let ask = ask.header("idempotency-key", &intent.key).json(&intent.body);
        let answer = ask.send().await.ok()?;
        let status = answer.status().as_u16();
        let text = answer.text().await.ok()?;
        Some((status, serde_json::from_str(&text).ok()?))
    }

    /// The very same answer, whenever it is asked for again.
    pub async fn hear_again(&mut self) {
        if self.journal.is_empty() {
            return;
        }
        let line = self.journal[self.dice.random_range(0..self.journal.len())].clone();
        if line.status < 300 {
            let (status, body) = self.send(&line.intent).await.expect("it is up");
            assert_eq!((status, &body), (line.status, &line.body), "{:?}", line.intent);
        }
    }

    fn done(&mut self, intent: &Intent, body: &Value) {
        match intent.effect {
            Effect::Quote => {}
            Effect::TopUp { card, fen } => self.stored[card] += fen,
            Effect::Settle { card, stored, paid } => {
                self.stored[card] -= stored;
                let id = body["sale"].as_str().unwrap_or_default().to_owned();
                self.sold.push(Sold { id, card, stored, paid });
            }
            Effect::Refund { card, stored, .. } => self.stored[card] += stored,
        }
    }

    fn number(&mut self) -> String {
        self.next += 1;
        format!("till-{}-{}", self.number, self.next)
    }

    async fn choose(&mut self) -> Intent {
        // A sale that was quoted is paid, if nothing came between.
        if let Some(line) = self.journal.last().filter(|line| line.intent.effect == Effect::Quote)
            && line.status < 300
        {
            let quote = line.body.clone();
            return self.settle(&quote);
        }
        let card = self.dice.random_range(0..self.cards.len());
        match self.dice.random_range(0..10) {
            0..4 => self.top_up(card),
            4..6 if !self.sold.is_empty() => self.refund(),
            _ => self.quote(card).await,
        }
    }

    fn top_up(&mut self, card: usize) -> Intent {
        let (order_no, fen) = (self.number(), self.dice.random_range(1..500));
        let body = json!({
            "card": self.cards[card].id, "order_no": order_no, "principal": fen, "tender": "cash",
        });
        let effect = Effect::TopUp { card, fen };
        Intent { key: order_no, path: "/v1/till/top-ups".to_owned(), body, effect }
    }

    /// With the code that the member's phone shows now.
    async fn quote(&mut self, card: usize) -> Intent {
        let (order_no, price) = (self.number(), self.dice.random_range(1..300));
        let shown = code::show(&self.shared.app, self.cards[card].merchant_id, &self.cards[card]);
        let scan = shown.await.unwrap().code;
        let lines = json!([{ "name": "散装饼干", "price": price, "quantity": 1000 }]);
        let body = json!({ "order_no": order_no, "scan": scan, "lines": lines });
        let key = format!("quote-{order_no}");
        Intent { key, path: "/v1/till/quotes".to_owned(), body, effect: Effect::Quote }
    }

    fn settle(&mut self, quote: &Value) -> Intent {
        let card = &quote["member"]["card"]["id"];
        let ours = |ours: &card::Model| *card == json!(ours.id);
        let card = self.cards.iter().position(ours).expect("one of ours");
        let paid = quote["payable"].as_i64().unwrap();
        let stored = self.stored[card].min(self.dice.random_range(0..=paid));
        let tenders = [("stored_value", stored), ("cash", paid - stored)];
        let tenders = tenders.into_iter().filter(|(_, fen)| *fen > 0);
        let tenders = tenders.map(|(kind, fen)| json!({ "kind": kind, "amount": fen }));
        let sale = quote["sale"].as_str().unwrap();
        Intent {
            key: format!("settle-{sale}"),
            path: format!("/v1/till/sales/{sale}/settle"),
            body: json!({ "hash": quote["hash"], "tenders": tenders.collect::<Vec<_>>() }),
            effect: Effect::Settle { card, stored, paid },
        }
    }

    fn refund(&mut self) -> Intent {
        let sold = self.sold.swap_remove(self.dice.random_range(0..self.sold.len()));
        let refund_no = self.number();
        let Sold { id, card, stored, paid } = sold;
        Intent {
            key: refund_no.clone(),
            path: format!("/v1/till/sales/{id}/refunds"),
            body: json!({ "refund_no": refund_no, "all": true, "reason": "不合适" }),
            effect: Effect::Refund { card, stored, paid },
        }
    }
}

/// What a shop may say no with here: two sales of one card within one half-minute.
const REFUSALS: [&str; 2] = ["code_used", "card_cap"];
