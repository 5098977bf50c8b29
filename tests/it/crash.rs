//! The real binary, killed while tills are at work. What was acknowledged is there, what was not is
//! there whole or not at all, and nobody has to lend a hand.
//!
//! This is the death of a process, not of a machine: a power cut is another test.
mod gateway;
mod postgres;
mod till;

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use entity::{
    account::{self, Asset, Book},
    merchant, refund, sale, top_up,
};
use kabao::{app::App, config::Config, proof, seed, world::World};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sea_orm::{IntoActiveModel, entity::prelude::*};
use tempfile::TempDir;
use tokio::{task::JoinSet, time::interval};

use crate::{
    crowd,
    model::runner,
    town::{Engine, engine},
};
use gateway::Gateway;
use postgres::Postgres;
use till::{Effect, Shared, Till};

const TILLS: u64 = 6;
/// Enough that a card seldom pays twice within one half-minute.
const CARDS_EACH: u64 = 40;
const KILLS: u32 = 100;
const STOPS: u32 = 8;
/// How soon all is as before once the database is back (F5).
const NORMAL_WITHIN: Duration = Duration::from_secs(10);

struct Scene {
    url: String,
    gateway: Gateway,
    shared: Arc<Shared>,
    tills: Vec<Till>,
    dice: StdRng,
    /// Last, so that whoever has them open is gone before.
    _files: TempDir,
}

/// What came of it all.
struct Count {
    /// Top-ups, sales, refunds.
    answered: [usize; 3],
    unknown: u64,
    slowest: Duration,
}

impl Scene {
    /// Before this database.
    async fn prepare(seed: u64, files: TempDir, url: String) -> Self {
        let app = open(&url).await;
        migration::up(&app.db).await.unwrap();
        seed::demo(&app).await.unwrap();
        let mut cards = crowd::members(&app, 0, TILLS * CARDS_EACH).await;
        // Phones show codes whatever becomes of the database: here they have the keys to one.
        let phones = open(&file(files.path(), "phones.db")).await;
        migration::up(&phones.db).await.unwrap();
        let keys = merchant::Entity::find().one(&app.db).await.unwrap().unwrap();
        let keys = merchant::Entity::insert(keys.into_active_model());
        keys.exec_without_returning(&phones.db).await.unwrap();
        app.db.close().await.unwrap();
        let shared = Arc::new(Shared::new(phones));
        let mut gateway = Gateway::new(&url, files.path().join("gateway.log"));
        gateway.start().await;
        let mut tills = vec![];
        for number in 0..TILLS {
            let ours = cards.split_off(cards.len() - CARDS_EACH as usize);
            tills.push(Till::open((number, seed), shared.clone(), ours, &gateway.address).await);
        }
        let dice = StdRng::seed_from_u64(seed);
        Self { url, gateway, shared, tills, dice, _files: files }
    }

    /// Tills work until so many requests were sent, and then the blow falls.
    async fn until_the_blow(&mut self, blow: impl FnOnce(&mut Gateway)) {
        let shared = self.shared.clone();
        shared.down.store(false, Ordering::SeqCst);
        let mut working = JoinSet::new();
        for till in self.tills.drain(..) {
            working.spawn(till.work());
        }
        let moment = shared.sent.load(Ordering::SeqCst) + self.dice.random_range(4..50);
        let mut look = interval(Duration::from_micros(300));
        while shared.sent.load(Ordering::SeqCst) < moment {
            look.tick().await;
        }
        blow(&mut self.gateway);
        shared.down.store(true, Ordering::SeqCst);
        self.tills = working.join_all().await;
        self.tills.sort_by_key(|till| till.number);
    }

    /// What was left open is asked again, and then all the books are as the tills say.
    async fn settle(&mut self) {
        for till in &mut self.tills {
            till.resolve().await;
            till.hear_again().await;
        }
        let app = open(&self.url).await;
        self.assert_kept(&app).await;
        app.db.close().await.unwrap();
    }

