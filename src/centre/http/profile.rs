//! 个人资料 on the wire.
use actix_web::{
    HttpResponse, delete, get,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, X_CONTENT_TYPE_OPTIONS},
    put,
    web::{Data, Json},
};
use anyhow::Context;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        flow::picture,
        profile::{self, Change, Known, Profile},
    },
    show::holdings,
};
use crate::{
    app::App,
    card,
    error::Result,
    http::{Body, Keyed, Problem, ServiceConfig},
    level,
    member::{self, MemberRefusal, Picture},
    merchant,
    session::{self, CurrentMember},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(show).service(change).service(show_avatar).service(set_avatar).service(no_avatar);
}

/// Read anew: what was remembered a moment ago may be what was changed just now.
async fn fresh(app: &App, me: &CurrentMember) -> Result<Profile> {
    let (merchant, now) = (me.merchant, app.world.now());
    let member = member::find(&app.db, merchant, me.member.id).await?.context("no such member")?;
    let card = card::primary(&app.db, merchant, member.id).await?;
    let card = card.context("a member without a card")?;
    let pictured = member::pictured_at(&app.db, merchant, member.id).await?;
    let known = Known {
        level: level::find(&app.db, merchant, level::held(&card, now)).await?,
        holdings: holdings(app, me).await?,
        avatar: picture(pictured, me.identity.avatar.clone()),
        member,
        card,
    };
    let keys = merchant::keys(app, merchant).await?;
    Profile::new(&keys, known, now)
}

/// Who a member is.
#[utoipa::path(tag = "member", responses((status = 200, body = Profile),
    (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/profile")]
async fn show(app: Data<App>, me: CurrentMember) -> Result<Json<Profile>> {
    Ok(Json(fresh(&app, &me).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProfileBody {
    /// 1 to 32 characters.
    nickname: String,
    /// 1 to 16 characters.
    card_name: String,
    email: Option<String>,
    /// `1990-02-28`; once it is set, the same again.
    birthday: Option<String>,
}

/// What a second press is answered from: answers are kept for a week, and an e-mail address is kept
/// sealed only.
#[derive(Serialize, Deserialize)]
pub(super) struct Done {}

impl From<()> for Done {
    fn from((): ()) -> Self {
        Self {}
    }
}

/// Write it.
#[utoipa::path(tag = "member", request_body = ProfileBody,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Profile),
        (status = 409, body = Problem, description = "birthday_set"),
        (status = 422, body = Problem, description = "nickname_malformed, card_name_malformed, \
            email_malformed, birthday_malformed")))]
#[put("/profile")]
async fn change(
    app: Data<App>,
    me: CurrentMember,
    Keyed { key, body }: Keyed<ProfileBody>,
) -> Result<Json<Profile>> {
    let today = app.world.now().date();
    let said = |text: &&str| !text.trim().is_empty();
    let email = body.email.as_deref().filter(said).map(member::read_email).transpose()?;
    let birthday = body.birthday.as_deref().map(|day| member::birthday(day, today)).transpose()?;
    let ask = Change {
        merchant: me.merchant,
        member: me.member.id,
        card: me.card.id,
        keys: merchant::keys(&app, me.merchant).await?,
        nickname: member::nickname(&body.nickname)?,
        card_name: card::name(&body.card_name)?,
        email,
        birthday,
    };
    let _: Done = app.once(me.merchant, key.of(me.identity.id), profile::change, ask).await?;
    session::forget(&app, me.identity.id).await;
    Ok(Json(fresh(&app, &me).await?))
}

/// The picture that the member chose.
#[utoipa::path(tag = "member", responses((status = 200, content_type = "image/*"),
    (status = 404, body = Problem, description = "no_such_avatar")))]
#[get("/avatar")]
async fn show_avatar(app: Data<App>, me: CurrentMember) -> Result<HttpResponse> {
    let found = member::avatar(&app.db, me.merchant, me.member.id).await?;
    let found = found.ok_or(MemberRefusal::NoAvatar)?;
    Ok(HttpResponse::Ok()
        .content_type(found.media_type)
        .insert_header((CACHE_CONTROL, "private, max-age=86400"))
        .insert_header((CONTENT_DISPOSITION, "inline"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("content-security-policy", "default-src 'none'; sandbox"))
        .body(found.bytes))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AvatarBody {
    /// `data:image/jpeg;base64,…`, 32 KiB at the most: JPEG, PNG or WebP, as the bytes say.
    image: String,
}

/// Where the picture is now.
#[derive(Serialize, ToSchema)]
struct AvatarView {
    avatar: Option<String>,
}

/// Choose a picture.
#[utoipa::path(tag = "member", request_body = AvatarBody,
    responses((status = 200, body = AvatarView),
        (status = 422, body = Problem, description = "avatar_malformed")))]
#[put("/avatar")]
async fn set_avatar(
    app: Data<App>,
    me: CurrentMember,
    Body(body): Body<AvatarBody>,
) -> Result<Json<AvatarView>> {
    let (media_type, bytes) = member::picture(&body.image)?;
    let ask = Picture { merchant: me.merchant, member: me.member.id, media_type, bytes };
    let at = app.transact(member::choose_picture, ask).await?;
    Ok(Json(AvatarView { avatar: picture(Some(at), None) }))
}

/// Have none.
#[utoipa::path(tag = "member", responses((status = 204), (status = 401, body = Problem)))]
#[delete("/avatar")]
async fn no_avatar(app: Data<App>, me: CurrentMember) -> Result<HttpResponse> {
    app.transact(member::drop_picture, (me.merchant, me.member.id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
