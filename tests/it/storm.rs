//! Storms: clients who all at once do what they like, and write down what they saw. Afterwards the
//! same is told to the model, in the order in which it was committed, and every answer must match.
mod tills;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use entity::account::{Asset, Book};
use kabao::error::{Error, Result};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{
    model::{
        books::{Books, Into, Leg, No, in_lots},
        desk::{Desk, business_key},
        ledger::Asked,
        replay::{Seen, replay, tick},
        runner,
    },
    town::Town,
};

const CARDS: usize = 3;
const CLIENTS: u64 = 8;
const REQUESTS: u64 = 200;
const DAY_MS: i64 = 24 * 3600 * 1000;

#[derive(Clone, Debug)]
enum Deed {
    Post {
        key: String,
        asked: Asked,
    },
    /// By the id of the journal, of this card.
    Undo {
        card: usize,
        journal: String,
    },
}

/// A request, and the journal that it was answered with.
type Told = (Seen<Deed>, Option<String>);

/// What clients know of each other's requests.
#[derive(Default)]
struct Heard {
    asked: Vec<(String, Asked)>,
    done: Vec<(usize, String)>,
}

struct Client {
    number: u64,
    desk: Arc<Desk>,
    dice: StdRng,
    heard: Arc<Mutex<Heard>>,
    written: Vec<Told>,
}

impl Client {
    async fn ride(mut self) -> Vec<Told> {
        for request in 0..REQUESTS {
            let deed = self.choose(request);
            if let Deed::Post { key, asked } = &deed {
                self.heard.lock().unwrap().asked.push((key.clone(), asked.clone()));
            }
            let told = self.perform(deed).await;
            if let (Some(journal), card) = (&told.1, card(&told.0.ask)) {
                self.heard.lock().unwrap().done.push((card, journal.clone()));
            }
            self.written.push(told);
        }
        self.written
    }

    fn choose(&mut self, request: u64) -> Deed {
        let number = self.number * REQUESTS + request;
        let key = format!("key-{number}");
        let heard = self.heard.clone();
        let heard = heard.lock().unwrap();
        let earlier = (!heard.asked.is_empty())
            .then(|| heard.asked[self.dice.random_range(0..heard.asked.len())].clone());
        match (self.dice.random_range(0..100), earlier) {
            (0..12, Some((key, asked))) => Deed::Post { key, asked },
            (12..18, Some((_, asked))) => Deed::Post { key, asked },
            (18..21, Some((key, asked))) => {
                let number = asked.number + 1_000_000;
                Deed::Post { key, asked: Asked { number, ..asked } }
            }
            (21..30, _) if !heard.done.is_empty() => {
                let (card, journal) =
                    heard.done[self.dice.random_range(0..heard.done.len())].clone();
                Deed::Undo { card, journal }
            }
            _ => {
                let card = self.dice.random_range(0..CARDS);
                let legs = (0..self.dice.random_range(1..4)).map(|_| leg(&mut self.dice)).collect();
                Deed::Post { key, asked: Asked { card, number, about: None, ends: false, legs } }
            }
        }
    }

    /// As a till does: what is not known is asked again under the same key.
    async fn perform(&self, ask: Deed) -> Told {
        let from = tick();
        for _ in 0..20 {
            let answer = send(&self.desk, &ask).await;
            let until = tick();
            match answer {
                Ok(journal) => return (Seen { ask, from, until, refused: None }, Some(journal)),
                Err(Error::Refused(no)) => match no.problem().1 {
                    "raced" | "outcome_unknown" => {}
                    code => {
                        let refused = Some(code.to_owned());
                        return (Seen { ask, from, until, refused }, None);
                    }
                },
                Err(Error::Fault(fault)) => assert!(
                    kabao::engine::gave_way(&fault),
                    "{ask:?} met what no till should: {fault:#}"
                ),
            }
        }
        panic!("twenty times unknown: {ask:?}");
    }
}

async fn send(desk: &Desk, deed: &Deed) -> Result<String> {
    match deed {
        Deed::Post { key, asked } => {
            desk.post(key, asked, Uuid::from_u128(u128::from(asked.number))).await
        }
        Deed::Undo { card, journal } => desk.undo(*card, journal).await,
    }
}

fn card(deed: &Deed) -> usize {
    match deed {
        Deed::Post { asked, .. } => asked.card,
        Deed::Undo { card, .. } => *card,
    }
}

