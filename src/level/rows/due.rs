//! Cards that the night has to look at, by their ids, a page at a time.
use entity::{
    account::{self, Asset, Book},
    card::{self, Column, Entity, Status},
    ids::{CardId, LevelId, MerchantId},
    level,
    values::Timestamp,
};
use sea_orm::{
    Condition, JoinType, QueryOrder, QuerySelect, RelationDef, Select, entity::prelude::*,
};

use crate::error::Result;

/// Cards in one page.
pub const PAGE: u64 = 500;

/// What makes a card due.
#[derive(Clone, Debug)]
pub enum Due {
    /// It was promised another level, or its level's last day is over.
    Written(Timestamp),
    /// Nobody has counted yet how long its level lasts.
    Uncounted(Vec<LevelId>),
    /// It has so much of an asset, and is on one of these levels.
    Reached { asset: Asset, least: i64, from: Vec<LevelId> },
}

pub async fn merchants(db: &impl ConnectionTrait) -> Result<Vec<MerchantId>> {
    let all = level::Entity::find().select_only().column(level::Column::MerchantId).distinct();
    Ok(all.into_tuple().all(db).await?)
}

/// The next cards after `after`.
pub async fn cards(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    due: &Due,
    after: CardId,
) -> Result<Vec<CardId>> {
    let cards = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(PAGE);
    Ok(narrowed(cards, due).into_tuple().all(db).await?)
}

fn narrowed(cards: Select<Entity>, due: &Due) -> Select<Entity> {
    match due {
        Due::Written(now) => cards.filter(
            Condition::any().add(Column::NextLevelAt.lte(*now)).add(Column::LevelUntil.lte(*now)),
        ),
        Due::Uncounted(levels) => cards
            .filter(Column::LevelUntil.is_null())
            .filter(Column::LevelId.is_in(levels.iter().copied())),
        Due::Reached { asset, least, from } => cards
            .join(JoinType::InnerJoin, account_of_card())
            .filter(account::Column::Book.eq(Book::Card))
            .filter(account::Column::Asset.eq(*asset))
            .filter(account::Column::Balance.gte(*least))
            .filter(Column::Status.eq(Status::Active))
            .filter(Column::NextLevelId.is_null())
            .filter(Column::LevelId.is_in(from.iter().copied())),
    }
}

fn account_of_card() -> RelationDef {
    card::Entity::belongs_to(account::Entity).from(Column::Id).to(account::Column::CardId).into()
}
