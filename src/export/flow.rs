//! All of it, from where it is kept.
use anyhow::Context;
use entity::{
    card,
    ids::{LevelId, MemberId, MerchantId},
    member::Source,
    values::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    address::{self, AddressView},
    app::App,
    card as cards,
    centre::Balance,
    coupon::{self, CouponView},
    error::Result,
    ledger::{self, Holdings},
    level, member, merchant,
    pos::{self, Purchase},
    session::CurrentMember,
};

/// Coupons that an export has room for: more than any member has.
const MOST: u64 = 10_000;

/// Everything about one member.
#[derive(Serialize, ToSchema)]
pub struct Export {
    made_at: Timestamp,
    member: About,
    wechat: Vec<Wechat>,
    consents: Vec<Agreed>,
    addresses: Vec<AddressView>,
    cards: Vec<Card>,
    coupons: Vec<CouponView>,
    /// The newest first.
    purchases: Vec<Purchase>,
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
    let wechat = member::identities(db, merchant, id).await?;
    let consents = member::consents(db, merchant, id).await?;
    let bought = bought(app, me, now).await?;
    Ok(Export {
        made_at: now,
        member: about(app, merchant, id).await?,
        wechat: wechat.into_iter().map(of_wechat).collect(),
        consents: consents.into_iter().map(agreed).collect(),
        addresses: address::all(app, merchant, id).await?,
        cards: all_cards(app, merchant, id, now).await?,
        coupons: coupon::all(app, merchant, id, MOST).await?,
        purchases: bought,
    })
}

/// All purchases, a page at a time.
async fn bought(app: &App, me: &CurrentMember, now: Timestamp) -> Result<Vec<Purchase>> {
    const PAGE: u64 = 500;
    let (mut all, mut before) = (vec![], None);
    loop {
        let page = pos::purchases(app, me, before, PAGE).await?;
        all.extend(page.iter().map(|sold| Purchase::of(sold, now)));
        before = match page.last() {
            Some(last) if page.len() as u64 == PAGE => Some(last.mark()),
            _ => return Ok(all),
        };
    }
}

async fn about(app: &App, merchant: MerchantId, id: MemberId) -> Result<About> {
    let keys = merchant::keys(app, merchant).await?;
    let row = member::find(&app.db, merchant, id).await?.context("no such member")?;
    Ok(About {
        phone: member::phone(&keys, &row)?.reveal().to_owned(),
        id_number: member::id_number(&keys, &row)?,
        email: member::email(&keys, &row)?,
        number: row.number,
        nickname: row.nickname,
        name: row.name,
        birthday: row.birthday,
        source: row.source,
        joined_at: row.created_at,
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
    merchant: MerchantId,
    id: MemberId,
    now: Timestamp,
) -> Result<Vec<Card>> {
    let levels = level::list(&app.db, merchant).await?;
    let named = |id: LevelId| levels.iter().find(|level| level.id == id).map(|l| l.name.clone());
    let rows = cards::of_member(&app.db, merchant, id).await?;
    let view = |holdings: Holdings| {
        let balances = Balance::all(std::slice::from_ref(&holdings), &Default::default(), now);
        let card::Model { number, name, status, created_at, .. } = holdings.card.clone();
        let level = named(level::held(&holdings.card, now)).unwrap_or_default();
        let status_text = cards::status_text(status);
        Card { number, name, level, status_text, issued_at: created_at, balances }
    };
    Ok(ledger::peek_all(&app.db, rows).await?.into_iter().map(view).collect())
}
