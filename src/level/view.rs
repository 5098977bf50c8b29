//! A level as pages show it: each audience sees what it needs.
use entity::{ids::LevelId, level::Model};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a member sees on their card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LevelView {
    pub id: LevelId,
    pub name: String,
    /// 权益说明
    pub benefits: String,
}

impl From<Model> for LevelView {
    fn from(level: Model) -> Self {
        Self { id: level.id, name: level.name, benefits: level.benefits }
    }
}

/// What a clerk sees on a member's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LevelName {
    pub id: LevelId,
    pub name: String,
}

impl From<Model> for LevelName {
    fn from(level: Model) -> Self {
        Self { id: level.id, name: level.name }
    }
}

/// What the back office chooses from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LevelChoice {
    pub id: LevelId,
    pub code: String,
    pub name: String,
    /// 系统设置: cannot be deleted.
    pub system: bool,
    pub description: String,
}

impl From<Model> for LevelChoice {
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
