//! A card as pages show it, with the level it holds.
use entity::{
    card::{Model, Status},
    ids::CardId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::LevelView;
use crate::card::{masked_number, status_text};

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CardView {
    pub id: CardId,
    /// `8012 **** **** 3456`
    pub number_text: String,
    pub name: String,
    pub level: LevelView,
    pub status: Status,
    /// 正常, 已挂失, 已作废
    pub status_text: String,
    pub primary: bool,
}

impl CardView {
    pub fn new(card: Model, level: LevelView) -> Self {
        Self {
            number_text: masked_number(&card.number),
            status_text: status_text(card.status).to_owned(),
            id: card.id,
            name: card.name,
            level,
            status: card.status,
            primary: card.primary_of.is_some(),
        }
    }
}
