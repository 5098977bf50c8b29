//! What can happen to balances: a journal is posted, or undone.
use entity::{
    ids::{CardId, JournalId, LotId, MerchantId, OperatorId, StoreId, TerminalId},
    journal::{self, Kind},
};
use uuid::Uuid;

use super::{
    Holdings, Into, LedgerRefusal, Leg, OutOf, Sum,
    plan::{self, Plan},
    rows::{self, Expired},
    rules,
};
use crate::{
    app::Tx,
    card::{self as cards, CardRefusal},
    error::Result,
    world::World,
};

/// What caused a journal.
#[derive(Clone, Debug)]
pub struct Cause {
    pub kind: Kind,
    /// Unique in the merchant for ever: `settle/sal_…`.
    pub business_key: String,
    /// All journals of one sale, or of one top-up, have the same.
    pub subject: Uuid,
    pub place: Place,
    /// For people, in Chinese.
    pub reason: String,
}

/// Where, and by whom.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    pub store: Option<StoreId>,
    pub terminal: Option<TerminalId>,
    pub operator: Option<OperatorId>,
}

/// What a card has, which nobody else moves until the transaction ends.
pub async fn lock(tx: &Tx, merchant: MerchantId, card: CardId) -> Result<Holdings> {
    rows::holdings(tx, cards::lock(tx, merchant, card).await?).await
}

/// Move what the legs say, all of it or nothing. `holdings` then say what the card has.
pub async fn post(
    tx: &Tx,
    world: &World,
    holdings: &mut Holdings,
    cause: Cause,
    legs: Vec<Leg>,
) -> Result<journal::Model> {
    fetch_named(tx, holdings, named(&legs)).await?;
    let plan = plan::plan(holdings, legs, world.now())?;
    write(tx, world, holdings, (cause, None), plan).await
}

/// Undo a journal of this card by its opposite, once. Refused if what it gave is gone by now.
pub async fn reverse(
    tx: &Tx,
    world: &World,
    holdings: &mut Holdings,
    undone: JournalId,
    (place, reason): (Place, String),
) -> Result<journal::Model> {
    let card = &holdings.card;
    let journal = rows::journal(tx, card.merchant_id, undone).await?;
    let journal = journal.filter(|journal| journal.card_id == card.id);
    let journal = journal.ok_or(LedgerRefusal::NothingToUndo)?;
    let lines = rows::lines(tx, undone).await?;
    let uses = rows::lot_uses(tx, undone).await?;
    fetch_named(tx, holdings, uses.iter().map(|(lot, _)| *lot).collect()).await?;
    let plan = plan::opposite(holdings, &lines, &uses, world.now())?;
    let cause = Cause {
        kind: Kind::Reverse,
        business_key: format!("reverse/{undone}"),
        subject: journal.subject,
        place,
        reason,
    };
    write(tx, world, holdings, (cause, Some(undone)), plan).await
}

/// Write off what has expired on one card. Nothing of it could be spent since it expired; this
/// makes the balance say so, too (E11).
pub async fn lapse(tx: &Tx, world: &World, ask: Expired) -> Result<u64> {
    let mut holdings = lock(tx, ask.merchant, ask.card).await?;
    let now = world.now();
    let over = holdings
        .lots
        .iter()
        .filter(|lot| lot.remaining > 0 && lot.expires_at.is_some_and(|end| end <= now));
    let legs: Vec<Leg> = over
        .map(|lot| Leg::Debit {
            sum: Sum { asset: lot.asset, item: Uuid::nil(), units: lot.remaining },
            to: entity::account::Book::Lapsed,
            out_of: OutOf::These(vec![(lot.id, lot.remaining)]),
        })
        .collect();
    let lapsed = legs.len() as u64;
    if lapsed > 0 {
        let cause = Cause {
            kind: Kind::Expire,
            business_key: format!("expire/{}", world.id::<JournalId>()),
            subject: ask.card.0,
            place: Place::default(),
            reason: "到期失效".to_owned(),
        };
        post(tx, world, &mut holdings, cause, legs).await?;
    }
    Ok(lapsed)
}

async fn write(
    tx: &Tx,
    world: &World,
    holdings: &mut Holdings,
    (cause, reverses): (Cause, Option<JournalId>),
    plan: Plan,
) -> Result<journal::Model> {
    let allowed = rules::allowed(cause.kind);
    if !allowed.contains(&holdings.card.status) {
        return Err(CardRefusal::not_active(holdings.card.status).into());
    }
    holdings.movable()?;
    let journal = journal::Model {
        id: world.id(),
        merchant_id: holdings.card.merchant_id,
        kind: cause.kind,
        business_key: cause.business_key,
        card_id: holdings.card.id,
        subject: cause.subject,
        store_id: cause.place.store,
        terminal_id: cause.place.terminal,
        operator_id: cause.place.operator,
        reverses,
        reason: cause.reason,
        created_at: world.now(),
    };
    rows::insert_journal(tx, journal.clone()).await?;
    rows::move_accounts(tx, holdings, &plan.accounts, allowed).await?;
    let lots = rows::move_lots(tx, &holdings.lots, plan.lots).await?;
    rows::insert_entries(tx, &journal, plan.lines).await?;
    rows::insert_uses(tx, &journal, plan.lot_uses).await?;
    (holdings.accounts, holdings.lots) = (plan.accounts, lots);
    Ok(journal)
}

/// Lots that the legs name.
fn named(legs: &[Leg]) -> Vec<LotId> {
    let named = legs.iter().flat_map(|leg| match leg {
        Leg::Credit { into: Into::Back(shares), .. }
        | Leg::Release { into: Into::Back(shares), .. }
        | Leg::Debit { out_of: OutOf::These(shares), .. }
        | Leg::SetAside { out_of: OutOf::These(shares), .. } => shares.as_slice(),
        _ => &[],
    });
    named.map(|(lot, _)| *lot).collect()
}

/// Lots that are empty were not read with the rest.
async fn fetch_named(tx: &Tx, holdings: &mut Holdings, mut named: Vec<LotId>) -> Result<()> {
    named.retain(|lot| holdings.lots.iter().all(|known| known.id != *lot));
    if !named.is_empty() {
        holdings.lots.extend(rows::lots(tx, holdings.card.id, named).await?);
    }
    Ok(())
}
