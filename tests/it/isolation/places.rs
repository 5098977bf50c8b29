//! Shops, tills and accounts that are another merchant's, and what is held and sold there.
use entity::{
    bulk_export, bulk_import, card, coupon_sending, coupon_template,
    ids::MerchantId,
    operator, sale, store, terminal,
    values::{Fen, Points},
};
use kabao::{app::App, world::World};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use super::foreign::insert;

/// A shop and its till.
pub async fn rows(db: &DatabaseConnection, world: &World, merchant_id: MerchantId) -> [String; 2] {
    let shop = store::Entity::find().one(db).await.unwrap().unwrap();
    let shop = store::Model { id: world.id(), merchant_id, ..shop };
    let till = terminal::Entity::find().one(db).await.unwrap().unwrap();
    let till = terminal::Model { id: world.id(), merchant_id, store_id: shop.id, ..till };
    let ids = [shop.id.to_string(), till.id.to_string()];
    insert::<store::Entity, _>(db, shop).await;
    insert::<terminal::Entity, _>(db, till).await;
    ids
}

/// A body that would be fine, where a path is of these.
pub fn body(path: &str) -> Option<Value> {
    Some(match path {
        "/v1/office/stores" | "/v1/office/stores/{id}" => json!({ "name": "x" }),
        "/v1/office/terminals/{id}" => json!({ "name": "x" }),
        "/v1/office/stores/{id}/terminals" => json!({ "code": "X9", "name": "x" }),
        "/v1/office/wechat/accounts" => crate::connect::typed("wx00000000000000e5"),
        "/v1/office/wechat/accounts/{appid}" => {
            json!({ "name": "x", "original_id": "gh_000000000009", "mode": "safe" })
        }
        "/v1/office/wechat/accounts/{appid}/domain-file" => {
            json!({ "name": "MP_verify_AbCd1234.txt", "content": "AbCd1234" })
        }
        _ => return None,
    })
}

pub async fn card(app: &App, merchant_id: MerchantId) -> String {
    let row = card::Model {
        id: app.world.id(),
        merchant_id,
        member_id: app.world.id(),
        number: "800000000000000009".to_owned(),
        sequence: 9,
        level_id: app.world.id(),
        name: "会员卡".to_owned(),
        status: card::Status::Active,
        primary_of: None,
        level_since: app.world.now(),
        level_until: None,
        next_level_id: None,
        next_level_at: None,
        linked_number: None,
        created_at: app.world.now(),
    };
    let id = row.id.to_string();
    insert::<card::Entity, _>(&app.db, row).await;
    id
}

pub async fn sale(app: &App, merchant_id: MerchantId) -> String {
    let till = terminal::Entity::find().one(&app.db).await.unwrap().unwrap();
    let row = sale::Model {
        id: app.world.id(),
        merchant_id,
        store_id: till.store_id,
        terminal_id: till.id,
        operator_id: app.world.id(),
        order_no: "theirs".to_owned(),
        state: sale::State::Settled,
        card_id: None,
        member_id: None,
        code_window: None,
        coupon_id: None,
        hash: vec![0; 32],
        cart: "{}".to_owned(),
        priced: "{}".to_owned(),
        list_total: Fen(1),
        payable: Fen(1),
        points_spent: Points::ZERO,
        points_from: None,
        points_earned: Points::ZERO,
        growth_earned: Points::ZERO,
        paid: Fen::ZERO,
        refunded: Fen::ZERO,
        expires_at: app.world.now().plus_ms(60_000),
        created_at: app.world.now(),
        settled_at: Some(app.world.now()),
    };
    let id = row.id.to_string();
    insert::<sale::Entity, _>(&app.db, row).await;
    id
}

/// A file that our own owner asked for, so that nothing but the merchant keeps it from them.
pub async fn export(app: &App, merchant_id: MerchantId) -> String {
    let row = bulk_export::Model {
        id: app.world.id(),
        merchant_id,
        operator_id: our_owner(app).await.id,
        what: bulk_export::What::Members,
        filter: "{}".to_owned(),
        full_data: false,
        reason: String::new(),
        state: bulk_export::State::Ready,
        rows_done: 1,
        rows_total: Some(1),
        size: 1,
        failure: None,
        approval_id: None,
        allowed_by: None,
        allowed_at: None,
        created_at: app.world.now(),
        expires_at: Some(app.world.now().plus_ms(60_000)),
    };
    let id = row.id.to_string();
    insert::<bulk_export::Entity, _>(&app.db, row).await;
    id
}

pub async fn import(app: &App, merchant_id: MerchantId) -> String {
    let row = bulk_import::Model {
        id: app.world.id(),
        merchant_id,
        operator_id: our_owner(app).await.id,
        state: bulk_import::State::Done,
        dry_run: false,
        file_name: "theirs.xlsx".to_owned(),
        fingerprint: vec![0; 32],
        everywhere: true,
        columns: "[]".to_owned(),
        rows_total: 1,
        rows_done: 1,
        wrong: 0,
        created_at: app.world.now(),
    };
    let id = row.id.to_string();
    insert::<bulk_import::Entity, _>(&app.db, row).await;
    id
}

/// Of coupons, to many.
pub async fn sending(app: &App, merchant_id: MerchantId) -> String {
    let template = coupon_template::Entity::find().one(&app.db).await.unwrap().unwrap();
    let row = coupon_sending::Model {
        id: app.world.id(),
        merchant_id,
        template_id: template.id,
        operator_id: our_owner(app).await.id,
        total: 1,
        created_at: app.world.now(),
        ended_at: None,
    };
    let id = row.id.to_string();
    insert::<coupon_sending::Entity, _>(&app.db, row).await;
    id
}

async fn our_owner(app: &App) -> operator::Model {
    let owner = operator::Entity::find().filter(operator::Column::Login.eq("owner"));
    owner.one(&app.db).await.unwrap().unwrap()
}
