//! Points on the wire: what the back office decides, and what it does by hand.
mod programs;

use actix_web::{
    HttpResponse, post,
    web::{Data, Path},
};
use entity::{
    account::Asset,
    ids::{CardId, JournalId},
    program::Kind,
    values::Points,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    flow::{self, Adjust},
    rules::{self, Program},
};
use crate::{
    app::App,
    approval::{self, Answer, Waits},
    card,
    error::Result,
    http::{Keyed, Problem, ServiceConfig},
    ledger::Holdings,
    merchant,
    operator::{May, right},
    typed,
};

pub fn office_routes(cfg: &mut ServiceConfig) {
    programs::routes(cfg);
    cfg.service(adjust);
}

/// A reward (`12.5`) or a reduction (`-3`), by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AdjustBody {
    /// `points`, `growth`, `stamps` or `tickets`
    #[schema(inline)]
    asset: Asset,
    /// Points and growth in up to four decimals; stamps and tickets in whole pieces.
    amount: String,
    reason: String,
}

/// What a card has after somebody adjusted it.
#[derive(Serialize, Deserialize, ToSchema)]
struct AdjustedView {
    journal: JournalId,
    points: Points,
    points_debt: Points,
    growth: Points,
    growth_debt: Points,
    /// 积点
    stamps: i64,
    /// 通票
    tickets: i64,
}

impl From<(JournalId, Holdings)> for AdjustedView {
    fn from((journal, has): (JournalId, Holdings)) -> Self {
        Self {
            journal,
            points: has.points(),
            points_debt: has.points_debt(),
            growth: has.growth(),
            growth_debt: has.growth_debt(),
            stamps: has.have(Asset::Stamps),
            tickets: has.have(Asset::Tickets),
        }
    }
}

/// Reward (奖励) or reduce (冲减) points, growth, 积点 or 通票 by hand, with a reason.
#[utoipa::path(
    tag = "office",
    security(("office" = ["benefits.adjust"])),
    request_body = AdjustBody,
    responses(
        (status = 200, body = AdjustedView),
        (status = 202, body = Waits, description = "with what one did to this card today above the limit: another has to allow it"),
        (status = 403, body = Problem, description = "not_permitted"),
        (status = 404, body = Problem, description = "no_such_card"),
        (status = 409, body = Problem, description = "reduction_too_large, already_posted, card_not_active"),
        (status = 422, body = Problem, description = "amount_wrong, reason_needed, not_by_hand"),
    )
)]
#[post("/cards/{id}/adjust")]
async fn adjust(
    app: Data<App>,
    office: May<right::AdjustBenefits>,
    id: Path<CardId>,
    Keyed { key, body }: Keyed<AdjustBody>,
) -> Result<HttpResponse> {
    let AdjustBody { asset, amount, reason } = body;
    let (merchant, operator) = (office.merchant, office.operator.id);
    let program = merchant::program::<Program>(&app, merchant, Kind::Points).await?;
    let key = key.of(operator);
    let ask = Adjust {
        merchant,
        operator,
        word: key.word().to_owned(),
        card: id.into_inner(),
        asset,
        amount: rules::amount(asset, &amount)?,
        reason: typed::reason(&reason)?,
        allowed_by: None,
        program: program.terms.clone(),
    };
    card::within(&app, merchant, ask.card, &office.scope).await?;
    let limits = approval::limits(&app, merchant).await?;
    let answer: Answer<AdjustedView> =
        app.once(merchant, key, flow::adjust_or_ask, (ask, limits.terms)).await?;
    Ok(match answer {
        Answer::Done(view) => HttpResponse::Ok().json(view),
        Answer::Waits(approval) => HttpResponse::Accepted().json(Waits { approval: *approval }),
    })
}
