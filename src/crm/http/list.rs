//! Members as a list: filtered, looked for, added to.
use actix_web::{
    HttpResponse, get,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, X_CONTENT_TYPE_OPTIONS},
    post,
    web::{Data, Json, Path, Query},
};
use anyhow::Context;
use entity::{
    ids::{ImportId, LevelId, MemberId, StoreId, TagId},
    member::{Source, Standing},
    values::Phone,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        flow::{self, Add},
        list::{self, Ask},
        rows::Filter,
        rules,
        view::Row,
    },
    counted, hand, seen,
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Keyed, Listing, Page, Problem, RequestRefusal, ServiceConfig},
    member::{self, MemberRefusal},
    merchant,
    operator::{May, Office, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(members).service(search).service(add).service(avatar);
}

/// Which members are listed: those of whom all that is given holds.
#[derive(Deserialize, IntoParams)]
struct Which {
    level: Option<LevelId>,
    /// 归属门店
    store: Option<StoreId>,
    source: Option<Source>,
    tag: Option<TagId>,
    /// Who came in with one file.
    import: Option<ImportId>,
    /// 1 to 12
    birthday_month: Option<u8>,
    /// `living`, unless given.
    status: Option<Standing>,
}

/// The same, and what somebody looks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SearchBody {
    /// A phone or its last four digits, a member's or a card's number, or how a nickname or a name
    /// begins: 1 to 64 characters.
    q: Option<String>,
    level: Option<LevelId>,
    store: Option<StoreId>,
    source: Option<Source>,
    tag: Option<TagId>,
    import: Option<ImportId>,
    birthday_month: Option<u8>,
    status: Option<Standing>,
    cursor: Option<String>,
    limit: Option<u64>,
}

fn ask(office: &Office, which: Which, text: Option<String>, list: &Listing) -> Result<Ask> {
    let month = |month: u8| match month {
        1..=12 => Ok(format!("{month:02}")),
        _ => Err(RequestRefusal::Malformed { why: "there are twelve months".to_owned() }),
    };
    let Which { level, store, source, tag, import, birthday_month, status } = which;
    let filter = Filter {
        level,
        store,
        source,
        tag,
        import,
        birth_month: birthday_month.map(month).transpose()?,
        standing: status.unwrap_or_default(),
        scope: office.scope.clone(),
        found: None,
    };
    let (merchant, before, limit) = (office.merchant, list.after()?, list.limit());
    Ok(Ask { merchant, filter, text, before, limit })
}

/// Members, the newest first. What names one of them is no part of an address: see `search`.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(Which, Listing),
    responses((status = 200, body = Page<Row>), (status = 401, body = Problem))
)]
#[get("/members")]
async fn members(
    app: Data<App>,
    office: May<right::SeeMembers>,
    which: Query<Which>,
    page: Query<Listing>,
) -> Result<Json<Page<Row>>> {
    Ok(Json(list::list(&app, ask(&office, which.into_inner(), None, &page)?).await?))
}

/// Of whole phones, so many an hour: else whoever asks for all there are learns whose are members'
/// (G9). A search for anything else is not counted.
pub(super) async fn may_search(app: &App, office: &Office, text: &str) -> Result<()> {
    if Phone::parse(text).is_none() {
        return Ok(());
    }
    let searches = counted(app, "search", office.operator.id).await?;
    if searches == rules::SEARCHES + 1 {
        app.transact(flow::searched_too_often, hand(office)).await?;
    }
    Ok(rules::may_search(searches, app.world.now().0)?)
}

/// The same list, of whom a word names (PRF-03). It writes nothing, but counts whole phones.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    request_body = SearchBody,
    responses(
        (status = 200, body = Page<Row>),
        (status = 422, body = Problem, description = "search_malformed"),
        (status = 429, body = Problem, description = "too_many_searches"),
    )
)]
#[post("/members/search")]
async fn search(
    app: Data<App>,
    office: May<right::SeeMembers>,
    Body(body): Body<SearchBody>,
) -> Result<Json<Page<Row>>> {
    let SearchBody { q, level, store, source, tag, import, birthday_month, status, cursor, limit } =
        body;
    let text = q.as_deref().map(rules::sought).transpose()?;
    if let Some(text) = &text {
        may_search(&app, &office, text).await?;
    }
    let which = Which { level, store, source, tag, import, birthday_month, status };
    let page = Listing::new(cursor, limit);
    Ok(Json(list::list(&app, ask(&office, which, text, &page)?).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddBody {
    phone: String,
    name: Option<String>,
    /// 会员0001, unless given.
    nickname: Option<String>,
    /// The default of tills, unless given.
    level: Option<LevelId>,
    /// `1990-02-28`
    birthday: Option<String>,
    /// Of staff who work for some stores: the first of them, unless given.
    store: Option<StoreId>,
}

/// What a second press is answered from.
#[derive(Serialize, Deserialize)]
pub(super) struct Done {
    pub member: MemberId,
}

impl From<MemberId> for Done {
    fn from(member: MemberId) -> Self {
        Self { member }
    }
}

/// 云端新增 (REG-11): the staff answer for the phone.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.edit"])),
    request_body = AddBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = Row),
        (status = 404, body = Problem, description = "no_such_level, no_such_store"),
        (status = 409, body = Problem, description = "phone_taken"),
        (status = 422, body = Problem,
            description = "phone_malformed, nickname_malformed, birthday_malformed, field_malformed"),
    )
)]
#[post("/members")]
async fn add(
    app: Data<App>,
    office: May<right::EditMembers>,
    Keyed { key, body }: Keyed<AddBody>,
) -> Result<HttpResponse> {
    let (merchant, today) = (office.merchant, app.world.now().date());
    let phone = Phone::parse(&body.phone).ok_or(MemberRefusal::PhoneMalformed)?;
    let said = |text: &String| !text.trim().is_empty();
    let nickname = match body.nickname.filter(said) {
        Some(nickname) => member::nickname(&nickname)?,
        None => member::default_nickname(&phone),
    };
    let birthday = body.birthday.filter(said);
    let ask = Add {
        by: hand(&office),
        keys: merchant::keys(&app, merchant).await?,
        phone,
        nickname,
        name: rules::field(body.name, "姓名", 32)?,
        level: body.level,
        birthday: birthday.map(|day| member::birthday(&day, today)).transpose()?,
        store: body.store,
    };
    let Done { member } = app.once(merchant, key.of(office.operator.id), flow::add, ask).await?;
    let row = list::of(&app, merchant, &[member]).await?.pop().context("added a moment ago")?;
    Ok(HttpResponse::Created().json(row))
}

/// The picture that a member chose.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(("id" = String, Path)),
    responses(
        (status = 200, content_type = "image/*"),
        (status = 404, body = Problem, description = "no_such_member, no_such_avatar"),
    )
)]
#[get("/members/{id}/avatar")]
async fn avatar(
    app: Data<App>,
    office: May<right::SeeMembers>,
    id: Path<MemberId>,
) -> Result<HttpResponse> {
    let member = seen(&app, &office, id.into_inner()).await?;
    let found = member::avatar(&app.db, office.merchant, member.id).await?;
    let found = found.ok_or(MemberRefusal::NoAvatar)?;
    Ok(HttpResponse::Ok()
        .content_type(found.media_type)
        .insert_header((CACHE_CONTROL, "private, max-age=86400"))
        .insert_header((CONTENT_DISPOSITION, "inline"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("content-security-policy", "default-src 'none'; sandbox"))
        .body(found.bytes))
}
