//! Who has coupons of a template, and how they are sent to many (CPN-05).
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json, Path, Query},
};
use entity::{
    coupon_sending,
    ids::{CouponId, CouponSendingId, CouponTemplateId, MemberId},
    values::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        Claim, CouponRefusal, CouponState,
        flow::sending::{self, AskMany, Wish},
        rows,
        view::{CouponView, HolderView},
    },
    office::hand,
};
use crate::{
    app::App,
    approval::{self, Answer, ApprovalView, Waits},
    error::Result,
    http::{Keyed, Listing, Page, Problem, ServiceConfig},
    member, merchant,
    operator::{self, May, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(send).service(send_many).service(progress).service(holders);
}

fn waits(approval: ApprovalView) -> HttpResponse {
    HttpResponse::Accepted().json(Waits { approval })
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SendBody {
    member: MemberId,
    /// Why; needed above what one sends alone.
    reason: Option<String>,
}

/// 发送给会员: out of the stock, within the member's share. Above the limit of what one sends of it
/// alone in a day the answer is 202 `{approval}`, and it is sent once another has allowed it.
#[utoipa::path(
    tag = "office",
    security(("office" = ["coupons.send"])),
    request_body = SendBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = CouponView),
        (status = 202, body = Waits, description = "above the limit: another has to allow it"),
        (status = 404, body = Problem, description = "no_such_offer, no_such_member"),
        (status = 409, body = Problem,
            description = "coupon_sold_out, coupon_limit_reached, coupon_not_open"),
        (status = 422, body = Problem, description = "reason_needed"),
    )
)]
#[post("/coupons/{id}/send")]
async fn send(
    app: Data<App>,
    office: May<right::SendCoupons>,
    template: Path<CouponTemplateId>,
    Keyed { key, body }: Keyed<SendBody>,
) -> Result<HttpResponse> {
    let (by, SendBody { member, reason }) = (hand(&office), body);
    member::within(&app, by.merchant, &[member], &office.scope).await?;
    let what = Claim { merchant: by.merchant, member, template: template.into_inner() };
    let limits = approval::limits(&app, by.merchant).await?.terms;
    let wish = Wish { by, what, limits, reason };
    let answer: Answer<CouponView> =
        app.once(by.merchant, key.of(by.operator), sending::send_to_one, wish).await?;
    Ok(match answer {
        Answer::Done(sent) => HttpResponse::Created().json(sent),
        Answer::Waits(approval) => waits(*approval),
    })
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SendManyBody {
    /// 1 to 200; each is sent one at the most.
    members: Vec<MemberId>,
    /// Why; needed above what one sends alone.
    reason: Option<String>,
}

/// A sending that was promised.
#[derive(Serialize, Deserialize, ToSchema)]
struct PromisedView {
    job: CouponSendingId,
    count: i32,
}

impl From<coupon_sending::Model> for PromisedView {
    fn from(sending: coupon_sending::Model) -> Self {
        Self { job: sending.id, count: sending.total }
    }
}

/// 批量发送: later, to each one, out of the stock and within their share. Above the limit of what one
/// sends of it alone in a day the answer is `{approval}`, and it is sent once another has allowed it.
#[utoipa::path(
    tag = "office",
    security(("office" = ["coupons.send"])),
    request_body = SendManyBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 202, body = PromisedView, description = "or {approval}, above the limit"),
        (status = 404, body = Problem, description = "no_such_offer"),
        (status = 409, body = Problem, description = "coupon_sold_out, coupon_not_open"),
        (status = 422, body = Problem, description = "coupon_sending_malformed, reason_needed"),
    )
)]
#[post("/coupons/{id}/send-many")]
async fn send_many(
    app: Data<App>,
    office: May<right::SendCoupons>,
    template: Path<CouponTemplateId>,
    Keyed { key, body }: Keyed<SendManyBody>,
) -> Result<HttpResponse> {
    let (by, SendManyBody { members, reason }) = (hand(&office), body);
    let what = AskMany::of(template.into_inner(), members)?;
    let members: Vec<_> = what.members.iter().copied().collect();
    member::within(&app, by.merchant, &members, &office.scope).await?;
    let limits = approval::limits(&app, by.merchant).await?.terms;
    let wish = Wish { by, what, limits, reason };
    let answer: Answer<PromisedView> =
        app.once(by.merchant, key.of(by.operator), sending::send_many, wish).await?;
    Ok(match answer {
        Answer::Done(promised) => HttpResponse::Accepted().json(promised),
        Answer::Waits(approval) => waits(*approval),
    })
}

