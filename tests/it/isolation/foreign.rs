//! A merchant who is not the demo's, with something of everything.
use std::collections::BTreeMap;

use entity::{
    address, category, coupon, coupon_template, goods, ids::MerchantId, keyword_rule, level,
    member, merchant, saved_view, tag, wechat_account,
};
use kabao::app::App;
use sea_orm::{IntoActiveModel, entity::prelude::*};
use serde_json::{Value, json};

use super::{places, staff, value};
use crate::{people::Shop, till_key};

/// No member of ours.
pub const NOBODY: &str = "mbr_00000000000000000000000007";

/// No store of ours.
pub const NO_STORE: &str = "sto_00000000000000000000000007";

/// Something of everything, of a merchant who is not the demo's.
pub struct Foreign {
    pub appid: String,
    pub level: String,
    pub category: String,
    pub card: String,
    pub role: String,
    /// By what the paths that name them begin with.
    pub ids: BTreeMap<&'static str, String>,
}

/// Copies of the demo's rows, under another merchant.
pub async fn foreign(shop: &Shop) -> Foreign {
    let (app, db) = (&shop.town.app, &shop.town.app.db);
    let mine = merchant::Entity::find().one(db).await.unwrap().unwrap();
    let theirs = merchant::Model { id: app.world.id(), slug: "other".to_owned(), ..mine };
    let merchant_id = theirs.id;
    insert::<merchant::Entity, _>(db, theirs).await;
    let row = level::Entity::find().one(db).await.unwrap().unwrap();
    let row = level::Model { id: app.world.id(), merchant_id, ..row };
    let level = row.id.to_string();
    insert::<level::Entity, _>(db, row).await;
    let row = wechat_account::Entity::find().one(db).await.unwrap().unwrap();
    let appid = "wx00000000000000c3".to_owned();
    let row = wechat_account::Model { appid: appid.clone(), merchant_id, ..row };
    insert::<wechat_account::Entity, _>(db, row).await;
    let row = keyword_rule::Entity::find().one(db).await.unwrap().unwrap();
    let row = keyword_rule::Model { id: app.world.id(), merchant_id, appid: appid.clone(), ..row };
    let rule = row.id.to_string();
    insert::<keyword_rule::Entity, _>(db, row).await;
    let row = coupon_template::Entity::find().one(db).await.unwrap().unwrap();
    let row = coupon_template::Model { id: app.world.id(), merchant_id, store_id: None, ..row };
    let offer = row.id.to_string();
    insert::<coupon_template::Entity, _>(db, row).await;
    let [category, sold] = foreign_goods(app, merchant_id).await;
    let home = foreign_address(app, merchant_id).await;
    let key = till_key::of_merchant(db, merchant_id).await;
    let card = places::card(app, merchant_id).await;
    let sale = places::sale(app, merchant_id).await;
    let staff = app.transact(staff::rows, merchant_id).await.unwrap();
    let [recharge_rule, top_up, hold] = value::rows(app, merchant_id).await;
    let [shop_of_theirs, till_of_theirs] = places::rows(db, &app.world, merchant_id).await;
    let ids = BTreeMap::from([
        ("/v1/office/stores/{id}", shop_of_theirs),
        ("/v1/office/terminals/{id}", till_of_theirs),
        ("/v1/office/recharge-rules/{id}", recharge_rule),
        ("/v1/till/top-ups/{id}", top_up),
        ("/v1/till/holds/{id}", hold),
        ("/v1/member/addresses/{id}", home),
        ("/v1/office/till-keys/{id}", key),
        ("/v1/office/staff/{id}", staff.who),
        ("/v1/office/roles/{id}", staff.role.clone()),
        ("/v1/office/sessions/{id}", staff.session),
        ("/v1/office/approvals/{id}", staff.approval),
        ("/v1/office/categories/{id}", category.clone()),
        ("/v1/office/recycle/{kind}/{id}", sold.clone()),
        ("/v1/office/goods/{id}", sold),
        ("/v1/till/sales/{id}", sale.clone()),
        ("/v1/office/sales/{id}", sale.clone()),
        ("/v1/office/cards/{id}", card.clone()),
        ("/v1/member/cards/{id}", card.clone()),
        ("/v1/office/members/{id}", foreign_member(app, merchant_id).await),
        ("/v1/office/tags/{id}", foreign_tag(app, merchant_id).await),
        ("/v1/office/views/{id}", foreign_view(app, merchant_id).await),
        ("/v1/office/imports/{id}", places::import(app, merchant_id).await),
        ("/v1/office/exports/{id}", places::export(app, merchant_id).await),
        ("/v1/office/proof/cards/{id}", card.clone()),
        ("/v1/office/levels/{id}", level.clone()),
        ("/v1/office/keywords/{id}", rule),
        ("/v1/member/purchases/{id}", sale),
        ("/v1/member/coupons/{id}", foreign_coupon(app, merchant_id).await),
        ("/v1/member/offers/{id}", offer.clone()),
        ("/v1/office/coupons/{id}", offer),
        ("/v1/office/coupon-sendings/{id}", places::sending(app, merchant_id).await),
    ]);
    Foreign { appid, level, category, card, role: staff.role, ids }
}

