//! Proving the books: when asked, and every night.
use std::collections::BTreeSet;

use entity::{
    account::Asset,
    ids::{MerchantId, OperatorId, ProofId},
    merchant, proof,
    values::Timestamp,
};
use serde_json::json;
use ulid::Ulid;

use super::{
    nights,
    report::{Figure, Finding, Report},
    rows,
    rules::{self, Invariant, Unit},
};
use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    error::Result,
    ledger::{self, Proven},
    world::World,
};

const DAY_MS: i64 = 24 * 3600 * 1000;
/// Shown even where there is none.
const ALWAYS: [Asset; 3] = [Asset::Principal, Asset::Gift, Asset::Points];
/// A nightly proof's id has no chance in it.
const CHANCE: u128 = (1 << 80) - 1;

/// Prove one merchant's books. It takes as long as there are rows.
pub async fn run(app: &App, merchant: MerchantId) -> Result<Report> {
    let (db, begun) = (&app.db, app.world.now());
    let mut findings = vec![];
    for invariant in Invariant::ALL {
        findings.push(match (invariant, invariant.unchecked()) {
            (Invariant::I11, _) => nights::finding(app, merchant).await?,
            (_, Some(why)) => Finding::unchecked(invariant, why),
            (_, None) => {
                let first_bad = rows::first_bad(db, merchant, invariant).await?;
                let figures = rows::figures(db, merchant, invariant).await?;
                Finding::new(invariant, figures, first_bad)
            }
        });
    }
    let outstanding = shown(&rows::outstanding(db, merchant).await?);
    Ok(Report::new(findings, outstanding, app.world.now().0 - begun.0))
}

/// Prove one merchant's books, and let nothing move on a card with an account that is not what its
/// entries say, until a proof finds it in order or headquarters answers for it (E22).
pub async fn prove(app: &App, merchant: MerchantId) -> Result<Report> {
    let begun = app.world.now();
    let report = run(app, merchant).await?;
    let wrong = match report.is_red(Invariant::I2) {
        true => rows::wrong_cards(&app.db, merchant).await?,
        false => BTreeSet::new(),
    };
    if !wrong.is_empty() || !ledger::frozen(app, merchant).await?.is_empty() {
        app.transact(ledger::proven, Proven { merchant, wrong, begun }).await?;
    }
    Ok(report)
}

fn shown(have: &[(Asset, i64)]) -> Vec<Figure> {
    let of = |asset| have.iter().find(|(known, _)| *known == asset).map_or(0, |(_, n)| *n);
    let more = have.iter().map(|(asset, _)| *asset).filter(|asset| !ALWAYS.contains(asset));
    let all = ALWAYS.into_iter().chain(more);
    all.map(|asset| Figure::new(rules::asset_text(asset), Unit::of(asset), of(asset))).collect()
}

/// All merchants, or the one with this slug.
pub async fn merchants(app: &App, slug: Option<&str>) -> Result<Vec<merchant::Model>> {
    rows::merchants(&app.db, slug).await
}

/// The newest proofs of a merchant, the newest first.
pub async fn latest(app: &App, merchant: MerchantId, limit: u64) -> Result<Vec<proof::Model>> {
    rows::history(&app.db, merchant, limit).await
}

/// A proof that somebody asked for.
#[derive(Clone)]
pub struct Ran {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub report: Report,
}

/// Keep what was found.
pub async fn keep(tx: &Tx, world: &World, ran: Ran) -> Result<proof::Model> {
    let row = row(world.id(), ran.merchant, &ran.report, world.now())?;
    rows::insert(tx, row.clone()).await?;
    let deed = Deed {
        merchant: ran.merchant,
        actor: ran.operator.to_string(),
        action: "proof.run",
        subject: &row.id,
        detail: json!({ "green": ran.report.green }),
    };
    audit::write(tx, world, deed).await?;
    Ok(row)
}

/// Prove everybody's books, once a day, and say how many proofs were kept. Books that cannot even
/// be asked, because a sum overflows, are no green ones, and keep nobody else's from being proven.
pub async fn nightly(app: &App) -> Result<u64> {
    let mut kept = 0;
    for merchant in rows::merchants(&app.db, None).await? {
        match prove_today(app, &merchant).await {
            Ok(fresh) => kept += u64::from(fresh),
            Err(fault) => {
                gauge(&merchant.slug, false);
                tracing::error!(merchant = merchant.slug, %fault, "the books cannot be proven");
            }
        }
    }
    Ok(kept)
}

/// Of two nodes who prove the same day one keeps it. The other, and one that was started since,
/// shows what was found last, by the night or by somebody who asked.
async fn prove_today(app: &App, merchant: &merchant::Model) -> Result<bool> {
    let id = nightly_id(merchant.id, app.world.now().midnight());
    if rows::is_kept(&app.db, merchant.id, id).await? {
        let newest = rows::history(&app.db, merchant.id, 1).await?;
        gauge(&merchant.slug, newest.iter().all(|proof| proof.green));
        return Ok(false);
    }
    let report = prove(app, merchant.id).await?;
    tell(&merchant.slug, &report);
    let row = row(id, merchant.id, &report, app.world.now())?;
    rows::insert_once(&app.db, row).await
}

/// One for each merchant and day.
fn nightly_id(merchant: MerchantId, day: Timestamp) -> ProofId {
    Ulid::from_parts(day.0.unsigned_abs(), merchant.0.as_u128() & CHANCE).into()
}

/// Proofs that are older than anybody looks.
pub async fn forget(app: &App) -> Result<u64> {
    rows::forget(&app.db, app.world.now().plus_ms(-rules::KEPT_DAYS * DAY_MS)).await
}

fn gauge(slug: &str, green: bool) {
    let green = if green { 1.0 } else { 0.0 };
    metrics::gauge!("kabao_books_green", "merchant" => slug.to_owned()).set(green);
}

/// Red is for whoever keeps the machine to see, and not only for whoever opens the page.
pub fn tell(slug: &str, report: &Report) {
    gauge(slug, report.green);
    if let Some(bad) = report.first_bad() {
        tracing::error!(merchant = slug, name = bad.name, wrong = bad.wrong, "the books are red");
    }
}

fn row(id: ProofId, merchant: MerchantId, report: &Report, at: Timestamp) -> Result<proof::Model> {
    Ok(proof::Model {
        id,
        merchant_id: merchant,
        green: report.green,
        report: serde_json::to_string(report)?,
        took_ms: report.took_ms,
        created_at: at,
    })
}
