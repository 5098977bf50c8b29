//! pgbench, PostgreSQL's own, with a script of ours.
use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, ensure};
use tokio::task::spawn_blocking;

use crate::script::Script;

/// A run of a script over members in a row, from `first`.
pub struct Run<'a> {
    pub database: &'a str,
    pub script: &'a Script,
    pub clients: usize,
    pub first: u64,
    /// Each client has as many, so it is rounded down to a multiple of the clients.
    pub settles: u64,
}

/// Transactions per second, without the time to connect, and how many there were.
pub async fn run(run: Run<'_>) -> anyhow::Result<(f64, u64)> {
    let files = tempfile::tempdir()?;
    let script = files.path().join("settle.sql");
    run.script.write(&script)?;
    let each = run.settles / run.clients as u64;
    let mut command = Command::new(newest()?);
    command.args(["-n", "-M", "prepared", "-j", "2", "-c", &run.clients.to_string()]);
    command.args(["-t", &each.to_string()]).arg("-f").arg(&script);
    command.args(["-D", "n=0", "-D", &format!("first={}", run.first)]);
    command.args(["-D", &format!("clients={}", run.clients)]);
    for (at, value) in run.script.constants.iter().enumerate() {
        command.arg("-D").arg(format!("c{at}={value}"));
    }
    command.arg(run.database).stdin(Stdio::null());
    let output = spawn_blocking(move || command.output()).await??;
    let said = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "pgbench: {wrong}");
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = "));
    let rate: f64 = rate.and_then(|rate| rate.split(' ').next()).context("no tps")?.parse()?;
    ensure!(rate.is_finite(), "{said}");
    eprintln!("pgbench with {} clients: {rate:.0} per second", run.clients);
    Ok((rate, each * run.clients as u64))
}

/// Beside the newest PostgreSQL there is.
fn newest() -> anyhow::Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").context("no PostgreSQL is installed")?;
    let mut found: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin/pgbench")))
        .filter(|program| program.is_file())
        .collect();
    found.sort();
    found.pop().context("no pgbench is installed")
}
