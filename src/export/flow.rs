//! All of it, from where it is kept.
use std::collections::BTreeMap;

use anyhow::Context;
use base64::{Engine, prelude::BASE64_STANDARD};
use entity::{
    card,
    ids::{LevelId, MerchantId},
    member::{Model, Source},
    values::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    address::{self, AddressView},
    app::App,
    card as cards,
    catalog::{self, Named},
    centre::{self, Balance, Had, Kept, Line},
    coupon::{self, CouponView},
    error::Result,
    ledger::{self, Holdings},
    level, member, merchant,
    pos::{self, Purchase},
    seal::Keys,
    session::CurrentMember,
    stored_value,
};

/// Rows that are read at a time.
const PAGE: u64 = 500;
/// Coupons that an export has room for: more than any member has.
const MOST: u64 = 10_000;

/// Everything about one member.
#[derive(Serialize, ToSchema)]
pub struct Export {
    made_at: Timestamp,
    member: About,
    /// Members who turned out to be this one; what they had is below.
    former: Vec<About>,
    /// The picture they chose, as a `data:` address.
    avatar: Option<String>,
    /// A phone they asked for that waits to be theirs.
    waiting_phone: Option<String>,
    wechat: Vec<Wechat>,
    addresses: Vec<AddressView>,
    cards: Vec<Card>,
    /// Of everything they ever had, on all cards.
    history: Vec<History>,
    coupons: Vec<CouponView>,
    /// The newest first.
    purchases: Vec<Purchase>,
}

/// How they came to have one thing, the newest first: top-ups, sales, returns, what lapsed.
#[derive(Serialize, ToSchema)]
struct History {
    asset: Kept,
    lines: Vec<Line>,
}

#[derive(Serialize, ToSchema)]
struct About {
    number: String,
    nickname: String,
    name: Option<String>,
    phone: String,
    id_number: Option<String>,
    email: Option<String>,
    birthday: Option<String>,
    source: Source,
    joined_at: Timestamp,
    /// What the shop's staff wrote of them.
    job: Option<String>,
    fax: Option<String>,
    website: Option<String>,
    title: Option<String>,
    language: Option<String>,
    remark: Option<String>,
    tags: Vec<String>,
    notes: Vec<Noted>,
    consents: Vec<Agreed>,
}

/// What somebody of the staff noted down.
#[derive(Serialize, ToSchema)]
struct Noted {
    text: String,
    at: Timestamp,
}

/// As one WeChat account knows them.
#[derive(Serialize, ToSchema)]
struct Wechat {
    appid: String,
    openid: String,
    unionid: Option<String>,
    nickname: Option<String>,
    avatar: Option<String>,
    followed_at: Option<Timestamp>,
}

#[derive(Serialize, ToSchema)]
struct Agreed {
    version: String,
    /// `wechat`, `mini` or `till`.
    channel: String,
    given_at: Timestamp,
}

#[derive(Serialize, ToSchema)]
struct Card {
    number: String,
    name: String,
    level: String,
    /// 正常, 已挂失, 已作废
    status_text: &'static str,
    issued_at: Timestamp,
    balances: Vec<Balance>,
}

pub async fn export(app: &App, me: &CurrentMember) -> Result<Export> {
    let (db, merchant, id, now) = (&app.db, me.merchant, me.member.id, app.world.now());
    let keys = merchant::keys(app, merchant).await?;
    let waits = member::waiting_phone(db, merchant, id).await?;
    let waits = waits.map(|waits| member::sealed_phone(&keys, &waits.phone_sealed)).transpose()?;
    let cards = cards::of_member(db, merchant, id).await?;
    let cards = ledger::peek_all(db, cards).await?;
    let cards = stored_value::as_if_released(db, merchant, cards, now).await?;
    let value_held = member::value_held_text(&me.member, now);
    let mut selves = vec![];
    for one in member::selves(db, merchant, id).await? {
        selves.push(about(app, &keys, one).await?);
    }
    Ok(Export {
        made_at: now,
        former: selves.split_off(1.min(selves.len())),
        member: selves.pop().context("no such member")?,
        avatar: member::avatar(db, merchant, id).await?.map(picture),
        waiting_phone: waits.map(|phone| phone.reveal().to_owned()),
        wechat: member::identities(db, merchant, id).await?.into_iter().map(of_wechat).collect(),
        addresses: address::all(app, merchant, id).await?,
        history: history(app, merchant, &cards).await?,
        cards: all_cards(app, (merchant, cards), &value_held, now).await?,
        coupons: coupon::all(app, merchant, id, MOST).await?,
        purchases: bought(app, me, now).await?,
    })
}

