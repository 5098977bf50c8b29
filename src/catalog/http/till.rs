//! What a till sells.
use actix_web::{
    get,
    web::{Data, Json, Query},
};
use entity::ids::{CategoryId, GoodsId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::{
    rows::{self, find_goods},
    rules::{LONGEST_GOODS_CODE, Named, could_be_code},
    view::{CategoryView, GoodsView},
};
use crate::{
    app::App,
    error::Result,
    http::{Page, Problem, ServiceConfig},
    operator::Clerk,
};

pub fn till_routes(cfg: &mut ServiceConfig) {
    cfg.service(till_goods).service(till_categories);
}

/// Goods in one page, as a till's screen has room for, and categories that a merchant has.
const GOODS: u64 = 40;
const CATEGORIES: u64 = 500;

#[derive(Deserialize, IntoParams)]
struct Wanted {
    /// A code as scanned, or a part of a name; everything, if empty.
    #[serde(default)]
    q: String,
    /// Of this category only.
    category: Option<CategoryId>,
    /// `next` of the page before.
    cursor: Option<GoodsId>,
}

/// Goods on sale, 40 a page: first what has this very code, then what has this in its name.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    params(Wanted),
    responses((status = 200, body = Page<GoodsView>), (status = 401, body = Problem))
)]
#[get("/goods")]
async fn till_goods(
    app: Data<App>,
    clerk: Clerk,
    wanted: Query<Wanted>,
) -> Result<Json<Page<GoodsView>>> {
    let Wanted { q, category, cursor } = wanted.into_inner();
    let text = q.trim();
    let mut found = match cursor.is_none() && could_be_code(text, LONGEST_GOODS_CODE) {
        true => find_goods(&app.db, clerk.merchant, &[Named::Code(text.to_owned())]).await?,
        false => vec![],
    };
    let here = |id: CategoryId| category.is_none_or(|only| only == id);
    found.retain(|goods| goods.off_sale_at.is_none() && here(goods.category_id));
    let what = (text, category);
    let mut named = rows::on_sale(&app.db, clerk.merchant, what, cursor, GOODS + 1).await?;
    let more = named.len() as u64 > GOODS;
    named.truncate(GOODS as usize);
    let next = named.last().filter(|_| more).map(|goods| goods.id.to_string());
    let first = found.first().map(|goods| goods.id);
    found.extend(named.into_iter().filter(|goods| Some(goods.id) != first));
    Ok(Json(Page { items: found.into_iter().map(GoodsView::from).collect(), next }))
}

/// All categories, the oldest first.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    responses((status = 200, body = Page<CategoryView>), (status = 401, body = Problem))
)]
#[get("/categories")]
async fn till_categories(app: Data<App>, clerk: Clerk) -> Result<Json<Page<CategoryView>>> {
    let found = rows::categories(&app.db, clerk.merchant, None, CATEGORIES).await?;
    Ok(Json(Page::whole(found.into_iter().map(CategoryView::from).collect())))
}
