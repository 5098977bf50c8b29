//! Tills at work, all at once and over HTTP: quotes, settles, top-ups and returns of a few cards, on
//! two nodes. Afterwards the model is told the same.
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use entity::journal;
use kabao::proof;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sea_orm::{QueryOrder, entity::prelude::*};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::{
    model::{
        replay::{Seen, replay, tick},
        runner::{self, Tally},
        shop::{Cart, Shop, WINDOW_MS, ask::Ask, back::Back, price::Wish},
        shop_real::{Codes, Furnished, Names, Request, assert_has},
    },
    town::send,
};

const CARDS: usize = 4;
const CLIENTS: usize = 8;
/// In each the clock stands still, and each card's code pays once.
const ROUNDS: i64 = 12;
const DEEDS: usize = 6;

#[derive(Clone, Debug)]
struct Deed {
    ask: Ask,
    card: usize,
    now: i64,
    request: Request,
}

/// And the answer, if it was done.
type Told = (Seen<Deed>, Option<Value>);

/// What clients know of each other. What a quote comes to follows from its lines alone, so the model
/// is told of it at once.
struct Board {
    shop: Shop,
    names: Names,
    /// In this round.
    asked: Vec<Deed>,
}

#[derive(Clone)]
struct Client {
    number: usize,
    real: Arc<Furnished>,
    board: Arc<Mutex<Board>>,
    codes: Arc<Codes>,
    now: i64,
}

impl Client {
    async fn ride(self, mut dice: StdRng) -> Vec<Told> {
        let mut written = vec![];
        for deed in 0..DEEDS {
            let number = format!("{}-{}-{deed}", self.now, self.number);
            match dice.random_range(0..100) {
                0..30 => self.quote(&mut dice, number).await,
                choice => {
                    let Some(deed) = self.choose(&mut dice, choice, &number) else { continue };
                    self.board.lock().unwrap().asked.push(deed.clone());
                    written.push(self.perform(deed).await);
                }
            }
        }
        written
    }

    async fn quote(&self, dice: &mut StdRng, number: String) {
        let item =
            |dice: &mut StdRng| (dice.random_range(1_000..9_000), dice.random_range(100..3_000));
        let items = (0..dice.random_range(1..3)).map(|_| item(dice)).collect();
        let card = Some(dice.random_range(0..CARDS));
        let cart = Cart { items, coupon: None, points: Wish::None };
        let ask = Ask::Quote { sale: None, card, by_code: dice.random_bool(0.9), cart };
        let request = self.request(&ask, &number);
        let (status, answer) = self.send(&request).await;
        assert_eq!(status, 201, "{answer}");
        let mut board = self.board.lock().unwrap();
        board.names.heard(&ask, &answer, number);
        board.shop.now = self.now;
        assert_eq!(board.shop.tell(&ask), Ok(0));
        assert_eq!(answer["payable"], board.shop.sales.last().unwrap().payable as i64);
    }

    fn request(&self, ask: &Ask, number: &str) -> Request {
        let board = self.board.lock().unwrap();
        board.names.request(&self.real, ask, &board.shop, number, &self.codes)
    }

    fn choose(&self, dice: &mut StdRng, choice: u32, number: &str) -> Option<Deed> {
        let (ask, card) = {
            let board = self.board.lock().unwrap();
            // An earlier request, anybody's, under its key.
            if choice < 42 && !board.asked.is_empty() {
                return Some(board.asked[dice.random_range(0..board.asked.len())].clone());
            }
            if choice < 55 || board.shop.sales.is_empty() {
                let card = dice.random_range(0..CARDS);
                // Little enough, beside what is bought, that cards run short.
                let rule = dice.random_bool(0.2).then_some(0);
                let paid_in = if rule.is_some() { 10_000 } else { dice.random_range(1..4_000) };
                (Ask::TopUp { card, rule, paid_in }, card)
            } else {
                // The latest, mostly: several tills want them.
                let all = board.shop.sales.len();
                let sale = all - 1 - dice.random_range(0..all.min(8));
                of_sale(&board.shop, sale, choice, dice)
            }
        };
        let request = self.request(&ask, number);
        Some(Deed { ask, card, now: self.now, request })
    }

    async fn send(&self, request: &Request) -> (u16, Value) {
        let answer = send(self.real.ask(request, self.number % 2)).await;
        (answer.status, answer.body)
    }

    /// As a till does: what is not known is asked again under the same key.
    async fn perform(&self, ask: Deed) -> Told {
        let from = tick();
        for _ in 0..20 {
            let (status, answer) = self.send(&ask.request).await;
            let (until, code) = (tick(), answer["code"].as_str().unwrap_or_default());
            match (status, code) {
                (..300, _) => return (Seen { ask, from, until, refused: None }, Some(answer)),
                (503, _) | (_, "raced") => {}
                (500, _) => panic!("{ask:?} met what no till should: {answer}"),
                (_, code) => {
                    let refused = Some(code.to_owned());
                    return (Seen { ask, from, until, refused }, None);
                }
            }
        }
        panic!("twenty times unknown: {ask:?}");
    }
}

