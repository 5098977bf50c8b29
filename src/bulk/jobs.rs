//! What is forgotten by the clock.
use super::rows;
use crate::{app::App, error::Result};

/// What was typed in rows that were not taken is kept for so long.
const WRONG_MS: i64 = 30 * 24 * 3600 * 1000;
/// A file that is not made by then is not made.
const LOST_MS: i64 = 2 * 3600 * 1000;

pub async fn forget(app: &App) -> Result<u64> {
    let now = app.world.now();
    let wrong = rows::import::forget(&app.db, now.plus_ms(-WRONG_MS)).await?;
    Ok(wrong + rows::export::forget(&app.db, now, now.plus_ms(-LOST_MS)).await?)
}