fn picture(avatar: entity::avatar::Model) -> String {
    format!("data:{};base64,{}", avatar.media_type, BASE64_STANDARD.encode(avatar.bytes))
}

/// Of each thing, a page at a time.
async fn history(app: &App, merchant: MerchantId, cards: &[Holdings]) -> Result<Vec<History>> {
    let mut all = vec![];
    for asset in Kept::ALL {
        let (mut lines, mut before) = (vec![], None);
        loop {
            let ours = (asset, cards.iter());
            let page = centre::history(app, merchant, ours, before, PAGE).await?;
            lines.extend(page.items);
            before = page.next.and_then(|mark| mark.parse().ok());
            if before.is_none() {
                break;
            }
        }
        all.push(History { asset, lines });
    }
    Ok(all)
}

/// All purchases, a page at a time.
async fn bought(app: &App, me: &CurrentMember, now: Timestamp) -> Result<Vec<Purchase>> {
    let (mut all, mut before) = (vec![], None);
    loop {
        let page = pos::purchases(app, (me.merchant, me.member.id), before, PAGE).await?;
        all.extend(page.iter().map(|sold| Purchase::of(sold, now)));
        before = match page.last() {
            Some(last) if page.len() as u64 == PAGE => Some(last.mark()),
            _ => return Ok(all),
        };
    }
}

async fn about(app: &App, keys: &Keys, row: Model) -> Result<About> {
    let (db, merchant) = (&app.db, row.merchant_id);
    let consents = member::consents(db, merchant, row.id).await?;
    let on = member::tag::of(db, merchant, &[row.id]).await?;
    let tags = member::tag::list(db, merchant).await?;
    let tags = tags.into_iter().filter(|tag| on.iter().any(|on| on.tag_id == tag.id));
    let notes = member::note::page(db, (merchant, row.id), None, MOST).await?;
    let noted = |note: entity::member_note::Model| Noted { text: note.text, at: note.created_at };
    Ok(About {
        phone: member::phone(keys, &row)?.reveal().to_owned(),
        id_number: member::id_number(keys, &row)?,
        email: member::email(keys, &row)?,
        number: row.number,
        nickname: row.nickname,
        name: row.name,
        birthday: row.birthday,
        source: row.source,
        joined_at: row.created_at,
        job: row.job,
        fax: row.fax,
        website: row.website,
        title: row.title,
        language: row.language,
        remark: row.remark,
        tags: tags.map(|tag| tag.name).collect(),
        notes: notes.into_iter().map(noted).collect(),
        consents: consents.into_iter().map(agreed).collect(),
    })
}

fn of_wechat(row: entity::identity::Model) -> Wechat {
    Wechat {
        appid: row.appid,
        openid: row.openid,
        unionid: row.unionid,
        nickname: row.nickname,
        avatar: row.avatar,
        followed_at: row.followed_at,
    }
}

fn agreed(row: entity::consent::Model) -> Agreed {
    Agreed { version: row.version, channel: row.channel, given_at: row.given_at }
}

async fn all_cards(
    app: &App,
    (merchant, cards): (MerchantId, Vec<Holdings>),
    value_held: &str,
    now: Timestamp,
) -> Result<Vec<Card>> {
    let levels = level::list(&app.db, merchant).await?;
    let named = |id: LevelId| levels.iter().find(|level| level.id == id).map(|l| l.name.clone());
    let services: Vec<_> = centre::services(&cards).into_keys().map(Named::Id).collect();
    let services = catalog::find_goods(&app.db, merchant, &services).await?;
    let services: BTreeMap<_, _> = services.into_iter().map(|one| (one.id, one.name)).collect();
    let view = |holdings: Holdings| {
        let cards = std::slice::from_ref(&holdings);
        let balances = Balance::all(Had { cards, value_held, now }, &services);
        let card::Model { number, name, status, created_at, .. } = holdings.card.clone();
        let level = named(level::held(&holdings.card, now)).unwrap_or_default();
        let status_text = cards::status_text(status);
        Card { number, name, level, status_text, issued_at: created_at, balances }
    };
    Ok(cards.into_iter().map(view).collect())
}
