//! The real binary, as a process that can be killed.
use std::{
    fs::File,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tokio::time::interval;

/// How soon a gateway must be back, whatever it was doing when it ended (F1).
const BACK_WITHIN: Duration = Duration::from_secs(5);

pub struct Gateway {
    settings: Vec<(&'static str, String)>,
    log: PathBuf,
    /// `http://127.0.0.1:port`
    pub address: String,
    child: Option<Child>,
}

impl Gateway {
    /// On ports of its own, before this database; its complaints go to `log`.
    pub fn new(database: &str, log: PathBuf) -> Self {
        let (http, sandbox) = (free_port(), free_port());
        let settings = vec![
            ("KABAO_HTTP__LISTEN", format!("127.0.0.1:{http}")),
            ("KABAO_SANDBOX__LISTEN", format!("127.0.0.1:{sandbox}")),
            ("KABAO_DATABASE__URL", database.to_owned()),
            ("KABAO_CACHE__URL", "memory:".to_owned()),
            ("KABAO_LOG__FILTER", "error".to_owned()),
        ];
        Self { settings, log, address: format!("http://127.0.0.1:{http}"), child: None }
    }

    /// Begin, and be ready in time.
    pub async fn start(&mut self) -> Duration {
        let complaints = File::options().create(true).append(true).open(&self.log).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kabao"));
        command.arg("serve").env_remove("KABAO_CONFIG").envs(self.settings.iter().cloned());
        command.stdin(Stdio::null()).stdout(complaints.try_clone().unwrap()).stderr(complaints);
        self.child = Some(command.spawn().unwrap());
        self.ready(BACK_WITHIN * 4).await
    }

    /// Wait until it says that it can work, so long at most.
    pub async fn ready(&self, patience: Duration) -> Duration {
        let begun = Instant::now();
        let mut again = interval(Duration::from_millis(5));
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let ask = || client.get(format!("{}/readyz", self.address)).timeout(BACK_WITHIN).send();
        while !ask().await.is_ok_and(|answer| answer.status() == 200) {
            assert!(begun.elapsed() < patience, "not ready in time; see {}", self.log.display());
            again.tick().await;
        }
        begun.elapsed()
    }

    /// SIGKILL: nothing is finished, nothing is said.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.kill();
    }
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