/// A category, and goods.
async fn foreign_goods(app: &App, merchant_id: MerchantId) -> [String; 2] {
    let db = &app.db;
    let row = category::Entity::find().one(db).await.unwrap().unwrap();
    let category = category::Model { id: app.world.id(), merchant_id, ..row };
    let row = goods::Entity::find().one(db).await.unwrap().unwrap();
    let sold = goods::Model { id: app.world.id(), merchant_id, ..row };
    let ids = [category.id.to_string(), sold.id.to_string()];
    insert::<category::Entity, _>(db, category).await;
    insert::<goods::Entity, _>(db, sold).await;
    ids
}

async fn foreign_address(app: &App, merchant_id: MerchantId) -> String {
    let row = address::Model {
        id: app.world.id(),
        merchant_id,
        member_id: app.world.id(),
        name_sealed: vec![],
        phone_sealed: vec![],
        region: "浙江省".to_owned(),
        detail_sealed: vec![],
        postal_code: None,
        default_of: None,
        created_at: app.world.now(),
    };
    let id = row.id.to_string();
    insert::<address::Entity, _>(&app.db, row).await;
    id
}

async fn foreign_member(app: &App, merchant_id: MerchantId) -> String {
    let row = member::Model {
        id: app.world.id(),
        merchant_id,
        number: "theirs".to_owned(),
        phone_sealed: vec![],
        phone_index: vec![9; 32],
        ..crate::crowd::person(app.world.id(), merchant_id, app.world.now())
    };
    let id = row.id.to_string();
    insert::<member::Entity, _>(&app.db, row).await;
    id
}

async fn foreign_tag(app: &App, merchant_id: MerchantId) -> String {
    let row = tag::Model {
        id: app.world.id(),
        merchant_id,
        name: "theirs".to_owned(),
        color: tag::Color::Red,
        deleted_at: None,
        created_at: app.world.now(),
    };
    let id = row.id.to_string();
    insert::<tag::Entity, _>(&app.db, row).await;
    id
}

async fn foreign_view(app: &App, merchant_id: MerchantId) -> String {
    let row = saved_view::Model {
        id: app.world.id(),
        merchant_id,
        operator_id: app.world.id(),
        of: "members".to_owned(),
        name: "theirs".to_owned(),
        query: "{}".to_owned(),
        shape: saved_view::Shape::Grid,
        shared: true,
        created_at: app.world.now(),
    };
    let id = row.id.to_string();
    insert::<saved_view::Entity, _>(&app.db, row).await;
    id
}

async fn foreign_coupon(app: &App, merchant_id: MerchantId) -> String {
    let template = coupon_template::Entity::find().one(&app.db).await.unwrap().unwrap();
    let row = coupon::Model {
        id: app.world.id(),
        merchant_id,
        template_id: template.id,
        member_id: app.world.id(),
        nth: 1,
        state: coupon::State::Usable,
        claimed_at: app.world.now(),
        valid_until: template.valid_until,
        sale_id: None,
        sale_store_id: None,
        reserved_until: None,
        used_at: None,
    };
    let id = row.id.to_string();
    insert::<coupon::Entity, _>(&app.db, row).await;
    id
}

pub async fn insert<E, M>(db: &sea_orm::DatabaseConnection, row: M)
where
    E: EntityTrait<Model = M>,
    M: sea_orm::ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    use sea_orm::ActiveModelTrait;
    E::insert(row.into_active_model().reset_all()).exec_without_returning(db).await.unwrap();
}

impl Foreign {
    /// What stands for `{id}`.
    pub fn id(&self, path: &str) -> Option<&String> {
        self.ids.iter().find(|(of, _)| path.starts_with(**of)).map(|(_, id)| id)
    }

