//! The notice on the wire.
use actix_web::{
    get, post,
    web::{Data, Json},
};
use entity::{consent, values::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    rules,
    text::{self, VERSION},
};
use crate::{
    app::App,
    error::Result,
    http::{Keyed, Problem, ServiceConfig},
    lang::moment,
    member::{self, Consent},
    merchant,
    session::{CurrentMember, Visitor},
};

pub fn member_routes(cfg: &mut ServiceConfig) {
    cfg.service(show).service(agree);
}

#[derive(Serialize, ToSchema)]
struct PrivacyView {
    version: &'static str,
    /// `2026年11月1日 更新`
    updated_text: &'static str,
    sections: Vec<SectionView>,
    /// What is kept of a member.
    kept: Vec<KeptView>,
    /// What this member agreed to last.
    agreed: Option<AgreedView>,
    /// Whether this member is to read it again.
    needs_consent: bool,
}

#[derive(Serialize, ToSchema)]
struct SectionView {
    title: &'static str,
    /// Paragraphs, a line each.
    body: &'static str,
}

#[derive(Serialize, ToSchema)]
struct KeptView {
    what: &'static str,
    why: &'static str,
    how_long: &'static str,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
struct AgreedView {
    version: String,
    /// `11月22日 14:03`
    at_text: String,
}

impl AgreedView {
    fn new(row: &consent::Model, now: Timestamp) -> Self {
        Self { version: row.version.clone(), at_text: moment(row.given_at, now) }
    }
}

/// The privacy notice, and what this member agreed to. A visitor is asked when they register.
#[utoipa::path(tag = "member", responses((status = 200, body = PrivacyView),
    (status = 401, body = Problem)))]
#[get("/privacy")]
async fn show(app: Data<App>, visitor: Visitor) -> Result<Json<PrivacyView>> {
    let last = match visitor.identity.member_id {
        Some(id) => member::consents(&app.db, visitor.merchant(), id).await?.into_iter().next(),
        None => None,
    };
    let member = visitor.identity.member_id.is_some();
    let (sections, kept) = (text::sections().into_iter(), text::kept().into_iter());
    Ok(Json(PrivacyView {
        version: VERSION,
        updated_text: text::updated(),
        sections: sections.map(|s| SectionView { title: s.title, body: s.body }).collect(),
        kept: kept.map(|k| KeptView { what: k.what, why: k.why, how_long: k.how_long }).collect(),
        agreed: last.as_ref().map(|last| AgreedView::new(last, app.world.now())),
        needs_consent: member && rules::needs_consent(last.as_ref()),
    }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConsentBody {
    /// Of the notice that was read.
    version: String,
}

/// What was agreed to.
#[derive(Serialize, Deserialize, ToSchema)]
struct ConsentView {
    agreed: AgreedView,
}

impl From<consent::Model> for ConsentView {
    fn from(row: consent::Model) -> Self {
        Self { agreed: AgreedView::new(&row, row.given_at) }
    }
}

/// Agree to the notice in force.
#[utoipa::path(tag = "member", request_body = ConsentBody,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ConsentView),
        (status = 409, body = Problem, description = "consent_version")))]
#[post("/privacy/consent")]
async fn agree(
    app: Data<App>,
    me: CurrentMember,
    Keyed { key, body }: Keyed<ConsentBody>,
) -> Result<Json<ConsentView>> {
    rules::in_force(&body.version)?;
    let account = merchant::account(&app, &me.identity.appid).await?;
    let channel = rules::channel(account.kind);
    let (merchant, member) = (me.merchant, me.member.id);
    let ask = Consent { merchant, member, version: body.version, channel };
    Ok(Json(app.once(merchant, key.of(me.identity.id), member::consent, ask).await?))
}
