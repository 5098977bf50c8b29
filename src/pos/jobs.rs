//! What a till does later: the member hears of it in WeChat.
use entity::{
    ids::{MemberId, MerchantId},
    refund, sale,
};
use serde::{Deserialize, Serialize};

use super::flow::{After, At};
use crate::{
    app::{App, Tx},
    error::Result,
    jobs::{self, Job},
    member, word,
    world::World,
};

/// What happened at a till, in words. The receipt is the proof.
#[derive(Clone, Serialize, Deserialize)]
pub struct Tell {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub text: String,
}

impl Tell {
    /// To nobody who follows nobody: they could not be told.
    pub async fn promise(self, tx: &Tx, world: &World) -> Result<()> {
        let given = member::follows(self.merchant, self.member);
        jobs::enqueue_if(tx, world, self, given).await
    }

    pub fn settled(sale: &sale::Model, member: MemberId, at: &At, after: &After) -> Self {
        let After { stored_value, points, .. } = after;
        let text = format!(
            "您在{}消费 {}，本次得 {} 积分。储值余额 {stored_value}，积分 {points}。如非本人操作，\
             请联系门店。",
            at.store_name, sale.payable, sale.points_earned
        );
        Self { merchant: sale.merchant_id, member, text }
    }

    pub fn refunded(sale: &sale::Model, member: MemberId, at: &At, row: &refund::Model) -> Self {
        let text = format!("{}已为您退货，退款 {}，按原支付方式退回。", at.store_name, row.amount);
        Self { merchant: sale.merchant_id, member, text }
    }
}

impl Job for Tell {
    const NAME: &'static str = "pos.tell";

    async fn run(self, app: &App) -> Result<()> {
        word::tell(app, self.merchant, self.member, &self.text).await
    }
}
