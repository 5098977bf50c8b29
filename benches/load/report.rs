//! The figures, as the README shows them.
use std::{fmt, time::Duration};

use crate::{
    CONNECTIONS,
    drive::Round,
    figures::{Spread, model, ms, percentiles},
    process::workers,
};

pub struct Report {
    /// The machine's load average; far above 0, others had a share of the cores.
    pub load_before: String,
    /// The echo is the first.
    pub rows: Vec<Row>,
    pub memory: Memory,
    pub starts: Vec<Duration>,
}

pub struct Memory {
    pub idle_kib: u64,
    pub loaded_kib: u64,
    /// How many there were between the two.
    pub pushes: usize,
}

/// All rounds of one kind.
pub struct Row {
    what: &'static str,
    /// Median, least and most of the rounds.
    rate: Spread,
    p50_us: u32,
    p99_us: u32,
    /// Answers for a second of the server's CPU.
    per_cpu_s: f64,
    /// Cores that were busy.
    server: f64,
    client: f64,
}

impl Row {
    /// Of at least one round, and each has answers.
    pub fn new(what: &'static str, rounds: Vec<Round>) -> Self {
        let rate = Spread::of(rounds.iter().map(Round::per_second));
        let total = |part: fn(&Round) -> f64| rounds.iter().map(part).sum::<f64>();
        let (seconds, server) = (total(|r| r.seconds), total(|r| r.server_cpu_s));
        let answered = total(|r| r.answered() as f64);
        let client = total(|r| r.client_cpu_s) / seconds;
        let [p50_us, p99_us] = percentiles(&rounds);
        Self {
            what,
            rate,
            p50_us,
            p99_us,
            per_cpu_s: answered / server,
            server: server / seconds,
            client,
        }
    }

    /// A line of the table; ratios are to `echo`.
    fn line(&self, echo: &Self) -> String {
        format!(
            "| {} | {:.0} ({:.0}–{:.0}) | {:.2} ms | {:.2} ms | {:.0} | {:.2} | {:.2} | {:.2} | {:.2} |",
            self.what,
            self.rate.median,
            self.rate.least,
            self.rate.most,
            ms(self.p50_us),
            ms(self.p99_us),
            self.per_cpu_s,
            self.rate.median / echo.rate.median,
            self.per_cpu_s / echo.per_cpu_s,
            self.server,
            self.client,
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let workers = workers();
        writeln!(
            f,
            "{workers} × {}, shared by client and server. {CONNECTIONS} keep-alive connections, \
             {workers} workers, SQLite in a file, cache in memory. Load average before: {}. CPU \
             is user and system time of `/proc/PID/stat`.\n",
            model(),
            self.load_before,
        )?;
        writeln!(
            f,
            "| | per second, median of rounds (least–most) | p50 | p99 | per second of the \
             server's CPU | rate ÷ echo | per CPU ÷ echo | server's cores | client's cores |"
        )?;
        writeln!(f, "|---|--:|--:|--:|--:|--:|--:|--:|--:|")?;
        for row in &self.rows {
            writeln!(f, "{}", row.line(&self.rows[0]))?;
        }
        let Memory { idle_kib, loaded_kib, pushes } = self.memory;
        let starts = Spread::of(self.starts.iter().map(Duration::as_secs_f64));
        writeln!(f, "\n| memory and start, with the simulator in the process | |\n|---|--:|")?;
        writeln!(f, "| resident, idle | {} MiB |", idle_kib / 1024)?;
        writeln!(f, "| resident, after {pushes} pushes | {} MiB |", loaded_kib / 1024)?;
        write!(
            f,
            "| start to `/readyz`, median of {} (least–most) | {:.0} ms ({:.0}–{:.0}) |",
            self.starts.len(),
            starts.median * 1e3,
            starts.least * 1e3,
            starts.most * 1e3,
        )
    }
}