fn of_sale(shop: &Shop, sale: usize, choice: u32, dice: &mut StdRng) -> (Ask, usize) {
    let ours = &shop.sales[sale];
    let card = ours.card.expect("guests have no card");
    if choice < 76 {
        let stored = ours.payable * [0, 3, 5, 10, 10][dice.random_range(0..5)] / 10;
        let money = ours.payable - stored;
        let shown = dice.random_bool(0.2);
        return (Ask::Settle { sale, stored, money, shown, hash: true }, card);
    }
    let (line, void) = (dice.random_range(0..ours.lines.len()), dice.random_bool(0.3));
    let back = match dice.random_range(0..5) {
        _ if void => Back::All,
        0 => Back::All,
        1 | 2 => Back::Line(line, (ours.lines[line].quantity / 3).max(1)),
        _ => Back::Amount((ours.payable * 6 / 10).max(1)),
    };
    (Ask::Refund { sale, back, void }, card)
}

async fn blow(seed: u64) -> usize {
    let real = Arc::new(Furnished::open(CARDS, 2).await);
    let board = Board { shop: Shop::with_cards(CARDS), names: Names::default(), asked: vec![] };
    let board = Arc::new(Mutex::new(board));
    let mut written = vec![];
    for round in 0..ROUNDS {
        board.lock().unwrap().asked.clear();
        let codes = Arc::new(real.codes(&(0..CARDS).collect::<Vec<_>>()).await);
        let mut clients = JoinSet::new();
        for number in 0..CLIENTS {
            let (real, board, codes) = (real.clone(), board.clone(), codes.clone());
            let client = Client { number, real, board, codes, now: round * WINDOW_MS };
            let dice = (seed * 1_000 + round as u64) * 100 + number as u64;
            clients.spawn(client.ride(StdRng::seed_from_u64(dice)));
        }
        written.extend(clients.join_all().await.concat());
        real.town.advance(Duration::from_millis(WINDOW_MS as u64));
    }
    let model = board.lock().unwrap().shop.clone();
    judge(&real, model, &written).await;
    written.len()
}

/// By which a journal is known for ever.
fn business_key(ask: &Ask, answer: &Value) -> String {
    let id = |value: &Value| value.as_str().unwrap().to_owned();
    match ask {
        Ask::TopUp { .. } => format!("top-up/{}", id(&answer["top_up"]["id"])),
        Ask::Settle { .. } => format!("settle/{}", id(&answer["sale"])),
        _ => format!("refund/{}", id(&answer["id"])),
    }
}

/// Every answer is explained, and the database holds what was acknowledged, each once, and nothing
/// else (I12).
async fn judge(real: &Furnished, model: Shop, written: &[Told]) {
    let app = &real.town.app;
    let mut first = BTreeMap::<String, (Seen<Deed>, &Value)>::new();
    for (seen, answer) in written {
        SEEN.saw(seen.ask.ask.kind(), seen.refused.as_deref().unwrap_or("done"));
        let Some(answer) = answer else { continue };
        let key = business_key(&seen.ask.ask, answer);
        let (known, said) = first.entry(key).or_insert_with(|| (seen.clone(), answer));
        assert_eq!(answer, *said, "one key, one answer");
        assert_eq!(known.ask.request.key, seen.ask.request.key, "one journal, one request");
        known.from = known.from.min(seen.from);
        known.until = known.until.min(seen.until);
    }
    // Ids are made behind the card's lock, so of one card they are in the order of its commits.
    let rows = journal::Entity::find().order_by_asc(journal::Column::Id);
    let rows = rows.all(&app.db).await.unwrap();
    let kept: BTreeSet<&str> = rows.iter().map(|row| row.business_key.as_str()).collect();
    let acknowledged: BTreeSet<&str> = first.keys().map(String::as_str).collect();
    assert_eq!((kept, rows.len()), (acknowledged, first.len()));
    let mut shop = model.clone();
    for card in 0..CARDS {
        let done = rows.iter().map(|row| first[&row.business_key].0.clone());
        let done: Vec<Seen<Deed>> = done.filter(|seen| seen.ask.card == card).collect();
        let refused = written.iter().map(|(seen, _)| seen).filter(|seen| seen.refused.is_some());
        let refused: Vec<_> = refused.filter(|seen| seen.ask.card == card).cloned().collect();
        let after = replay(model.clone(), &done, &refused, |shop, deed| {
            shop.now = deed.now;
            shop.tell(&deed.ask).map(drop)
        });
        shop.cards[card] = after.cards[card].clone();
    }
    assert_has(app, &real.cards, &shop).await;
    let report = proof::run(app, real.cards[0].merchant_id).await.unwrap();
    assert!(report.green, "{}", report.first_bad().map(ToString::to_string).unwrap());
}

static SEEN: Tally = Tally::new();

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_tills_were_told_at_once_is_what_the_model_says_of_one_after_the_other() {
    let mut asked = 0;
    for seed in runner::seeds("tests/seeds/tills.txt", 3) {
        asked += runner::keeping("tests/seeds/tills.txt", seed, blow(seed)).await;
    }
    println!("{asked} requests");
    SEEN.assert_saw(&[
        ("top-up", "done"),
        ("top-up by rule", "done"),
        ("settle in money", "done"),
        ("settle in stored value", "done"),
        ("settle in stored value", "stored_value_insufficient"),
        ("settle in stored value", "sale_wrong_state"),
        ("refund of all", "done"),
        ("refund of money", "done"),
        ("refund of a line", "done"),
        ("void", "done"),
    ]);
}
