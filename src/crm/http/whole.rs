//! One member, whole: read, and written.
use std::collections::BTreeMap;

use actix_web::{
    get, put,
    web::{Data, Json, Path},
};
use anyhow::Context;
use entity::{
    ids::{MemberId, StoreId, TagId},
    values::IdNumber,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    super::{
        flow::{self, Edit},
        list, rules,
        view::Whole,
    },
    hand,
    list::Done,
    seen,
};
use crate::{
    app::App,
    catalog::{self, Named},
    centre,
    error::Result,
    http::{Keyed, Problem, ServiceConfig},
    member::{self, MemberRefusal},
    merchant,
    operator::{May, Office, right},
    pos, typed,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(show).service(change);
}

pub(super) async fn whole(app: &App, office: &Office, id: MemberId) -> Result<Whole> {
    let (merchant, now) = (office.merchant, app.world.now());
    seen(app, office, id).await?;
    let about = list::about(app, merchant, &[id]).await?.pop().context("seen a moment ago")?;
    let names = list::names(app, merchant).await?;
    let cards: Vec<_> = about.holdings.iter().map(|held| held.card.id).collect();
    let spent = pos::spent(&app.db, &cards).await?;
    let services: Vec<_> = centre::services(&about.holdings).into_keys().map(Named::Id).collect();
    let services = catalog::find_goods(&app.db, merchant, &services).await?;
    let services: BTreeMap<_, _> = services.into_iter().map(|one| (one.id, one.name)).collect();
    let keys = merchant::keys(app, merchant).await?;
    Whole::of(&keys, &about, &names, (spent, &services), now)
}

/// All that is known of a member (PRF-04). Whoever left, or is another by now, is still shown.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(("id" = String, Path)),
    responses(
        (status = 200, body = Whole),
        (status = 404, body = Problem, description = "no_such_member"),
    )
)]
#[get("/members/{id}")]
async fn show(
    app: Data<App>,
    office: May<right::SeeMembers>,
    id: Path<MemberId>,
) -> Result<Json<Whole>> {
    Ok(Json(whole(&app, &office, id.into_inner()).await?))
}

/// A member as somebody wants them: what is null is none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EditBody {
    /// Which was read.
    version: i32,
    /// 1 to 32 characters.
    nickname: String,
    /// At most 32.
    name: Option<String>,
    birthday: Option<String>,
    /// As it is, unless given; `""` for none.
    email: Option<String>,
    /// As it is, unless given; `""` for none.
    id_number: Option<String>,
    /// 工作岗位, at most 32 characters.
    job: Option<String>,
    /// 传真, at most 32.
    fax: Option<String>,
    /// 网站, at most 200; begins with `https://` or `http://`.
    website: Option<String>,
    /// 称谓, at most 16.
    title: Option<String>,
    /// 语言, at most 16.
    language: Option<String>,
    /// 备注, at most 500.
    remark: Option<String>,
    store: Option<StoreId>,
    tags: Vec<TagId>,
    /// 关联卡号 of the primary card, at most 64 visible characters: as it is, unless given; `""`
    /// for none.
    linked_number: Option<String>,
}

/// None, or what it is read as.
fn given<T>(typed: &str, read: impl Fn(&str) -> Result<T>) -> Result<Option<T>> {
    if typed.trim().is_empty() { Ok(None) } else { read(typed.trim()).map(Some) }
}

async fn read(app: &App, office: &Office, id: MemberId, body: EditBody) -> Result<Edit> {
    let today = app.world.now().date();
    let email = |text: &str| Ok(member::read_email(text)?);
    let papers = |text: &str| Ok(IdNumber::parse(text).ok_or(MemberRefusal::IdNumberMalformed)?);
    let number = |text: &str| Ok(typed::order_no(text).map(|()| text.to_owned())?);
    let birthday = body.birthday.unwrap_or_default();
    let fields = member::Edit {
        keys: merchant::keys(app, office.merchant).await?,
        nickname: member::nickname(&body.nickname)?,
        name: rules::field(body.name, "姓名", 32)?,
        birthday: given(&birthday, |day| Ok(member::birthday(day, today)?))?,
        email: body.email.map(|text| given(&text, email)).transpose()?,
        id_number: body.id_number.map(|text| given(&text, papers)).transpose()?,
        job: rules::field(body.job, "工作岗位", 32)?,
        fax: rules::field(body.fax, "传真", 32)?,
        website: rules::website(body.website)?,
        title: rules::field(body.title, "称谓", 16)?,
        language: rules::field(body.language, "语言", 16)?,
        remark: rules::field(body.remark, "备注", 500)?,
        store: body.store,
    };
    Ok(Edit {
        by: hand(office),
        member: id,
        version: body.version,
        fields,
        tags: body.tags,
        linked_number: body.linked_number.map(|text| given(&text, number)).transpose()?,
    })
}

/// Write it, unless somebody wrote meanwhile.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.edit"])),
    request_body = EditBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = Whole),
        (status = 404, body = Problem, description = "no_such_member, no_such_store, no_such_tag"),
        (status = 409, body = Problem, description = "changed_meanwhile"),
        (status = 422, body = Problem, description = "nickname_malformed, birthday_malformed, \
            email_malformed, id_number_malformed, field_malformed, website_malformed"),
    )
)]
#[put("/members/{id}")]
async fn change(
    app: Data<App>,
    office: May<right::EditMembers>,
    id: Path<MemberId>,
    Keyed { key, body }: Keyed<EditBody>,
) -> Result<Json<Whole>> {
    let ask = read(&app, &office, id.into_inner(), body).await?;
    let key = key.of(office.operator.id);
    let Done { member } = app.once(office.merchant, key, flow::edit, ask).await?;
    Ok(Json(whole(&app, &office, member).await?))
}
