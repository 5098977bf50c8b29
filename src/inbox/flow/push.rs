//! Pushes that change something, and answers that come late.
use entity::{
    ids::{IdentityId, MerchantId, SessionId},
    push::Model,
    values::Timestamp,
};
use serde_json::json;
use wechat::reply::SUCCESS;

use super::super::{LateReply, rows};
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    jobs,
    member::{self, Seen},
    passport,
    world::World,
};

/// A push that changes something.
#[derive(Clone)]
pub struct Arrival {
    pub merchant: MerchantId,
    pub appid: String,
    /// The push's.
    pub identity: String,
    pub change: Change,
    /// The answer, kept for whoever delivers the same push again.
    pub reply: String,
}

/// Whom a push is about, and what changes for them.
#[derive(Clone)]
pub enum Change {
    /// As of the moment at which WeChat told it.
    Following {
        openid: String,
        following: bool,
        told_at: Timestamp,
    },
    Revoked {
        openid: String,
        what: String,
    },
    Cancelled {
        openid: String,
    },
}

/// What came of a push.
#[derive(Default)]
pub struct Arrived {
    /// The answer that was given before, if this was done before.
    pub kept: Option<String>,
    /// The WeChat account that was closed, and its sessions that are over.
    pub closed: Option<(IdentityId, Vec<SessionId>)>,
}

/// Do what it says, unless that was done: then the answer is the one that was given.
pub async fn arrive(tx: &Tx, world: &World, ask: Arrival) -> Result<Arrived> {
    let row = Model {
        appid: ask.appid.clone(),
        identity: ask.identity.clone(),
        reply: ask.reply.clone(),
        received_at: world.now(),
    };
    if !rows::claim_push(tx, row).await? {
        let kept = rows::kept_reply(tx, &ask.appid, &ask.identity).await?;
        return Ok(Arrived { kept, closed: None });
    }
    let mut arrived = Arrived::default();
    match ask.change.clone() {
        Change::Following { openid, following, told_at } => {
            follow(tx, world, ask, openid, (following, told_at)).await
        }
        Change::Revoked { openid, what } => {
            let detail = json!({ "appid": ask.appid, "revoke_info": what });
            let whose = ("privacy.revoked", member::identity_id(&ask.appid, &openid));
            record(tx, world, ask.merchant, whose, detail).await
        }
        Change::Cancelled { openid } => {
            let detail = json!({ "appid": ask.appid });
            let seen = Seen { merchant: ask.merchant, appid: ask.appid, openid, unionid: None };
            let identity = member::close_identity(tx, world, seen).await?;
            let ended = passport::end_all(tx, ask.merchant, &[identity.0]).await?;
            arrived.closed = Some((identity, ended));
            let whose = ("privacy.cancelled", identity);
            record(tx, world, ask.merchant, whose, detail).await
        }
    }?;
    Ok(arrived)
}

async fn follow(
    tx: &Tx,
    world: &World,
    ask: Arrival,
    openid: String,
    following: (bool, Timestamp),
) -> Result<()> {
    let seen = Seen { merchant: ask.merchant, appid: ask.appid, openid, unionid: None };
    let person = member::saw(tx, world, seen).await?;
    member::followed(tx, world, &person, following).await
}

async fn record(
    tx: &Tx,
    world: &World,
    merchant: MerchantId,
    (action, identity): (&'static str, IdentityId),
    detail: serde_json::Value,
) -> Result<()> {
    let actor = "system".to_owned();
    audit::write(tx, world, Deed { merchant, actor, action, subject: &identity, detail }).await
}

/// An answer that came too late for its push.
#[derive(Clone)]
pub struct Promise {
    /// The push's.
    pub identity: String,
    pub late: LateReply,
}

/// Send it as a message instead; the push itself was answered with `success`, and will be again.
pub async fn promise(tx: &Tx, world: &World, ask: Promise) -> Result<()> {
    rows::keep_reply(tx, &ask.late.appid, &ask.identity, SUCCESS).await?;
    jobs::enqueue(tx, world, ask.late).await
}

/// True for the only attempt to send a late reply. Written before it is sent: a worker that dies
/// while sending has sent it for all we know.
pub async fn attempt(tx: &Tx, world: &World, late: LateReply) -> Result<bool> {
    let row = Model {
        appid: late.appid,
        identity: late.id,
        reply: String::new(),
        received_at: world.now(),
    };
    rows::claim_push(tx, row).await
}

/// WeChat said no, so it may be attempted again.
pub async fn postpone(tx: &Tx, _: &World, late: LateReply) -> Result<()> {
    rows::forget_push(tx, &late.appid, &late.id).await
}
