//! Registering and binding: a phone is proven by SMS, or by WeChat in the mini-program.
use std::time::Duration;

use actix_web::{
    HttpResponse, post,
    web::{Data, Json},
};
use entity::{ids::MerchantId, sms_code::Purpose};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    super::flow::{self, Asking, Bound, Proven, Register},
    view::Me,
};
use crate::{
    app::App,
    error::{Error, Result},
    http::{Body, Keyed, Problem, ServiceConfig, Source},
    member::{self, MemberRefusal, Wechat},
    merchant,
    once::Key,
    privacy,
    session::{self, Visitor},
    sms,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(send_code).service(register).service(bind);
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum JoinPurpose {
    Register,
    Bind,
}

impl From<JoinPurpose> for Purpose {
    fn from(purpose: JoinPurpose) -> Self {
        match purpose {
            JoinPurpose::Register => Self::Register,
            JoinPurpose::Bind => Self::Bind,
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CodeBody {
    phone: String,
    purpose: JoinPurpose,
}

/// Send a code to a phone. The answer is the same whether or not the phone is a member's.
#[utoipa::path(tag = "member", request_body = CodeBody,
    responses((status = 202, body = sms::Sent), (status = 422, body = Problem),
        (status = 429, body = Problem)))]
#[post("/sms")]
async fn send_code(
    app: Data<App>,
    visitor: Visitor,
    source: Source,
    Body(ask): Body<CodeBody>,
) -> Result<HttpResponse> {
    let ask = sms::Ask {
        merchant: visitor.merchant(),
        phone: sms::phone(&ask.phone)?,
        purpose: ask.purpose.into(),
        asked_by: visitor.session.id.to_string(),
        source: source.0,
    };
    Ok(HttpResponse::Accepted().json(sms::send(&app, ask).await?))
}

/// `phone` with `sms_code`, or `phone_proof`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RegisterBody {
    phone: Option<String>,
    sms_code: Option<String>,
    /// From `POST /v1/member/mini/phone`.
    phone_proof: Option<String>,
    /// 1 to 32 characters.
    nickname: String,
    /// Version of the privacy notice that was agreed to.
    #[serde(default)]
    consent: String,
}

/// Become a member.
#[utoipa::path(tag = "member", request_body = RegisterBody,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 201, body = Me), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
#[post("/register")]
async fn register(
    app: Data<App>,
    visitor: Visitor,
    Keyed { key, body }: Keyed<RegisterBody>,
) -> Result<HttpResponse> {
    let (merchant, key) = (visitor.merchant(), key.of(visitor.identity.id));
    let consent = agreed(&body.consent)?;
    let phone = Shown { phone: body.phone, code: body.sms_code, proof: body.phone_proof };
    let asking = match asking(&app, &visitor, Purpose::Register, phone, &body.nickname).await {
        Ok(asking) => asking,
        Err(no) => {
            return Ok(HttpResponse::Created().json(answered(&app, merchant, &key, no).await?));
        }
    };
    let ask = Register { asking, consent };
    let index = member::phone_index(&ask.asking.keys, ask.asking.proven.phone());
    let me: Me = match app.once(merchant, key, flow::register, ask).await {
        Ok(me) => me,
        Err(no) => return turned_away(&app, merchant, index, no).await,
    };
    session::forget(&app, visitor.identity.id).await;
    Ok(HttpResponse::Created().json(me))
}

/// As for registering; a member exists already, so they may be shown the notice later.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BindBody {
    phone: Option<String>,
    sms_code: Option<String>,
    phone_proof: Option<String>,
    /// The nickname the member was registered with.
    nickname: String,
    /// Version of the privacy notice that was agreed to, if one was shown.
    consent: Option<String>,
}

/// Be recognised as the member one is already.
#[utoipa::path(tag = "member", request_body = BindBody,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Me), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/bind")]
async fn bind(
    app: Data<App>,
    visitor: Visitor,
    Keyed { key, body }: Keyed<BindBody>,
) -> Result<Json<Me>> {
    let (merchant, key) = (visitor.merchant(), key.of(visitor.identity.id));
    let phone = Shown { phone: body.phone, code: body.sms_code, proof: body.phone_proof };
    let consent = body.consent.as_deref().map(agreed).transpose()?;
    let asking = match asking(&app, &visitor, Purpose::Bind, phone, &body.nickname).await {
        Ok(asking) => asking,
        Err(no) => return answered(&app, merchant, &key, no).await.map(Json),
    };
    let index = member::phone_index(&asking.keys, asking.proven.phone());
    let bound = app.once(merchant, key, flow::bind, Bound { asking, consent }).await;
    let me: Me = match bound {
        Ok(me) => me,
        Err(no) => return turned_away(&app, merchant, index, no).await,
    };
    session::forget(&app, visitor.identity.id).await;
    Ok(Json(me))
}

/// The notice that they agreed to: the one in force, and no other.
fn agreed(version: &str) -> Result<String> {
    let version = member::consented(version)?;
    privacy::in_force(&version)?;
    Ok(version)
}

/// What this very request was answered before, or the refusal. A second press may find its code
/// used by the first.
async fn answered(app: &App, merchant: MerchantId, key: &Key, no: Error) -> Result<Me> {
    app.answered(merchant, key).await?.ok_or(no)
}

/// How long a member who was warned is not warned again.
const WARNED: Duration = Duration::from_secs(3600);

/// Whoever proved the phone of a member they may not be: that member hears of it, once in a while.
async fn turned_away<T>(
    app: &App,
    merchant: MerchantId,
    phone_index: Vec<u8>,
    no: Error,
) -> Result<T> {
    let tried = matches!(no.code(), Some("proof_too_old" | "bound_elsewhere" | "phone_taken"));
    let once = format!("centre.warned.{merchant}.{}", hex::encode(&phone_index));
    if tried && app.cache.claim(&once, "", WARNED).await {
        app.transact(flow::warn_all, (merchant, phone_index)).await?;
    }
    Err(no)
}

/// What was shown to prove a phone.
struct Shown {
    phone: Option<String>,
    code: Option<String>,
    proof: Option<String>,
}

/// Check all that can be checked before anything changes. A guess at a code counts from here on.
async fn asking(
    app: &App,
    visitor: &Visitor,
    purpose: Purpose,
    shown: Shown,
    nickname: &str,
) -> Result<Asking> {
    if visitor.identity.member_id.is_some() {
        return Err(MemberRefusal::AlreadyMember.into());
    }
    let merchant = visitor.merchant();
    let nickname = member::nickname(nickname)?;
    let keys = merchant::keys(app, merchant).await?;
    let account = merchant::account(app, &visitor.identity.appid).await?;
    let identity = visitor.identity.id;
    let proven = match shown.proof {
        Some(proof) => Proven::Wechat(session::open_proof(&app.world, &keys, identity, &proof)?),
        None => {
            let check = sms::Check {
                merchant,
                phone: sms::phone(shown.phone.as_deref().unwrap_or_default())?,
                purpose,
                asked_by: visitor.session.id.to_string(),
                code: shown.code.unwrap_or_default(),
            };
            Proven::Sms(sms::check(app, check).await?)
        }
    };
    let wechat = Wechat {
        identity,
        appid: visitor.identity.appid.clone(),
        unionid: visitor.identity.unionid.clone(),
    };
    let avatar = visitor.identity.avatar.clone();
    Ok(Asking { merchant, keys, wechat, kind: account.kind, proven, nickname, avatar })
}
