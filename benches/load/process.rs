//! A process under measurement: started, seen through `/proc`, and stopped when it is dropped.
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    num::NonZero,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use tokio::time::sleep;

use crate::wire::{Connection, request};

/// In which `/proc/PID/stat` counts, on every Linux that Rust builds a gateway for.
const TICKS_PER_SECOND: f64 = 100.0;
/// How long a start may take, and how often it is asked after.
const START_WITHIN: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(1);

pub struct Process {
    child: Child,
    pub address: SocketAddr,
}

impl Process {
    /// Listening at this port of the loopback, once it is up. Says nothing unless it goes wrong.
    pub fn start(command: &mut Command, port: u16) -> anyhow::Result<Self> {
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null());
        let child = quiet.spawn().context("cannot start what should be measured")?;
        Ok(Self { child, address: (Ipv4Addr::LOCALHOST, port).into() })
    }

    /// Wait until this path is answered well.
    pub async fn answers(&self, path: &str) -> anyhow::Result<()> {
        let ask = request("GET", path, self.address, "", "");
        let begun = Instant::now();
        while begun.elapsed() < START_WITHIN {
            if let Ok(mut connection) = Connection::open(self.address).await
                && let Ok(answer) = connection.ask(&ask).await
                && answer.status == 200
            {
                return Ok(());
            }
            sleep(LOOK).await;
        }
        bail!("{path} was not answered within {START_WITHIN:?}")
    }

    pub fn cpu_s(&self) -> anyhow::Result<f64> {
        cpu_s(&self.child.id().to_string())
    }

    /// What it holds in memory.
    pub fn resident_kib(&self) -> anyhow::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
        Ok(kib.context("no VmRSS")?.trim().parse()?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing to stop.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Seconds of CPU, in user space and in the kernel, of a process or of `self`.
pub fn cpu_s(process: &str) -> anyhow::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The second field is a name in parentheses and may hold anything; 14 and 15 are the times.
    let (_, fields) = stat.rsplit_once(") ").context("no name in stat")?;
    let times = fields.split(' ').skip(11).take(2).map(str::parse::<f64>);
    Ok(times.sum::<Result<f64, _>>()? / TICKS_PER_SECOND)
}

/// The release binary with its demo, on ports of its own, and the simulator in the same process.
pub struct Gateway {
    pub process: Process,
    /// Where the simulator is.
    pub wechat: SocketAddr,
}

impl Gateway {
    /// On this database, in which the demo is made if it is not there.
    pub fn start(database: &str) -> anyhow::Result<Self> {
        let (port, wechat) = (free_port()?, (Ipv4Addr::LOCALHOST, free_port()?).into());
        let mut command = Command::new(env!("CARGO_BIN_EXE_kabao"));
        command
            .arg("serve")
            .env_clear()
            .env("KABAO_HTTP__LISTEN", format!("127.0.0.1:{port}"))
            .env("KABAO_SANDBOX__LISTEN", format!("{wechat}"))
            .env("KABAO_DATABASE__URL", database)
            .env("KABAO_CACHE__URL", "memory:");
        Ok(Self { process: Process::start(&mut command, port)?, wechat })
    }

    pub async fn ready(&self) -> anyhow::Result<()> {
        self.process.answers("/readyz").await
    }
}

/// The address of the database in this folder.
pub fn sqlite(files: &Path) -> String {
    format!("sqlite://{}", files.join("kabao.db").display())
}

pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// As many as the gateway takes.
pub fn workers() -> usize {
    thread::available_parallelism().map_or(2, NonZero::get)
}
