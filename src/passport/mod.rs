//! Somebody signed in somewhere: a signed token in a cookie or a header, and the session row that
//! can be ended.
//!
//! **Invariant:** a token opens one kind of door only. **Invariant:** a token is good only while
//! its row is: a session that was ended is refused by this node at once, and by every other within
//! [`crate::near::MOMENT`] (B7).
mod http;
mod rows;
mod token;

use std::{net::IpAddr, sync::Arc, time::Duration};

use entity::{
    ids::{MerchantId, SessionId, TerminalId},
    session::{Kind, Model},
    values::Timestamp,
};
use uuid::Uuid;

pub use http::{Door, cookie, no_cookie, presented};
pub use rows::{alive, find_of_staff, last_seen};

use crate::{
    app::{App, Tx},
    error::Result,
    http::RequestRefusal,
    world::World,
};

/// How long a session that ran out can still be looked at.
const KEPT_MS: i64 = 7 * 24 * 3600 * 1000;

/// Who signs in, and where.
#[derive(Clone, Debug)]
pub struct Bearer {
    pub merchant: MerchantId,
    pub kind: Kind,
    /// An identity for members, an operator for staff.
    pub subject: Uuid,
    pub terminal: Option<TerminalId>,
}

/// How long a session lasts.
pub fn lasts(kind: Kind) -> Duration {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    match kind {
        Kind::Member => 30 * DAY,
        Kind::Till | Kind::Office => DAY / 2,
    }
}

/// A new session; its token comes from [`token`].
pub async fn open(tx: &Tx, world: &World, bearer: Bearer) -> Result<Model> {
    let now = world.now();
    let session = Model {
        id: world.id(),
        merchant_id: bearer.merchant,
        kind: bearer.kind,
        subject: bearer.subject,
        terminal_id: bearer.terminal,
        created_at: now,
        expires_at: now.plus_ms(lasts(bearer.kind).as_millis() as i64),
        ended_at: None,
        seen_at: None,
        address: None,
    };
    rows::insert(tx, session.clone()).await?;
    Ok(session)
}

/// What the bearer shows from now on.
pub fn token(app: &App, session: &Model) -> Result<String> {
    token::sign(&app.master, session)
}

/// The session a token speaks of, or a refusal.
pub async fn read(app: &App, kind: Kind, shown: &str) -> Result<Arc<Model>> {
    let now = app.world.now();
    let id = token::verify(&app.master, kind, shown, now).ok_or(RequestRefusal::Unauthenticated)?;
    let fetch = async { rows::find(&app.db, id).await };
    let found = app.near.or_fetch(near_key(id), fetch).await?;
    let alive = found.as_ref().as_ref().filter(|session| {
        session.kind == kind && session.ended_at.is_none() && session.expires_at > now
    });
    Ok(Arc::new(alive.cloned().ok_or(RequestRefusal::Unauthenticated)?))
}

/// It opens nothing any more.
pub async fn end(app: &App, id: SessionId) -> Result<()> {
    app.transact(end_row, id).await?;
    app.near.forget(&near_key(id)).await;
    Ok(())
}

/// End all sessions of these subjects, and leave no trace of them. Give what comes back to
/// [`forget_ended`] once the transaction stands.
pub async fn end_all(tx: &Tx, merchant: MerchantId, subjects: &[Uuid]) -> Result<Vec<SessionId>> {
    rows::delete_of(tx, merchant, subjects).await
}

/// End the sessions of one of the staff, but this one. Give what comes back to [`forget_ended`].
pub async fn end_of(
    tx: &Tx,
    world: &World,
    (merchant, subject): (MerchantId, Uuid),
    but: Option<SessionId>,
) -> Result<Vec<SessionId>> {
    let mut ended = rows::alive(tx, merchant, subject, world.now()).await?;
    ended.retain(|session| Some(session.id) != but);
    let ended: Vec<SessionId> = ended.iter().map(|session| session.id).collect();
    rows::end_these(tx, ended.clone(), world.now()).await?;
    Ok(ended)
}

/// End this one, in a transaction of the caller's.
pub async fn end_one(tx: &Tx, world: &World, id: SessionId) -> Result<()> {
    rows::end(tx, id, world.now()).await
}

/// How often it is written down that a session is in use.
const SEEN_MS: i64 = 60_000;

/// It is in use, from this address: a row a minute at the most, however much is asked. What is
/// remembered of the session stays as it is: it must not be remembered longer for this.
pub async fn seen(app: &App, session: &Model, address: IpAddr) -> Result<()> {
    let now = app.world.now();
    let stale = |seen: Timestamp| seen.plus_ms(SEEN_MS) <= now;
    let written = format!("passport.seen.{}", session.id);
    if session.seen_at.is_none_or(stale) && app.near.recall::<()>(&written).await.is_none() {
        let before = now.plus_ms(-SEEN_MS);
        rows::seen(&app.db, session.id, now, before, address.to_string()).await?;
        app.near.remember(written, Arc::new(())).await;
    }
    Ok(())
}

/// They are refused by this node from now on.
pub async fn forget_ended(app: &App, ended: &[SessionId]) {
    for id in ended {
        app.near.forget(&near_key(*id)).await;
    }
}

async fn end_row(tx: &Tx, world: &World, id: SessionId) -> Result<()> {
    rows::end(tx, id, world.now()).await
}

fn near_key(id: SessionId) -> String {
    format!("passport.{id}")
}

/// Forget sessions that ran out a week ago.
pub async fn forget(app: &App) -> Result<u64> {
    rows::forget(&app.db, app.world.now().plus_ms(-KEPT_MS)).await
}
