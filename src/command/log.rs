//! Logs: for people, or a JSON object a line.
use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{Log, LogFormat};

pub fn start(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.filter)?;
    let logs = tracing_subscriber::registry().with(filter);
    match log.format {
        LogFormat::Pretty => {
            // Colours are for people: a file gets plain letters.
            let colours = std::io::stdout().is_terminal();
            logs.with(fmt::layer().with_target(false).with_ansi(colours)).init();
        }
        LogFormat::Json => logs.with(fmt::layer().json().flatten_event(true)).init(),
    }
    Ok(())
}
