//! How cards rise and fall: the merchant's program of kind `level`.
use entity::{ids::LevelId, level_change::Cause, values::Fen};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 升降级规则. The house's own moves nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Program {
    pub upgrade: Upgrade,
    pub expiry: Expiry,
}

/// What brings a card up, once it reaches a level's threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Upgrade {
    #[default]
    None,
    /// 按成长: at once, and growth begins again from nothing (LVL-07).
    Growth,
    /// 按积分: the next day; points stay (LVL-08).
    Points,
    /// 按累计消费金额: the next day (LVL-09).
    Spend,
    /// 按累计充值金额: the next day (LVL-10).
    Recharge,
}

impl Upgrade {
    pub fn cause(self) -> Cause {
        match self {
            Self::None => Cause::Manual,
            Self::Growth => Cause::Growth,
            Self::Points => Cause::Points,
            Self::Spend => Cause::Spend,
            Self::Recharge => Cause::Recharge,
        }
    }
}

/// What happens to a level on the day after the last day of its validity (C5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Expiry {
    /// Levels last.
    #[default]
    None,
    /// A level lasts a year. What the year's growth earns is kept or gained; if that is less, a
    /// year with any purchase keeps the level, and one without takes one step (LVL-19..21, C4).
    AnniversaryStepDown,
    /// 按自动升级方式重新计算 (LVL-13)
    Recompute,
    /// 按指定等级: each level says which one (LVL-17).
    Fixed,
    /// 按余额计算: the step that the balance reaches (LVL-18).
    Balance { steps: Vec<BalanceStep> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BalanceStep {
    /// Of principal and gift together, in fen.
    pub at_least: Fen,
    pub level: LevelId,
}
