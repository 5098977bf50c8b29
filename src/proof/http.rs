//! The books' page in the back office.
use std::time::Duration;

use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json, Path},
};
use entity::{
    card,
    ids::{CardId, ProofId},
    proof::Model,
    values::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    flow::{self, Ran},
    report::Report,
    rules,
};
use crate::{
    app::App,
    card::masked_number,
    error::{Error, Result},
    http::{Keyed, Problem, ServiceConfig},
    ledger::{self, Release},
    merchant,
    operator::{May, right},
    tally::{self, Count},
    typed,
};

/// Of proofs that are listed beside the newest.
const HISTORY: u64 = 30;

pub fn office_routes(cfg: &mut ServiceConfig) {
    cfg.service(show).service(prove).service(unfreeze_card);
}

/// Whether the books are in order, and whether they were.
#[derive(Serialize, ToSchema)]
struct BooksView {
    /// None before the first night.
    latest: Option<ProofView>,
    /// The newest 30, the newest first.
    history: Vec<PastProof>,
    /// Cards on which nothing moves, because a proof found their books wrong: the first 100.
    frozen: Vec<FrozenCard>,
}

/// A card whose books are wrong.
#[derive(Serialize, Deserialize, ToSchema)]
struct FrozenCard {
    id: CardId,
    /// `8012 **** **** 3456`
    number_text: String,
}

impl From<card::Model> for FrozenCard {
    fn from(card: card::Model) -> Self {
        Self { id: card.id, number_text: masked_number(&card.number) }
    }
}

/// What a proof found.
#[derive(Serialize, Deserialize, ToSchema)]
struct ProofView {
    id: ProofId,
    at: Timestamp,
    report: Report,
}

#[derive(Serialize, ToSchema)]
struct PastProof {
    id: ProofId,
    at: Timestamp,
    green: bool,
    took_ms: i64,
}

impl TryFrom<Model> for ProofView {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self> {
        Ok(Self { id: row.id, at: row.created_at, report: serde_json::from_str(&row.report)? })
    }
}

impl From<Model> for PastProof {
    fn from(row: Model) -> Self {
        Self { id: row.id, at: row.created_at, green: row.green, took_ms: row.took_ms }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NothingMore {}

/// The newest proof of the books, and those before it.
#[utoipa::path(tag = "office", security(("office" = ["proof.run"])), responses(
    (status = 200, body = BooksView),
    (status = 401, body = Problem),
))]
#[get("/proof")]
async fn show(app: Data<App>, office: May<right::RunProof>) -> Result<Json<BooksView>> {
    let proofs = flow::latest(&app, office.merchant, HISTORY).await?;
    let latest = proofs.first().cloned().map(ProofView::try_from).transpose()?;
    let frozen = ledger::frozen(&app, office.merchant).await?;
    let history = proofs.into_iter().map(PastProof::from).collect();
    let frozen = frozen.into_iter().map(FrozenCard::from).collect();
    Ok(Json(BooksView { latest, history, frozen }))
}

/// Prove the books now. Nothing is stopped meanwhile; afterwards, the cards whose books are wrong.
#[utoipa::path(tag = "office", security(("office" = ["proof.run"])), request_body = NothingMore, responses(
    (status = 201, body = ProofView),
    (status = 403, body = Problem, description = "headquarters_only"),
    (status = 429, body = Problem, description = "proof_too_soon"),
))]
#[post("/proof/run")]
async fn prove(
    app: Data<App>,
    office: May<right::RunProof>,
    Keyed { key, body: NothingMore {} }: Keyed<NothingMore>,
) -> Result<HttpResponse> {
    let (merchant, operator) = (office.merchant, office.operator.id);
    let key = key.of(operator);
    if let Some(view) = app.answered::<ProofView>(merchant, &key).await? {
        return Ok(HttpResponse::Created().json(view));
    }
    let window = Duration::from_millis(rules::WINDOW_MS.unsigned_abs());
    let runs = Count { name: format!("proof.run.{merchant}"), window };
    rules::may_run(tally::count(&app, runs).await?, app.world.now())?;
    // Outside the transaction that keeps it: on SQLite that would stop every till.
    let report = flow::prove(&app, merchant).await?;
    flow::tell(&merchant::shown(&app, merchant).await?.slug, &report);
    let ran = Ran { merchant, operator, report };
    let view: ProofView = app.once(merchant, key, flow::keep, ran).await?;
    Ok(HttpResponse::Created().json(view))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UnfreezeBody {
    /// Why it may be used although its books are wrong; the log keeps it.
    reason: String,
}

/// 解冻: headquarters answers for a card whose books are wrong. The next proof that finds it wrong
/// freezes it again.
#[utoipa::path(
    tag = "office",
    security(("office" = ["proof.run"])),
    request_body = UnfreezeBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses(
        (status = 200, body = FrozenCard),
        (status = 403, body = Problem, description = "headquarters_only"),
        (status = 404, body = Problem, description = "no_such_card"),
        (status = 422, body = Problem, description = "reason_needed"),
    )
)]
#[post("/proof/cards/{id}/release")]
async fn unfreeze_card(
    app: Data<App>,
    office: May<right::RunProof>,
    card: Path<CardId>,
    Keyed { key, body }: Keyed<UnfreezeBody>,
) -> Result<Json<FrozenCard>> {
    let (merchant, by) = (office.merchant, office.operator.id);
    let reason = typed::reason(&body.reason)?;
    let ask = Release { merchant, card: card.into_inner(), by, reason };
    Ok(Json(app.once(merchant, key.of(by), ledger::release, ask).await?))
}
