//! 更换手机号 on the wire.
use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json},
};
use anyhow::Context;
use entity::sms_code::Purpose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::phone::{self, Change},
    profile::Done,
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Keyed, Problem, ServiceConfig, Source},
    lang, member, merchant,
    session::{self, CurrentMember, Visitor},
    sms,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(show).service(send_code).service(change).service(call_off);
}

#[derive(Serialize, ToSchema)]
struct PhoneView {
    phone_masked: String,
    /// The phone that takes its place.
    pending: Option<PendingView>,
    /// `储值将于 11月26日 14:03 恢复使用`, or empty.
    money_held_text: String,
}

#[derive(Serialize, ToSchema)]
struct PendingView {
    phone_masked: String,
    /// `11月25日 14:03`
    effective_text: String,
}

async fn fresh(app: &App, me: &CurrentMember) -> Result<PhoneView> {
    let (merchant, now) = (me.merchant, app.world.now());
    let keys = merchant::keys(app, merchant).await?;
    let member = member::find(&app.db, merchant, me.member.id).await?.context("no such member")?;
    let waits = member::waiting_phone(&app.db, merchant, member.id).await?;
    let pending = waits.map(|waits| -> Result<PendingView> {
        let phone_masked = phone::waiting(&keys, &waits)?.masked();
        Ok(PendingView { phone_masked, effective_text: lang::moment(waits.effective_at, now) })
    });
    Ok(PhoneView {
        phone_masked: member::phone(&keys, &member)?.masked(),
        pending: pending.transpose()?,
        money_held_text: member::value_held_text(&member, now),
    })
}

/// The member's phone, and the one that is to take its place.
#[utoipa::path(tag = "member", responses((status = 200, body = PhoneView),
    (status = 401, body = Problem)))]
#[get("/phone")]
async fn show(app: Data<App>, me: CurrentMember) -> Result<Json<PhoneView>> {
    Ok(Json(fresh(&app, &me).await?))
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Which {
    /// The phone to be.
    New,
    /// The phone that is.
    Old,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PhoneCodeBody {
    which: Which,
    /// Of the new one.
    phone: Option<String>,
}

/// Send a code to the new phone, or to the one that is. The answer is the same whether or not the
/// new phone is a member's.
#[utoipa::path(tag = "member", request_body = PhoneCodeBody,
    responses((status = 202, body = sms::Sent),
        (status = 422, body = Problem, description = "phone_malformed"),
        (status = 429, body = Problem, description = "sms_too_soon, sms_limit")))]
#[post("/phone/sms")]
async fn send_code(
    app: Data<App>,
    visitor: Visitor,
    me: CurrentMember,
    source: Source,
    Body(ask): Body<PhoneCodeBody>,
) -> Result<HttpResponse> {
    let (phone, purpose) = match ask.which {
        Which::New => (sms::phone(ask.phone.as_deref().unwrap_or_default())?, Purpose::NewPhone),
        Which::Old => (own(&app, &me).await?, Purpose::OldPhone),
    };
    let ask = sms::Ask {
        merchant: me.merchant,
        phone,
        purpose,
        asked_by: visitor.session.id.to_string(),
        source: source.0,
    };
    Ok(HttpResponse::Accepted().json(sms::send(&app, ask).await?))
}

/// The phone they have now.
pub(super) async fn own(app: &App, me: &CurrentMember) -> Result<entity::values::Phone> {
    let member = member::find(&app.db, me.merchant, me.member.id).await?;
    let keys = merchant::keys(app, me.merchant).await?;
    member::phone(&keys, &member.context("no such member")?)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PhoneBody {
    phone: String,
    /// Sent to the new phone.
    sms_code: String,
    /// Sent to the one that is. With it, the change is at once; without, it waits for 72 hours and
    /// stored value rests for 24 after that.
    old_sms_code: Option<String>,
}

/// Change the phone.
#[utoipa::path(tag = "member", request_body = PhoneBody,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 200, body = PhoneView),
        (status = 409, body = Problem,
            description = "phone_taken, phone_same, phone_change_pending"),
        (status = 422, body = Problem, description = "phone_malformed, sms_code_wrong")))]
#[post("/phone")]
async fn change(
    app: Data<App>,
    visitor: Visitor,
    me: CurrentMember,
    Keyed { key, body }: Keyed<PhoneBody>,
) -> Result<Json<PhoneView>> {
    let (merchant, key) = (me.merchant, key.of(me.identity.id));
    // A second press finds its codes used by the first.
    if app.answered::<Done>(merchant, &key).await?.is_none() {
        let asked_by = visitor.session.id.to_string();
        let check = |phone, purpose, code| {
            let asked_by = asked_by.clone();
            sms::check(&app, sms::Check { merchant, phone, purpose, asked_by, code })
        };
        let new = check(sms::phone(&body.phone)?, Purpose::NewPhone, body.sms_code).await?;
        let old = match body.old_sms_code.filter(|code| !code.trim().is_empty()) {
            Some(code) => Some(check(own(&app, &me).await?, Purpose::OldPhone, code).await?),
            None => None,
        };
        let keys = merchant::keys(&app, merchant).await?;
        let ask = Change { merchant, member: me.member.id, keys, new, old };
        let _: Done = app.once(merchant, key, phone::change, ask).await?;
        session::forget(&app, me.identity.id).await;
    }
    Ok(Json(fresh(&app, &me).await?))
}

/// Call off the change that waits; if none does, that is as well.
#[utoipa::path(tag = "member", responses((status = 204), (status = 401, body = Problem)))]
#[delete("/phone/pending")]
async fn call_off(app: Data<App>, me: CurrentMember) -> Result<HttpResponse> {
    app.transact(member::call_off, (me.merchant, me.member.id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
