//! What a merchant decides about stored value. The defaults are what the rules on single-purpose
//! prepaid cards ask of named cards.
use entity::values::{Fen, Points};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::StoredValueRefusal;

/// Which part of a top-up goes first; the oldest top-up goes first in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SpendOrder)]
pub enum Order {
    /// As they were paid in and given: what the courts count by.
    #[default]
    ProRata,
    /// Principal, as long as there is some: less of it comes back with a refund.
    PrincipalFirst,
    GiftFirst,
}

/// 储值设置
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = StoredValueProgram)]
pub struct Program {
    /// 会员充值金额固定: nothing but what a rule names can be paid in (RCH-07).
    pub only_rules: bool,
    pub spend_order: Order,
    /// Most that a card holds, principal and gift, in fen; no limit, if none.
    pub card_cap: Option<Fen>,
    /// Most that one pays in at once in cash, in fen; above it the money comes by transfer.
    pub cash_limit: Option<Fen>,
    /// Days that a gift lasts which no rule gave; for ever, if none.
    pub gift_days: Option<u16>,
    /// 积分转储值: points for one yuan; off, if none (RDM-07).
    pub points_per_yuan: Option<Points>,
    /// Whether gifts that were used are paid for, when a top-up is given back within seven days.
    pub deduct_used_gifts: bool,
}

impl Default for Program {
    fn default() -> Self {
        Self {
            only_rules: false,
            spend_order: Order::ProRata,
            card_cap: Some(Fen(500_000)),
            cash_limit: Some(Fen(5_000_000)),
            gift_days: None,
            points_per_yuan: None,
            deduct_used_gifts: true,
        }
    }
}

impl Program {
    /// Whether these settings can be kept.
    pub fn check(&self) -> Result<(), StoredValueRefusal> {
        let sensible =
            |limit: Option<Fen>| limit.is_none_or(|fen| (1..=Fen::CAP.0).contains(&fen.0));
        let why = match self {
            _ if !sensible(self.card_cap) || !sensible(self.cash_limit) => "限额要大于 0",
            _ if self.gift_days == Some(0) => "赠送金额至少有效一天",
            _ if self.points_per_yuan.is_some_and(|points| points <= Points::ZERO) => {
                "兑换 1 元的积分要大于 0"
            }
            _ => return Ok(()),
        };
        Err(StoredValueRefusal::ProgramMalformed { why: why.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_holds_five_thousand_yuan_unless_told_otherwise() {
        let house: Program = serde_json::from_str("{}").expect("the defaults");
        assert_eq!(house, Program::default());
        assert_eq!((house.card_cap, house.points_per_yuan), (Some(Fen(500_000)), None));
        assert!(serde_json::from_str::<Program>(r#"{"card_caps": 1}"#).is_err());
    }

    #[test]
    fn settings_that_make_no_sense_are_refused() {
        let house = Program::default;
        assert_eq!(house().check(), Ok(()));
        for wrong in [
            Program { card_cap: Some(Fen(0)), ..house() },
            Program { cash_limit: Some(Fen(-1)), ..house() },
            Program { gift_days: Some(0), ..house() },
            Program { points_per_yuan: Some(Points(0)), ..house() },
        ] {
            assert!(wrong.check().is_err(), "{wrong:?}");
        }
    }
}
