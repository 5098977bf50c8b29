//! Who asks, as types.
use std::sync::Arc;

use anyhow::Context;
use entity::{
    card::Model as Card,
    identity,
    ids::{IdentityId, MerchantId},
    member,
    session::{Kind, Model},
};

use super::{SessionRefusal, rows};
use crate::{app::App, card, error::Result, http::RequestRefusal, passport};

/// Somebody WeChat knows, member or not yet.
pub struct Visitor {
    pub session: Arc<Model>,
    pub identity: identity::Model,
}

impl Visitor {
    pub fn merchant(&self) -> MerchantId {
        self.identity.merchant_id
    }
}

/// A member, with the card they show.
#[derive(Clone)]
pub struct CurrentMember {
    pub merchant: MerchantId,
    pub identity: identity::Model,
    pub member: member::Model,
    pub card: Card,
}

pub async fn visitor(app: &App, token: &str) -> Result<Visitor> {
    let session = passport::read(app, Kind::Member, token).await?;
    let (identity, _) = found(app, &session).await?;
    Ok(Visitor { session, identity })
}

/// Only a found member is remembered: whoever registers is a member at their next request.
pub async fn current_member(app: &App, token: &str) -> Result<Arc<CurrentMember>> {
    let session = passport::read(app, Kind::Member, token).await?;
    let key = near_key(IdentityId(session.subject));
    if let Some(known) = app.near.recall::<CurrentMember>(&key).await {
        return Ok(known);
    }
    let (identity, member) = found(app, &session).await?;
    let (member, merchant) = (member.ok_or(SessionRefusal::NotAMember)?, identity.merchant_id);
    let card = card::primary(&app.db, merchant, member.id).await?;
    let card = card.context("a member without a card")?;
    let current = Arc::new(CurrentMember { merchant, identity, member, card });
    app.near.remember(key, current.clone()).await;
    Ok(current)
}

/// Something of theirs changed on this node.
pub async fn forget(app: &App, identity: IdentityId) {
    app.near.forget(&near_key(identity)).await;
}

async fn found(app: &App, session: &Model) -> Result<(identity::Model, Option<member::Model>)> {
    let found = rows::person(&app.db, session.merchant_id, IdentityId(session.subject)).await?;
    Ok(found.ok_or(RequestRefusal::Unauthenticated)?)
}

fn near_key(identity: IdentityId) -> String {
    format!("session.member.{identity}")
}
