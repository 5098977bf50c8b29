//! A PostgreSQL of the test's own, to be stopped as a crash stops it.
use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use kabao::engine;
use tempfile::TempDir;
use tokio::time::{interval, timeout};

use super::gateway::free_port;

/// PostgreSQL refuses to be root's.
const NOBODY: &str = "postgres";

pub struct Postgres {
    files: TempDir,
    port: u16,
    child: Option<Child>,
}

impl Postgres {
    pub async fn start() -> Self {
        let files = tempfile::tempdir().unwrap();
        let data = files.path().join("data");
        fs::create_dir(&data).unwrap();
        run(Command::new("chmod").arg("711").arg(files.path()));
        if is_root() {
            run(Command::new("chown").arg(NOBODY).arg(&data));
        }
        let mut init = server("initdb");
        init.arg("-D").arg(&data).args(["-U", "kabao", "--auth=trust", "--encoding=UTF8"]);
        run(init.args(["--locale=C", "--no-sync"]).stdout(Stdio::null()));
        let mut postgres = Self { files, port: free_port(), child: None };
        postgres.begin().await;
        postgres
    }

    pub fn url(&self) -> String {
        format!("postgres://kabao@127.0.0.1:{}/postgres", self.port)
    }

    /// Begin, after a crash too, and be ready.
    pub async fn begin(&mut self) {
        let mut command = server("postgres");
        command.arg("-D").arg(self.files.path().join("data"));
        command.args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]);
        command.args(["-c", &format!("port={}", self.port), "-c", "max_connections=100"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.child = Some(command.spawn().unwrap());
        let ready = async {
            let mut again = interval(Duration::from_millis(20));
            loop {
                again.tick().await;
                if let Ok(db) = engine::connect(&self.url()).await {
                    return db.close().await.unwrap();
                }
            }
        };
        timeout(Duration::from_secs(30), ready).await.expect("PostgreSQL is back in time");
    }

    /// As `pg_ctl stop -m immediate`: whatever was under way is lost.
    pub fn stop_immediate(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        run(Command::new("kill").arg("-QUIT").arg(child.id().to_string()));
        child.wait().unwrap();
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop_immediate();
    }
}

/// One of the server's programs, as somebody it runs for.
fn server(program: &str) -> Command {
    let mut homes: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .expect("PostgreSQL is installed")
        .map(|version| version.unwrap().path())
        .collect();
    homes.sort();
    let program = homes.last().unwrap().join("bin").join(program);
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.arg(format!("--reuid={NOBODY}")).arg(format!("--regid={NOBODY}"));
    command.arg("--clear-groups").arg(program);
    command
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().unwrap().stdout == b"0\n"
}

fn run(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}
