//! 改手机 on the wire.
use actix_web::{
    post,
    web::{Data, Json, Path},
};
use entity::{ids::MemberId, values::Phone};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    super::{
        flow::{self, Mend},
        view::Whole,
    },
    hand,
    list::{Done, may_search},
    seen,
    whole::whole,
};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Problem, ServiceConfig},
    member::{self, MemberRefusal},
    merchant,
    operator::{May, right},
    session, typed,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(mend);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPhoneBody)]
struct PhoneBody {
    /// Which was read.
    version: i32,
    phone: String,
    reason: String,
}

/// The member's phone was typed wrong, or is no more (PRF-04): it is another at once, nobody has
/// proven it, and stored value rests for a day (B11). That a phone is somebody's is told as often as
/// a search tells it (G9).
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.edit"])),
    request_body = PhoneBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = Whole),
        (status = 404, body = Problem, description = "no_such_member"),
        (status = 409, body = Problem, description = "phone_taken, phone_same, changed_meanwhile"),
        (status = 422, body = Problem, description = "phone_malformed, reason_needed"),
        (status = 429, body = Problem, description = "too_many_searches"),
    )
)]
#[post("/members/{id}/new-phone")]
async fn mend(
    app: Data<App>,
    office: May<right::EditMembers>,
    id: Path<MemberId>,
    Keyed { key, body }: Keyed<PhoneBody>,
) -> Result<Json<Whole>> {
    let merchant = office.merchant;
    let phone = Phone::parse(&body.phone).ok_or(MemberRefusal::PhoneMalformed)?;
    let reason = typed::reason(&body.reason)?;
    let member = seen(&app, &office, id.into_inner()).await?.id;
    let key = key.of(office.operator.id);
    // Whoever asks again for the answer has told nobody more.
    if app.answered::<Done>(merchant, &key).await?.is_none() {
        may_search(&app, &office, &body.phone).await?;
    }
    let (by, keys) = (hand(&office), merchant::keys(&app, merchant).await?);
    let ask = Mend { by, member, version: body.version, keys, phone, reason };
    let Done { member } = app.once(merchant, key, flow::mend, ask).await?;
    for known in member::identities(&app.db, merchant, member).await? {
        session::forget(&app, known.id).await;
    }
    Ok(Json(whole(&app, &office, member).await?))
}
