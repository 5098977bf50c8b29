//! How a member came to have what they have.
use actix_web::{
    get,
    web::{Data, Json, Path, Query},
};
use entity::ids::JournalId;

use super::{
    super::{
        balance::{Kept, counted},
        history::{self, Line, Names},
    },
    show::holdings,
};
use crate::{
    app::App,
    catalog::{self, Named},
    error::Result,
    http::{Listing, Mark, Page, Problem, ServiceConfig},
    ledger::{self, Past, Whose},
    pos,
    session::CurrentMember,
    store, stored_value,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_entries);
}

/// The history of one thing that the member has, over all of their cards, the newest first. A page
/// is so many things that happened; one that took and gave has two lines.
#[utoipa::path(tag = "member", params(("asset" = Kept, Path), Listing),
    responses((status = 200, body = Page<Line>), (status = 401, body = Problem)))]
#[get("/balances/{asset}/entries")]
async fn list_entries(
    app: Data<App>,
    me: CurrentMember,
    asset: Path<Kept>,
    list: Query<Listing>,
) -> Result<Json<Page<Line>>> {
    let (kept, limit) = (asset.into_inner(), list.limit());
    let before: Option<Mark<JournalId>> = list.after()?;
    let cards = holdings(&app, &me).await?;
    let cards: Vec<_> = counted(&cards).collect();
    let whose = Whose {
        merchant: me.merchant,
        cards: cards.iter().map(|held| held.card.id).collect(),
        accounts: cards.iter().flat_map(|held| held.accounts_of(kept.assets())).collect(),
    };
    let mut past = ledger::history(&app.db, &whose, before, limit + 1).await?;
    let more = past.len() as u64 > limit;
    past.truncate(limit as usize);
    let next = past.last().filter(|_| more).map(|last| last.mark().to_string());
    let Some(first) = past.first() else { return Ok(Json(Page::whole(vec![]))) };
    let had = ledger::had(&app.db, &whose, first.mark()).await?;
    let names = names(&app, &me, &past).await?;
    let items = history::lines(kept, &past, had, &names, app.world.now());
    Ok(Json(Page { items, next }))
}

/// One statement for each kind of thing that is spoken of.
async fn names(app: &App, me: &CurrentMember, past: &[Past]) -> Result<Names> {
    let merchant = me.merchant;
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
