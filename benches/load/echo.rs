//! What actix costs when it does nothing: every body goes back as it came.
use actix_web::{App, HttpServer, web};

use crate::process::{Process, free_port, workers};

/// The echo, in a process of its own.
pub fn start() -> anyhow::Result<Process> {
    let port = free_port()?;
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command.args(["--echo", &port.to_string()]);
    Process::start(&mut command, port)
}

/// What that process does.
pub async fn serve(port: u16) -> anyhow::Result<()> {
    let assemble = || App::new().default_service(web::to(async |body: web::Bytes| body));
    HttpServer::new(assemble).workers(workers()).bind(("127.0.0.1", port))?.run().await?;
    Ok(())
}
