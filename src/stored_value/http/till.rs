//! What every till request about stored value needs.
use std::sync::Arc;

use entity::{
    card,
    ids::{CardId, OperatorId},
    program,
};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    super::{Program, StoredValueRefusal},
    hold, top_up,
};
use crate::{
    app::{App, Flow},
    card as cards,
    code::{self, CodeRefusal},
    error::{Error, Result},
    http::{ServiceConfig, Source},
    merchant,
    once::Key,
    operator::{self, ApproverBody, Clerk, Right},
};

pub fn till_routes(cfg: &mut ServiceConfig) {
    cfg.service(top_up::rules).service(top_up::list).service(top_up::make);
    cfg.service(top_up::sheet).service(top_up::give_back);
    cfg.service(hold::list)
        .service(hold::make)
        .service(hold::capture)
        .service(hold::release)
        .service(hold::convert);
}

/// Who allows it: whoever is named, or the person at the till if they may themselves. A program is
/// nobody's judgement, whomever it acts as.
pub async fn approver(
    app: &App,
    clerk: &Clerk,
    source: Source,
    named: Option<ApproverBody>,
) -> Result<Option<OperatorId>> {
    let Some(named) = named else {
        let may = clerk.allowance.is_none() && clerk.rights.has(Right::Gift);
        return Ok(may.then_some(clerk.operator.id));
    };
    operator::approved_by(app, clerk, source, Right::Gift, named).await.map(Some)
}

pub async fn program(app: &App, clerk: &Clerk) -> Result<Arc<merchant::Program<Program>>> {
    merchant::program(app, clerk.merchant, program::Kind::StoredValue).await
}

/// The card of a number or a member code, and the code's half-minute if it was one.
pub async fn scanned(app: &App, clerk: &Clerk, scan: &str) -> Result<(card::Model, Option<i64>)> {
    let reading = async {
        let digits = code::normalise(scan).ok_or(CodeRefusal::Malformed)?;
        if let Some(card) = cards::by_number(&app.db, clerk.merchant, &digits).await? {
            return Ok((card, None));
        }
        let code::Read { card, window } = code::read(app, clerk.merchant, &digits).await?;
        Ok((card, Some(window)))
    };
    code::scanned(app, clerk, reading).await
}

/// A member's code, read.
pub struct Shown {
    pub card: CardId,
    /// Its half-minute.
    pub window: i64,
    pub program: Arc<merchant::Program<Program>>,
}

/// What a member allows by showing their code, done once. An answer is heard again when its code
/// is no longer good.
pub async fn allowed<A, T, V, F>(
    (app, clerk, key): (&App, &Clerk, Key),
    scan: &str,
    flow: F,
    ask: impl FnOnce(Shown) -> A,
) -> Result<V>
where
    F: for<'a> Flow<'a, A, T>,
    A: Clone + Send + 'static,
    T: Send + 'static,
    V: TryFrom<T> + Serialize + DeserializeOwned + Send + 'static,
    Error: From<V::Error>,
{
    let key = key.of(clerk.terminal.id);
    if let Some(done) = app.answered(clerk.merchant, &key).await? {
        return Ok(done);
    }
    let (card, window) = scanned(app, clerk, scan).await?;
    let window = window.ok_or(StoredValueRefusal::CodeNeeded)?;
    let program = program(app, clerk).await?;
    app.once(clerk.merchant, key, flow, ask(Shown { card: card.id, window, program })).await
}
