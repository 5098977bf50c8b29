//! Whole phones: who looks at them, and who did.
use std::fmt::Display;

use actix_web::{
    HttpResponse, get,
    http::header::CACHE_CONTROL,
    post,
    web::{Data, Json, Path, Query},
};
use entity::ids::{AuditId, MemberId, OperatorId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    super::{
        flow::{self, Look},
        rules,
    },
    counted, hand, seen,
};
use crate::{
    app::App,
    audit,
    error::Result,
    http::{Body, Listing, Page, Problem, ServiceConfig},
    merchant,
    operator::{self, May, right},
    typed,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(look).service(looked);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LookBody {
    reason: String,
}

#[derive(Serialize, ToSchema)]
struct PhoneView {
    phone: String,
}

/// 查看完整手机号: each time a line in the log, and sixty an hour (G9).
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.phone"])),
    request_body = LookBody,
    params(("id" = String, Path)),
    responses(
        (status = 200, body = PhoneView),
        (status = 404, body = Problem, description = "no_such_member"),
        (status = 422, body = Problem, description = "reason_needed"),
        (status = 429, body = Problem, description = "too_many_looks"),
    )
)]
#[post("/members/{id}/phone")]
async fn look(
    app: Data<App>,
    office: May<right::SeePhones>,
    id: Path<MemberId>,
    Body(LookBody { reason }): Body<LookBody>,
) -> Result<HttpResponse> {
    let (by, reason) = (hand(&office), typed::reason(&reason)?);
    let member = seen(&app, &office, id.into_inner()).await?.id;
    let looks = counted(&app, "phone", by.operator).await?;
    if looks == rules::LOOKS + 1 {
        app.transact(flow::looked_too_often, (by.clone(), member)).await?;
    }
    rules::may_look(looks, app.world.now().0)?;
    let keys = merchant::keys(&app, office.merchant).await?;
    let phone = app.transact(flow::look, Look { by, member, keys, reason }).await?;
    let phone = PhoneView { phone: phone.reveal().to_owned() };
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(phone))
}

/// Somebody looked at the whole phone.
#[derive(Serialize, ToSchema)]
#[schema(as = PhoneLook)]
struct Looked {
    id: AuditId,
    /// `11月22日 14:03`
    at_text: String,
    operator_name: String,
    reason: String,
}

/// Who looked at this member's phone, the latest first.
#[utoipa::path(
    tag = "office",
    security(("office" = ["audit.see"])),
    params(("id" = String, Path), Listing),
    responses(
        (status = 200, body = Page<Looked>),
        (status = 404, body = Problem, description = "no_such_member"),
    )
)]
#[get("/members/{id}/views")]
async fn looked(
    app: Data<App>,
    office: May<right::SeeAudit>,
    id: Path<MemberId>,
    page: Query<Listing>,
) -> Result<Json<Page<Looked>>> {
    let (db, limit, now) = (&app.db, page.limit(), app.world.now());
    let id = seen(&app, &office, id.into_inner()).await?.id;
    let what = ("member.phone", &id as &(dyn Display + Sync));
    let lines = audit::page_about(db, office.merchant, what, page.after()?, limit + 1).await?;
    let staff = operator::names(db, office.merchant).await?;
    let view = |line: entity::audit::Model| {
        let detail: Value = serde_json::from_str(&line.detail).unwrap_or_default();
        let operator = line.actor.parse::<OperatorId>().ok().and_then(|id| staff.get(&id));
        Looked {
            id: line.id,
            at_text: line.at.said(now),
            operator_name: operator.cloned().unwrap_or_default(),
            reason: detail["reason"].as_str().unwrap_or_default().to_owned(),
        }
    };
    Ok(Json(Page::of(lines, limit, |line| line.id, view)))
}
