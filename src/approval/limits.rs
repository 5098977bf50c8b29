//! How much one of the staff does alone.
use std::sync::Arc;

use entity::{
    account::Asset,
    ids::{MerchantId, OperatorId},
    program::Kind,
    values::{Fen, Points},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    error::Result,
    merchant::{self, Program},
    world::World,
};

/// The most that one does alone, at a time; without a limit, if none is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Points or growth, given or taken.
    #[serde(default)]
    pub adjust_points: Option<Points>,
    /// Stored value, in fen.
    #[serde(default)]
    pub adjust_money: Option<Fen>,
    /// Coupons.
    #[serde(default)]
    pub coupon_send: Option<i64>,
}

impl Limits {
    /// Whether this much of an asset, in its unit, wants two.
    pub fn adjusting(&self, asset: Asset, amount: i64) -> bool {
        let most = match asset {
            Asset::Principal | Asset::Gift => self.adjust_money.map(|most| most.0),
            Asset::Points | Asset::PointsDebt | Asset::Growth | Asset::GrowthDebt => {
                self.adjust_points.map(|most| most.0)
            }
            Asset::Stamps | Asset::Tickets | Asset::Counts => None,
        };
        most.is_some_and(|most| amount.unsigned_abs() > most.unsigned_abs())
    }

    /// Whether sending so many coupons wants two.
    pub fn sending(&self, coupons: i64) -> bool {
        self.coupon_send.is_some_and(|most| coupons > most)
    }
}

pub async fn limits(app: &App, merchant: MerchantId) -> Result<Arc<Program<Limits>>> {
    merchant::program(app, merchant, Kind::Approval).await
}

pub async fn change_limits(
    tx: &Tx,
    world: &World,
    (merchant, by, before, after): (MerchantId, OperatorId, Limits, Limits),
) -> Result<i32> {
    let terms = serde_json::to_string(&after)?;
    let version =
        merchant::set_program(tx, world, (merchant, Kind::Approval), Some(by), terms).await?;
    let deed = Deed {
        merchant,
        actor: by.to_string(),
        action: "approval.limits",
        subject: &merchant,
        detail: audit::changed(json!(before), json!(after)),
    };
    audit::write(tx, world, deed).await?;
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_above_the_limit_wants_two_e19() {
        let limits = Limits {
            adjust_points: Some(Points(100 * Points::ONE.0)),
            adjust_money: Some(Fen(5_000)),
            coupon_send: Some(10),
        };
        for (asset, amount, two) in [
            (Asset::Points, 100 * Points::ONE.0, false),
            (Asset::Points, 100 * Points::ONE.0 + 1, true),
            (Asset::Growth, -101 * Points::ONE.0, true),
            (Asset::Principal, 5_001, true),
            (Asset::Gift, -5_000, false),
            (Asset::Stamps, i64::MIN, false),
            (Asset::Points, i64::MIN, true),
        ] {
            assert_eq!(limits.adjusting(asset, amount), two, "{asset:?} {amount}");
            assert!(!Limits::default().adjusting(asset, amount), "no limit is none");
        }
        assert!(limits.sending(11) && !limits.sending(10) && !Limits::default().sending(i64::MAX));
    }
}
