//! Fans: those who follow an account and are no members (REG-17).
use entity::{
    identity::{Column, Entity, Model},
    ids::{IdentityId, MerchantId},
};
use sea_orm::{Condition, ExprTrait, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Func};

use crate::{error::Result, http::Mark};

/// The latest to follow first.
pub async fn page(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    (appid, begins): (Option<&str>, Option<&str>),
    before: Option<Mark<IdentityId>>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut fans = Entity::find()
        .filter(Column::MerchantId.eq(merchant))
        .filter(Column::MemberId.is_null())
        .filter(Column::FollowedAt.is_not_null())
        .filter(Column::ClosedAt.is_null());
    if let Some(appid) = appid {
        fans = fans.filter(Column::Appid.eq(appid));
    }
    if let Some(text) = begins {
        let length = i32::try_from(text.chars().count()).unwrap_or(i32::MAX);
        let part = [Expr::col(Column::Nickname), Expr::value(1), Expr::value(length)];
        fans = fans.filter(Expr::expr(Func::cust("SUBSTR").args(part)).eq(text));
    }
    if let Some(Mark { at, id }) = before {
        let same_moment = Condition::all().add(Column::FollowedAt.eq(at)).add(Column::Id.lt(id));
        fans = fans.filter(Condition::any().add(Column::FollowedAt.lt(at)).add(same_moment));
    }
    let fans = fans.order_by_desc(Column::FollowedAt).order_by_desc(Column::Id);
    Ok(fans.limit(limit).all(db).await?)
}
