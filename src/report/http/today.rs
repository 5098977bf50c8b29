//! 仪表盘: today so far.
use actix_web::{
    get,
    web::{Data, Json, Query},
};
use entity::{day_figure::Metric, ids::StoreId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        flow,
        rules::{self, Unit, name, unit, value_text},
    },
    PlainFigure, whose,
};
use crate::{
    app::App,
    error::Result,
    http::{Problem, ServiceConfig},
    operator::{May, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(dashboard);
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
    outstanding: Vec<PlainFigure>,
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
    let figure = |(key, value, yesterday)| TodayFigure {
        key,
        name: name(key),
        unit: unit(key),
        value,
        value_text: value_text(key, value),
        yesterday,
        yesterday_text: value_text(key, yesterday),
        change_permille: rules::change_permille(value, yesterday),
    };
    let outstanding = today.outstanding.into_iter();
    Ok(Json(Dashboard {
        today: today.figures.into_iter().map(figure).collect(),
        outstanding: outstanding.map(|(key, value)| PlainFigure::new(key, value)).collect(),
        as_of_text: today.as_of.clock(),
    }))
}