    /// An address of theirs.
    pub fn path(&self, path: &str) -> String {
        let filled = path.replace("{appid}", &self.appid).replace("{file}", "index.html");
        let filled = filled.replace("{asset}", "points").replace("{kind}", "points");
        let filled = filled.replace("{note}", "nte_00000000000000000000000007");
        let filled = match path {
            "/v1/office/recycle/{kind}/{id}/restore" => path.replace("{kind}", "goods"),
            _ => filled,
        };
        match (path, self.id(path)) {
            (_, Some(id)) => filled.replace("{id}", id) + value::query(path),
            ("/v1/till/top-ups", _) => filled + value::query(path),
            ("/v1/member/session" | "/v1/office/keywords", _) => {
                format!("{filled}?appid={}", self.appid)
            }
            ("/v1/office/programs/{kind}", _) => format!("{filled}?store={NO_STORE}"),
            ("/v1/member/jssdk", _) => format!("{filled}?url=x"),
            ("/v1/office/views", _) => format!("{filled}?of=members"),
            ("/v1/member/coupons", _) => format!("{filled}?state=usable"),
            _ => filled + value::query(path),
        }
    }

    /// A body that would be fine, but for whose things it names.
    pub fn body(&self, path: &str) -> Value {
        match path.split('/').nth(2) {
            Some("member") => self.member_body(path),
            Some("till") => self.till_body(path),
            _ => self.office_body(path),
        }
    }

    /// What a member says.
    fn member_body(&self, path: &str) -> Value {
        match path {
            "/v1/member/profile" => json!({ "nickname": "x", "card_name": "x" }),
            "/v1/member/avatar" => json!({ "image": "x" }),
            "/v1/member/addresses" | "/v1/member/addresses/{id}" => crate::address::home(),
            "/v1/member/privacy/consent" => json!({ "version": "x" }),
            "/v1/member/phone/sms" => json!({ "which": "old" }),
            "/v1/member/phone" => json!({ "phone": "13900000000", "sms_code": "000000" }),
            "/v1/member/leave" => json!({ "sms_code": "000000" }),
            "/v1/member/cards" => json!({ "number": "800000000000000009", "sms_code": "000000" }),
            "/v1/member/cards/sms" => json!({ "number": "800000000000000009" }),
            "/v1/member/cards/{id}" => json!({ "name": "x" }),
            "/v1/member/coupons/activate" => json!({ "number": "900000000000000000" }),
            _ => places::body(path).unwrap_or_else(|| value::body(path, &self.level)),
        }
    }

    /// What a clerk says.
    fn till_body(&self, path: &str) -> Value {
        match path {
            "/v1/till/levels/upgrade" => json!({
                "card": self.card, "level": self.level,
                "order_no": "1", "tender": "cash", "paid": 1,
            }),
            "/v1/till/identify" => json!({ "scan": "880000000000000000" }),
            "/v1/till/members" => json!({
                "phone": "13900000000", "sms_code": "000000", "level": self.level,
            }),
            "/v1/till/coupons/activate" => json!({
                "member": NOBODY, "number": "900000000000000000",
            }),
            "/v1/till/quotes" => {
                let lines = json!([{ "name": "x", "price": 1, "quantity": 1000 }]);
                json!({ "order_no": "x", "lines": lines, "card": self.card })
            }
            "/v1/till/sales/{id}/settle" => json!({ "hash": "00".repeat(32), "tenders": [] }),
            "/v1/till/sales/{id}/refunds" => {
                json!({ "refund_no": "x", "all": true, "reason": "x" })
            }
            "/v1/till/sales/{id}/void" => json!({ "refund_no": "x", "reason": "x" }),
            "/v1/till/sms" => json!({ "phone": "13900000000" }),
            _ => places::body(path).unwrap_or_else(|| value::body(path, &self.level)),
        }
    }

