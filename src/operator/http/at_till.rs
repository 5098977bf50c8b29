//! What a till's page asks before it offers something: what this clerk may, and what the house does.
use entity::{program::Kind, values::Points};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{Right, Rights};
use crate::{app::App, error::Result, merchant};

/// What needs nobody else's word.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub struct TillMay {
    /// Answer for what others at this till may not.
    approve: bool,
    /// Change what a top-up gives (RCH-08).
    gift: bool,
    /// Take goods back.
    refund: bool,
}

impl TillMay {
    /// A program has nobody's word but its key's.
    pub fn of(rights: &Rights, in_person: bool) -> Self {
        let approve = in_person && rights.has(Right::Gift);
        Self { approve, gift: approve, refund: rights.has(Right::Refund) }
    }
}

/// Of 储值设置, what a till hides by. They are a higher room's, which reads all of them.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub struct TillValue {
    /// Nothing but what a rule names can be paid in (RCH-07).
    only_rules: bool,
    /// 积分转储值: points for one yuan; off, if none (RDM-07).
    points_per_yuan: Option<Points>,
}

impl TillValue {
    pub async fn of(app: &App, merchant: entity::ids::MerchantId) -> Result<Self> {
        merchant::terms(app, merchant, Kind::StoredValue).await
    }
}
