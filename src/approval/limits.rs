//! How much one of the staff does alone.
use std::{fmt, sync::Arc};

use chrono::Datelike;
use entity::{
    account::Asset,
    ids::{CardId, CouponTemplateId, MerchantId, OperatorId},
    program::Kind,
    values::{Fen, Points},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::ApprovalRefusal;
use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    error::Result,
    merchant::{self, Program},
    tally::{self, Sum},
    world::World,
};

/// The most that one does alone in a day; without a limit, if none is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Points or growth, given to or taken from one card; and what all members of imports bring.
    #[serde(default)]
    pub adjust_points: Option<Points>,
    /// Stored value that all members of imports bring, in fen. By hand none is given.
    #[serde(default)]
    pub adjust_money: Option<Fen>,
    /// Coupons of one template.
    #[serde(default)]
    pub coupon_send: Option<i64>,
}

impl Limits {
    pub fn checked(self) -> Result<Self, ApprovalRefusal> {
        let negative = [
            ("adjust_points", self.adjust_points.map(|most| most.0)),
            ("adjust_money", self.adjust_money.map(|most| most.0)),
            ("coupon_send", self.coupon_send),
        ];
        let mut negative =
            negative.into_iter().filter(|(_, most)| most.is_some_and(|most| most < 0));
        match negative.next() {
            Some((field, _)) => Err(ApprovalRefusal::LimitNegative { field }),
            None => Ok(self),
        }
    }
}

/// What the same person's deeds of one day are counted together for.
#[derive(Clone, Copy, Debug)]
pub enum Share {
    Points(CardId),
    Growth(CardId),
    Coupons(CouponTemplateId),
    /// What new members bring, in points.
    BroughtPoints,
    /// What new members bring, in fen.
    BroughtMoney,
}

impl Share {
    /// Of what is done to a card; none of what has no limit.
    pub fn of_card(asset: Asset, card: CardId) -> Option<Self> {
        match asset {
            Asset::Points | Asset::PointsDebt => Some(Self::Points(card)),
            Asset::Growth | Asset::GrowthDebt => Some(Self::Growth(card)),
            _ => None,
        }
    }

    /// The most of it in a day, in its unit; none, if it has no end.
    pub fn most(self, limits: &Limits) -> Option<i64> {
        match self {
            Self::Points(_) | Self::Growth(_) | Self::BroughtPoints => {
                limits.adjust_points.map(|most| most.0)
            }
            Self::Coupons(_) => limits.coupon_send,
            Self::BroughtMoney => limits.adjust_money.map(|most| most.0),
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Points(card) => write!(f, "points.{card}"),
            Self::Growth(card) => write!(f, "growth.{card}"),
            Self::Coupons(template) => write!(f, "coupons.{template}"),
            Self::BroughtPoints => f.write_str("brought.points"),
            Self::BroughtMoney => f.write_str("brought.money"),
        }
    }
}

/// Whether they do it alone: with what they did of the same today it is within the limit. It is
/// counted then, in the transaction that does it; what another allowed is not.
pub async fn alone(
    tx: &Tx,
    world: &World,
    (limits, by): (&Limits, OperatorId),
    (share, amount): (Share, i64),
) -> Result<bool> {
    let Some(most) = share.most(limits) else { return Ok(true) };
    let amount = amount.saturating_abs();
    if amount == 0 {
        return Ok(true);
    }
    let window = i64::from(world.now().date().num_days_from_ce());
    let sum = Sum { name: format!("approval.{by}.{share}"), window, amount };
    tally::add_up_to(tx, sum, most).await
}

pub async fn limits(app: &App, merchant: MerchantId) -> Result<Arc<Program<Limits>>> {
    merchant::program(app, merchant, Kind::Approval).await
}

/// Set them, from now on. What they were is read in the same transaction: who writes meanwhile is
/// told that they came second.
pub async fn change_limits(
    tx: &Tx,
    world: &World,
    (merchant, by, after): (MerchantId, OperatorId, Limits),
) -> Result<i32> {
    let after = after.checked()?;
    let before = merchant::program_told(tx, merchant, Kind::Approval).await?;
    let before: Limits = serde_json::from_value(before)?;
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
    use ulid::Ulid;

    use super::*;

    #[test]
    fn each_deed_has_the_limit_of_its_kind_e19() {
        let (card, template) = (Ulid::from(1).into(), Ulid::from(2).into());
        let limits = Limits {
            adjust_points: Some(Points(7)),
            adjust_money: Some(Fen(8)),
            coupon_send: Some(9),
        };
        for (share, most) in [
            (Share::of_card(Asset::Points, card), Some(7)),
            (Share::of_card(Asset::GrowthDebt, card), Some(7)),
            (Share::of_card(Asset::Stamps, card), None),
            (Some(Share::Coupons(template)), Some(9)),
            (Some(Share::BroughtPoints), Some(7)),
            (Some(Share::BroughtMoney), Some(8)),
        ] {
            assert_eq!(share.and_then(|share| share.most(&limits)), most, "{share:?}");
            let none = share.and_then(|share| share.most(&Limits::default()));
            assert_eq!(none, None, "no limit is none");
        }
    }

    #[test]
    fn no_limit_is_below_nothing() {
        let fine = Limits { coupon_send: Some(0), ..Limits::default() };
        assert_eq!(fine.checked(), Ok(fine));
        for (limits, field) in [
            (Limits { adjust_points: Some(Points(-1)), ..fine }, "adjust_points"),
            (Limits { adjust_money: Some(Fen(-1)), ..fine }, "adjust_money"),
            (Limits { coupon_send: Some(-1), ..fine }, "coupon_send"),
        ] {
            assert_eq!(limits.checked(), Err(ApprovalRefusal::LimitNegative { field }));
        }
    }
}
