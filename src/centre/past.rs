//! A page of a history, from where it is kept.
use entity::ids::{JournalId, MerchantId};

use super::{
    balance::Kept,
    history::{self, Line, Names},
};
use crate::{
    app::App,
    catalog::{self, Named},
    error::Result,
    http::{Mark, Page},
    ledger::{self, Holdings, Past, Whose},
    pos, store, stored_value,
};

/// The history of one thing on these cards, the newest first, so many things that happened at a time.
pub async fn page<'a>(
    app: &App,
    merchant: MerchantId,
    (kept, cards): (Kept, impl Iterator<Item = &'a Holdings> + Clone),
    before: Option<Mark<JournalId>>,
    limit: u64,
) -> Result<Page<Line>> {
    let whose = Whose {
        merchant,
        cards: cards.clone().map(|held| held.card.id).collect(),
        accounts: cards.flat_map(|held| held.accounts_of(kept.assets())).collect(),
    };
    let mut past = ledger::history(&app.db, &whose, before, limit + 1).await?;
    let more = past.len() as u64 > limit;
    past.truncate(limit as usize);
    let next = past.last().filter(|_| more).map(|last| last.mark().to_string());
    let Some(first) = past.first() else { return Ok(Page::whole(vec![])) };
    let had = ledger::had(&app.db, &whose, first.mark()).await?;
    let names = names(app, merchant, &past).await?;
    let items = history::lines(kept, &past, had, &names, app.world.now());
    Ok(Page { items, next })
}

/// One statement for each kind of thing that is spoken of.
async fn names(app: &App, merchant: MerchantId, past: &[Past]) -> Result<Names> {
    let stores = store::list(&app.db, merchant).await?;
    let sales = pos::named(&app.db, merchant, history::sales(past)).await?;
    let top_ups = stored_value::order_numbers(&app.db, merchant, history::top_ups(past)).await?;
    let services: Vec<_> = history::services(past).into_iter().map(Named::Id).collect();
    let services = catalog::find_goods(&app.db, merchant, &services).await?;
    Ok(Names {
        stores: stores.into_iter().map(|store| (store.id, store.name)).collect(),
        sales: sales.into_iter().map(|sale| (sale.id, sale)).collect(),
        top_ups: top_ups.into_iter().collect(),
        services: services.into_iter().map(|goods| (goods.id, goods.name)).collect(),
    })
}
