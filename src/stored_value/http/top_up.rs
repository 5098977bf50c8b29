//! 充值 and 退储值 at a till.
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json, Path, Query},
};
use entity::{
    ids::{CardId, RechargeRuleId, TopUpId},
    program::Kind,
    sale_tender::Kind as Tender,
    top_up_refund::Mode,
    values::Fen,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        Sheet, StoredValueRefusal,
        desk::Desk,
        flow::{self, Preview, Refund, TopUp},
        recharge::{Channel, Visit},
        rows,
        view::{RechargeOffer, TopUpReceipt, TopUpRefundView, TopUpView},
    },
    till::{approver, program, scanned},
};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Listing, Page, Problem, RequestRefusal, Source},
    ledger, level, merchant,
    operator::{ApproverBody, Clerk},
    typed,
};

#[derive(Deserialize, IntoParams)]
pub struct ForCard {
    /// Whose level and past uses decide; nobody's, unless given.
    card: Option<CardId>,
    /// Part of a rule's name.
    q: Option<String>,
}

/// 充值活动, those that this till may use and those it may not, with the reason.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    params(ForCard),
    responses(
        (status = 200, body = Page<RechargeOffer>),
        (status = 404, body = Problem, description = "no_such_card"),
    )
)]
#[get("/recharge-rules")]
pub async fn rules(
    app: Data<App>,
    clerk: Clerk,
    Query(ForCard { card, q }): Query<ForCard>,
) -> Result<Json<Page<RechargeOffer>>> {
    let now = app.world.now();
    let (mut level, mut used) = (None, vec![]);
    if let Some(card) = card {
        let card = ledger::peek(&app.db, clerk.merchant, card).await?.card;
        level = Some(level::held(&card, now));
        used = rows::rule::used(&app.db, clerk.merchant, card.member_id).await?;
    }
    let visit = Visit { store: clerk.terminal.store_id, level, channel: Channel::Till, now };
    let mut rules = rows::rule::list(&app.db, clerk.merchant).await?;
    rules.retain(|rule| q.as_ref().is_none_or(|q| rule.name.contains(q.trim())));
    let offers = rules.into_iter().map(|rule| RechargeOffer::of(rule, &visit, &used));
    Ok(Json(Page::whole(offers.collect::<Result<_>>()?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TopUpBody {
    /// The card, or …
    card: Option<CardId>,
    /// … its number, or the member's code.
    scan: Option<String>,
    /// The till's own number, unique for ever.
    order_no: String,
    /// In fen.
    principal: Fen,
    rule: Option<RechargeRuleId>,
    /// Which version of the rule was shown; needed with `rule`.
    rule_version: Option<i32>,
    /// Another gift than the rule's, in fen; wants somebody's permission.
    gift: Option<Fen>,
    tender: Tender,
    approver: Option<ApproverBody>,
}

/// 充值
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = TopUpBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = TopUpReceipt),
        (status = 403, body = Problem, description = "gift_needs_approval, approver_wrong"),
        (status = 404, body = Problem, description = "no_such_card, no_such_recharge_rule"),
        (status = 409, body = Problem, description = "account_frozen, order_no_taken, recharge_rule_used, \
            recharge_only_rules, recharge_rule_closed, recharge_rule_changed, card_cap, card_not_active, …"),
        (status = 429, body = Problem, description = "terminal_locked"),
        (status = 422, body = Problem, description = "top_up_amount, tender_not_taken, \
            order_no_malformed"),
    )
)]
#[post("/top-ups")]
pub async fn make(
    app: Data<App>,
    clerk: Clerk,
    source: Source,
    Keyed { key, body }: Keyed<TopUpBody>,
) -> Result<HttpResponse> {
    let key = key.of(clerk.terminal.id);
    // Neither the code nor the password need be good any more for the answer to be heard again.
    if let Some(done) = app.answered::<TopUpReceipt>(clerk.merchant, &key).await? {
        return Ok(HttpResponse::Created().json(done));
    }
    typed::order_no(&body.order_no)?;
    let card = match (body.card, &body.scan) {
        (Some(card), None) => card,
        (None, Some(scan)) => scanned(&app, &clerk, scan).await?.0.id,
        _ => {
            let why = "either card or scan".to_owned();
            return Err(RequestRefusal::Malformed { why }.into());
        }
    };
    let rule = match (body.rule, body.rule_version) {
        (Some(rule), Some(version)) => Some((rule, version)),
        (None, None) => None,
        _ => {
            let why = "rule and rule_version go together".to_owned();
            return Err(RequestRefusal::Malformed { why }.into());
        }
    };
    let here = (clerk.merchant, clerk.terminal.store_id);
    let ask = TopUp {
        desk: Desk::of(&clerk),
        program: program(&app, &clerk).await?,
        points: merchant::program_in(&app, here, Kind::Points).await?,
        ladder: level::ladder(&app, clerk.merchant).await?,
        card,
        order_no: body.order_no,
        principal: body.principal,
        rule,
        gift: body.gift,
        tender: body.tender,
        approver: approver(&app, &clerk, source, body.approver).await?,
    };
    let done: TopUpReceipt = app.once(clerk.merchant, key, flow::top_up, ask).await?;
    Ok(HttpResponse::Created().json(done))
}

