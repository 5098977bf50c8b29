//! What the night writes down.
use super::flow;
use crate::{app::App, error::Result, merchant};

/// Every merchant's days that are over; how many merchants were looked at.
pub async fn nightly(app: &App) -> Result<u64> {
    let mut done = 0;
    for merchant in merchant::all(&app.db).await? {
        match flow::roll(app, merchant).await {
            Ok(_) => done += 1,
            Err(fault) => tracing::error!(%merchant, %fault, "cannot write days down"),
        }
    }
    Ok(done)
}