/// Small sums on small balances, so that many are refused. What expires on one day has one source:
/// the clock stands still, and no lot is older than another.
fn leg(dice: &mut StdRng) -> Leg {
    let asset = [Asset::Principal, Asset::Gift, Asset::Points, Asset::Growth];
    let asset = asset[dice.random_range(0..asset.len())];
    let units = dice.random_range(1..60);
    match dice.random_range(0..10) {
        0..4 => {
            let source = dice.random_range(0..3u8);
            let expires_at = (source > 0).then_some(i64::from(source) * DAY_MS);
            let into =
                if in_lots(asset) { Into::Lot { source, expires_at } } else { Into::Balance };
            Leg::Credit { asset, units, from: Book::Paid, into }
        }
        4..8 => Leg::Debit { asset, units, to: Book::Spent },
        8 => Leg::SetAside { asset, units },
        _ => Leg::Capture { asset, units, to: Book::Spent },
    }
}

async fn blow(seed: u64) -> usize {
    let town = Town::ground().await;
    let desk = Desk::with_cards(town.app.clone(), CARDS).await;
    let heard = Arc::new(Mutex::new(Heard::default()));
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let node = &town.nodes[number as usize % town.nodes.len()];
        let desk =
            Desk { app: node.app.clone(), merchant: desk.merchant, cards: desk.cards.clone() };
        let dice = StdRng::seed_from_u64(seed * 1_000 + number);
        let (desk, heard) = (Arc::new(desk), heard.clone());
        clients.spawn(Client { number, desk, dice, heard, written: vec![] }.ride());
    }
    let written = clients.join_all().await.concat();
    judge(&desk, &written).await;
    written.len()
}

/// Every answer is explained, and the database holds what was acknowledged and nothing else (I12).
async fn judge(desk: &Desk, written: &[Told]) {
    let mut first = BTreeMap::<&str, Seen<Deed>>::new();
    for (seen, journal) in written {
        let Some(journal) = journal else { continue };
        let known = first.entry(journal).or_insert_with(|| seen.clone());
        assert_eq!(body(&known.ask), body(&seen.ask), "one journal, one request");
        // It was done after the first of them was sent, and before the first was answered.
        known.from = known.from.min(seen.from);
        known.until = known.until.min(seen.until);
    }
    let rows = desk.journals().await;
    let kept: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    assert_eq!(kept.len(), first.len(), "as many journals as were acknowledged");
    let mut books = Books::with_cards(CARDS);
    for at in 0..CARDS {
        let done: Vec<Seen<Deed>> = kept
            .iter()
            .map(|id| first.get(id.as_str()).unwrap_or_else(|| panic!("nobody asked for {id}")))
            .filter(|seen| card(&seen.ask) == at)
            .cloned()
            .collect();
        let ids: Vec<&String> =
            kept.iter().filter(|id| card(&first[id.as_str()].ask) == at).collect();
        let refused: Vec<Seen<Deed>> = written
            .iter()
            .map(|(seen, _)| seen)
            .filter(|seen| seen.refused.is_some() && card(&seen.ask) == at)
            .filter(|seen| !is_mismatch(seen, &done))
            .cloned()
            .collect();
        let after = replay(Books::with_cards(CARDS), &done, &refused, |books, deed| {
            match deed {
                Deed::Post { asked, .. } => {
                    books.post(asked.card, asked.number, None, false, &asked.legs)
                }
                Deed::Undo { journal, .. } => match ids.iter().position(|id| *id == journal) {
                    Some(at) if at < books.journals.len() => books.undo(at),
                    _ => Err(No::new()),
                },
            }
            .map(drop)
        });
        books.cards[at] = after.cards[at].clone();
    }
    books.assert_sound();
    desk.assert_has(&books).await;
}

fn body(deed: &Deed) -> (usize, String) {
    match deed {
        Deed::Post { asked, .. } => (asked.card, business_key(asked.number)),
        Deed::Undo { card, journal } => (*card, journal.clone()),
    }
}

/// Somebody else's body is under this key.
fn is_mismatch(seen: &Seen<Deed>, done: &[Seen<Deed>]) -> bool {
    let Deed::Post { key, asked } = &seen.ask else { return false };
    let other = |done: &Seen<Deed>| match &done.ask {
        Deed::Post { key: theirs, asked: other } => {
            theirs == key && other.number != asked.number && done.from < seen.until
        }
        Deed::Undo { .. } => false,
    };
    seen.refused.as_deref() == Some("idempotency_mismatch") && done.iter().any(other)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_many_tills_saw_at_once_could_have_happened_one_after_the_other() {
    let mut asked = 0;
    for seed in runner::seeds("tests/seeds/storm.txt", 3) {
        asked += runner::keeping("tests/seeds/storm.txt", seed, blow(seed)).await;
    }
    println!("{asked} requests");
    assert!(asked >= 3 * (CLIENTS * REQUESTS) as usize);
}
