//! What can happen to a request: asked, allowed, refused.
use entity::{
    approval::{Model, State},
    ids::{ApprovalId, MerchantId, OperatorId},
};
use serde_json::{Value, json};

use super::{
    ApprovalRefusal, Deed, rows,
    rules::{WAITS_MS, may_decide},
};
use crate::{
    app::Tx,
    audit::{self, Deed as Line},
    error::Result,
    http::RequestRefusal,
    operator,
    world::World,
};

/// What somebody wants done.
#[derive(Clone)]
pub struct Ask {
    pub merchant: MerchantId,
    pub maker: OperatorId,
    pub deed: Deed,
    /// All that doing it will need.
    pub terms: Value,
    /// In words, for whoever decides.
    pub what: String,
    pub reason: String,
}

/// A request that waits, and who asked.
pub struct Asked {
    pub row: Model,
    pub maker: String,
}

/// Ask, in the transaction of what would else have been done.
pub async fn ask(tx: &Tx, world: &World, ask: Ask) -> Result<Asked> {
    let Ask { merchant, maker, deed, terms, what, reason } = ask;
    let name = operator::name_of_working(tx, merchant, maker).await?;
    let name = name.ok_or(RequestRefusal::Unauthenticated)?;
    let now = world.now();
    let row = Model {
        id: world.id(),
        merchant_id: merchant,
        kind: deed.key().to_owned(),
        deed: terms.to_string(),
        what,
        reason,
        maker,
        made_at: now,
        expires_at: now.plus_ms(WAITS_MS),
        state: State::Waiting,
        checker: None,
        decided_at: None,
        refused_because: None,
    };
    rows::insert(tx, row.clone()).await?;
    let detail = json!({ "kind": row.kind, "what": row.what, "reason": row.reason });
    tell(tx, world, (&row, maker, "approval.ask"), detail).await?;
    Ok(Asked { row, maker: name })
}

#[derive(Clone)]
pub struct Allow {
    pub merchant: MerchantId,
    pub checker: OperatorId,
    pub id: ApprovalId,
}

/// A request that was allowed, and by whom.
pub struct Decided {
    pub row: Model,
    pub maker: String,
    pub checker: String,
}

/// Allow it. The caller does the deed in the same transaction, or none of it happened. Both must
/// still work here.
pub async fn allow(tx: &Tx, world: &World, ask: Allow) -> Result<Decided> {
    let Allow { merchant, checker, id } = ask;
    let row = rows::lock(tx, merchant, id).await?;
    let now = world.now();
    may_decide(&row, checker, true, now)?;
    let maker = operator::name_of_working(tx, merchant, row.maker).await?;
    let maker = maker.ok_or(ApprovalRefusal::MakerGone)?;
    let checker_name = operator::name_of_working(tx, merchant, checker).await?;
    let checker_name = checker_name.ok_or(RequestRefusal::Unauthenticated)?;
    rows::decide(tx, id, (State::Approved, checker, now), None).await?;
    let detail = json!({
        "kind": row.kind, "what": row.what, "reason": row.reason,
        "maker": maker, "checker": checker_name,
    });
    tell(tx, world, (&row, checker, "approval.approve"), detail).await?;
    let (by, at) = (Some(checker), Some(now));
    let row = Model { state: State::Approved, checker: by, decided_at: at, ..row };
    Ok(Decided { row, maker, checker: checker_name })
}

#[derive(Clone)]
pub struct Refuse {
    pub merchant: MerchantId,
    pub checker: OperatorId,
    pub id: ApprovalId,
    pub because: String,
}

/// Refuse it; whoever asked takes it back so.
pub async fn refuse(tx: &Tx, world: &World, ask: Refuse) -> Result<Model> {
    let Refuse { merchant, checker, id, because } = ask;
    let row = rows::lock(tx, merchant, id).await?;
    let now = world.now();
    may_decide(&row, checker, false, now)?;
    rows::decide(tx, id, (State::Refused, checker, now), Some(because.clone())).await?;
    let detail = json!({ "kind": row.kind, "what": row.what, "because": because });
    tell(tx, world, (&row, checker, "approval.refuse"), detail).await?;
    Ok(Model {
        state: State::Refused,
        checker: Some(checker),
        decided_at: Some(now),
        refused_because: Some(because),
        ..row
    })
}

async fn tell(
    tx: &Tx,
    world: &World,
    (row, by, action): (&Model, OperatorId, &'static str),
    detail: Value,
) -> Result<()> {
    let (merchant, actor) = (row.merchant_id, by.to_string());
    audit::write(tx, world, Line { merchant, actor, action, subject: &row.id, detail }).await
}
