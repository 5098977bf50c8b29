//! Whether all that somebody names is the merchant's own: one count of each kind.
use std::collections::BTreeSet;

use entity::{
    coupon_template, goods,
    ids::{CouponTemplateId, GoodsId, LevelId, MerchantId, StoreId},
    level, store,
};
use sea_orm::entity::prelude::*;

use crate::{app::Tx, error::Result};

pub async fn stores(tx: &Tx, merchant: MerchantId, ids: BTreeSet<StoreId>) -> Result<bool> {
    let named = ids.len() as u64;
    let known = store::Entity::find()
        .filter(store::Column::MerchantId.eq(merchant))
        .filter(store::Column::Id.is_in(ids));
    Ok(named == 0 || known.count(tx).await? == named)
}

pub async fn levels(tx: &Tx, merchant: MerchantId, ids: BTreeSet<LevelId>) -> Result<bool> {
    let named = ids.len() as u64;
    let known = level::Entity::find()
        .filter(level::Column::MerchantId.eq(merchant))
        .filter(level::Column::Id.is_in(ids));
    Ok(named == 0 || known.count(tx).await? == named)
}

pub async fn templates(
    tx: &Tx,
    merchant: MerchantId,
    ids: BTreeSet<CouponTemplateId>,
) -> Result<bool> {
    let named = ids.len() as u64;
    let known = coupon_template::Entity::find()
        .filter(coupon_template::Column::MerchantId.eq(merchant))
        .filter(coupon_template::Column::Id.is_in(ids));
    Ok(named == 0 || known.count(tx).await? == named)
}

pub async fn goods(tx: &Tx, merchant: MerchantId, ids: BTreeSet<GoodsId>) -> Result<bool> {
    let named = ids.len() as u64;
    let known = goods::Entity::find()
        .filter(goods::Column::MerchantId.eq(merchant))
        .filter(goods::Column::Id.is_in(ids));
    Ok(named == 0 || known.count(tx).await? == named)
}
