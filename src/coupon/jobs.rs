//! Coupons that are sent to many: later, one member after the other.
use entity::ids::{CouponSendingId, MerchantId};
use serde::{Deserialize, Serialize};

use super::{
    flow::sending::{self, Turn},
    rows,
};
use crate::{
    app::App,
    error::{Error, Refusal, Result},
    jobs::Job,
};

/// At one look.
const HANDFUL: u64 = 50;

/// A sending that waits.
#[derive(Clone, Serialize, Deserialize)]
pub struct SendMany {
    pub merchant: MerchantId,
    pub sending: CouponSendingId,
}

impl Job for SendMany {
    const NAME: &'static str = "coupon.send_many";

    /// Twice is no harm: whoever had their turn has had it.
    async fn run(self, app: &App) -> Result<()> {
        let found = rows::sending::find(&app.db, self.merchant, self.sending).await?;
        let Some(found) = found.filter(|found| found.ended_at.is_none()) else { return Ok(()) };
        loop {
            let waiting = rows::sending::waiting(&app.db, self.sending, HANDFUL).await?;
            if waiting.is_empty() {
                return app.transact(sending::end, self.sending).await;
            }
            for member in waiting {
                let turn = Turn {
                    merchant: self.merchant,
                    sending: self.sending,
                    template: found.template_id,
                    member,
                    refused: None,
                };
                take(app, turn).await?;
            }
        }
    }
}

/// Refusals of the moment, which are nobody's own.
fn passing(code: &str) -> bool {
    matches!(code, "busy" | "raced" | "outcome_unknown")
}

/// A refusal is this member's; a fault ends the round, which is tried again.
async fn take(app: &App, turn: Turn) -> Result<()> {
    match app.transact(sending::send_one, turn.clone()).await {
        Err(Error::Refused(no)) if !passing(no.problem().1) => {
            let refused = Some(Refusal::title_zh(no.as_ref()));
            app.transact(sending::send_none, Turn { refused, ..turn }).await
        }
        done => done,
    }
}
