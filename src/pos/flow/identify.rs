//! From a scan to the member it names.
use anyhow::Context;
use entity::{card, ids::MerchantId, member};

use super::{
    super::{
        rules::{self, PosRefusal, Scan},
        view::{Identified, Via},
    },
    buyer::buyer,
};
use crate::{
    app::App,
    card as cards,
    code::{self, CodeRefusal},
    error::Result,
    ledger, level,
    member::{self as members, MemberRefusal},
    merchant,
    operator::Clerk,
    stored_value,
};

/// Whom a scan names, with what they can use here.
pub async fn identify(app: &App, clerk: &Clerk, scan: &str) -> Result<Identified> {
    let Named { via, card, window } = scanned(app, clerk, scan).await?;
    let buyer = buyer(app, clerk, card, window).await?;
    let now = app.world.now();
    let level = level::find(&app.db, clerk.merchant, level::held(&buyer.card, now)).await?;
    let held = ledger::peek_all(&app.db, vec![buyer.card.clone()]).await?;
    let held = stored_value::as_if_released(&app.db, clerk.merchant, held, now).await?;
    let holdings = held.first().context("a card without itself")?;
    Identified::new(via, (buyer, holdings), level, now)
}

/// What a scan names. Bad ones count, and too many lock the till (D5).
pub(super) async fn scanned(app: &App, clerk: &Clerk, scan: &str) -> Result<Named> {
    code::scanned(app, clerk, named(app, clerk.merchant, scan)).await
}

/// A card, and what named it.
pub(super) struct Named {
    pub via: Via,
    pub card: card::Model,
    /// Of a member code.
    pub window: Option<i64>,
}

impl Named {
    fn by(via: Via, card: card::Model) -> Self {
        Self { via, card, window: None }
    }
}

/// Numbers printed on cards come first: old ones begin as payment codes do. They are found by an
/// exact match or not at all.
async fn named(app: &App, merchant: MerchantId, scan: &str) -> Result<Named> {
    let digits = code::normalise(scan).ok_or(CodeRefusal::Malformed)?;
    if let Some(card) = cards::by_number(&app.db, merchant, &digits).await? {
        return Ok(Named::by(Via::Card, card));
    }
    let shop = merchant::shown(app, merchant).await?;
    match rules::classify(&digits, &shop.code_prefix) {
        Scan::MemberCode => {
            let code::Read { card, window } = code::read(app, merchant, &digits).await?;
            Ok(Named { via: Via::Code, card, window: Some(window) })
        }
        Scan::PaymentCode => Err(PosRefusal::PaymentCode.into()),
        Scan::Phone(phone) => {
            let keys = merchant::keys(app, merchant).await?;
            let index = members::phone_index(&keys, &phone);
            let mut found = members::by_phone(&app.db, merchant, &index).await?;
            let first = found.pop();
            if !found.is_empty() {
                return Err(PosRefusal::SeveralMembers.into());
            }
            Ok(Named::by(Via::Phone, primary(app, merchant, first).await?))
        }
        Scan::MemberNumber => {
            let found = members::by_number(&app.db, merchant, &digits).await?;
            Ok(Named::by(Via::MemberNumber, primary(app, merchant, found).await?))
        }
        Scan::Card if cards::was_retired(&app.db, merchant, &digits).await? => {
            Err(cards::CardRefusal::not_active(card::Status::Void).into())
        }
        Scan::Card => Err(MemberRefusal::NoSuchMember.into()),
        Scan::Malformed => Err(CodeRefusal::Malformed.into()),
    }
}

async fn primary(
    app: &App,
    merchant: MerchantId,
    member: Option<member::Model>,
) -> Result<card::Model> {
    let member = member.ok_or(MemberRefusal::NoSuchMember)?;
    let card = cards::primary(&app.db, merchant, member.id).await?;
    Ok(card.ok_or(MemberRefusal::NoSuchMember)?)
}
