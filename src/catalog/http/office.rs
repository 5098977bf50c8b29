//! The catalog in the back office. It is one for all shops, so headquarters writes it.
use actix_web::{
    HttpResponse, delete, get, post, put,
    web::{Data, Json, Path, Query},
};
use entity::{
    ids::{CategoryId, GoodsId},
    values::Fen,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::super::{
    flow::{self, Change},
    rows::{self, Search},
    rules::{CategoryDraft, Draft},
    view::{CategoryView, GoodsView},
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Keyed, Listing, Page, Problem, ServiceConfig},
    operator::{May, Office, right},
};

pub fn office_routes(cfg: &mut ServiceConfig) {
    cfg.service(list_categories)
        .service(create_category)
        .service(change_category)
        .service(delete_category)
        .service(list_goods)
        .service(create_goods)
        .service(change_goods)
        .service(delete_goods);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CategoryBody {
    /// Unique in the merchant.
    code: String,
    name: String,
}

impl From<CategoryBody> for CategoryDraft {
    fn from(CategoryBody { code, name }: CategoryBody) -> Self {
        Self { code, name }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GoodsBody {
    category: CategoryId,
    /// Barcode or the shop's own code, unique in the merchant.
    code: String,
    name: String,
    /// 件, 罐, 千克
    unit: String,
    /// 零售价, in fen.
    price: Fen,
    /// 会员价
    member_price: Option<Fen>,
    /// 促销价
    promotion_price: Option<Fen>,
    #[serde(default = "yes")]
    on_sale: bool,
}

fn yes() -> bool {
    true
}

impl From<GoodsBody> for Draft {
    fn from(body: GoodsBody) -> Self {
        Self {
            category: body.category,
            code: body.code,
            name: body.name,
            unit: body.unit,
            price: body.price,
            member_price: body.member_price,
            promotion_price: body.promotion_price,
            on_sale: body.on_sale,
        }
    }
}

fn by<T>(office: &Office, what: T) -> Change<T> {
    Change { merchant: office.merchant, operator: office.operator.id, what }
}

/// Categories, the oldest first.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    params(Listing),
    responses((status = 200, body = Page<CategoryView>), (status = 401, body = Problem))
)]
#[get("/categories")]
async fn list_categories(
    app: Data<App>,
    office: Office,
    list: Query<Listing>,
) -> Result<Json<Page<CategoryView>>> {
    let limit = list.limit();
    let found = rows::categories(&app.db, office.merchant, list.after()?, limit + 1).await?;
    Ok(Json(Page::of(found, limit, |category| category.id, CategoryView::from)))
}

#[utoipa::path(
    tag = "office",
    security(("office" = ["goods.edit"])),
    request_body = CategoryBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = CategoryView),
        (status = 409, body = Problem, description = "category_code_taken"),
        (status = 422, body = Problem, description = "catalog_code_malformed, …"),
    )
)]
#[post("/categories")]
async fn create_category(
    app: Data<App>,
    office: May<right::EditGoods>,
    Keyed { key, body }: Keyed<CategoryBody>,
) -> Result<HttpResponse> {
    let (key, ask) = (key.of(office.operator.id), by(&office, body.into()));
    let made: CategoryView = app.once(office.merchant, key, flow::add_category, ask).await?;
    Ok(HttpResponse::Created().json(made))
}

#[utoipa::path(
    tag = "office",
    security(("office" = ["goods.edit"])),
    request_body = CategoryBody,
    responses(
        (status = 200, body = CategoryView),
        (status = 404, body = Problem, description = "no_such_category"),
        (status = 409, body = Problem, description = "category_code_taken"),
    )
)]
#[put("/categories/{id}")]
async fn change_category(
    app: Data<App>,
    office: May<right::EditGoods>,
    id: Path<CategoryId>,
    Body(body): Body<CategoryBody>,
) -> Result<Json<CategoryView>> {
    let ask = by(&office, (id.into_inner(), body.into()));
    Ok(Json(app.transact(flow::change_category, ask).await?.into()))
}

/// A category of which nothing is on sale.
#[utoipa::path(
    tag = "office",
    security(("office" = ["goods.edit"])),
    responses(
        (status = 204),
        (status = 404, body = Problem, description = "no_such_category"),
        (status = 409, body = Problem, description = "category_in_use"),
    )
)]
#[delete("/categories/{id}")]
async fn delete_category(
    app: Data<App>,
    office: May<right::EditGoods>,
    id: Path<CategoryId>,
) -> Result<HttpResponse> {
    app.transact(flow::delete_category, by(&office, id.into_inner())).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize, IntoParams)]
struct GoodsWanted {
    /// A part of a code or of a name.
    q: Option<String>,
    category: Option<CategoryId>,
    on_sale: Option<bool>,
}

/// Goods, the newest first.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    params(GoodsWanted, Listing),
    responses((status = 200, body = Page<GoodsView>), (status = 401, body = Problem))
)]
#[get("/goods")]
async fn list_goods(
    app: Data<App>,
    office: Office,
    wanted: Query<GoodsWanted>,
    list: Query<Listing>,
) -> Result<Json<Page<GoodsView>>> {
    let GoodsWanted { q, category, on_sale } = wanted.into_inner();
    let text = q.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let (search, limit) = (Search { text, category, on_sale }, list.limit());
    let (db, before) = (&app.db, list.after()?);
    let found = rows::search(db, office.merchant, &search, before, limit + 1).await?;
    Ok(Json(Page::of(found, limit, |goods| goods.id, GoodsView::from)))
}

#[utoipa::path(
    tag = "office",
    security(("office" = ["goods.edit"])),
    request_body = GoodsBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = GoodsView),
        (status = 404, body = Problem, description = "no_such_category"),
        (status = 409, body = Problem, description = "goods_code_taken"),
        (status = 422, body = Problem, description = "price_malformed, …"),
    )
)]
#[post("/goods")]
async fn create_goods(
    app: Data<App>,
    office: May<right::EditGoods>,
    Keyed { key, body }: Keyed<GoodsBody>,
) -> Result<HttpResponse> {
    let (key, ask) = (key.of(office.operator.id), by(&office, body.into()));
    let made: GoodsView = app.once(office.merchant, key, flow::add, ask).await?;
    Ok(HttpResponse::Created().json(made))
}

/// The whole of it: what is left out is emptied. What was sold before stays as it was.
#[utoipa::path(
    tag = "office",
    security(("office" = ["goods.edit"])),
    request_body = GoodsBody,
    responses(
        (status = 200, body = GoodsView),
        (status = 404, body = Problem, description = "no_such_goods, no_such_category"),
        (status = 409, body = Problem, description = "goods_code_taken"),
    )
)]
#[put("/goods/{id}")]
async fn change_goods(
    app: Data<App>,
    office: May<right::EditGoods>,
    id: Path<GoodsId>,
    Body(body): Body<GoodsBody>,
) -> Result<Json<GoodsView>> {
    let ask = by(&office, (id.into_inner(), body.into()));
    Ok(Json(app.transact(flow::change, ask).await?.into()))
}

/// 下架. Its row and its code stay, and `PUT` brings it back.
#[utoipa::path(
    tag = "office",
    security(("office" = ["goods.edit"])),
    responses((status = 204), (status = 404, body = Problem, description = "no_such_goods"))
)]
#[delete("/goods/{id}")]
async fn delete_goods(
    app: Data<App>,
    office: May<right::EditGoods>,
    id: Path<GoodsId>,
) -> Result<HttpResponse> {
    app.transact(flow::take_off_sale, by(&office, id.into_inner())).await?;
    Ok(HttpResponse::NoContent().finish())
}
