//! Gifts that are taken back, because what they were given for was undone.
use entity::ids::{CouponId, MerchantId};

use super::super::rows::taken as rows;
use crate::{app::Tx, error::Result, world::World};

/// Which of these gifts were used.
pub async fn used(tx: &Tx, merchant: MerchantId, ids: Vec<CouponId>) -> Result<Vec<CouponId>> {
    if ids.is_empty() { Ok(vec![]) } else { rows::used(tx, merchant, ids).await }
}

/// Those that were not used expire now, and a quote that counts on one is no longer good for it.
/// How many that were.
pub async fn take_back(
    tx: &Tx,
    world: &World,
    merchant: MerchantId,
    ids: Vec<CouponId>,
) -> Result<u64> {
    if ids.is_empty() { Ok(0) } else { rows::end(tx, merchant, ids, world.now()).await }
}
