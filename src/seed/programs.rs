//! What the demo's shop promises: what a top-up gives, and how levels rise and fall (S0 1.11).
use entity::{ids::MerchantId, program::Kind, recharge_rule, values::Fen};
use serde_json::json;

use crate::{app::Tx, error::Result, merchant, stored_value, world::World};

/// 充100送10 and the like, in yuan.
const TOP_UPS: [(&str, i64, i64); 2] = [("充100送10", 100, 10), ("充200送20", 200, 20)];

pub async fn make(tx: &Tx, world: &World, merchant: MerchantId) -> Result<()> {
    for (name, principal, gift) in TOP_UPS {
        let terms = json!({ "gifts": { "balance": gift * 100 } });
        let rule = recharge_rule::Model {
            id: world.id(),
            merchant_id: merchant,
            name: name.to_owned(),
            principal: Fen(principal * 100),
            terms: terms.to_string(),
            once_per_member: false,
            starts_at: None,
            ends_at: None,
            withdrawn_at: None,
            version: 1,
            created_at: world.now(),
        };
        stored_value::insert_rule(tx, rule).await?;
    }
    let levels = json!({ "upgrade": "growth", "expiry": { "by": "anniversary_step_down" } });
    merchant::set_program(tx, world, (merchant, Kind::Level), None, levels.to_string()).await?;
    Ok(())
}
