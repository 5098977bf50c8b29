//! 等级: what a card has become, and what that is worth.
use entity::ids::LevelId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LevelView {
    pub id: LevelId,
    pub name: String,
    /// 权益说明
    pub benefits: String,
}