    /// What is said of the shop: its goods, its rules, its WeChat.
    fn office_body(&self, path: &str) -> Value {
        let reply = json!({ "type": "text", "content": "x" });
        let rule = json!({ "kind": "exact", "pattern": "x", "priority": 1, "enabled": true, "reply": reply });
        match path {
            "/v1/office/settings" => json!({
                "default_level_wechat": self.level, "default_level_till": self.level,
                "phone_unique": false,
            }),
            "/v1/office/keywords" => {
                let mut rule = rule;
                rule["appid"] = json!(self.appid);
                rule
            }
            "/v1/office/keywords/{id}" => rule,
            "/v1/office/keywords/try" => json!({ "appid": self.appid, "text": "x" }),
            "/v1/office/wechat/accounts/{appid}/menu" => json!({ "buttons": [] }),
            "/v1/office/categories" | "/v1/office/categories/{id}" => {
                json!({ "code": "x", "name": "x" })
            }
            "/v1/office/goods" | "/v1/office/goods/{id}" => json!({
                "category": self.category, "code": "x", "name": "x", "unit": "x", "price": 1,
            }),
            "/v1/office/coupons" => json!({
                "kind": "cash", "title": "x", "worth": 1, "total": 1, "per_member": 1,
                "opens_at": "2026-12-01T00:00:00Z", "closes_at": "2026-12-02T00:00:00Z",
                "valid_until": "2026-12-02T00:00:00Z",
            }),
            "/v1/office/levels" => json!({ "code": "x", "name": "x", "terms": {} }),
            "/v1/office/programs/level/preview" => {
                let level = json!({ "id": self.level, "name": "x", "terms": {} });
                json!({ "upgrade": "none", "expiry": { "by": "none" }, "levels": [level] })
            }
            "/v1/office/levels/{id}" => json!({ "name": "x", "rank": null, "terms": {} }),
            "/v1/office/programs/{kind}/copy" => json!({ "stores": [NO_STORE] }),
            "/v1/office/tryout" => json!({
                "store": NO_STORE, "level": self.level, "top_up": 1,
            }),
            "/v1/office/proof/cards/{id}/release" => json!({ "reason": "x" }),
            "/v1/office/coupons/{id}" => json!({
                "title": "x", "closes_at": "2026-12-20T00:00:00Z", "total": 1, "per_member": 1,
                "listed": true,
            }),
            "/v1/office/coupons/{id}/send-many" => json!({ "members": [NOBODY] }),
            "/v1/office/coupons/{id}/send" => json!({ "member": NOBODY }),
            "/v1/office/coupons/{id}/print" => json!({ "count": 1 }),
            _ => self.people_body(path),
        }
    }

    /// What is said of staff and members.
    fn people_body(&self, path: &str) -> Value {
        match path {
            "/v1/office/roles" | "/v1/office/roles/{id}" => json!({ "name": "x", "rights": [] }),
            "/v1/office/staff" => json!({
                "login": "somebody", "name": "x", "number": "9999", "role": self.role, "everywhere": true,
            }),
            "/v1/office/staff/{id}" => {
                json!({ "name": "x", "number": "9999", "role": self.role, "everywhere": true })
            }
            "/v1/office/invites/accept" => json!({ "token": "x", "password": "x" }),
            "/v1/office/password" => json!({ "old": "x", "new": "x" }),
            "/v1/office/two-factor" | "/v1/office/two-factor/confirm" => json!({ "code": "x" }),
            "/v1/office/approvals/{id}/refuse" => json!({ "reason": "x" }),
            "/v1/office/cards/{id}/level" => json!({ "level": self.level, "reason": "x" }),
            "/v1/office/cards/{id}/adjust" => {
                json!({ "asset": "points", "amount": "1", "reason": "x" })
            }
            "/v1/office/members" => json!({ "phone": "13900000000", "level": self.level }),
            "/v1/office/members/search" | "/v1/office/fans/search" => json!({ "q": "x" }),
            "/v1/office/members/tag" => json!({ "members": [NOBODY] }),
            "/v1/office/members/{id}" => json!({ "version": 0, "nickname": "x", "tags": [] }),
            "/v1/office/members/{id}/phone" => json!({ "reason": "x" }),
            "/v1/office/members/{id}/new-phone" => {
                json!({ "version": 0, "phone": "13900000000", "reason": "x" })
            }
            "/v1/office/members/{id}/notes" => json!({ "text": "x" }),
            "/v1/office/tags" | "/v1/office/tags/{id}" => json!({ "name": "x", "color": "red" }),
            "/v1/office/views" => json!({ "name": "x", "query": {}, "shape": "grid" }),
            "/v1/office/members/{id}/merge" => {
                json!({ "into": "mbr_00000000000000000000000008", "reason": "x" })
            }
            _ => places::body(path).unwrap_or_else(|| value::body(path, &self.level)),
        }
    }
}
