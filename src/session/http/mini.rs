//! The mini-program.
use actix_web::{
    post,
    web::{Data, Json},
};
use entity::{values::Phone, wechat_account::Kind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{SessionRefusal, SignIn, Visitor, oauth::seen, phone::make_proof, sign_in},
    view::SessionView,
};
use crate::{
    app::App,
    error::Result,
    http::{Anyone, Body, Problem, ServiceConfig},
    member::{self, Shown},
    merchant::{self, MerchantRefusal},
    passport,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(sign_in_mini).service(prove_phone);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MiniSessionBody {
    appid: String,
    /// From `wx.login`.
    code: String,
}

#[derive(Serialize, ToSchema)]
struct MiniSessionView {
    /// For `Authorization: Bearer`.
    token: String,
    session: SessionView,
}

/// Sign in with the code of `wx.login`. A member known by unionid is recognised.
#[utoipa::path(tag = "member", request_body = MiniSessionBody,
    responses((status = 200, body = MiniSessionView), (status = 422, body = Problem)))]
#[post("/mini/session")]
async fn sign_in_mini(
    _: Anyone,
    app: Data<App>,
    Body(ask): Body<MiniSessionBody>,
) -> Result<Json<MiniSessionView>> {
    let account = merchant::account(&app, &ask.appid).await?;
    if account.kind != Kind::Mini {
        return Err(MerchantRefusal::NoSuchAccount.into());
    }
    let told = app.wechat.code2session(&account.appid, &account.secret, &ask.code).await;
    let told = told.map_err(|fault| match fault.code() {
        Some(_) => SessionRefusal::BadCode.into(),
        None => merchant::refusal(fault),
    })?;
    let seen = seen(&account, told.openid, told.unionid);
    let (session, identity) = app.transact(sign_in, SignIn { seen, profile: None }).await?;
    let shop = merchant::shown(&app, account.merchant).await?;
    let token = passport::token(&app, &session)?;
    Ok(Json(MiniSessionView { token, session: SessionView::new(identity, &shop) }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MiniPhoneBody {
    /// From the phone button; not the code of `wx.login`.
    code: String,
}

#[derive(Serialize, ToSchema)]
struct MiniPhoneView {
    phone_masked: String,
    /// Shown to register or bind, within ten minutes.
    phone_proof: String,
}

/// Let WeChat vouch for a phone.
#[utoipa::path(tag = "member", request_body = MiniPhoneBody,
    responses((status = 200, body = MiniPhoneView), (status = 422, body = Problem)))]
#[post("/mini/phone")]
async fn prove_phone(
    app: Data<App>,
    visitor: Visitor,
    Body(ask): Body<MiniPhoneBody>,
) -> Result<Json<MiniPhoneView>> {
    let account = merchant::account(&app, &visitor.identity.appid).await?;
    let openid = &visitor.identity.openid;
    let told = merchant::with_access_token(&app, &account, |token| {
        let (client, code) = (app.wechat.clone(), ask.code.clone());
        // With the openid, WeChat checks that the code is this person's.
        let openid = openid.clone();
        async move { client.phone_number(token.reveal(), &code, &openid).await }
    });
    let told = told.await.map_err(|no| match no.code() {
        Some("wechat_refused") => SessionRefusal::BadPhoneCode.into(),
        _ => no,
    })?;
    let ours = told.watermark.appid == account.appid && told.country_code == "86";
    let phone = Phone::parse(&told.pure_phone_number).filter(|_| ours);
    let phone = phone.ok_or(SessionRefusal::BadPhoneCode)?;
    let keys = merchant::keys(&app, account.merchant).await?;
    if let Some(id) = visitor.identity.member_id {
        let phone_index = member::phone_index(&keys, &phone);
        let shown = Shown { merchant: account.merchant, member: id, phone_index };
        app.transact(member::phone_shown, shown).await?;
    }
    let phone_proof = make_proof(&app.world, &keys, visitor.identity.id, &phone)?;
    Ok(Json(MiniPhoneView { phone_masked: phone.masked(), phone_proof }))
}
