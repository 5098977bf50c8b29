//! What every room keeps of what was deleted, and how each takes it back.
use std::{collections::HashMap, str::FromStr};

use entity::{
    ids::{MerchantId, OperatorId},
    values::Timestamp,
};
use futures_util::future::try_join_all;

use super::rules::{After, Kind, RecycleRefusal, page};
use crate::{
    app::{App, Tx},
    audit, catalog, coupon, crm,
    error::Result,
    gone::{Back, Gone},
    inbox, level, member, operator, stored_value,
    world::World,
};

/// Of one moment there may be several, which the page before has shown already.
const AT_ONE_MOMENT: u64 = 20;

/// Something in the bin, and who deleted it.
pub struct Found {
    pub kind: Kind,
    pub gone: Gone,
    /// A name, or 系统.
    pub by: String,
}

pub async fn list(
    app: &App,
    merchant: MerchantId,
    kind: Option<Kind>,
    (after, limit): (Option<After>, u64),
) -> Result<Vec<Found>> {
    let before = after.as_ref().map_or(Timestamp(i64::MAX), |mark| mark.at);
    let ask = (merchant, before, limit + 1 + AT_ONE_MOMENT);
    let kinds = Kind::ALL.into_iter().filter(|one| kind.is_none_or(|kind| kind == *one));
    let rooms = try_join_all(kinds.map(|kind| room(app, kind, ask))).await?;
    let shown = page(rooms, after.as_ref(), limit as usize);
    let who = deleters(app, merchant, &shown).await?;
    let found = shown.into_iter().map(|(kind, gone)| {
        let by = who.get(&gone.id).cloned().unwrap_or_else(|| "系统".to_owned());
        Found { kind, gone, by }
    });
    Ok(found.collect())
}

/// In one place, so that all rooms are asked at once.
async fn room(
    app: &App,
    kind: Kind,
    ask: (MerchantId, Timestamp, u64),
) -> Result<(Kind, Vec<Gone>)> {
    Ok((kind, deleted(app, kind, ask).await?))
}

async fn deleted(app: &App, kind: Kind, ask: (MerchantId, Timestamp, u64)) -> Result<Vec<Gone>> {
    let db = &app.db;
    match kind {
        Kind::Goods => catalog::off_sale(db, ask).await,
        Kind::Category => catalog::deleted_categories(db, ask).await,
        Kind::Keyword => inbox::deleted(db, ask).await,
        Kind::RechargeRule => stored_value::withdrawn_rules(db, ask).await,
        Kind::CouponTemplate => coupon::withdrawn(db, ask).await,
        Kind::Tag => member::tag::gone(db, ask).await,
        Kind::Level => level::deleted(db, ask).await,
        Kind::Role => operator::deleted_roles(db, ask).await,
    }
}

/// Whom the log names, by what they deleted.
async fn deleters(
    app: &App,
    merchant: MerchantId,
    shown: &[(Kind, Gone)],
) -> Result<HashMap<String, String>> {
    let subjects = shown.iter().map(|(_, gone)| gone.id.clone()).collect();
    // An id is of one kind only, and so are its lines.
    let deeds = Kind::ALL.map(Kind::deed);
    let staff = operator::list(&app.db, merchant).await?;
    let lines = audit::last_of(&app.db, merchant, subjects, &deeds).await?;
    let name = |actor: &str| {
        let id: OperatorId = actor.parse().ok()?;
        Some(staff.iter().find(|somebody| somebody.id == id)?.name.clone())
    };
    let named = lines.into_iter().filter_map(|line| Some((line.subject, name(&line.actor)?)));
    Ok(named.collect())
}

#[derive(Clone)]
pub struct Restore {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub kind: Kind,
    /// As on the wire.
    pub id: String,
}

impl Restore {
    fn back<Id: FromStr>(&self) -> Result<Back<Id>, RecycleRefusal> {
        let id = self.id.parse().map_err(|_| RecycleRefusal::NoSuchThing)?;
        Ok(Back { merchant: self.merchant, operator: self.operator, id })
    }
}

/// As it was; refused if its place was taken meanwhile.
pub async fn restore(tx: &Tx, world: &World, ask: Restore) -> Result<(Kind, String)> {
    match ask.kind {
        Kind::Goods => catalog::restore(tx, world, ask.back()?).await?,
        Kind::Category => catalog::restore_category(tx, world, ask.back()?).await?,
        Kind::Keyword => inbox::restore(tx, world, ask.back()?).await?,
        Kind::RechargeRule => stored_value::restore_rule(tx, world, ask.back()?).await?,
        Kind::CouponTemplate => coupon::restore(tx, world, ask.back()?).await?,
        Kind::Tag => crm::restore_tag(tx, world, ask.back()?).await?,
        Kind::Level => level::restore(tx, world, ask.back()?).await?,
        Kind::Role => operator::restore_role(tx, world, ask.back()?).await?,
    }
    Ok((ask.kind, ask.id))
}