    async fn assert_kept(&self, app: &App) {
        let report = proof::run(app, crowd::merchant_id(app).await).await.unwrap();
        assert!(report.green, "{}", report.first_bad().map(ToString::to_string).unwrap());
        let principal = account::Entity::find()
            .filter(account::Column::Asset.eq(Asset::Principal))
            .filter(account::Column::Book.eq(Book::Card))
            .all(&app.db)
            .await
            .unwrap();
        for till in &self.tills {
            for (card, stored) in till.cards.iter().zip(&till.stored) {
                let kept = principal.iter().find(|row| row.card_id == card.id);
                assert_eq!(kept.map_or(0, |row| row.balance), *stored, "{}", card.id);
            }
        }
        let top_ups = top_up::Entity::find().all(&app.db).await.unwrap();
        let top_ups = top_ups.into_iter().map(|row| row.order_no).collect();
        assert_eq!(self.done(|effect| matches!(effect, Effect::TopUp { .. })), top_ups);
        let paid = sale::Entity::find().filter(sale::Column::SettledAt.is_not_null());
        let paid = paid.all(&app.db).await.unwrap();
        let paid = paid.into_iter().map(|row| format!("settle-{}", row.id)).collect();
        assert_eq!(self.done(|effect| matches!(effect, Effect::Settle { .. })), paid);
        let refunds = refund::Entity::find().all(&app.db).await.unwrap();
        let refunds = refunds.into_iter().map(|row| row.refund_no).collect();
        assert_eq!(self.done(|effect| matches!(effect, Effect::Refund { .. })), refunds);
    }

    /// Keys of what the tills know was done.
    fn done(&self, of: impl Fn(&Effect) -> bool) -> BTreeSet<String> {
        let lines = self.tills.iter().flat_map(|till| &till.journal);
        let done = lines.filter(|line| line.status < 300 && of(&line.intent.effect));
        done.map(|line| line.intent.key.clone()).collect()
    }

    fn count(&self, slowest: Duration) -> Count {
        let answered = [
            self.done(|effect| matches!(effect, Effect::TopUp { .. })).len(),
            self.done(|effect| matches!(effect, Effect::Settle { .. })).len(),
            self.done(|effect| matches!(effect, Effect::Refund { .. })).len(),
        ];
        let unknown = self.tills.iter().map(|till| till.unknown).sum();
        Count { answered, unknown, slowest }
    }
}

async fn open(url: &str) -> App {
    let config = Config::from_variables(&[("KABAO_DATABASE__URL", url)]).unwrap();
    App::open(config, World::real()).await.unwrap()
}

fn file(folder: &Path, name: &str) -> String {
    format!("sqlite://{}", folder.join(name).display())
}

async fn kill_the_gateway(seed: u64) -> Count {
    let files = tempfile::tempdir().unwrap();
    let url = file(files.path(), "crash.db");
    let mut scene = Scene::prepare(seed, files, url).await;
    let mut slowest = Duration::ZERO;
    for _ in 0..KILLS * runner::times() {
        scene.until_the_blow(Gateway::kill).await;
        slowest = slowest.max(scene.gateway.start().await);
        scene.settle().await;
    }
    scene.count(slowest)
}

async fn stop_the_database(seed: u64) -> Count {
    let mut postgres = Postgres::start().await;
    let (files, url) = (tempfile::tempdir().unwrap(), postgres.url());
    let mut scene = Scene::prepare(seed, files, url).await;
    let mut slowest = Duration::ZERO;
    for _ in 0..STOPS * runner::times() {
        scene.until_the_blow(|_| postgres.stop_immediate()).await;
        postgres.begin().await;
        slowest = slowest.max(scene.gateway.ready(NORMAL_WITHIN).await);
        scene.settle().await;
    }
    scene.count(slowest)
}

const SEEDS: &str = "tests/seeds/crash.txt";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_is_killed_keeps_what_it_said_and_halves_nothing_f1() {
    if engine() != Engine::Sqlite {
        return;
    }
    for seed in runner::seeds(SEEDS, 1) {
        let Count { answered, unknown, slowest } =
            runner::keeping(SEEDS, seed, kill_the_gateway(seed)).await;
        println!("{answered:?}, {unknown} asked again, back within {slowest:?}");
        assert!(answered.iter().all(|of| *of > KILLS as usize) && unknown > 0, "{answered:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_stops_at_once_costs_patience_and_nothing_else_f5() {
    if engine() != Engine::Postgres {
        return;
    }
    for seed in runner::seeds(SEEDS, 1) {
        let Count { answered, unknown, slowest } =
            runner::keeping(SEEDS, seed, stop_the_database(seed)).await;
        println!("{answered:?}, {unknown} asked again, normal within {slowest:?}");
        assert!(answered.iter().all(|of| *of > 0) && unknown > 0, "{answered:?}");
    }
}
