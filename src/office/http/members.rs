//! Two members who are one person.
use actix_web::{
    post,
    web::{Data, Json, Path},
};
use entity::ids::MemberId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    app::App,
    error::Result,
    http::{Keyed, Problem, ServiceConfig},
    merge::{self, By, Merge, Merged},
    operator::{Headquarters, right},
    typed,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(merge_member);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MergeBody {
    /// Who stays.
    into: MemberId,
    /// 1 to 100 characters, for the log.
    reason: String,
}

/// What changed hands.
#[derive(Serialize, Deserialize, ToSchema)]
struct MergedView {
    /// Who both are now.
    member: MemberId,
    cards: i32,
    coupons: i32,
}

impl From<Merged> for MergedView {
    fn from(merged: Merged) -> Self {
        let Merged { into, cards, coupons } = merged;
        Self { member: into, cards, coupons }
    }
}

/// 合并: this member turns out to be another. Their cards, with all that is on them, their coupons
/// and their WeChat accounts are the other's; asked again, it is answered again.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.merge"])),
    request_body = MergeBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = MergedView),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_member"),
        (status = 409, body = Problem, description = "member_merged, merge_two_wechats"),
        (status = 422, body = Problem, description = "merge_same, reason_needed"),
    )
)]
#[post("/members/{id}/merge")]
async fn merge_member(
    app: Data<App>,
    office: Headquarters<right::MergeMembers>,
    from: Path<MemberId>,
    Keyed { key, body }: Keyed<MergeBody>,
) -> Result<Json<MergedView>> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    let MergeBody { into, reason } = body;
    let reason = typed::reason(&reason)?;
    let by = By::Operator(operator);
    let ask = Merge { merchant, from: from.into_inner(), into, by, reason };
    Ok(Json(app.once(merchant, key.of(operator), merge::merge, ask).await?))
}
