//! The back office's door: templates are made, sent, printed and withdrawn (CPN-05).
use actix_web::{
    HttpResponse, get, post, put,
    web::{Data, Json, Path, Query},
};
use entity::{
    coupon_template::{Kind, Model},
    ids::{CouponTemplateId, StoreId},
    values::{Fen, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        CouponRefusal, Terms,
        flow::{self, By, Change, Print, Printed},
        rows::{self, template::Search},
        rules::TemplateState,
        view::TemplateView,
    },
    sending,
};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Listing, Page, Problem, ServiceConfig},
    merchant,
    operator::{Headquarters, Office, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(templates).service(make).service(change).service(withdraw).service(print);
    sending::routes(cfg);
}

pub(super) fn hand(office: &Office) -> By {
    By { merchant: office.merchant, operator: office.operator.id }
}

#[derive(Deserialize, IntoParams)]
struct Wanted {
    /// Part of a title.
    q: Option<String>,
    /// `waiting`, `open`, `over` or `withdrawn`; all, unless given.
    state: Option<TemplateState>,
}

/// Text that a column can be asked for: PostgreSQL answers NUL with an error.
fn readable(text: &str) -> bool {
    !text.is_empty() && !text.contains('\0')
}

/// Templates, the newest first.
#[utoipa::path(
    tag = "office",
    security(("office" = [])),
    params(Wanted, Listing),
    responses((status = 200, body = Page<TemplateView>), (status = 401, body = Problem))
)]
#[get("/coupons")]
async fn templates(
    app: Data<App>,
    office: Office,
    Query(Wanted { q, state }): Query<Wanted>,
    list: Query<Listing>,
) -> Result<Json<Page<TemplateView>>> {
    let (limit, now) = (list.limit(), app.world.now());
    let text = q.map(|text| text.trim().to_owned()).filter(|text| readable(text));
    let search = (Search { text, state }, now);
    let (db, after) = (&app.db, list.after()?);
    let rows = rows::template::list(db, office.merchant, search, after, limit + 1).await?;
    let view = |issue| TemplateView::try_from((issue, now));
    let page = Page::of(rows, limit, |issue| issue.template.id, view);
    let items = page.items.into_iter().collect::<Result<_, _>>()?;
    Ok(Json(Page { items, next: page.next }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TemplateBody {
    kind: Kind,
    title: String,
    /// Cash: fen. Discount: what is paid, in 1/10,000. Goods: pieces.
    worth: i64,
    /// Smallest bill, of what it is good for.
    #[serde(default = "no_money")]
    threshold: Fen,
    total: i32,
    per_member: i32,
    opens_at: Timestamp,
    /// No claim from then on.
    closes_at: Timestamp,
    /// Of each coupon.
    valid_until: Timestamp,
    /// Only good there.
    store: Option<StoreId>,
    /// Whether members find it in the coupon centre.
    #[serde(default = "yes")]
    listed: bool,
    #[serde(default)]
    terms: Terms,
}

fn no_money() -> Fen {
    Fen::ZERO
}

fn yes() -> bool {
    true
}

/// 制作优惠券
#[utoipa::path(
    tag = "office",
    security(("office" = ["coupons.edit"])),
    request_body = TemplateBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = TemplateView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_store"),
        (status = 422, body = Problem,
            description = "coupon_terms_malformed, coupon_over_budget"),
    )
)]
#[post("/coupons")]
async fn make(
    app: Data<App>,
    office: Headquarters<right::EditCoupons>,
    Keyed { key, body }: Keyed<TemplateBody>,
) -> Result<HttpResponse> {
    let by = hand(&office);
    let template = Model {
        id: app.world.id(),
        merchant_id: by.merchant,
        store_id: body.store,
        kind: body.kind,
        title: body.title.trim().to_owned(),
        worth: body.worth,
        threshold: body.threshold,
        total: body.total,
        claimed: 0,
        per_member: body.per_member,
        opens_at: body.opens_at,
        closes_at: body.closes_at,
        closes_was: None,
        valid_until: body.valid_until,
        listed: body.listed,
        terms: Some(serde_json::to_string(&body.terms)?),
        created_at: app.world.now(),
    };
    let key = key.of(by.operator);
    let made: TemplateView = app.once(by.merchant, key, flow::make, (by, template)).await?;
    Ok(HttpResponse::Created().json(made))
}

