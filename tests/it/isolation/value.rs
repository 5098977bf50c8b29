//! Stored value that is another merchant's.
use entity::{hold, ids::MerchantId, recharge_rule, sale_tender, top_up, values::Fen};
use kabao::{app::App, seed::PASSWORD};
use serde_json::{Value, json};

use super::foreign::insert;

/// A rule, a top-up and a hold of another merchant's.
pub async fn rows(app: &App, merchant_id: MerchantId) -> [String; 3] {
    let (world, now) = (&app.world, app.world.now());
    let rule = recharge_rule::Model {
        id: world.id(),
        merchant_id,
        name: "充100送10".to_owned(),
        principal: Fen(10_000),
        terms: "{}".to_owned(),
        once_per_member: false,
        starts_at: None,
        ends_at: None,
        withdrawn_at: None,
        version: 1,
        created_at: now,
    };
    let top_up = top_up::Model {
        id: world.id(),
        merchant_id,
        store_id: world.id(),
        terminal_id: world.id(),
        operator_id: world.id(),
        order_no: "A1".to_owned(),
        card_id: world.id(),
        member_id: world.id(),
        rule_id: None,
        principal: Fen(10_000),
        gift: Fen(0),
        tender: sale_tender::Kind::Cash,
        gifts: "{}".to_owned(),
        approved_by: None,
        refunded: Fen(0),
        created_at: now,
    };
    let hold = hold::Model {
        id: world.id(),
        merchant_id,
        card_id: world.id(),
        journal_id: world.id(),
        terminal_id: None,
        amount: 1,
        state: hold::State::Open,
        expires_at: now.plus_ms(365 * 24 * 3600 * 1000),
        created_at: now,
    };
    let ids = [rule.id.to_string(), top_up.id.to_string(), hold.id.to_string()];
    insert::<recharge_rule::Entity, _>(&app.db, rule).await;
    insert::<top_up::Entity, _>(&app.db, top_up).await;
    insert::<hold::Entity, _>(&app.db, hold).await;
    ids
}

/// What an address must say beside its path.
pub fn query(path: &str) -> &'static str {
    match path {
        "/v1/till/top-ups" => "?card=crd_00000000000000000000000007",
        "/v1/till/top-ups/{id}/refund" => "?mode=cooling_off",
        "/v1/office/members/{id}/entries" => "?asset=points",
        _ => "",
    }
}

/// A body that would be fine, but for whose things it names.
pub fn body(path: &str, level: &str) -> Value {
    match path {
        "/v1/till/top-ups" => json!({
            "card": "crd_00000000000000000000000007", "order_no": "x", "principal": 1,
            "tender": "cash",
        }),
        "/v1/till/top-ups/{id}/refund" => {
            let owner = json!({ "login": "owner", "password": PASSWORD });
            json!({ "refund_no": "x", "mode": "cooling_off", "approver": owner })
        }
        "/v1/till/holds" => json!({
            "scan": "880000000000000000", "order_no": "x", "amount": 1, "minutes": 1,
        }),
        "/v1/till/convert" => json!({ "scan": "880000000000000000", "points": "1" }),
        "/v1/office/recharge-rules" => {
            json!({ "name": "x", "principal": 1, "terms": { "levels": [level] } })
        }
        "/v1/office/recharge-rules/{id}" => json!({ "name": "x", "principal": 1 }),
        "/v1/office/programs/stored-value" => json!({ "program": {}, "reason": "x" }),
        _ => json!({}),
    }
}
