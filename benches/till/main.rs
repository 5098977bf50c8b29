//! What a sale costs: settles per second, on SQLite and on PostgreSQL, beside pgbench that sends
//! the same statements to the same tables in the same run; and claims of one hot coupon.
//!
//! The gateway is the release binary with its demo and its workers: a settle's outbox row is worked
//! off while others are paid, and counts against the gateway alone. Every sale was priced before
//! the clock runs. Rounds of the gateway and of pgbench alternate.
#[path = "../load/drive.rs"]
#[expect(dead_code, reason = "only the load bench looks into answers")]
mod drive;
#[path = "../load/figures.rs"]
mod figures;
#[path = "../load/people.rs"]
#[expect(dead_code, reason = "only the load bench reads codes")]
mod people;
#[path = "../load/process.rs"]
#[expect(dead_code, reason = "only the load bench weighs memory")]
mod process;
#[path = "../load/wire.rs"]
mod wire;

mod crowd;
mod listen;
mod pgbench;
mod report;
mod script;
mod shop;
mod town;

use std::{env, time::Duration};

use anyhow::{Context, bail, ensure};
use kabao::engine;
use mimalloc::MiMalloc;
use sea_orm::ConnectionTrait;
use tokio::{
    signal::{
        ctrl_c,
        unix::{SignalKind, signal},
    },
    time::{Instant, timeout},
};

use crowd::Who;
use figures::load_average;
use process::sqlite;
use report::{Pair, Report, Row};
use script::Script;
use town::Town;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const ROUNDS: usize = 3;
const CLIENTS: [usize; 2] = [8, 32];
/// Settles, or claims, of a round.
const EACH: u64 = 2_400;
/// And of pgbench's: its clients have to be warmed up by the round itself.
const RIVAL_EACH: u64 = 6_400;
const WARM_UP: u64 = 400;
/// Members the gateway serves: "10 thousand members".
const SERVED: std::ops::Range<u64> = 1..10_001;
/// pgbench uses each of its members once.
const SCRIPTED: u64 = RIVAL_EACH * (ROUNDS * (CLIENTS.len() + 1)) as u64 + WARM_UP;
const MILLION: u64 = 1_000_000;
/// After this the run has failed.
const LIMIT: Duration = Duration::from_secs(1_200);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // `cargo test --all-targets` runs this too, and has no time for it.
    if !env::args().any(|flag| flag == "--bench") {
        println!("make bench-till");
        return Ok(());
    }
    let mut term = signal(SignalKind::terminate())?;
    // Whichever way this ends, what was started is dropped, and so stopped.
    let report = tokio::select! {
        report = timeout(LIMIT, measure()) => report??,
        _ = ctrl_c() => bail!("interrupted"),
        _ = term.recv() => bail!("told to stop"),
    };
    println!("{report}");
    Ok(())
}

async fn measure() -> anyhow::Result<Report> {
    let mut report = Report {
        load_before: load_average(),
        statements: 0,
        rows: vec![],
        pairs: vec![],
        notes: vec![],
    };
    on_sqlite(&mut report).await?;
    on_postgres(&mut report).await?;
    Ok(report)
}

async fn on_sqlite(report: &mut Report) -> anyhow::Result<()> {
    let files = tempfile::tempdir()?;
    let mut town = Town::open(&sqlite(files.path()), SERVED).await?;
    town.settle(WARM_UP, CLIENTS[0]).await?;
    for clients in CLIENTS {
        let mut rounds = vec![];
        for _ in 0..ROUNDS {
            rounds.push(town.settle(EACH, clients).await?);
        }
        report.rows.push(Row::new(format!("settle, SQLite, {clients} clients"), &rounds));
    }
    report.rows.push(claims(&mut town, "SQLite").await?);
    Ok(())
}

async fn claims(town: &mut Town, engine: &str) -> anyhow::Result<Row> {
    let offer = town.hot_offer().await?;
    town.claim(offer, WARM_UP, CLIENTS[1]).await?;
    let mut rounds = vec![];
    for _ in 0..ROUNDS {
        rounds.push(town.claim(offer, EACH, CLIENTS[1]).await?);
    }
    Ok(Row::new(format!("claim of one hot coupon, {engine}, {} clients", CLIENTS[1]), &rounds))
}

