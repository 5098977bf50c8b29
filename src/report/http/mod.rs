//! The dashboard and reports on the wire.
mod behind;
mod period;
mod today;

use entity::ids::StoreId;

use super::flow::Whose;
use crate::{
    app::App,
    error::Result,
    http::ServiceConfig,
    operator::{Office, Scope},
    store::{self, StoreRefusal},
};

pub fn office_routes(cfg: &mut ServiceConfig) {
    today::routes(cfg);
    period::routes(cfg);
    behind::routes(cfg);
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
