//! What a trial needs to know, read.
use entity::{
    ids::{CouponTemplateId, LevelId, MerchantId, StoreId},
    program::Kind,
    values::{Fen, Timestamp},
};

use super::rules::{Case, Drafts, Held, Outcome, Visit};
use crate::{
    app::App,
    catalog, coupon,
    error::Result,
    level::{self, LevelRefusal},
    merchant,
    points::{self, Redeem},
    pos::Cart,
    store,
    stored_value::{self, Rule},
};

pub struct Ask {
    pub merchant: MerchantId,
    pub store: StoreId,
    pub level: Option<LevelId>,
    pub at: Timestamp,
    pub birthday: bool,
    pub cart: Cart,
    pub coupon: Option<CouponTemplateId>,
    pub stored_value: Option<(Fen, Fen)>,
    pub top_up: Option<Fen>,
    pub drafts: Drafts,
}

/// By the drafts; and by what holds, if there are drafts.
pub async fn try_out(app: &App, ask: Ask) -> Result<(Outcome, Option<Outcome>)> {
    let Ask { merchant, store, level, at, birthday, cart, coupon, stored_value, top_up, drafts } =
        ask;
    let held = held(app, merchant, store).await?;
    drafts.check(&held)?;
    if level.is_some_and(|id| held.ladder.rung(id).is_none()) {
        return Err(LevelRefusal::NoSuchLevel.into());
    }
    let found = catalog::find_goods(&app.db, merchant, &cart.named()).await?;
    let coupon = match coupon {
        Some(id) => Some(coupon::template(app, merchant, id).await?),
        None => None,
    };
    let case = Case {
        visit: Visit { store: store::find(&app.db, merchant, store).await?, level, at, birthday },
        items: cart.items(&found)?,
        coupon,
        points: cart.points,
        stored_value,
        top_up,
    };
    if drafts.is_empty() {
        return Ok((Outcome::of(&case, &held)?, None));
    }
    let before = Outcome::of(&case, &held)?;
    let after = Outcome::of(&case, &drafts.over(merchant, held))?;
    Ok((after, Some(before)))
}

async fn held(app: &App, merchant: MerchantId, store: StoreId) -> Result<Held> {
    let here = (merchant, store);
    let points = merchant::program_in::<points::Program>(app, here, Kind::Points).await?;
    let redeem = merchant::program_in::<Redeem>(app, here, Kind::Redeem).await?;
    let value =
        merchant::program::<stored_value::Program>(app, merchant, Kind::StoredValue).await?;
    let rules = stored_value::rules(&app.db, merchant).await?.into_iter().map(Rule::kept);
    Ok(Held {
        points: points.terms.clone(),
        redeem: redeem.terms.clone(),
        ladder: level::ladder(app, merchant).await?.as_ref().clone(),
        stored_value: value.terms.clone(),
        recharge: rules.collect::<Result<_, _>>()?,
    })
}