async fn on_postgres(report: &mut Report) -> anyhow::Result<()> {
    let database = database().await?;
    let mut town = Town::open(&database, SERVED).await?;
    let (script, statements) = listen(&mut town).await?;
    report.statements = statements;
    town.settle(WARM_UP, CLIENTS[1]).await?;

    let mut few = vec![];
    for _ in 0..ROUNDS {
        few.push(town.settle(EACH, CLIENTS[1]).await?);
    }
    let what = format!("settle, PostgreSQL, {} clients, 10000 members", CLIENTS[1]);
    report.rows.push(Row::new(what, &few));
    let scripted = SERVED.end..SERVED.end + SCRIPTED;
    town.crowd().come(scripted.clone(), Who::Scripted).await?;
    let mut rival = Rival { database, script, next: scripted.start };
    rival.run(&town, WARM_UP, CLIENTS[1]).await?;
    let members = scripted.end;
    for clients in CLIENTS {
        beside(report, &mut town, &mut rival, (clients, members)).await?;
    }
    report.rows.push(claims(&mut town, "PostgreSQL").await?);

    let begun = Instant::now();
    town.crowd().come(scripted.end..MILLION + 1, Who::Present).await?;
    report.notes.push(format!(
        "To a million members, with their cards, accounts and lots, by INSERT … SELECT in {:.0} s, \
         then VACUUM ANALYZE and a checkpoint.",
        begun.elapsed().as_secs_f64()
    ));
    town.settle(WARM_UP, CLIENTS[1]).await?;
    beside(report, &mut town, &mut rival, (CLIENTS[1], MILLION)).await?;
    // Nothing has changed about a settle meanwhile.
    let (member, nth) = town.next_sale()?;
    town.listener.settle(&town.model, member, nth).await?;
    let (member, nth) = town.next_sale()?;
    rival.script.check(&town.listener.settle(&town.model, member, nth).await?)
}

/// What a settle says to the database when this node remembers what it needs: the second after
/// the first.
async fn listen(town: &mut Town) -> anyhow::Result<(Script, usize)> {
    let mut heard = vec![];
    for _ in 0..3 {
        let (member, nth) = town.next_sale()?;
        heard.push(town.listener.settle(&town.model, member, nth).await?);
    }
    let script = Script::of(&heard[1], &heard[2])?;
    eprintln!("what pgbench will send:\n{}", script.text);
    Ok((script, heard[1].statements.len()))
}

struct Rival {
    database: String,
    script: Script,
    /// The first member who has not paid yet.
    next: u64,
}

impl Rival {
    /// Settles per second, each of which really was one.
    async fn run(&mut self, town: &Town, settles: u64, clients: usize) -> anyhow::Result<f64> {
        let before = town.settled().await?;
        let Self { database, script, next } = self;
        let run = pgbench::Run { database, script, clients, first: *next, settles };
        let (rate, done) = pgbench::run(run).await?;
        *next += done;
        let settled = town.settled().await? - before;
        ensure!(settled == done, "of {done} transactions of pgbench {settled} were settles");
        Ok(rate)
    }
}

async fn beside(
    report: &mut Report,
    town: &mut Town,
    rival: &mut Rival,
    (clients, members): (usize, u64),
) -> anyhow::Result<()> {
    let (mut rounds, mut rates) = (vec![], vec![]);
    for _ in 0..ROUNDS {
        rounds.push(town.settle(EACH, clients).await?);
        rates.push(rival.run(town, RIVAL_EACH, clients).await?);
    }
    let what = format!("settle, PostgreSQL, {clients} clients, {members} members");
    report.rows.push(Row::new(what, &rounds));
    report.pairs.push(Pair::new(clients, members, &rounds, &rates));
    Ok(())
}

/// A new one on the server that `scripts/with-servers.sh` started.
#[expect(clippy::disallowed_methods, reason = "where a bench runs is nobody's setting")]
async fn database() -> anyhow::Result<String> {
    let server = env::var("KABAO_TEST_POSTGRES").context("run `make bench-till`")?;
    let (address, _) = server.rsplit_once('/').context("not an address of a database")?;
    engine::connect(&server).await?.execute_unprepared("CREATE DATABASE till").await?;
    Ok(format!("{address}/till"))
}
