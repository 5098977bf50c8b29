//! Rows of counts. They belong to the house, not to a merchant.
use anyhow::Context;
use entity::tally::{Column, Entity, Model};
use sea_orm::{ExprTrait, IntoActiveModel, entity::prelude::*, sea_query::CaseStatement};

use crate::{app::Tx, engine::insert_if_absent, error::Result};

/// One more in its window; a new window begins at one.
pub async fn add(tx: &Tx, fresh: Model) -> Result<u64> {
    insert_if_absent(tx, fresh.clone().into_active_model().reset_all()).await?;
    let (name, window) = (fresh.name, fresh.window);
    let same = Expr::col(Column::Window).eq(window);
    let counted = CaseStatement::new().case(same, Expr::col(Column::Counted).add(1)).finally(1);
    // The count first: MySQL sets columns in order, and the count reads the old window.
    Entity::update_many()
        .col_expr(Column::Counted, counted.into())
        .col_expr(Column::Window, Expr::value(window))
        .filter(Column::Name.eq(&name))
        .exec(tx)
        .await?;
    let row = Entity::find_by_id(name).one(tx).await?.context("counted a moment ago")?;
    Ok(row.counted.unsigned_abs())
}

/// So much more in its window, if no more than `room` is in it; a new window begins empty.
pub async fn add_up_to(tx: &Tx, fresh: Model, amount: i64, room: i64) -> Result<bool> {
    insert_if_absent(tx, fresh.clone().into_active_model().reset_all()).await?;
    let same = || Expr::col(Column::Window).eq(fresh.window);
    let sum = Expr::col(Column::Counted).add(amount);
    let counted = CaseStatement::new().case(same(), sum).finally(amount);
    let before = CaseStatement::new().case(same(), Expr::col(Column::Counted)).finally(0);
    // The count first, as above.
    let done = Entity::update_many()
        .col_expr(Column::Counted, counted.into())
        .col_expr(Column::Window, Expr::value(fresh.window))
        .filter(Column::Name.eq(&fresh.name))
        .filter(Expr::expr(before).lte(room))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub async fn delete(db: &impl ConnectionTrait, name: &str) -> Result<()> {
    Entity::delete_by_id(name.to_owned()).exec(db).await?;
    Ok(())
}
