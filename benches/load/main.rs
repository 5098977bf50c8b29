//! What a gateway costs, beside a server that only sends bodies back, on the same machine in the
//! same run: absolute figures are this machine's, ratios travel.
//!
//! The gateway is the release binary with its demo, SQLite in a file and its cache in memory. The
//! echo is actix alone, in a process of its own, with as many workers. Rounds of the two alternate.
mod drive;
mod echo;
mod figures;
mod people;
mod process;
mod pushes;
mod report;
mod wire;

use std::{env, path::Path, time::Duration};

use anyhow::{bail, ensure};
use kabao::seed::SERVICE;
use mimalloc::MiMalloc;
use serde_json::Value;
use tokio::{
    signal::{
        ctrl_c,
        unix::{SignalKind, signal},
    },
    time::{Instant, sleep, timeout},
};

use drive::{Load, Round, drive};
use figures::load_average;
use people::Shift;
use process::{Gateway, Process, sqlite};
use pushes::Wechat;
use report::{Memory, Report, Row};

/// As the gateway has it, so that the echo is not slower for its memory.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 3;
const PUSHES_LAST: Duration = Duration::from_secs(3);
const CODES_LAST: Duration = Duration::from_secs(2);
const WARM_UP: Duration = Duration::from_secs(1);
/// Pushes made for a round; it ends when they are used up.
const PUSHES: usize = 60_000;
const COLD_STARTS: usize = 5;
/// After this the run has failed.
const LIMIT: Duration = Duration::from_secs(90);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, port] = &arguments[..]
        && flag == "--echo"
    {
        return echo::serve(port.parse()?).await;
    }
    // `cargo test --all-targets` runs this too, and has no time for it.
    if !arguments.iter().any(|flag| flag == "--bench") {
        println!("cargo bench --bench load");
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
    let load_before = load_average();
    let files = tempfile::tempdir()?;
    let gateway = Gateway::start(&sqlite(files.path()))?;
    gateway.ready().await?;
    let echo = echo::start()?;
    echo.answers("/").await?;
    sleep(WARM_UP).await;
    let idle_kib = gateway.process.resident_kib()?;

    let (pushed, echoed, pushes) = push(&gateway, &echo).await?;
    let loaded_kib = gateway.process.resident_kib()?;
    let (shown, identified) = codes(&gateway).await?;
    drop((gateway, echo));

    let rows = vec![
        Row::new("echo of the same body (bare actix)", echoed),
        Row::new("encrypted push → sealed cover", pushed),
        Row::new("`GET /v1/member/code`", shown),
        Row::new("`POST /v1/till/identify`", identified),
    ];
    let starts = cold_starts(files.path()).await?;
    Ok(Report { load_before, rows, memory: Memory { idle_kib, loaded_kib, pushes }, starts })
}

/// Rounds of pushes and of echoes, and how many pushes there were in all.
async fn push(
    gateway: &Gateway,
    echo: &Process,
) -> anyhow::Result<(Vec<Round>, Vec<Round>, usize)> {
    let mut wechat = Wechat::new(gateway)?;
    let (mut pushed, mut echoed, mut pushes) = (vec![], vec![], 0);
    for round in 0..=ROUNDS {
        let warm_up = round == 0;
        let lasts = if warm_up { WARM_UP } else { PUSHES_LAST };
        let batch = wechat.batch(PUSHES);
        let once = Load {
            connections: CONNECTIONS,
            requests: batch.requests.clone(),
            again: false,
            lasts,
        };
        let answers = drive(&gateway.process, &once).await?;
        for (at, body) in &answers.samples {
            wechat.check_cover(&batch, *at, body)?;
        }
        let same = drive(echo, &Load { again: true, ..once }).await?;
        for (at, body) in &same.samples {
            let sent = &batch.requests[at % PUSHES];
            ensure!(sent.ends_with(body) && !body.is_empty(), "the echo answers something else");
        }
        pushes += answers.answered();
        if !warm_up {
            pushed.push(answers);
            echoed.push(same);
        }
    }
    Ok((pushed, echoed, pushes))
}

/// Rounds of a member who asks for their code, and of a till that reads it.
async fn codes(gateway: &Gateway) -> anyhow::Result<(Vec<Round>, Vec<Round>)> {
    let shift = Shift::begin(gateway).await?;
    let (mut shown, mut identified) = (vec![], vec![]);
    for round in 0..=ROUNDS {
        let warm_up = round == 0;
        let lasts = if warm_up { WARM_UP } else { CODES_LAST };
        let connections = CONNECTIONS;
        let again =
            |request| Load { connections, requests: vec![request].into(), again: true, lasts };
        let codes = drive(&gateway.process, &again(shift.show())).await?;
        let mut newest = String::new();
        for (_, body) in &codes.samples {
            newest = people::code(&serde_json::from_slice(body)?)?;
        }
        let found = drive(&gateway.process, &again(shift.identify(&newest))).await?;
        for (_, body) in &found.samples {
            let found: Value = serde_json::from_slice(body)?;
            ensure!(found["via"] == "code" && found["member"]["id"] == shift.member, "{found}");
        }
        if !warm_up {
            shown.push(codes);
            identified.push(found);
        }
    }
    Ok((shown, identified))
}

/// From nothing to the first good answer of `/readyz`, on the database that is there.
async fn cold_starts(files: &Path) -> anyhow::Result<Vec<Duration>> {
    let mut starts = vec![];
    for _ in 0..COLD_STARTS {
        let begun = Instant::now();
        let gateway = Gateway::start(&sqlite(files))?;
        gateway.ready().await?;
        starts.push(begun.elapsed());
    }
    Ok(starts)
}

/// Where pushes go.
fn callback() -> String {
    format!("/wechat/{}", SERVICE.appid)
}
