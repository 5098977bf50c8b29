//! A sale on the wire, from its quote to what comes back of it.
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json, Path, Query},
};
use entity::{
    ids::{CardId, SaleId},
    sale::State,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        flow::{self, AskRefund, AskSettle, Sought},
        rules::{Asked, SaleRefusal},
        view::{ParkedView, QuoteView, ReceiptView, RefundView, SaleView},
    },
    body::{QuoteBody, RefundBody, SettleBody, VoidBody},
};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Listing, Page, Problem, ServiceConfig, Source},
    once::Key,
    operator::{self, ApproverBody, Clerk, Right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(quote)
        .service(settle)
        .service(hold)
        .service(resume)
        .service(cancel)
        .service(refund)
        .service(void)
        .service(sales)
        .service(receipt);
}

/// What says all in its address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// 计价: price a cart. Asked again under the same number before it is paid, the last quote counts.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = QuoteBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = QuoteView),
        (status = 404, body = Problem, description = "no_such_goods, no_such_coupon, no_such_card"),
        (status = 409, body = Problem, description = "order_no_taken, sale_of_another_till, \
            goods_off_sale, card_not_active, account_frozen, member_needed, points_insufficient"),
        (status = 410, body = Problem, description = "code_expired"),
        (status = 422, body = Problem,
            description = "cart_empty, line_malformed, order_no_malformed, points_malformed"),
    )
)]
#[post("/quotes")]
async fn quote(
    app: Data<App>,
    clerk: Clerk,
    Keyed { key, body }: Keyed<QuoteBody>,
) -> Result<HttpResponse> {
    let quoted = flow::quote(&app, &clerk, key, body.read()?).await?;
    Ok(HttpResponse::Created().json(quoted))
}

/// 收款: pay what was quoted.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = SettleBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = ReceiptView),
        (status = 404, body = Problem, description = "no_such_sale"),
        (status = 409, body = Problem, description = "value_held, quote_changed, sale_wrong_state, code_used, \
            code_of_another, member_code_needed, balance_insufficient, card_not_active, \
            account_frozen"),
        (status = 410, body = Problem, description = "quote_expired, code_expired"),
        (status = 422, body = Problem, description = "tenders_differ, tender_malformed"),
    )
)]
#[post("/sales/{id}/settle")]
async fn settle(
    app: Data<App>,
    clerk: Clerk,
    sale: Path<SaleId>,
    Keyed { key, body }: Keyed<SettleBody>,
) -> Result<Json<ReceiptView>> {
    let hash = body.hash()?;
    let tenders = body.tenders.into_iter().map(|tender| (tender.kind, tender.amount)).collect();
    let ask = AskSettle { sale: sale.into_inner(), hash, tenders, code: body.code };
    Ok(Json(flow::settle(&app, &clerk, key, ask).await?))
}

/// What is done to a sale that was not paid; its address says it all.
// Left alone: rustfmt would move the attribute further right each time.
#[rustfmt::skip]
macro_rules! unpaid {
    ($said:literal $name:ident $path:literal -> $view:ident) => {
        #[doc = $said]
        #[utoipa::path(
            tag = "till",
            security(("till" = ["till.sell"])),
            request_body = Nothing,
            params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
            responses(
                (status = 200, body = $view),
                (status = 404, body = Problem, description = "no_such_sale"),
                (status = 409, body = Problem,
                    description = "sale_wrong_state, sale_of_another_till"),
            )
        )]
        #[post($path)]
        async fn $name(
            app: Data<App>,
            clerk: Clerk,
            sale: Path<SaleId>,
            Keyed { key, body: Nothing {} }: Keyed<Nothing>,
        ) -> Result<Json<$view>> {
            Ok(Json(flow::$name(&app, &clerk, key, sale.into_inner()).await?))
        }
    };
}

unpaid!("挂单: let a sale wait." hold "/sales/{id}/hold" -> ParkedView);
unpaid!("解挂: price a sale that waited again, at any till of its store."
    resume "/sales/{id}/resume" -> QuoteView);
unpaid!("取消: end a sale that was not paid." cancel "/sales/{id}/cancel" -> ParkedView);

