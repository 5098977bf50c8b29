//! Tags on the wire.
use actix_web::{
    HttpResponse, delete, get, post, put,
    web::{Data, Json, Path},
};
use entity::{
    ids::{MemberId, TagId},
    tag::Color,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        flow::{self, Put, Tag},
        rules,
        view::TagName,
    },
    hand,
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Keyed, Page, Problem, ServiceConfig},
    member,
    operator::{May, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(tags).service(make).service(change).service(delete).service(put_on);
}

/// All tags, the oldest first.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    responses((status = 200, body = Page<TagName>), (status = 401, body = Problem))
)]
#[get("/tags")]
async fn tags(app: Data<App>, office: May<right::SeeMembers>) -> Result<Json<Page<TagName>>> {
    let tags = member::tag::list(&app.db, office.merchant).await?;
    Ok(Json(Page::whole(tags.into_iter().map(TagName::from).collect())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TagBody {
    /// 1 to 16 characters.
    name: String,
    color: Color,
}

/// A new tag.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.edit"])),
    request_body = TagBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = TagName),
        (status = 409, body = Problem, description = "tag_taken, too_many_tags"),
        (status = 422, body = Problem, description = "tag_malformed"),
    )
)]
#[post("/tags")]
async fn make(
    app: Data<App>,
    office: May<right::EditMembers>,
    Keyed { key, body }: Keyed<TagBody>,
) -> Result<HttpResponse> {
    let name = rules::tag_name(&body.name)?;
    let ask = Tag { by: hand(&office), name, color: body.color };
    let key = key.of(office.operator.id);
    let made: TagName = app.once(office.merchant, key, flow::make_tag, ask).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Call it otherwise, or give it another colour.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.edit"])),
    request_body = TagBody,
    params(("id" = String, Path)),
    responses(
        (status = 200, body = TagName),
        (status = 404, body = Problem, description = "no_such_tag"),
        (status = 409, body = Problem, description = "tag_taken"),
        (status = 422, body = Problem, description = "tag_malformed"),
    )
)]
#[put("/tags/{id}")]
async fn change(
    app: Data<App>,
    office: May<right::EditMembers>,
    id: Path<TagId>,
    Body(body): Body<TagBody>,
) -> Result<Json<TagName>> {
    let name = rules::tag_name(&body.name)?;
    let ask = Tag { by: hand(&office), name, color: body.color };
    Ok(Json(app.transact(flow::change_tag, (ask, id.into_inner())).await?.into()))
}

/// Into the recycle bin.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.edit"])),
    params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem, description = "no_such_tag"))
)]
#[delete("/tags/{id}")]
async fn delete(
    app: Data<App>,
    office: May<right::EditMembers>,
    id: Path<TagId>,
) -> Result<HttpResponse> {
    app.transact(flow::delete_tag, (hand(&office), id.into_inner())).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutBody {
    /// 1 to 200.
    members: Vec<MemberId>,
    #[serde(default)]
    add: Vec<TagId>,
    #[serde(default)]
    remove: Vec<TagId>,
}

/// How many members were tagged.
#[derive(Serialize, Deserialize, ToSchema)]
struct Tagged {
    members: usize,
}

impl From<usize> for Tagged {
    fn from(members: usize) -> Self {
        Self { members }
    }
}

/// Tags on and off many members at once: all of them, or none.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.edit"])),
    request_body = PutBody,
    params(("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = Tagged),
        (status = 404, body = Problem, description = "no_such_member, no_such_tag"),
        (status = 422, body = Problem, description = "too_many_members"),
    )
)]
#[post("/members/tag")]
async fn put_on(
    app: Data<App>,
    office: May<right::EditMembers>,
    Keyed { key, body }: Keyed<PutBody>,
) -> Result<Json<Tagged>> {
    let PutBody { members, add, remove } = body;
    let ask = Put { by: hand(&office), members, add, remove };
    Ok(Json(app.once(office.merchant, key.of(office.operator.id), flow::put, ask).await?))
}
