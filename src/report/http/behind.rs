//! The rows behind a figure.
use std::collections::HashMap;

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use chrono::NaiveDate;
use entity::{
    day_figure::Metric,
    ids::{MemberId, StoreId},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    super::{
        flow::Whose,
        rows::{self, Behind, Where},
        rules::{Period, ReportRefusal, value_text},
    },
    whose,
};
use crate::{
    app::App,
    error::Result,
    http::{Listing, Mark, Page, Problem, ServiceConfig},
    member,
    operator::{May, right},
    pos,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(listed);
}

#[derive(Deserialize, IntoParams)]
struct RowsAsk {
    #[param(inline)]
    metric: Metric,
    #[param(value_type = String)]
    on: NaiveDate,
    #[param(value_type = Option<String>)]
    store: Option<StoreId>,
}

/// A row behind a figure.
#[derive(Serialize, ToSchema)]
struct RowView {
    id: String,
    /// `2026-11-22 10:30:05`
    at_text: String,
    /// `销售单 T01-0001`
    what_text: String,
    /// `王*`; of who gave no name the nickname, alike; null for a guest.
    member_masked: Option<String>,
    /// Its part of the figure.
    value: i64,
    amount_text: String,
    /// The member's page in the back office.
    link: Option<String>,
}

/// The rows behind one day's figure, the newest first. Together they are the figure.
#[utoipa::path(
    tag = "office",
    security(("office" = ["reports.see"])),
    params(RowsAsk, Listing),
    responses(
        (status = 200, body = Page<RowView>),
        (status = 404, body = Problem, description = "no_such_store"),
        (status = 422, body = Problem, description = "report_period, report_no_figure"),
    )
)]
#[get("/reports/rows")]
async fn listed(
    app: Data<App>,
    office: May<right::SeeReports>,
    ask: Query<RowsAsk>,
    list: Query<Listing>,
) -> Result<Json<Page<RowView>>> {
    let (from, to) = Period::new(ask.on, ask.on)?.moments();
    let whose = whose(&app, &office, ask.store).await?;
    let metric = ask.metric;
    if !whose.metrics().any(|shown| shown == metric) {
        return Err(ReportRefusal::NoFigure.into());
    }
    let Whose { merchant, stores } = whose;
    let wanted = Where { merchant, stores, metric, from, to };
    let (limit, before) = (list.limit(), list.after::<Mark<Uuid>>()?);
    let found = rows::behind(&app.db, &wanted, before, limit + 1).await?;
    let found = found.ok_or(ReportRefusal::NoFigure)?;
    let ids = found.iter().filter_map(|row| row.member).collect();
    let members = member::named(&app.db, merchant, ids).await?;
    let names: HashMap<MemberId, String> = members
        .into_iter()
        .map(|member| (member.id, member.name.unwrap_or(member.nickname)))
        .collect();
    let mark = |row: &Behind| Mark { at: row.moment, id: row.id };
    Ok(Json(Page::of(found, limit, mark, |row| RowView::new(metric, row, &names))))
}

impl RowView {
    fn new(metric: Metric, row: Behind, names: &HashMap<MemberId, String>) -> Self {
        let Behind { id, moment, member, what, value } = row;
        Self {
            id: ulid::Ulid::from(id).to_string(),
            at_text: moment.clock(),
            what_text: what_text(metric, &what),
            member_masked: member.and_then(|id| names.get(&id)).map(|name| pos::masked_name(name)),
            value,
            amount_text: value_text(metric, value),
            link: member.map(|member| format!("/members/{member}")),
        }
    }
}

fn what_text(metric: Metric, what: &str) -> String {
    match metric {
        Metric::MembersNew => format!("会员 {what}"),
        Metric::SalesCount | Metric::SalesAmount | Metric::CouponsUsed => format!("销售单 {what}"),
        Metric::RefundAmount => format!("退货单 {what}"),
        Metric::TopUpPrincipal | Metric::TopUpGift => format!("充值单 {what}"),
        _ => what.to_owned(),
    }
}
