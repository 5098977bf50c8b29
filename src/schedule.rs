//! What we do unasked: every job, and what is done by the clock.
use std::time::Duration;

use crate::{app::App, inbox, jobs::Known, passport, pos, sms, till_key};

/// Between two rounds through the house.
const ROUND: Duration = Duration::from_secs(3600);

pub fn all() -> Vec<Known> {
    vec![Known::job::<sms::Deliver>(), Known::job::<inbox::LateReply>(), Known::job::<pos::Tell>()]
}

/// Forget what nobody will ask for again, now and every hour, until told to stop.
pub async fn keep_house(app: App) {
    loop {
        let rows = forget(&app).await;
        tracing::debug!(rows, "forgot");
        if app.stop.run_until_cancelled(tokio::time::sleep(ROUND)).await.is_none() {
            return;
        }
    }
}

/// How many rows went. Two nodes may do this at once, and what cannot be done waits an hour.
pub async fn forget(app: &App) -> u64 {
    let rounds = [
        ("answers", app.forget_answers().await),
        ("sessions", passport::forget(app).await),
        ("codes", sms::forget(app).await),
        ("pushes", inbox::forget(app).await),
        ("nonces", till_key::forget(app).await),
    ];
    let gone = rounds.into_iter().map(|(what, gone)| {
        gone.inspect_err(|fault| tracing::error!(what, %fault, "cannot forget")).unwrap_or(0)
    });
    gone.sum()
}
