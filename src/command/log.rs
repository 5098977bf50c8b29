//! Logs: for people, or a JSON object a line.
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{Log, LogFormat};

pub fn start(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.filter)?;
    let logs = tracing_subscriber::registry().with(filter);
    match log.format {
        LogFormat::Pretty => logs.with(fmt::layer().with_target(false)).init(),
        LogFormat::Json => logs.with(fmt::layer().json().flatten_event(true)).init(),
    }
    Ok(())
}
