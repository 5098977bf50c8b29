//! How a member came to have what they have.
use actix_web::{
    get,
    web::{Data, Json, Path, Query},
};

use super::{
    super::{
        balance::{Kept, counted},
        history::Line,
        past,
    },
    show::holdings,
};
use crate::{
    app::App,
    error::Result,
    http::{Listing, Page, Problem, ServiceConfig},
    session::CurrentMember,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_entries);
}

/// The history of one thing that the member has, over all of their cards, the newest first. A page
/// is so many things that happened; one that took and gave has two lines.
#[utoipa::path(tag = "member", params(("asset" = Kept, Path), Listing),
    responses((status = 200, body = Page<Line>), (status = 401, body = Problem)))]
#[get("/balances/{asset}/entries")]
async fn list_entries(
    app: Data<App>,
    me: CurrentMember,
    asset: Path<Kept>,
    list: Query<Listing>,
) -> Result<Json<Page<Line>>> {
    let cards = holdings(&app, &me).await?;
    let ours = (asset.into_inner(), counted(&cards));
    Ok(Json(past::page(&app, me.merchant, ours, list.after()?, list.limit()).await?))
}
