//! A member's addresses on the wire.
use actix_web::{
    HttpResponse, delete, get, post, put,
    web::{Data, Json, Path},
};
use entity::{
    address::Model,
    ids::{AddressId, MemberId, MerchantId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    flow::{self, Choose, DETAIL, Keep, NAME, PHONE, Whose},
    rows,
    rules::{self, AddressRefusal, Typed},
};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Page, Problem, ServiceConfig},
    merchant,
    seal::Keys,
    session::CurrentMember,
};

pub fn member_routes(cfg: &mut ServiceConfig) {
    cfg.service(list).service(add).service(change).service(remove).service(choose);
}

/// An address, as its member reads it.
#[derive(Serialize, ToSchema)]
pub struct AddressView {
    id: AddressId,
    name: String,
    phone: String,
    /// Province, city, district.
    region: Vec<String>,
    detail: String,
    postal_code: Option<String>,
    is_default: bool,
    /// On one line.
    text: String,
}

impl AddressView {
    fn open(keys: &Keys, row: Model) -> Result<Self> {
        let detail = keys.open(DETAIL, &row.detail_sealed)?;
        Ok(Self {
            id: row.id,
            name: keys.open(NAME, &row.name_sealed)?,
            phone: keys.open(PHONE, &row.phone_sealed)?,
            text: format!("{}{detail}", row.region.replace(' ', "")),
            region: row.region.split(' ').map(str::to_owned).collect(),
            detail,
            postal_code: row.postal_code,
            is_default: row.default_of.is_some(),
        })
    }
}

/// All of a member's, the default first, then the newest.
pub async fn all(app: &App, merchant: MerchantId, member: MemberId) -> Result<Vec<AddressView>> {
    let keys = merchant::keys(app, merchant).await?;
    let mut rows = rows::of_member(&app.db, merchant, member).await?;
    rows.sort_by_key(|row| row.default_of.is_none());
    rows.into_iter().map(|row| AddressView::open(&keys, row)).collect()
}

/// What a second press is answered from: the id alone. Answers are kept for a week, and an address
/// is kept sealed only.
#[derive(Serialize, Deserialize)]
struct Kept(AddressId);

impl From<AddressId> for Kept {
    fn from(id: AddressId) -> Self {
        Self(id)
    }
}

async fn one(app: &App, whose: Whose, Kept(id): Kept) -> Result<AddressView> {
    let Whose { merchant, member } = whose;
    let row = rows::find(&app.db, merchant, member, id).await?;
    let keys = merchant::keys(app, merchant).await?;
    AddressView::open(&keys, row.ok_or(AddressRefusal::NoSuchAddress)?)
}

fn whose(me: &CurrentMember) -> Whose {
    Whose { merchant: me.merchant, member: me.member.id }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddressBody {
    /// 1 to 32 characters.
    name: String,
    phone: String,
    /// Province, city, district.
    region: Vec<String>,
    /// 1 to 120 characters.
    detail: String,
    /// Six digits.
    postal_code: Option<String>,
    #[serde(default)]
    is_default: bool,
}

/// Addresses, the default first, then the newest.
#[utoipa::path(tag = "member", responses((status = 200, body = Page<AddressView>),
    (status = 401, body = Problem)))]
#[get("/addresses")]
async fn list(app: Data<App>, me: CurrentMember) -> Result<Json<Page<AddressView>>> {
    Ok(Json(Page::whole(all(&app, me.merchant, me.member.id).await?)))
}

/// Keep an address. The first is the default.
#[utoipa::path(tag = "member", request_body = AddressBody,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 201, body = AddressView),
        (status = 409, body = Problem, description = "addresses_full"),
        (status = 422, body = Problem, description = "address_malformed")))]
#[post("/addresses")]
async fn add(app: Data<App>, me: CurrentMember, asked: Keyed<AddressBody>) -> Result<HttpResponse> {
    Ok(HttpResponse::Created().json(keep(&app, &me, None, asked).await?))
}

/// Write an address anew.
#[utoipa::path(tag = "member", request_body = AddressBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = AddressView),
        (status = 404, body = Problem, description = "no_such_address"),
        (status = 422, body = Problem, description = "address_malformed")))]
#[put("/addresses/{id}")]
async fn change(
    app: Data<App>,
    me: CurrentMember,
    id: Path<AddressId>,
    asked: Keyed<AddressBody>,
) -> Result<Json<AddressView>> {
    Ok(Json(keep(&app, &me, Some(id.into_inner()), asked).await?))
}

async fn keep(
    app: &App,
    me: &CurrentMember,
    id: Option<AddressId>,
    Keyed { key, body }: Keyed<AddressBody>,
) -> Result<AddressView> {
    let AddressBody { name, phone, region, detail, postal_code, is_default } = body;
    let whose = whose(me);
    let ask = Keep {
        whose,
        keys: merchant::keys(app, me.merchant).await?,
        address: rules::address(Typed { name, phone, region, detail, postal_code })?,
        is_default,
        id,
    };
    let kept: Kept = app.once(me.merchant, key.of(me.identity.id), flow::keep, ask).await?;
    one(app, whose, kept).await
}

/// Forget an address. If it was the default, none is.
#[utoipa::path(tag = "member", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem, description = "no_such_address")))]
#[delete("/addresses/{id}")]
async fn remove(app: Data<App>, me: CurrentMember, id: Path<AddressId>) -> Result<HttpResponse> {
    let ask = Choose { whose: whose(&me), id: id.into_inner() };
    app.transact(flow::drop, ask).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A choice says all in its address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Make an address the default.
#[utoipa::path(tag = "member", request_body = Nothing,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = AddressView),
        (status = 404, body = Problem, description = "no_such_address")))]
#[post("/addresses/{id}/default")]
async fn choose(
    app: Data<App>,
    me: CurrentMember,
    id: Path<AddressId>,
    Keyed { key, .. }: Keyed<Nothing>,
) -> Result<Json<AddressView>> {
    let ask = Choose { whose: whose(&me), id: id.into_inner() };
    let key = key.of(me.identity.id);
    let kept: Kept = app.once(me.merchant, key, flow::make_default, ask).await?;
    Ok(Json(one(&app, ask.whose, kept).await?))
}