/// What may be changed: nothing that a coupon in somebody's hand is worth.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CouponChangeBody)]
struct ChangeBody {
    title: String,
    closes_at: Timestamp,
    /// No fewer than there are.
    total: i32,
    per_member: i32,
    listed: bool,
}

/// 修改: for those who take one later. Whoever has one has what they have.
#[utoipa::path(
    tag = "office",
    security(("office" = ["coupons.edit"])),
    request_body = ChangeBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = TemplateView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_offer"),
        (status = 409, body = Problem, description = "coupon_withdrawn"),
        (status = 422, body = Problem,
            description = "coupon_terms_malformed, coupon_total_down, coupon_over_budget"),
    )
)]
#[put("/coupons/{id}")]
async fn change(
    app: Data<App>,
    office: Headquarters<right::EditCoupons>,
    template: Path<CouponTemplateId>,
    Keyed { key, body }: Keyed<ChangeBody>,
) -> Result<Json<TemplateView>> {
    let by = hand(&office);
    let ChangeBody { title, closes_at, total, per_member, listed } = body;
    let template = template.into_inner();
    let ask = Change { template, title, closes_at, total, per_member, listed };
    Ok(Json(app.once(by.merchant, key.of(by.operator), flow::change, (by, ask)).await?))
}

/// 停止发放: no more are claimed, sent, printed or activated; whoever has one keeps it.
#[utoipa::path(
    tag = "office",
    security(("office" = ["coupons.edit"])),
    params(("id" = String, Path)),
    responses(
        (status = 200, body = TemplateView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_offer"),
    )
)]
#[post("/coupons/{id}/withdraw")]
async fn withdraw(
    app: Data<App>,
    office: Headquarters<right::EditCoupons>,
    template: Path<CouponTemplateId>,
) -> Result<Json<TemplateView>> {
    let ask = (hand(&office), template.into_inner());
    Ok(Json(app.transact(flow::withdraw, ask).await?.try_into()?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PrintBody {
    /// 1 to 1000.
    count: i32,
}

/// A batch, as it is answered once.
#[derive(Serialize, ToSchema)]
struct BatchView {
    template: CouponTemplateId,
    numbers: Vec<String>,
}

/// What is kept of the answer: nobody finds a number in the database.
#[derive(Serialize, Deserialize)]
struct Remembered {
    template: CouponTemplateId,
    #[serde(skip)]
    numbers: Vec<String>,
}

impl From<Printed> for Remembered {
    fn from(Printed { template, numbers }: Printed) -> Self {
        Self { template, numbers }
    }
}

/// 印制: numbers of eighteen digits, for paper. They are in this answer and nowhere else: asked
/// again under the same key, the answer is 410 `coupon_numbers_shown`.
#[utoipa::path(
    tag = "office",
    security(("office" = ["coupons.edit"])),
    request_body = PrintBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = BatchView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_offer"),
        (status = 409, body = Problem, description = "coupon_sold_out, coupon_not_open"),
        (status = 410, body = Problem, description = "coupon_numbers_shown"),
        (status = 422, body = Problem, description = "coupon_batch_malformed"),
    )
)]
#[post("/coupons/{id}/print")]
async fn print(
    app: Data<App>,
    office: Headquarters<right::EditCoupons>,
    template: Path<CouponTemplateId>,
    Keyed { key, body }: Keyed<PrintBody>,
) -> Result<HttpResponse> {
    let By { merchant, operator } = hand(&office);
    let keys = merchant::keys(&app, merchant).await?;
    let template = template.into_inner();
    let ask = Print { merchant, operator, template, count: body.count, keys };
    let done: Remembered = app.once(merchant, key.of(operator), flow::print, ask).await?;
    if done.numbers.is_empty() {
        return Err(CouponRefusal::NumbersShown.into());
    }
    let Remembered { template, numbers } = done;
    Ok(HttpResponse::Created().json(BatchView { template, numbers }))
}
