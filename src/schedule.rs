//! What we do unasked: every job, and what is done by the clock.
use std::time::Duration;

use entity::values::Timestamp;

use crate::{
    app::App, bulk, centre, coupon, inbox, jobs::Known, level, member, passport, points, pos,
    proof, report, sms, stored_value, till_key, word,
};

/// Between two rounds through the house.
const ROUND: Duration = Duration::from_secs(3600);

pub fn all() -> Vec<Known> {
    vec![
        Known::job::<sms::Deliver>(),
        Known::job::<inbox::LateReply>(),
        Known::job::<pos::Tell>(),
        Known::job::<word::Word>(),
        Known::job::<centre::PhoneDue>(),
        Known::job::<coupon::SendMany>(),
        Known::job::<bulk::Run>(),
    ]
}

/// Forget what nobody will ask for again, and do what the calendar says: now, every hour and at
/// every midnight in China, until told to stop.
pub async fn keep_house(app: App) {
    loop {
        let rows = forget(&app).await;
        let cards = by_the_clock(&app).await;
        tracing::debug!(rows, cards, "kept house");
        let pause = until_next_round(app.world.now());
        if app.stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            return;
        }
    }
}

/// An hour, or less if a day begins before.
fn until_next_round(now: Timestamp) -> Duration {
    let midnight = now.midnight_in(1).0 - now.0;
    ROUND.min(Duration::from_millis(midnight.max(1).unsigned_abs()))
}

/// What days end and begin: holds that are over, what lapses or is cleared, then what comes into its
/// own, then levels that rise, then levels whose time is over (C15); and last a proof of the books.
/// What cannot be done waits for the next round.
pub async fn by_the_clock(app: &App) -> u64 {
    let steps = [
        ("holds", stored_value::expire_holds(app).await),
        ("points", points::by_the_clock(app).await),
        ("levels", level::nightly(app).await),
        ("phones", member::fill_tails(app).await),
        ("figures", report::nightly(app).await),
        ("seals", proof::seal_nights(app).await),
        ("proof", proof::nightly(app).await),
    ];
    let done = steps.into_iter().map(|(what, done)| {
        done.inspect_err(|fault| tracing::error!(what, %fault, "cannot do what the day brings"))
            .unwrap_or(0)
    });
    done.sum()
}

/// How many rows went. Two nodes may do this at once, and what cannot be done waits an hour.
pub async fn forget(app: &App) -> u64 {
    let rounds = [
        ("answers", app.forget_answers().await),
        ("sessions", passport::forget(app).await),
        ("codes", sms::forget(app).await),
        ("pushes", inbox::forget(app).await),
        ("nonces", till_key::forget(app).await),
        ("proofs", proof::forget(app).await),
        ("files", bulk::forget(app).await),
    ];
    let gone = rounds.into_iter().map(|(what, gone)| {
        gone.inspect_err(|fault| tracing::error!(what, %fault, "cannot forget")).unwrap_or(0)
    });
    gone.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_begins_with_the_day_in_china() {
        let midnight = Timestamp(1_798_646_400_000);
        for (before_ms, pause_ms) in [(1, 1), (60_000, 60_000), (3_600_001, 3_600_000)] {
            let pause = until_next_round(midnight.plus_ms(-before_ms));
            assert_eq!(pause, Duration::from_millis(pause_ms), "{before_ms}");
        }
        assert_eq!(until_next_round(midnight), ROUND);
    }
}
