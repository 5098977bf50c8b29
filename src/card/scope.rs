//! Whose cards a store's staff deal with.
use entity::ids::{CardId, MerchantId};

use super::{CardRefusal, rows};
use crate::{app::App, error::Result, member, operator::Scope};

/// Its member is one whom this scope covers (ADM-02); if not, there is no such card.
pub async fn within(app: &App, merchant: MerchantId, card: CardId, scope: &Scope) -> Result<()> {
    if scope.is_chain() {
        return Ok(());
    }
    let card = rows::find(&app.db, merchant, card).await?.ok_or(CardRefusal::NoSuchCard)?;
    let theirs = member::within(app, merchant, &[card.member_id], scope).await;
    theirs.map_err(|no| match no.code() {
        Some(_) => CardRefusal::NoSuchCard.into(),
        None => no,
    })
}
