//! Whom a till serves, on the wire.
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json},
};
use anyhow::Context;
use entity::{ids::LevelId, sms_code::Purpose, values::IdNumber};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{
    flow::{self, Form},
    rules::{self, Reminder},
    view::{Identified, RegisteredView},
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Keyed, Page, Problem, ServiceConfig, Source},
    level,
    member::{self, MemberRefusal},
    merchant,
    operator::Clerk,
    sms,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(identify)
        .service(reminders)
        .service(till_levels)
        .service(till_sms)
        .service(till_register);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IdentifyBody {
    /// As the scanner read it or the clerk typed it: a member code, a card's number, a phone, a
    /// member's number.
    scan: String,
}

/// Whom a scan names.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = IdentifyBody,
    responses(
        (status = 200, body = Identified),
        (status = 404, body = Problem, description = "code_unknown, no_such_member"),
        (status = 409, body = Problem, description = "card_not_active, several_members"),
        (status = 410, body = Problem, description = "code_expired"),
        (status = 422, body = Problem, description = "code_malformed, payment_code"),
        (status = 429, body = Problem, description = "terminal_locked"),
    )
)]
#[post("/identify")]
async fn identify(
    app: Data<App>,
    clerk: Clerk,
    Body(body): Body<IdentifyBody>,
) -> Result<Json<Identified>> {
    Ok(Json(flow::identify(&app, &clerk, &body.scan).await?))
}

/// What a till says while nobody is served: whose birthday it is (POS-06).
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    responses((status = 200, body = Page<Reminder>), (status = 401, body = Problem))
)]
#[get("/reminders")]
async fn reminders(app: Data<App>, clerk: Clerk) -> Result<Json<Page<Reminder>>> {
    let born = member::birthdays(app.world.now());
    let members = member::born_on(&app.db, (clerk.merchant, clerk.terminal.store_id), born).await?;
    Ok(Json(Page::whole(rules::birthdays_today(members).into_iter().collect())))
}

/// A level that a till may give.
#[derive(Serialize, ToSchema)]
struct TillLevel {
    id: LevelId,
    code: String,
    name: String,
    /// Given unless another is chosen (收银端注册默认等级).
    default: bool,
}

/// Levels that a till may give.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    responses((status = 200, body = Page<TillLevel>), (status = 401, body = Problem))
)]
#[get("/levels")]
async fn till_levels(app: Data<App>, clerk: Clerk) -> Result<Json<Page<TillLevel>>> {
    let shop = merchant::find(&app.db, clerk.merchant).await?.context("no such merchant")?;
    let levels = level::offered(&app.db, clerk.merchant).await?;
    let view = |level: entity::level::Model| TillLevel {
        default: level.id == shop.default_level_till,
        id: level.id,
        code: level.code,
        name: level.name,
    };
    Ok(Json(Page::whole(levels.into_iter().map(view).collect())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TillSmsBody {
    phone: String,
}

/// Send a code to somebody who wants to be a member.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = TillSmsBody,
    responses(
        (status = 202, body = sms::Sent),
        (status = 422, body = Problem, description = "phone_malformed"),
        (status = 429, body = Problem, description = "sms_too_soon, sms_limit"),
    )
)]
#[post("/sms")]
async fn till_sms(
    app: Data<App>,
    clerk: Clerk,
    source: Source,
    Body(body): Body<TillSmsBody>,
) -> Result<HttpResponse> {
    let ask = sms::Ask {
        merchant: clerk.merchant,
        phone: sms::phone(&body.phone)?,
        purpose: Purpose::TillRegister,
        asked_by: clerk.terminal.id.to_string(),
        source: source.0,
    };
    Ok(HttpResponse::Accepted().json(sms::send(&app, ask).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TillRegisterBody {
    phone: String,
    #[serde(default)]
    sms_code: String,
    /// The default for tills, unless given.
    level: Option<LevelId>,
    /// 会员 and the phone's last digits, unless given.
    nickname: Option<String>,
    name: Option<String>,
    /// 身份证号码
    id_number: Option<String>,
    /// Version of the privacy notice that they agreed to, if they were shown one.
    consent: Option<String>,
}

impl TillRegisterBody {
    fn read(self) -> Result<Form> {
        let phone = sms::phone(&self.phone)?;
        let nickname = match self.nickname.filter(|typed| !typed.trim().is_empty()) {
            Some(typed) => member::nickname(&typed)?,
            None => member::default_nickname(&phone),
        };
        let id_number = self.id_number.filter(|typed| !typed.trim().is_empty());
        let id_number = id_number
            .map(|typed| IdNumber::parse(&typed).ok_or(MemberRefusal::IdNumberMalformed))
            .transpose()?;
        let name = rules::name(self.name)?;
        let consent = self.consent.as_deref().map(member::consented).transpose()?;
        let Self { sms_code, level, .. } = self;
        Ok(Form { phone, sms_code, level, nickname, name, id_number, consent })
    }
}

/// 新会员: make a member at the till.
#[utoipa::path(
    tag = "till",
    security(("till" = ["till.sell"])),
    request_body = TillRegisterBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = RegisteredView),
        (status = 404, body = Problem, description = "no_such_level"),
        (status = 409, body = Problem, description = "phone_taken"),
        (status = 422, body = Problem,
            description = "sms_code_needed, sms_code_wrong, sms_code_gone, id_number_malformed"),
    )
)]
#[post("/members")]
async fn till_register(
    app: Data<App>,
    clerk: Clerk,
    Keyed { key, body }: Keyed<TillRegisterBody>,
) -> Result<HttpResponse> {
    let done = flow::register(&app, &clerk, key, body.read()?).await?;
    Ok(HttpResponse::Created().json(done))
}
