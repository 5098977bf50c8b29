//! How often something has happened in a window of time: what a limit is held against when losing
//! the count would open a door. Few things are counted here, and mostly what went wrong.
mod rows;

use std::time::Duration;

use entity::tally::Model;

use crate::{
    app::{App, Tx},
    error::Result,
    world::World,
};

/// Something that is counted, by the clock's windows of this length. The name holds no secret.
#[derive(Clone)]
pub struct Count {
    pub name: String,
    pub window: Duration,
}

/// Count it once more, and say how often it has been counted in the present window.
pub async fn count(app: &App, what: Count) -> Result<u64> {
    app.transact(add, what).await
}

/// An amount that comes to what was counted before in the same window, which the caller numbers.
pub struct Sum {
    pub name: String,
    pub window: i64,
    /// Above nothing.
    pub amount: i64,
}

/// Add an amount in a transaction of the caller's, unless the window would then hold more than
/// `most`: false, and nothing was added. Whoever adds to the same name meanwhile waits.
pub async fn add_up_to(tx: &Tx, sum: Sum, most: i64) -> Result<bool> {
    let Some(room) = most.checked_sub(sum.amount) else { return Ok(false) };
    let fresh = Model { name: sum.name, window: sum.window, counted: 0 };
    rows::add_up_to(tx, fresh, sum.amount, room).await
}

/// It starts again from nothing.
pub async fn forget(app: &App, name: &str) -> Result<()> {
    rows::delete(&app.db, name).await
}

async fn add(tx: &Tx, world: &World, what: Count) -> Result<u64> {
    let length = i64::try_from(what.window.as_millis()).unwrap_or(i64::MAX).max(1);
    let window = world.now().0.div_euclid(length);
    let fresh = Model { name: what.name, window, counted: 0 };
    rows::add(tx, fresh).await
}
