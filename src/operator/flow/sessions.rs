//! Where somebody is signed in, and ending that.
use entity::{
    ids::{OperatorId, SessionId},
    session::Model,
};
use serde_json::json;

use super::{
    super::{OperatorRefusal, Right, Staff, rows, rules},
    staff::tell,
};
use crate::{
    app::{App, Tx},
    error::Result,
    passport,
    world::World,
};

/// Theirs, if they ask for nobody; somebody's whom they may change, if they may change staff.
pub async fn of(app: &App, by: &Staff, whom: Option<OperatorId>) -> Result<Vec<Model>> {
    let whom = whom.unwrap_or(by.operator.id);
    if whom != by.operator.id {
        let found = rows::find(&app.db, by.operator.merchant_id, whom).await?;
        let found = rows::staff(&app.db, found.ok_or(OperatorRefusal::NoSuchStaff)?).await?;
        manage(by, &found)?;
    }
    passport::alive(&app.db, by.operator.merchant_id, whom.0, app.world.now()).await
}

fn manage(by: &Staff, whom: &Staff) -> Result<(), OperatorRefusal> {
    match by.rights.has(Right::EditStaff) {
        true => rules::may_manage(by, whom),
        false => Err(OperatorRefusal::lacks(Right::EditStaff)),
    }
}

/// End one of theirs, or of somebody's whom they may change.
pub async fn end(app: &App, by: Staff, id: SessionId) -> Result<()> {
    app.transact(end_row, (by, id)).await?;
    passport::forget_ended(app, &[id]).await;
    Ok(())
}

async fn end_row(tx: &Tx, world: &World, (by, id): (Staff, SessionId)) -> Result<()> {
    let merchant = by.operator.merchant_id;
    let session = passport::find_of_staff(tx, merchant, id).await?;
    let session = session.ok_or(OperatorRefusal::NoSuchSession)?;
    let whom = OperatorId(session.subject);
    if whom != by.operator.id {
        let found = rows::find(tx, merchant, whom).await?.ok_or(OperatorRefusal::NoSuchSession)?;
        let found = rows::staff(tx, found).await?;
        manage(&by, &found)?;
    }
    passport::end_one(tx, world, id).await?;
    tell(tx, world, (&by, "session.end", whom), json!({ "sessions": 1 })).await
}

/// All of theirs but this one.
pub async fn end_others(app: &App, by: Staff, this: SessionId) -> Result<()> {
    let ended = app.transact(end_others_rows, (by, this)).await?;
    passport::forget_ended(app, &ended).await;
    Ok(())
}

async fn end_others_rows(
    tx: &Tx,
    world: &World,
    (by, this): (Staff, SessionId),
) -> Result<Vec<SessionId>> {
    let id = by.operator.id;
    let ended = passport::end_of(tx, world, (by.operator.merchant_id, id.0), Some(this)).await?;
    tell(tx, world, (&by, "session.end", id), json!({ "sessions": ended.len() })).await?;
    Ok(ended)
}