#[derive(Deserialize, IntoParams)]
pub struct OfCard {
    card: CardId,
}

/// 充值记录, the newest first.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    params(OfCard, Listing),
    responses((status = 200, body = Page<TopUpView>), (status = 401, body = Problem))
)]
#[get("/top-ups")]
pub async fn list(
    app: Data<App>,
    clerk: Clerk,
    of: Query<OfCard>,
    list: Query<Listing>,
) -> Result<Json<Page<TopUpView>>> {
    let limit = list.limit();
    let before = list.after()?;
    let rows = rows::top_up::of_card(&app.db, clerk.merchant, of.card, before, limit + 1).await?;
    let page = Page::of(rows, limit, |row| row.id, TopUpView::try_from);
    let items = page.items.into_iter().collect::<Result<_>>()?;
    Ok(Json(Page { items, next: page.next }))
}

#[derive(Deserialize, IntoParams)]
pub struct OnGround {
    mode: Mode,
}

/// 退储值, as it would come out now: every input and every step.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    params(("id" = String, Path), OnGround),
    responses(
        (status = 200, body = Sheet),
        (status = 404, body = Problem, description = "no_such_top_up"),
        (status = 409, body = Problem, description = "top_up_refunded, cooling_off_over"),
    )
)]
#[get("/top-ups/{id}/refund")]
pub async fn sheet(
    app: Data<App>,
    clerk: Clerk,
    id: Path<TopUpId>,
    on: Query<OnGround>,
) -> Result<Json<Sheet>> {
    let program = program(&app, &clerk).await?;
    let ask = Preview { merchant: clerk.merchant, program, top_up: id.into_inner(), mode: on.mode };
    Ok(Json(app.transact(flow::preview, ask).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TopUpRefundBody {
    /// The till's own number, unique for ever.
    refund_no: String,
    mode: Mode,
    /// Needed where a clerk is at the till.
    approver: Option<ApproverBody>,
}

/// 退储值: the rest of a top-up is settled.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = TopUpRefundBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = TopUpRefundView),
        (status = 403, body = Problem, description = "refund_needs_approval, approver_wrong"),
        (status = 404, body = Problem, description = "no_such_top_up"),
        (status = 409, body = Problem, description = "account_frozen, value_held, top_up_refunded, nothing_to_refund, \
            cooling_off_over, hold_open, order_no_taken, card_not_active"),
    )
)]
#[post("/top-ups/{id}/refund")]
pub async fn give_back(
    app: Data<App>,
    clerk: Clerk,
    source: Source,
    id: Path<TopUpId>,
    Keyed { key, body }: Keyed<TopUpRefundBody>,
) -> Result<HttpResponse> {
    let key = key.of(clerk.terminal.id);
    if let Some(done) = app.answered::<TopUpRefundView>(clerk.merchant, &key).await? {
        return Ok(HttpResponse::Created().json(done));
    }
    typed::order_no(&body.refund_no)?;
    let allowed = approver(&app, &clerk, source, body.approver).await?;
    let ask = Refund {
        desk: Desk::of(&clerk),
        program: program(&app, &clerk).await?,
        ladder: level::ladder(&app, clerk.merchant).await?,
        top_up: id.into_inner(),
        refund_no: body.refund_no,
        mode: body.mode,
        approved_by: allowed.ok_or(StoredValueRefusal::RefundNeedsApproval)?,
    };
    let done: TopUpRefundView = app.once(clerk.merchant, key, flow::refund, ask).await?;
    Ok(HttpResponse::Created().json(done))
}
