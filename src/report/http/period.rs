//! Figures of a period: step by step, or store by store.
use actix_web::{
    get,
    web::{Data, Json, Query},
};
use chrono::NaiveDate;
use entity::{day_figure::Metric, ids::StoreId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        flow,
        rows::Figure,
        rules::{self, Period, ReportRefusal, Step, Unit, name, unit, value_text},
    },
    PlainFigure, whose,
};
use crate::{
    app::App,
    error::Result,
    http::{Problem, ServiceConfig},
    operator::{May, right},
    store,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(trend).service(each_store);
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct TrendAsk {
    #[param(inline)]
    metric: Metric,
    /// `2026-11-01`
    #[param(value_type = String)]
    from: NaiveDate,
    /// The last day, within.
    #[param(value_type = String)]
    to: NaiveDate,
    #[param(value_type = Option<String>)]
    store: Option<StoreId>,
    /// `day` unless given
    #[param(inline)]
    #[serde(default)]
    by: Step,
}

#[derive(Serialize, ToSchema)]
struct Trend {
    name: &'static str,
    unit: Unit,
    points: Vec<TrendPoint>,
    total: i64,
    total_text: String,
}

#[derive(Serialize, ToSchema)]
struct TrendPoint {
    /// First day of the step.
    #[schema(value_type = String)]
    on: NaiveDate,
    /// `11-22`
    label: String,
    value: i64,
    value_text: String,
}

/// One figure over a period, with the steps in which nothing happened.
#[utoipa::path(
    tag = "office",
    security(("office" = ["reports.see"])),
    params(TrendAsk),
    responses(
        (status = 200, body = Trend),
        (status = 404, body = Problem, description = "no_such_store"),
        (status = 422, body = Problem, description = "report_period, report_no_figure"),
    )
)]
#[get("/reports/trend")]
async fn trend(
    app: Data<App>,
    office: May<right::SeeReports>,
    ask: Query<TrendAsk>,
) -> Result<Json<Trend>> {
    let TrendAsk { metric, from, to, store, by } = ask.into_inner();
    let period = Period::new(from, to)?;
    let whose = whose(&app, &office, store).await?;
    if !whose.metrics().any(|shown| shown == metric) {
        return Err(ReportRefusal::NoFigure.into());
    }
    let steps = flow::trend(&app, &whose, metric, (period, by)).await?;
    let total = steps.iter().map(|(_, value)| value).sum();
    let point = |(on, value)| TrendPoint {
        on,
        label: by.label(on),
        value,
        value_text: value_text(metric, value),
    };
    Ok(Json(Trend {
        name: name(metric),
        unit: unit(metric),
        points: steps.into_iter().map(point).collect(),
        total,
        total_text: value_text(metric, total),
    }))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct PeriodAsk {
    #[param(value_type = String)]
    from: NaiveDate,
    /// The last day, within.
    #[param(value_type = String)]
    to: NaiveDate,
}

/// What every store did in a period.
#[derive(Serialize, ToSchema)]
struct ByStore {
    items: Vec<StoreRow>,
    total: Vec<PlainFigure>,
}

#[derive(Serialize, ToSchema)]
struct StoreRow {
    /// Null for what was in no store: joining in WeChat, points by hand, coupons of all stores.
    #[schema(value_type = Option<String>)]
    id: Option<StoreId>,
    name: String,
    figures: Vec<PlainFigure>,
}

fn plain(figures: &[&Figure]) -> Vec<PlainFigure> {
    let of = |key| {
        let of_it = figures.iter().filter(|figure| figure.metric == key);
        PlainFigure::new(key, of_it.map(|figure| figure.value).sum())
    };
    rules::SHOWN.into_iter().map(of).collect()
}

/// One row a store, with everything.
#[utoipa::path(
    tag = "office",
    security(("office" = ["reports.see"])),
    params(PeriodAsk),
    responses(
        (status = 200, body = ByStore),
        (status = 422, body = Problem, description = "report_period"),
    )
)]
#[get("/reports/stores")]
async fn each_store(
    app: Data<App>,
    office: May<right::SeeReports>,
    ask: Query<PeriodAsk>,
) -> Result<Json<ByStore>> {
    let period = Period::new(ask.from, ask.to)?;
    let whose = whose(&app, &office, None).await?;
    let figures = flow::by_store(&app, &whose, period).await?;
    let all = store::list(&app.db, office.merchant).await?;
    let seen = all.into_iter().filter(|store| match &whose.stores {
        Some(stores) => stores.contains(&store.id),
        None => true,
    });
    let rows = seen.map(|store| (Some(store.id), store.name));
    let nowhere = whose.stores.is_none().then(|| (None, "不属于门店".to_owned()));
    let row = |(id, name)| {
        let of: Vec<&Figure> = figures.iter().filter(|figure| figure.store == id).collect();
        StoreRow { id, name, figures: plain(&of) }
    };
    let items = rows.chain(nowhere).map(row).collect();
    Ok(Json(ByStore { items, total: plain(&figures.iter().collect::<Vec<_>>()) }))
}
