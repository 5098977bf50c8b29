//! What a member has.
use std::collections::BTreeMap;

use actix_web::{
    get,
    web::{Data, Json},
};

use super::{
    super::balance::{Balance, Had, services},
    show::holdings,
};
use crate::{
    app::App,
    catalog::{self, Named},
    error::Result,
    http::{Page, Problem, ServiceConfig},
    member,
    session::CurrentMember,
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_balances);
}

/// Everything the member has, over all of their cards.
#[utoipa::path(tag = "member", responses((status = 200, body = Page<Balance>),
    (status = 401, body = Problem)))]
#[get("/balances")]
async fn list_balances(app: Data<App>, me: CurrentMember) -> Result<Json<Page<Balance>>> {
    let cards = holdings(&app, &me).await?;
    let named: Vec<_> = services(&cards).into_keys().map(Named::Id).collect();
    let goods = catalog::find_goods(&app.db, me.merchant, &named).await?;
    let names: BTreeMap<_, _> = goods.into_iter().map(|goods| (goods.id, goods.name)).collect();
    let now = app.world.now();
    let value_held = member::value_held_text(&me.member, now);
    let had = Had { cards: &cards, value_held: &value_held, now };
    Ok(Json(Page::whole(Balance::all(had, &names))))
}
