//! A page of the list, and one member as the list shows them: each kind of row is asked for once.
use std::collections::BTreeMap;

use entity::{
    card,
    ids::{CardId, LevelId, MemberId, MerchantId, StoreId, TagId},
    member, tag,
    values::Timestamp,
};

use super::{
    rows::{self, Filter, page},
    view::Row,
};
use crate::{
    app::App,
    card as cards,
    error::Result,
    http::Page,
    ledger::{self, Holdings},
    level, member as members, merchant, pos, store, stored_value,
};

/// What things that rows speak of are called.
pub struct Names {
    pub levels: BTreeMap<LevelId, String>,
    pub stores: BTreeMap<StoreId, String>,
    pub tags: BTreeMap<TagId, tag::Model>,
}

/// All that a row says of one member.
pub struct About {
    pub member: member::Model,
    /// The primary one first.
    pub holdings: Vec<Holdings>,
    pub identities: Vec<entity::identity::Model>,
    pub pictured_at: Option<Timestamp>,
    pub tags: Vec<TagId>,
    pub last_bought: Option<Timestamp>,
}

/// What is looked for, and where the page begins.
pub struct Ask {
    pub merchant: MerchantId,
    pub filter: Filter,
    /// As [`rules::sought`](super::rules::sought) has it.
    pub text: Option<String>,
    pub before: Option<MemberId>,
    pub limit: u64,
}

/// So many statements, whatever there is: the ids, and ten for what is said of them.
pub async fn list(app: &App, ask: Ask) -> Result<Page<Row>> {
    let Ask { merchant, mut filter, text, before, limit } = ask;
    if let Some(text) = text {
        let keys = merchant::keys(app, merchant).await?;
        filter.found = Some(rows::find::find(&app.db, merchant, &keys, &text).await?);
    }
    let mut ids = page::ids(&app.db, merchant, &filter, before, limit + 1).await?;
    let more = ids.len() as u64 > limit;
    ids.truncate(limit as usize);
    let next = ids.last().filter(|_| more).map(ToString::to_string);
    Ok(Page { items: of(app, merchant, &ids).await?, next })
}

/// These members, in this order.
pub async fn of(app: &App, merchant: MerchantId, ids: &[MemberId]) -> Result<Vec<Row>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let keys = merchant::keys(app, merchant).await?;
    let (names, now) = (names(app, merchant).await?, app.world.now());
    let about = about(app, merchant, ids).await?;
    about.iter().map(|one| Row::of(&keys, one, &names, now)).collect()
}

pub async fn names(app: &App, merchant: MerchantId) -> Result<Names> {
    let levels = level::list(&app.db, merchant).await?;
    let stores = store::list(&app.db, merchant).await?;
    let tags = members::tag::list(&app.db, merchant).await?;
    Ok(Names {
        levels: levels.into_iter().map(|level| (level.id, level.name)).collect(),
        stores: stores.into_iter().map(|store| (store.id, store.name)).collect(),
        tags: tags.into_iter().map(|tag| (tag.id, tag)).collect(),
    })
}

pub async fn about(app: &App, merchant: MerchantId, ids: &[MemberId]) -> Result<Vec<About>> {
    let db = &app.db;
    let mut found = members::named(db, merchant, ids.to_vec()).await?;
    found.sort_by_key(|member| ids.iter().position(|id| *id == member.id));
    let mut theirs = cards::of_members(db, merchant, ids).await?;
    theirs.sort_by_key(|card: &card::Model| (card.primary_of.is_none(), card.id));
    let card_ids: Vec<CardId> = theirs.iter().map(|card| card.id).collect();
    let holdings = ledger::peek_all(db, theirs).await?;
    let now = app.world.now();
    let holdings = stored_value::as_if_released(db, merchant, holdings, now).await?;
    let identities = members::many::identities(db, merchant, ids).await?;
    let pictured: BTreeMap<_, _> =
        members::many::pictured_at(db, merchant, ids).await?.into_iter().collect();
    let tags = members::tag::of(db, merchant, ids).await?;
    let bought: BTreeMap<_, _> =
        pos::last_paid(db, merchant, &card_ids).await?.into_iter().collect();
    let one = |member: member::Model| {
        let id = member.id;
        let of = |card: &Holdings| card.card.member_id == id;
        let holdings: Vec<_> = holdings.iter().filter(|card| of(card)).cloned().collect();
        About {
            identities: identities.iter().filter(|k| k.member_id == Some(id)).cloned().collect(),
            pictured_at: pictured.get(&id).copied(),
            tags: tags.iter().filter(|on| on.member_id == id).map(|on| on.tag_id).collect(),
            last_bought: holdings.iter().filter_map(|c| bought.get(&c.card.id)).max().copied(),
            holdings,
            member,
        }
    };
    Ok(found.into_iter().map(one).collect())
}