/// Refusals that a page has room for.
const REFUSED_SHOWN: u64 = 200;

#[derive(Serialize, ToSchema)]
struct NotSent {
    member: MemberId,
    /// 已达领取上限
    why: String,
}

/// How far a sending has come.
#[derive(Serialize, ToSchema)]
struct SendingView {
    id: CouponSendingId,
    template: CouponTemplateId,
    /// `running` or `done`
    state: &'static str,
    /// 发送中, 已完成
    state_text: &'static str,
    of: i32,
    /// Who had their turn, and who of them got one.
    done: i64,
    sent: i64,
    permille: i64,
    /// Who got none, and why; 200 at most.
    refused: Vec<NotSent>,
    created_at: Timestamp,
    ended_at: Option<Timestamp>,
}

/// How far a sending has come: for whoever works in some shops, one that their staff sent (ADM-02).
#[utoipa::path(
    tag = "office",
    security(("office" = ["coupons.send"])),
    params(("id" = String, Path)),
    responses(
        (status = 200, body = SendingView),
        (status = 404, body = Problem, description = "no_such_sending"),
    )
)]
#[get("/coupon-sendings/{id}")]
async fn progress(
    app: Data<App>,
    office: May<right::SendCoupons>,
    id: Path<CouponSendingId>,
) -> Result<Json<SendingView>> {
    let within = operator::within(&app.db, &office.staff).await?;
    let found = rows::sending::find(&app.db, office.merchant, *id).await?;
    let theirs = |sent: &coupon_sending::Model| {
        within.as_ref().is_none_or(|staff| staff.contains(&sent.operator_id))
    };
    let sending = found.filter(theirs).ok_or(CouponRefusal::NoSuchSending)?;
    let so_far = rows::sending::progress(&app.db, sending.id).await?;
    let refused = rows::sending::refused(&app.db, sending.id, REFUSED_SHOWN).await?;
    let refused = refused
        .into_iter()
        .map(|row| NotSent { member: row.member_id, why: row.refused.unwrap_or_default() });
    let (state, state_text) = match sending.ended_at {
        None => ("running", "发送中"),
        Some(_) => ("done", "已完成"),
    };
    Ok(Json(SendingView {
        id: sending.id,
        template: sending.template_id,
        state,
        state_text,
        of: sending.total,
        done: so_far.done,
        sent: so_far.sent,
        permille: so_far.done * 1000 / i64::from(sending.total.max(1)),
        refused: refused.collect(),
        created_at: sending.created_at,
        ended_at: sending.ended_at,
    }))
}

#[derive(Deserialize, IntoParams)]
struct InState {
    /// `usable`, `used` or `expired`; all, unless given.
    state: Option<CouponState>,
}

/// Who has coupons of a template, the last claimed first: members whom they see (ADM-02).
#[utoipa::path(
    tag = "office",
    security(("office" = ["coupons.send", "members.see"])),
    params(("id" = String, Path), InState, Listing),
    responses(
        (status = 200, body = Page<HolderView>),
        (status = 404, body = Problem, description = "no_such_offer"),
    )
)]
#[get("/coupons/{id}/holders")]
async fn holders(
    app: Data<App>,
    office: May<right::SendCoupons>,
    _: May<right::SeeMembers>,
    template: Path<CouponTemplateId>,
    Query(InState { state }): Query<InState>,
    list: Query<Listing>,
) -> Result<Json<Page<HolderView>>> {
    let (merchant, limit, now) = (office.merchant, list.limit(), app.world.now());
    let known = rows::template::find(&app.db, merchant, *template).await?;
    known.ok_or(CouponRefusal::NoSuchOffer)?;
    let keys = merchant::keys(&app, merchant).await?;
    let after: Option<CouponId> = list.after()?;
    let wanted = rows::holder::Wanted { template: *template, state, now, after };
    let scope = &office.scope;
    let rows = rows::holder::list(&app.db, (merchant, scope), wanted, limit + 1).await?;
    let page = Page::of(rows, limit, |row| row.coupon.id, |row| HolderView::of(row, &keys, now));
    let items = page.items.into_iter().collect::<Result<_>>()?;
    Ok(Json(Page { items, next: page.next }))
}
