//! Connections that ask as fast as they are answered.
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::ensure;
use tokio::task::JoinSet;

use crate::{
    process::{Process, cpu_s},
    wire::Connection,
};

/// One answer in so many is kept, to be looked at when the clock has stopped.
const SAMPLE: usize = 499;

#[derive(Clone)]
pub struct Load {
    pub connections: usize,
    pub requests: Arc<[Vec<u8>]>,
    /// Whether requests may be sent again when all were sent; if not, the round ends there.
    pub again: bool,
    pub lasts: Duration,
}

pub struct Round {
    pub seconds: f64,
    /// In microseconds, one for each answer.
    pub latencies: Vec<u32>,
    /// The server's and ours.
    pub server_cpu_s: f64,
    pub client_cpu_s: f64,
    /// Bodies of some answers, with the number of their request.
    pub samples: Vec<(usize, Vec<u8>)>,
}

impl Round {
    pub fn answered(&self) -> usize {
        self.latencies.len()
    }

    pub fn per_second(&self) -> f64 {
        self.answered() as f64 / self.seconds
    }
}

/// What one connection saw.
#[derive(Default)]
struct Seen {
    latencies: Vec<u32>,
    samples: Vec<(usize, Vec<u8>)>,
}

/// One round against `server`. Any answer that is not a success fails it.
pub async fn drive(server: &Process, load: &Load) -> anyhow::Result<Round> {
    let mut connections = vec![];
    for _ in 0..load.connections {
        connections.push(Connection::open(server.address).await?);
    }
    let next = Arc::new(AtomicUsize::new(0));
    let (server_cpu_s, client_cpu_s) = (server.cpu_s()?, cpu_s("self")?);
    let begun = Instant::now();
    let mut asking: JoinSet<anyhow::Result<Seen>> = connections
        .into_iter()
        .map(|connection| ask_on(connection, load.clone(), next.clone(), begun + load.lasts))
        .collect();
    let mut all = Seen::default();
    while let Some(seen) = asking.join_next().await {
        let seen = seen??;
        all.latencies.extend(seen.latencies);
        all.samples.extend(seen.samples);
    }
    let seconds = begun.elapsed().as_secs_f64();
    ensure!(!all.samples.is_empty(), "nothing was answered");
    Ok(Round {
        seconds,
        latencies: all.latencies,
        server_cpu_s: server.cpu_s()? - server_cpu_s,
        client_cpu_s: cpu_s("self")? - client_cpu_s,
        samples: all.samples,
    })
}

async fn ask_on(
    mut connection: Connection,
    load: Load,
    next: Arc<AtomicUsize>,
    until: Instant,
) -> anyhow::Result<Seen> {
    let mut seen = Seen::default();
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let asked = Instant::now();
        if asked >= until || (!load.again && at >= load.requests.len()) {
            return Ok(seen);
        }
        let answer = connection.ask(&load.requests[at % load.requests.len()]).await?;
        seen.latencies.push(u32::try_from(asked.elapsed().as_micros())?);
        if !(200..300).contains(&answer.status) {
            let body = String::from_utf8_lossy(answer.body);
            anyhow::bail!("answered {}: {body}", answer.status);
        }
        if at.is_multiple_of(SAMPLE) {
            seen.samples.push((at, answer.body.to_owned()));
        }
    }
}
