//! A trial on the wire.
use actix_web::{
    post,
    web::{Data, Json},
};
use chrono::NaiveDate;
use entity::{
    ids::{CouponTemplateId, LevelId, StoreId},
    values::{Fen, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    flow::{self, Ask},
    rules::{Drafts, Outcome},
};
use crate::{
    app::App,
    error::Result,
    http::{Body, Problem, RequestRefusal, ServiceConfig},
    member,
    operator::{May, Office, right},
    pos::{self, Cart, LineBody, Wish},
    store::StoreRefusal,
};

pub fn office_routes(cfg: &mut ServiceConfig) {
    cfg.service(try_out);
}

/// A receipt that nobody has bought, and rules that nobody has published.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TryoutBody {
    /// Now, unless given.
    at: Option<Timestamp>,
    store: StoreId,
    /// A guest, unless given.
    level: Option<LevelId>,
    /// `05-03`: of the member.
    birthday: Option<String>,
    /// None, if only a top-up is tried.
    lines: Option<Vec<LineBody>>,
    /// A coupon of this template.
    coupon: Option<CouponTemplateId>,
    /// `most`, or a number such as `12`, of which there are as many as it takes.
    points: Option<String>,
    /// To pay with it, as far as it goes.
    stored_value: Option<OnCard>,
    /// What would be paid in, in fen.
    top_up: Option<Fen>,
    drafts: Option<Drafts>,
}

/// What the card has, all of one top-up, in fen.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TryoutOnCard)]
struct OnCard {
    principal: Fen,
    #[serde(default = "nothing")]
    gift: Fen,
}

fn nothing() -> Fen {
    Fen::ZERO
}

/// What it would come to.
#[derive(Serialize, ToSchema)]
struct TryoutView {
    #[serde(flatten)]
    after: Outcome,
    /// By what holds; absent without drafts, when the rest is what holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Outcome>,
}

/// 试算: a receipt, a day, a level, a store, by drafts and by what holds. Nothing is written.
#[utoipa::path(
    tag = "office",
    security(("office" = ["rules.edit"])),
    request_body = TryoutBody,
    responses(
        (status = 200, body = TryoutView),
        (status = 404, body = Problem,
            description = "no_such_store, no_such_level, no_such_goods, no_such_offer"),
        (status = 409, body = Problem, description = "goods_off_sale"),
        (status = 422, body = Problem, description = "cart_empty, line_malformed, \
            points_malformed, program_invalid, level_terms_malformed, \
            stored_value_program_malformed, recharge_rule_malformed"),
    )
)]
#[post("/tryout")]
async fn try_out(
    app: Data<App>,
    office: May<right::EditRules>,
    Body(body): Body<TryoutBody>,
) -> Result<Json<TryoutView>> {
    let ask = body.read(&app, &office)?;
    let (after, before) = flow::try_out(&app, ask).await?;
    Ok(Json(TryoutView { after, before }))
}

impl TryoutBody {
    fn read(self, app: &App, office: &Office) -> Result<Ask> {
        if !office.scope.covers(Some(self.store)) {
            return Err(StoreRefusal::NoSuchStore.into());
        }
        let at = self.at.unwrap_or_else(|| app.world.now());
        let points = match self.points.as_deref() {
            Some("most") => Wish::Auto,
            typed => Wish::read(typed)?,
        };
        let lines = pos::lines(self.lines.unwrap_or_default())?;
        let cart = Cart { lines, coupon: None, points };
        if self.top_up.is_none() || !cart.lines.is_empty() {
            cart.check()?;
        }
        let amounts = [self.top_up, self.stored_value.map(|has| has.principal)];
        let gift = self.stored_value.map(|has| has.gift);
        if amounts.into_iter().chain([gift]).flatten().any(|fen| !(0..=Fen::CAP.0).contains(&fen.0))
        {
            return Err(malformed("no such amount of money"));
        }
        Ok(Ask {
            merchant: office.merchant,
            store: self.store,
            level: self.level,
            at,
            birthday: celebrated(self.birthday.as_deref(), at)?,
            cart,
            coupon: self.coupon,
            stored_value: self.stored_value.map(|has| (has.principal, has.gift)),
            top_up: self.top_up,
            drafts: self.drafts.unwrap_or_default(),
        })
    }
}

fn malformed(why: &str) -> crate::error::Error {
    RequestRefusal::Malformed { why: why.to_owned() }.into()
}

/// Whether this `MM-DD` is kept on that day.
fn celebrated(typed: Option<&str>, at: Timestamp) -> Result<bool> {
    let Some(typed) = typed else { return Ok(false) };
    // A leap year, so that 29 February can be one.
    let born = format!("2000-{typed}");
    born.parse::<NaiveDate>().map_err(|_| malformed("a birthday is written 05-03"))?;
    Ok(member::is_birthday(Some(&born), at))
}
