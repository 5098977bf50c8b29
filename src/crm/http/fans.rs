//! 微信粉丝, who are no members (REG-17).
use actix_web::{
    get,
    web::{Data, Json, Query},
};
use entity::{identity::Model, ids::IdentityId, values::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::{rows, rules};
use crate::{
    app::App,
    error::Result,
    http::{Listing, Mark, Page, Problem, ServiceConfig},
    merchant::{self, MerchantRefusal},
    operator::{May, right},
};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(fans);
}

#[derive(Deserialize, IntoParams)]
struct Which {
    appid: Option<String>,
    /// How a nickname begins.
    q: Option<String>,
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
    let (merchant, limit, now) = (office.merchant, page.limit(), app.world.now());
    if let Some(appid) = &which.appid
        && merchant::account(&app, appid).await?.merchant != merchant
    {
        return Err(MerchantRefusal::NoSuchAccount.into());
    }
    let text = which.q.as_deref().map(rules::sought).transpose()?;
    let of = (which.appid.as_deref(), text.as_deref());
    let fans = rows::fans::page(&app.db, merchant, of, page.after()?, limit + 1).await?;
    let mark = |fan: &Model| Mark { at: fan.followed_at.unwrap_or(fan.created_at), id: fan.id };
    Ok(Json(Page::of(fans, limit, mark, |fan| Fan::of(fan, now))))
}
