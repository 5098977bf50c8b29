//! The dashboard and reports on the wire.
mod behind;
mod period;
mod today;

use entity::{day_figure::Metric, ids::StoreId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    flow::Whose,
    rules::{Unit, name, unit, value_text},
};
use crate::{app::App, error::Result, http::ServiceConfig, operator::Office};

pub fn office_routes(cfg: &mut ServiceConfig) {
    today::routes(cfg);
    period::routes(cfg);
    behind::routes(cfg);
}

/// Of the store that was asked for, or of all that they may see.
async fn whose(app: &App, office: &Office, store: Option<StoreId>) -> Result<Whose> {
    Ok(Whose { merchant: office.merchant, stores: office.stores(app, store).await? })
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

impl PlainFigure {
    fn new(key: Metric, value: i64) -> Self {
        let value_text = value_text(key, value);
        Self { key, name: name(key), unit: unit(key), value, value_text }
    }
}