/// 退货: some lines, some money, or all that is left; with a word for it, if one is needed.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = RefundBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = RefundView),
        (status = 403, body = Problem, description = "return_needs_approval, approver_wrong"),
        (status = 404, body = Problem, description = "no_such_sale, no_such_line"),
        (status = 409, body = Problem, description = "account_frozen, refund_too_much, return_too_much, \
            nothing_to_refund, refund_no_taken, sale_wrong_state, card_not_active"),
        (status = 422, body = Problem,
            description = "refund_malformed, reason_needed, order_no_malformed"),
        (status = 429, body = Problem, description = "sign_in_locked"),
    )
)]
#[post("/sales/{id}/refunds")]
async fn refund(
    app: Data<App>,
    clerk: Clerk,
    source: Source,
    sale: Path<SaleId>,
    Keyed { key, body }: Keyed<RefundBody>,
) -> Result<HttpResponse> {
    let (sale, what) = (sale.into_inner(), body.what()?);
    let RefundBody { refund_no, reason, approver, .. } = body;
    let ask = AskRefund { sale, refund_no, what, reason, void: false, approved_by: None };
    take_back((&app, &clerk, key), (source, approver), ask).await
}

/// 作废: undo a sale whole, on its own day and in its own store; with the same word.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = VoidBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = RefundView),
        (status = 403, body = Problem, description = "return_needs_approval, approver_wrong"),
        (status = 404, body = Problem, description = "no_such_sale"),
        (status = 409, body = Problem,
            description = "account_frozen, void_too_late, refund_no_taken, sale_wrong_state, card_not_active"),
        (status = 422, body = Problem, description = "reason_needed, order_no_malformed"),
        (status = 429, body = Problem, description = "sign_in_locked"),
    )
)]
#[post("/sales/{id}/void")]
async fn void(
    app: Data<App>,
    clerk: Clerk,
    source: Source,
    sale: Path<SaleId>,
    Keyed { key, body }: Keyed<VoidBody>,
) -> Result<HttpResponse> {
    let VoidBody { refund_no, reason, approver } = body;
    let (sale, what) = (sale.into_inner(), Asked::All);
    let ask = AskRefund { sale, refund_no, what, reason, void: true, approved_by: None };
    take_back((&app, &clerk, key), (source, approver), ask).await
}

/// By the clerk's own right, or by the word of somebody who has it (POS-02).
async fn take_back(
    (app, clerk, key): (&App, &Clerk, Key),
    (source, approver): (Source, Option<ApproverBody>),
    mut ask: AskRefund,
) -> Result<HttpResponse> {
    let key = key.of(clerk.terminal.id);
    if let Some(named) = approver {
        // The password need not be good any more for the answer to be heard again.
        if let Some(done) = app.answered::<RefundView>(clerk.merchant, &key).await? {
            return Ok(HttpResponse::Created().json(done));
        }
        let by = operator::approved_by(app, clerk, source, Right::Refund, named).await?;
        ask.approved_by = Some(by);
    } else if !clerk.rights.has(Right::Refund) {
        return Err(SaleRefusal::ReturnNeedsApproval.into());
    }
    Ok(HttpResponse::Created().json(flow::refund(app, clerk, key, ask).await?))
}

#[derive(Deserialize, IntoParams)]
struct Wanted {
    /// `held`, `settled` …; all, unless given.
    state: Option<State>,
    /// A receipt's number, of whichever store.
    order_no: Option<String>,
    /// A card's sales, of whichever store.
    card: Option<CardId>,
}

/// Sales of this store, the newest first; or those of a number or a card, wherever they were.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    params(Wanted, Listing),
    responses(
        (status = 200, body = Page<SaleView>),
        (status = 401, body = Problem),
        (status = 422, body = Problem, description = "order_no_malformed"),
    )
)]
#[get("/sales")]
async fn sales(
    app: Data<App>,
    clerk: Clerk,
    Query(wanted): Query<Wanted>,
    list: Query<Listing>,
) -> Result<Json<Page<SaleView>>> {
    let limit = list.limit();
    let Wanted { state, order_no, card } = wanted;
    let sought = Sought { state, order_no, card };
    let rows = flow::receipts(&app, &clerk, sought, (list.after()?, limit + 1)).await?;
    Ok(Json(Page::of(rows, limit, |listed| listed.sale.id, SaleView::from)))
}

/// A sale's receipt.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReceiptView),
        (status = 404, body = Problem, description = "no_such_sale"),
    )
)]
#[get("/sales/{id}")]
async fn receipt(app: Data<App>, clerk: Clerk, id: Path<SaleId>) -> Result<Json<ReceiptView>> {
    Ok(Json(flow::receipt(&app, &clerk, id.into_inner()).await?))
}
