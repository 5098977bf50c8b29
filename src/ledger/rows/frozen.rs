//! Rows of cards on which nothing moves.
use account::Column as Account;
use entity::{
    account, card,
    ids::{CardId, MerchantId},
    values::Timestamp,
};
use sea_orm::{ExprTrait, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Query};

use crate::{app::Tx, error::Result};

/// Cards that one statement names.
const NAMED: usize = 500;

/// Freeze all that these cards have, or free it, and say which cards were otherwise before.
pub async fn set(
    tx: &Tx,
    merchant: MerchantId,
    cards: &[CardId],
    at: Option<Timestamp>,
) -> Result<Vec<CardId>> {
    let mut changed: Vec<CardId> = vec![];
    for cards in cards.chunks(NAMED) {
        let otherwise = match at {
            Some(_) => Account::FrozenAt.is_null(),
            None => Account::FrozenAt.is_not_null(),
        };
        let ours = otherwise
            .and(Account::MerchantId.eq(merchant))
            .and(Account::CardId.is_in(cards.iter().copied()));
        let found = account::Entity::find().select_only().column(Account::CardId).distinct();
        changed.extend(found.filter(ours.clone()).into_tuple::<CardId>().all(tx).await?);
        account::Entity::update_many()
            .col_expr(Account::FrozenAt, Expr::value(at.map(|at| at.0)))
            .filter(ours)
            .exec(tx)
            .await?;
    }
    Ok(changed)
}

/// Cards that are frozen since then or before.
pub async fn since(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    then: Timestamp,
) -> Result<Vec<CardId>> {
    let frozen = account::Entity::find()
        .select_only()
        .column(Account::CardId)
        .distinct()
        .filter(Account::MerchantId.eq(merchant))
        .filter(Account::FrozenAt.lte(then));
    Ok(frozen.into_tuple().all(db).await?)
}

/// The first cards on which nothing moves, by their ids.
pub async fn cards(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    limit: u64,
) -> Result<Vec<card::Model>> {
    let frozen = Query::select()
        .column(Account::CardId)
        .from(account::Entity)
        .and_where(Account::MerchantId.eq(merchant))
        .and_where(Account::FrozenAt.is_not_null())
        .take();
    let cards = card::Entity::find()
        .filter(card::Column::MerchantId.eq(merchant))
        .filter(card::Column::Id.in_subquery(frozen))
        .order_by_asc(card::Column::Id);
    Ok(cards.limit(limit).all(db).await?)
}
