//! A member's coupons when the member becomes another.
use entity::ids::{MemberId, MerchantId};

use super::super::rows::merge as rows;
use crate::{app::Tx, error::Result};

/// All coupons of one member become another's, in whatever state, and are counted after those the
/// other has of the same template. How many they are. Both members are held, and all their cards.
pub async fn hand_over(
    tx: &Tx,
    merchant: MerchantId,
    (from, into): (MemberId, MemberId),
) -> Result<u64> {
    let theirs = rows::templates(tx, merchant, from).await?;
    if theirs.is_empty() {
        return Ok(0);
    }
    let highest = rows::highest(tx, merchant, into, &theirs).await?;
    rows::hand_over(tx, merchant, (from, into), &highest).await
}
