//! 会员卡包 on the wire.
use actix_web::{
    HttpResponse, get, post, put,
    web::{Data, Json, Path},
};
use entity::{card::Status, ids::CardId, member::Model as Member, sms_code::Purpose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        balance::{Balance, Had},
        wallet::{self, Add, Shown},
    },
    show::holdings,
};
use crate::{
    app::App,
    card::{self, Mine, Name},
    error::Result,
    http::{Body, Keyed, Page, Problem, ServiceConfig, Source},
    level::{self, CardView},
    member,
    merchant::{self, Theme, theme},
    session::{self, CurrentMember},
    sms::{self, About, Sent},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_cards).service(send_card_code).service(add_card);
    cfg.service(make_primary).service(rename_card);
}

/// A card in the wallet.
#[derive(Serialize, Deserialize, ToSchema)]
struct WalletCardView {
    #[serde(flatten)]
    card: CardView,
    merchant_name: String,
    theme: Theme,
    /// What is on this card: 积分, 通票, 储值卡, 积点.
    #[serde(default)]
    balances: Vec<Balance>,
    /// It is active, and another is the primary one.
    #[serde(default)]
    can_be_primary: bool,
}

impl From<Shown> for WalletCardView {
    fn from(shown: Shown) -> Self {
        let Shown { shop, held, level, value_held, at } = shown;
        let cards = std::slice::from_ref(&held);
        let balances = Balance::glance(Had { cards, value_held: &value_held, now: at });
        let card = CardView::new(held.card, level.into());
        Self {
            can_be_primary: card.status == Status::Active && !card.primary,
            card,
            merchant_name: shop.name,
            theme: theme(&shop.theme),
            balances,
        }
    }
}

/// 会员卡包: all of the member's cards (CRD-01).
#[utoipa::path(tag = "member", responses((status = 200, body = Page<WalletCardView>),
    (status = 401, body = Problem)))]
#[get("/cards")]
async fn list_cards(app: Data<App>, me: CurrentMember) -> Result<Json<Page<WalletCardView>>> {
    let shop = merchant::shown(&app, me.merchant).await?;
    let at = app.world.now();
    let levels = level::list(&app.db, me.merchant).await?;
    let cards = holdings(&app, &me).await?.into_iter().filter_map(|held| {
        let its = level::held(&held.card, at);
        let level = levels.iter().find(|level| level.id == its)?.clone();
        let value_held = member::value_held_text(&me.member, at);
        Some(Shown { shop: shop.as_ref().clone(), held, level, value_held, at }.into())
    });
    Ok(Json(Page::whole(cards.collect())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CardCodeBody {
    /// Of the card, as it is printed: spaces do not matter.
    number: String,
}

/// Send a code to the phone of a card's holder. The answer is the same whether or not there is such
/// a card.
#[utoipa::path(tag = "member", request_body = CardCodeBody,
    responses((status = 202, body = Sent), (status = 409, body = Problem, description = "card_mine"),
        (status = 429, body = Problem)))]
#[post("/cards/sms")]
async fn send_card_code(
    app: Data<App>,
    me: CurrentMember,
    source: Source,
    Body(body): Body<CardCodeBody>,
) -> Result<HttpResponse> {
    let number = wallet::digits(&body.number);
    let holder = wallet::holder(&app, (me.merchant, me.member.id), &number).await?;
    let holder = holder.map(|(_, holder)| holder);
    let about = about(&app, &me, number, holder.as_ref()).await?;
    Ok(HttpResponse::Accepted().json(sms::send_about(&app, about, source.0).await?))
}

/// A code that goes to whoever holds the card of this number.
async fn about(
    app: &App,
    me: &CurrentMember,
    number: String,
    holder: Option<&Member>,
) -> Result<About> {
    let keys = merchant::keys(app, me.merchant).await?;
    let phone = holder.map(|holder| member::phone(&keys, holder)).transpose()?;
    let asked_by = me.identity.id.to_string();
    Ok(About { merchant: me.merchant, named: number, phone, purpose: Purpose::AddCard, asked_by })
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddCardBody {
    number: String,
    sms_code: String,
}

/// Add a card, with all others of its holder: they and the member turn out to be one person.
#[utoipa::path(tag = "member", request_body = AddCardBody,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 201, body = WalletCardView),
        (status = 409, body = Problem,
            description = "card_held_elsewhere, proof_too_old, card_mine, member_merged"),
        (status = 422, body = Problem, description = "sms_code_wrong, sms_code_gone"),
        (status = 429, body = Problem)))]
#[post("/cards")]
async fn add_card(
    app: Data<App>,
    me: CurrentMember,
    Keyed { key, body }: Keyed<AddCardBody>,
) -> Result<HttpResponse> {
    let (merchant, key) = (me.merchant, key.of(me.identity.id));
    let added: WalletCardView = match proven(&app, &me, body).await {
        Ok(ask) => app.once(merchant, key, wallet::add, ask).await?,
        // A second press finds its code used, and the card the member's.
        Err(no) => app.answered(merchant, &key).await?.ok_or(no)?,
    };
    session::forget(&app, me.identity.id).await;
    Ok(HttpResponse::Created().json(added))
}

/// A guess at the code counts from here on.
async fn proven(app: &App, me: &CurrentMember, body: AddCardBody) -> Result<Add> {
    let number = wallet::digits(&body.number);
    let found = wallet::holder(app, (me.merchant, me.member.id), &number).await?;
    let holder = found.as_ref().map(|(_, holder)| holder);
    let about = about(app, me, number, holder).await?;
    let proof = sms::check_about(app, about, body.sms_code).await?;
    let (card, holder) = found.ok_or(card::CardRefusal::NoSuchCard)?;
    let keys = merchant::keys(app, me.merchant).await?;
    Ok(Add { merchant: me.merchant, me: me.member.id, card, holder: holder.id, keys, proof })
}

/// A card's address says it all.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoBody {}

/// Show this card's code from now on.
#[utoipa::path(tag = "member", request_body = NoBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WalletCardView),
        (status = 404, body = Problem, description = "no_such_card"),
        (status = 409, body = Problem, description = "card_not_active")))]
#[post("/cards/{id}/primary")]
async fn make_primary(
    app: Data<App>,
    me: CurrentMember,
    card: Path<CardId>,
    Keyed { key, .. }: Keyed<NoBody>,
) -> Result<Json<WalletCardView>> {
    let ask = mine(&me, card.into_inner());
    let key = key.of(me.identity.id);
    let chosen = app.once(me.merchant, key, wallet::primary, ask).await?;
    session::forget(&app, me.identity.id).await;
    Ok(Json(chosen))
}

fn mine(me: &CurrentMember, card: CardId) -> Mine {
    Mine { merchant: me.merchant, member: me.member.id, card }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CardNameBody {
    /// 1 to 16 characters.
    name: String,
}

/// Call a card something.
#[utoipa::path(tag = "member", request_body = CardNameBody, params(("id" = String, Path)),
    responses((status = 200, body = WalletCardView),
        (status = 404, body = Problem, description = "no_such_card"),
        (status = 422, body = Problem, description = "card_name_malformed")))]
#[put("/cards/{id}")]
async fn rename_card(
    app: Data<App>,
    me: CurrentMember,
    card: Path<CardId>,
    Body(body): Body<CardNameBody>,
) -> Result<Json<WalletCardView>> {
    let ask = Name { card: mine(&me, card.into_inner()), name: card::name(&body.name)? };
    let named = app.transact(wallet::rename, ask).await?;
    session::forget(&app, me.identity.id).await;
    Ok(Json(named.into()))
}
