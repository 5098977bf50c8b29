//! What every till request about stored value needs.
use std::sync::Arc;

use entity::{card, ids::OperatorId, program};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    super::{Program, StoredValueRefusal},
    hold, top_up,
};
use crate::{
    app::App,
    card as cards, code,
    error::{Error, Result},
    http::{RequestRefusal, ServiceConfig, Source},
    merchant,
    operator::{self, Clerk},
    store,
};

pub fn till_routes(cfg: &mut ServiceConfig) {
    cfg.service(top_up::rules).service(top_up::list).service(top_up::make);
    cfg.service(top_up::sheet).service(top_up::give_back);
    cfg.service(hold::make).service(hold::capture).service(hold::release).service(hold::convert);
}

/// A permitted employee's number and password (RCH-08).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproverBody {
    login: String,
    password: String,
}

/// Who allows it: whoever is named, or the person at the till if they may themselves. A program is
/// nobody's judgement, whomever it acts as.
pub async fn approver(
    app: &App,
    clerk: &Clerk,
    Source(source): Source,
    named: Option<ApproverBody>,
) -> Result<Option<OperatorId>> {
    let Some(ApproverBody { login, password }) = named else {
        let may = clerk.allowance.is_none() && operator::may_approve(clerk.operator.role);
        return Ok(may.then_some(clerk.operator.id));
    };
    let ask = operator::Approver { login, password };
    match operator::approve(app, &clerk.terminal, source, ask).await {
        Ok(who) => Ok(Some(who.id)),
        // 401 would tell the till that its own session is over.
        Err(no) if matches!(no.code(), Some("sign_in_wrong" | "not_permitted")) => {
            Err(StoredValueRefusal::ApproverWrong.into())
        }
        Err(no) => Err(no),
    }
}

pub async fn program(app: &App, clerk: &Clerk) -> Result<Arc<merchant::Program<Program>>> {
    merchant::program(app, clerk.merchant, program::Kind::StoredValue).await
}

/// The card of a number or a member code, and the code's half-minute if it was one. A locked till
/// reads nothing (D5).
pub async fn scanned(app: &App, clerk: &Clerk, scan: &str) -> Result<(card::Model, Option<i64>)> {
    store::open(&clerk.terminal, app.world.now())?;
    let scan = scan.trim();
    if !(1..=32).contains(&scan.len()) || !scan.bytes().all(|b| b.is_ascii_digit()) {
        return Err(code::CodeRefusal::Malformed.into());
    }
    if let Some(card) = cards::by_number(&app.db, clerk.merchant, scan).await? {
        return Ok((card, None));
    }
    let code::Read { card, window } = code::read(app, clerk.merchant, scan).await?;
    Ok((card, Some(window)))
}

/// A till's own number: 1 to 64 visible characters.
pub fn number(text: String, field: &str) -> Result<String> {
    let good = (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    let no = || {
        Error::from(RequestRefusal::Malformed {
            why: format!("{field}: 1 to 64 visible characters"),
        })
    };
    good.then_some(text).ok_or_else(no)
}
