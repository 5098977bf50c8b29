//! Levels on the wire: each audience sees as much as it needs.
use entity::{ids::LevelId, level::Model};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a clerk sees on a card.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LevelName {
    pub id: LevelId,
    pub name: String,
}

impl From<Model> for LevelName {
    fn from(level: Model) -> Self {
        Self { id: level.id, name: level.name }
    }
}

/// What a member sees on theirs.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LevelOnCard {
    pub id: LevelId,
    pub name: String,
    /// 权益说明
    pub benefits: String,
}

impl From<Model> for LevelOnCard {
    fn from(level: Model) -> Self {
        Self { id: level.id, name: level.name, benefits: level.benefits }
    }
}

/// What the back office chooses from.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LevelView {
    pub id: LevelId,
    pub code: String,
    pub name: String,
    /// 系统设置: cannot be deleted.
    pub system: bool,
    pub description: String,
}

impl From<Model> for LevelView {
    fn from(level: Model) -> Self {
        Self {
            id: level.id,
            code: level.code,
            name: level.name,
            system: level.system,
            description: level.description,
        }
    }
}
