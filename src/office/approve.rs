//! What another has allowed is done, by whichever room knows how (E19).
use std::sync::Arc;

use entity::program::Kind;

use crate::{
    app::{App, Tx},
    approval::{self, Allow, Decided, Deed},
    bulk, coupon,
    error::Result,
    merchant::{self, Program},
    points,
    world::World,
};

#[derive(Clone)]
pub struct Ask {
    allow: Allow,
    points: Arc<Program<points::Program>>,
}

impl Ask {
    /// With whatever deeds need that is not theirs to look up.
    pub async fn of(app: &App, allow: Allow) -> Result<Self> {
        let points = merchant::program(app, allow.merchant, Kind::Points).await?;
        Ok(Self { allow, points })
    }
}

/// Allow it and do it, or neither.
pub async fn approve(tx: &Tx, world: &World, ask: Ask) -> Result<Decided> {
    let Ask { allow, points } = ask;
    let decided = approval::allow(tx, world, allow).await?;
    match decided.deed {
        Deed::Adjust => points::adjust_allowed(tx, world, (&decided.row, &points.terms)).await?,
        Deed::SendCoupons => coupon::many_allowed(tx, world, &decided.row).await?,
        Deed::Export => bulk::export_allowed(tx, world, &decided.row).await?,
    }
    Ok(decided)
}
