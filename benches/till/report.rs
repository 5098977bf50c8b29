//! The figures, as the README shows them.
use std::fmt;

use crate::{
    drive::Round,
    figures::{Spread, model, ms, percentiles},
    process::workers,
};

pub struct Report {
    /// The machine's load average; far above 0, others had a share of the cores.
    pub load_before: String,
    pub statements: usize,
    pub rows: Vec<Row>,
    pub pairs: Vec<Pair>,
    /// What was loaded, and how.
    pub notes: Vec<String>,
}

/// All rounds of one kind.
pub struct Row {
    what: String,
    rate: Spread,
    p50_us: u32,
    p99_us: u32,
    /// Cores that were busy.
    server: f64,
    client: f64,
}

/// What the gateway did beside pgbench, in rounds that alternate.
pub struct Pair {
    pub clients: usize,
    pub members: u64,
    pub pgbench: Spread,
    /// Of each gateway's round to the pgbench round after it.
    pub ratio: Spread,
}

impl Row {
    /// Of at least one round, and each has answers.
    pub fn new(what: String, rounds: &[Round]) -> Self {
        let total = |part: fn(&Round) -> f64| rounds.iter().map(part).sum::<f64>();
        let seconds = total(|r| r.seconds);
        let [p50_us, p99_us] = percentiles(rounds);
        Self {
            what,
            rate: Spread::of(rounds.iter().map(Round::per_second)),
            p50_us,
            p99_us,
            server: total(|r| r.server_cpu_s) / seconds,
            client: total(|r| r.client_cpu_s) / seconds,
        }
    }
}

impl Pair {
    pub fn new(clients: usize, members: u64, rounds: &[Round], pgbench: &[f64]) -> Self {
        let ratios = rounds.iter().zip(pgbench).map(|(ours, theirs)| ours.per_second() / theirs);
        let pgbench = Spread::of(pgbench.iter().copied());
        Self { clients, members, pgbench, ratio: Spread::of(ratios) }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} × {}, shared by clients, gateway and database; every commit waits for the disk \
             (SQLite synchronous=FULL, PostgreSQL fsync and synchronous_commit on). Load average \
             before: {}. A settle is {} SQL statements, BEGIN and COMMIT apart.\n",
            workers(),
            model(),
            self.load_before,
            self.statements,
        )?;
        writeln!(
            f,
            "| | per second, median of rounds (least–most) | p50 | p99 | gateway's cores | \
             client's cores |\n|---|--:|--:|--:|--:|--:|"
        )?;
        for row in &self.rows {
            let Row { what, rate, p50_us, p99_us, server, client } = row;
            let (p50, p99) = (ms(*p50_us), ms(*p99_us));
            let Spread { median, least, most } = rate;
            writeln!(
                f,
                "| {what} | {median:.0} ({least:.0}–{most:.0}) | {p50:.1} ms | {p99:.1} ms | \
                 {server:.2} | {client:.2} |"
            )?;
        }
        writeln!(
            f,
            "\n| the same statements by pgbench | per second, median of rounds (least–most) | \
             gateway ÷ pgbench |\n|---|--:|--:|"
        )?;
        for Pair { clients, members, pgbench, ratio } in &self.pairs {
            writeln!(
                f,
                "| {clients} clients, {members} members | {:.0} ({:.0}–{:.0}) | {:.2} ({:.2}–{:.2}) |",
                pgbench.median, pgbench.least, pgbench.most, ratio.median, ratio.least, ratio.most,
            )?;
        }
        for note in &self.notes {
            write!(f, "\n{note}")?;
        }
        Ok(())
    }
}
