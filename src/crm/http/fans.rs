//! 微信粉丝, who are no members (REG-17).
use actix_web::{
    get, post,
    web::{Data, Json, Query},
};
use entity::{identity::Model, ids::IdentityId, values::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::{rows, rules};
use crate::{
    app::App,
    error::Result,
    http::{Body, Listing, Mark, Page, Problem, ServiceConfig},
    merchant::{self, MerchantRefusal},
    operator::{May, Office, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(fans).service(search);
}

#[derive(Deserialize, IntoParams)]
struct Which {
    appid: Option<String>,
}

/// The same, and what somebody looks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FanSearch)]
struct SearchBody {
    appid: Option<String>,
    /// How a nickname begins: 1 to 64 characters.
    q: Option<String>,
    cursor: Option<String>,
    limit: Option<u64>,
}

/// Somebody who follows an account and is no member.
#[derive(Serialize, ToSchema)]
struct Fan {
    id: IdentityId,
    appid: String,
    /// Empty, if WeChat did not say.
    nickname: String,
    avatar: Option<String>,
    /// `11月22日 14:03`
    followed_text: String,
}

impl Fan {
    fn of(person: Model, now: Timestamp) -> Self {
        Self {
            id: person.id,
            appid: person.appid,
            nickname: person.nickname.unwrap_or_default(),
            avatar: person.avatar,
            followed_text: person.followed_at.map(|at| at.said(now)).unwrap_or_default(),
        }
    }
}

async fn list(
    app: &App,
    office: &Office,
    (appid, q): (Option<String>, Option<String>),
    page: &Listing,
) -> Result<Json<Page<Fan>>> {
    let (merchant, limit, now) = (office.merchant, page.limit(), app.world.now());
    if let Some(appid) = &appid
        && merchant::account(app, appid).await?.merchant != merchant
    {
        return Err(MerchantRefusal::NoSuchAccount.into());
    }
    let text = q.as_deref().map(rules::sought).transpose()?;
    let of = (appid.as_deref(), text.as_deref());
    let found = rows::fans::page(&app.db, merchant, of, page.after()?, limit + 1).await?;
    let mark = |fan: &Model| Mark { at: fan.followed_at.unwrap_or(fan.created_at), id: fan.id };
    Ok(Json(Page::of(found, limit, mark, |fan| Fan::of(fan, now))))
}

/// Fans who are no members, the latest to follow first. Members of WeChat are in the list of
/// members, by their source.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    params(Which, Listing),
    responses(
        (status = 200, body = Page<Fan>),
        (status = 404, body = Problem, description = "no_such_account"),
    )
)]
#[get("/fans")]
async fn fans(
    app: Data<App>,
    office: May<right::SeeMembers>,
    which: Query<Which>,
    page: Query<Listing>,
) -> Result<Json<Page<Fan>>> {
    list(&app, &office, (which.into_inner().appid, None), &page).await
}

/// The same list, of whom a word names: a name is no part of an address. It writes nothing.
#[utoipa::path(
    tag = "office",
    security(("office" = ["members.see"])),
    request_body = SearchBody,
    responses(
        (status = 200, body = Page<Fan>),
        (status = 404, body = Problem, description = "no_such_account"),
        (status = 422, body = Problem, description = "search_malformed"),
    )
)]
#[post("/fans/search")]
async fn search(
    app: Data<App>,
    office: May<right::SeeMembers>,
    Body(body): Body<SearchBody>,
) -> Result<Json<Page<Fan>>> {
    let SearchBody { appid, q, cursor, limit } = body;
    list(&app, &office, (appid, q), &Listing::new(cursor, limit)).await
}
