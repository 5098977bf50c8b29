//! The dashboard and reports on the wire.
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
    flow::{self, Whose},
    rows::{self, Behind, Figure, Where},
    rules::{self, Period, ReportRefusal, Step, Unit, name, unit, value_text},
};
use crate::{
    app::App,
    error::Result,
    http::{Listing, Mark, Page, Problem, ServiceConfig},
    operator::{May, Office, Scope, right},
    pos,
    store::{self, StoreRefusal},
};

pub fn office_routes(cfg: &mut ServiceConfig) {
    cfg.service(dashboard).service(trend).service(each_store).service(listed);
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct OfStore {
    /// Of this one; unless given, of all that whoever asks may see.
    #[param(value_type = Option<String>)]
    store: Option<StoreId>,
}

/// Today so far.
#[derive(Serialize, ToSchema)]
struct Dashboard {
    today: Vec<TodayFigure>,
    /// What members still have; nothing for one store, as cards are the chain's.
    outstanding: Vec<Outstanding>,
    /// `2026-11-22 10:30:05`
    as_of_text: String,
}

#[derive(Serialize, ToSchema)]
struct TodayFigure {
    #[schema(inline)]
    key: Metric,
    name: &'static str,
    unit: Unit,
    value: i64,
    value_text: String,
    /// Yesterday up to the same time of day.
    yesterday: i64,
    yesterday_text: String,
    /// Null if there was nothing then.
    change_permille: Option<i64>,
    /// Where the rows are, as a query of `/v1/office/reports/rows`.
    drill: String,
}

#[derive(Serialize, ToSchema)]
struct Outstanding {
    #[schema(inline)]
    key: Metric,
    name: &'static str,
    unit: Unit,
    value: i64,
    value_text: String,
}

/// Today's figures, with yesterday's of the same time beside them.
#[utoipa::path(
    tag = "office",
    security(("office" = ["reports.see"])),
    params(OfStore),
    responses(
        (status = 200, body = Dashboard),
        (status = 404, body = Problem, description = "no_such_store"),
    )
)]
#[get("/dashboard")]
async fn dashboard(
    app: Data<App>,
    office: May<right::SeeReports>,
    ask: Query<OfStore>,
) -> Result<Json<Dashboard>> {
    let whose = whose(&app, &office, ask.store).await?;
    let today = flow::today(&app, &whose).await?;
    let on = today.as_of.date();
    let figure = |(key, value, yesterday)| TodayFigure {
        key,
        name: name(key),
        unit: unit(key),
        value,
        value_text: value_text(key, value),
        yesterday,
        yesterday_text: value_text(key, yesterday),
        change_permille: rules::change_permille(value, yesterday),
        drill: drill(key, on, ask.store),
    };
    let left = |(key, value)| Outstanding {
        key,
        name: name(key),
        unit: unit(key),
        value,
        value_text: value_text(key, value),
    };
    Ok(Json(Dashboard {
        today: today.figures.into_iter().map(figure).collect(),
        outstanding: today.outstanding.into_iter().map(left).collect(),
        as_of_text: today.as_of.clock(),
    }))
}

/// `metric=sales_count&on=2026-11-22&store=sto_…`
fn drill(metric: Metric, on: NaiveDate, store: Option<StoreId>) -> String {
    let store = store.map(|store| format!("&store={store}")).unwrap_or_default();
    format!("metric={}&on={on}{store}", key(metric))
}

fn key(metric: Metric) -> String {
    serde_json::to_value(metric)
        .ok()
        .and_then(|key| key.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Of the store that was asked for, or of all that they may see.
async fn whose(app: &App, office: &Office, store: Option<StoreId>) -> Result<Whose> {
    let merchant = office.merchant;
    let stores = match (store, &office.scope) {
        (Some(asked), scope) if scope.covers(Some(asked)) => {
            Some(vec![store::find(&app.db, merchant, asked).await?.id])
        }
        (Some(_), _) => return Err(StoreRefusal::NoSuchStore.into()),
        (None, Scope::Stores(mine)) => Some(mine.clone()),
        (None, Scope::Chain) => None,
    };
    Ok(Whose { merchant, stores })
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

#[derive(Serialize, ToSchema)]
struct PlainFigure {
    #[schema(inline)]
    key: Metric,
    name: &'static str,
    unit: Unit,
    value: i64,
    value_text: String,
}

fn plain(figures: &[&Figure]) -> Vec<PlainFigure> {
    let of = |key| {
        let of_it = figures.iter().filter(|figure| figure.metric == key);
        let value = of_it.map(|figure| figure.value).sum();
        let value_text = value_text(key, value);
        PlainFigure { key, name: name(key), unit: unit(key), value, value_text }
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
    let members = rows::names(&app.db, merchant, ids).await?;
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
