//! Signing in.
use entity::{
    identity,
    session::{Kind, Model},
};

use super::SessionRefusal;
use crate::{
    app::Tx,
    error::Result,
    member::{self, Seen},
    passport::{self, Bearer},
    world::World,
};

/// WeChat told us who this is.
#[derive(Clone)]
pub struct SignIn {
    pub seen: Seen,
    /// Nickname and picture, if they let WeChat tell.
    pub profile: Option<(String, String)>,
}

pub async fn sign_in(tx: &Tx, world: &World, ask: SignIn) -> Result<(Model, identity::Model)> {
    let merchant = ask.seen.merchant;
    let mut identity = member::saw(tx, world, ask.seen).await?;
    if identity.closed_at.is_some() {
        return Err(SessionRefusal::Closed.into());
    }
    if let Some((nickname, avatar)) = ask.profile {
        member::profile(tx, &identity, nickname.clone(), avatar.clone()).await?;
        (identity.nickname, identity.avatar) = (Some(nickname), Some(avatar));
    }
    let bearer = Bearer { merchant, kind: Kind::Member, subject: identity.id.0, terminal: None };
    Ok((passport::open(tx, world, bearer).await?, identity))
}
