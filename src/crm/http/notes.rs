//! Notes on the wire.
use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json, Path, Query},
};
use entity::{
    ids::{MemberId, NoteId},
    member_note::Model,
    values::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        flow::{self, Delete, Note},
        rules,
    },
    hand, seen,
};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Listing, Page, Problem, ServiceConfig},
    member,
    operator::{self, May, Right, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(notes).service(write).service(delete);
}

/// A note, as whoever reads it sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberNote)]
struct NoteView {
    id: NoteId,
    text: String,
    /// `11月22日 14:03`
    at_text: String,
    operator_name: String,
    /// Whether whoever reads it wrote it.
    mine: bool,
}

/// What the staff noted down, the newest first.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(("id" = String, Path), Listing),
    responses(
        (status = 200, body = Page<NoteView>),
        (status = 404, body = Problem, description = "no_such_member"),
    )
)]
#[get("/members/{id}/notes")]
async fn notes(
    app: Data<App>,
    office: May<right::SeeMembers>,
    id: Path<MemberId>,
    page: Query<Listing>,
) -> Result<Json<Page<NoteView>>> {
    let (merchant, now, limit) = (office.merchant, app.world.now(), page.limit());
    let member = seen(&app, &office, id.into_inner()).await?.id;
    let whose = (merchant, member);
    let notes = member::note::page(&app.db, whose, page.after()?, limit + 1).await?;
    let staff = operator::names(&app.db, merchant).await?;
    let view = |note: Model| NoteView {
        id: note.id,
        text: note.text,
        at_text: note.created_at.said(now),
        operator_name: staff.get(&note.operator_id).cloned().unwrap_or_default(),
        mine: note.operator_id == office.operator.id,
    };
    Ok(Json(Page::of(notes, limit, |note| note.id, view)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoteBody {
    /// 1 to 500 characters.
    text: String,
}

/// What a second press is answered from: no word of the note.
#[derive(Serialize, Deserialize)]
struct Written {
    note: NoteId,
    at: Timestamp,
}

impl From<Model> for Written {
    fn from(note: Model) -> Self {
        Self { note: note.id, at: note.created_at }
    }
}

/// Note something down.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.edit"])),
    request_body = NoteBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 201, body = NoteView),
        (status = 404, body = Problem, description = "no_such_member"),
        (status = 422, body = Problem, description = "note_malformed"),
    )
)]
#[post("/members/{id}/notes")]
async fn write(
    app: Data<App>,
    office: May<right::EditMembers>,
    id: Path<MemberId>,
    Keyed { key, body }: Keyed<NoteBody>,
) -> Result<HttpResponse> {
    let text = rules::note(&body.text)?;
    let ask = Note { by: hand(&office), member: id.into_inner(), text: text.clone() };
    let key = key.of(office.operator.id);
    let Written { note, at } = app.once(office.merchant, key, flow::note, ask).await?;
    let view = NoteView {
        id: note,
        text,
        at_text: at.said(app.world.now()),
        operator_name: office.operator.name.clone(),
        mine: true,
    };
    Ok(HttpResponse::Created().json(view))
}

/// Delete a note: one's own, or another's with 员工与权限.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.edit"])),
    params(("id" = String, Path), ("note" = String, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, description = "not_permitted"),
        (status = 404, body = Problem, description = "no_such_member, no_such_note"),
    )
)]
#[delete("/members/{id}/notes/{note}")]
async fn delete(
    app: Data<App>,
    office: May<right::EditMembers>,
    path: Path<(MemberId, NoteId)>,
) -> Result<HttpResponse> {
    let (member, note) = path.into_inner();
    let any = office.rights.has(Right::EditStaff);
    app.transact(flow::delete_note, Delete { by: hand(&office), member, note, any }).await?;
    Ok(HttpResponse::NoContent().finish())
}
