//! What can happen to a request: asked, allowed, refused.
use std::collections::BTreeSet;

use anyhow::Context;
use entity::{
    approval::{Model, State},
    ids::{ApprovalId, MerchantId, OperatorId, StoreId},
};
use serde_json::{Value, json};

use super::{
    ApprovalRefusal, Deed, rows,
    rules::{WAITS_MS, may_decide, may_do},
};
use crate::{
    app::Tx,
    audit::{self, Deed as Line},
    error::Result,
    http::RequestRefusal,
    operator::{self, Right, Staff},
    world::World,
};

/// What somebody wants done.
#[derive(Clone)]
pub struct Ask {
    pub merchant: MerchantId,
    pub maker: OperatorId,
    pub deed: Deed,
    /// Whose members it is about; whoever decides on it decides there.
    pub stores: BTreeSet<StoreId>,
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

/// What became of a deed that takes two, if it is more than one does alone (E19).
pub enum Outcome<T> {
    Done(T),
    Waits(Box<Asked>),
}

/// Ask, in the transaction of what would else have been done.
pub async fn ask(tx: &Tx, world: &World, ask: Ask) -> Result<Asked> {
    let Ask { merchant, maker, deed, stores, terms, what, reason } = ask;
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
    rows::insert(tx, row.clone(), stores).await?;
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

/// A request that was allowed or refused, and by whom.
pub struct Decided {
    pub row: Model,
    pub deed: Deed,
    pub maker: String,
    pub checker: String,
}

/// Allow it. The caller does the deed in the same transaction, or none of it happened. Both could,
/// as of now, do it themselves.
pub async fn allow(tx: &Tx, world: &World, ask: Allow) -> Result<Decided> {
    let Allow { merchant, checker, id } = ask;
    let row = rows::lock(tx, merchant, id).await?;
    let now = world.now();
    may_decide(&row, checker, true, now)?;
    let about = About::of(tx, &row).await?;
    let checker_name = about.checked_by(tx, &row, checker).await?.operator.name;
    let maker = operator::at_work(tx, merchant, row.maker).await?;
    let maker = maker.filter(|maker| may_do(maker, about.deed, &about.stores).is_ok());
    let maker = maker.ok_or(ApprovalRefusal::MakerGone)?.operator.name;
    rows::decide(tx, id, (State::Approved, checker, now), None).await?;
    let detail = json!({
        "kind": row.kind, "what": row.what, "reason": row.reason,
        "maker": maker, "checker": checker_name,
    });
    tell(tx, world, (&row, checker, "approval.approve"), detail).await?;
    let (by, at) = (Some(checker), Some(now));
    let row = Model { state: State::Approved, checker: by, decided_at: at, ..row };
    Ok(Decided { row, deed: about.deed, maker, checker: checker_name })
}

/// What is asked for, and in which shops.
struct About {
    deed: Deed,
    stores: Vec<StoreId>,
}

impl About {
    async fn of(tx: &Tx, row: &Model) -> Result<Self> {
        let deed = Deed::of_key(&row.kind).context("a deed of a later version")?;
        Ok(Self { deed, stores: rows::stores(tx, row.id).await? })
    }

    /// Whoever decides, as they are now and not as they were remembered.
    async fn checked_by(&self, tx: &Tx, row: &Model, checker: OperatorId) -> Result<Staff> {
        let checker = operator::at_work(tx, row.merchant_id, checker).await?;
        let checker = checker.ok_or(RequestRefusal::Unauthenticated)?;
        operator::may(&checker, Right::Approve, false)?;
        may_do(&checker, self.deed, &self.stores)?;
        Ok(checker)
    }
}

#[derive(Clone)]
pub struct Refuse {
    pub merchant: MerchantId,
    pub checker: OperatorId,
    pub id: ApprovalId,
    pub because: String,
}

/// Refuse it; whoever asked takes it back so, whatever they may by now.
pub async fn refuse(tx: &Tx, world: &World, ask: Refuse) -> Result<Decided> {
    let Refuse { merchant, checker, id, because } = ask;
    let row = rows::lock(tx, merchant, id).await?;
    let now = world.now();
    may_decide(&row, checker, false, now)?;
    let about = About::of(tx, &row).await?;
    let maker = operator::name_of(tx, merchant, row.maker).await?.unwrap_or_default();
    let checker_name = match row.maker == checker {
        true => maker.clone(),
        false => about.checked_by(tx, &row, checker).await?.operator.name,
    };
    rows::decide(tx, id, (State::Refused, checker, now), Some(because.clone())).await?;
    let detail = json!({ "kind": row.kind, "what": row.what, "because": because });
    tell(tx, world, (&row, checker, "approval.refuse"), detail).await?;
    let row = Model {
        state: State::Refused,
        checker: Some(checker),
        decided_at: Some(now),
        refused_because: Some(because),
        ..row
    };
    Ok(Decided { row, deed: about.deed, maker, checker: checker_name })
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
