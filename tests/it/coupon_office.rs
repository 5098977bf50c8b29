//! The back office makes coupons, sends them and stops them; and what all of them cost is bounded.
use entity::{
    audit, coupon,
    coupon_template::{self, Kind},
    ids::{CouponTemplateId, MemberId, MerchantId, StoreId},
    values::Fen,
};
use futures_util::future::join_all;
use kabao::coupon::{Claim, CouponLine, Terms, claim, grant, worth};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use crate::{
    counter::fresh,
    coupon::{add, key, offer, word},
    people::{Shop, text},
    town::{Person, Reply, Town},
};

const DOOR: &str = "/v1/office/coupons";

/// A template's body, with these fields in place of the usual.
pub fn body(fields: &Value) -> Value {
    let mut body = json!({
        "kind": "cash", "title": "满100减20", "worth": 2000, "threshold": 10_000,
        "total": 10, "per_member": 2,
        "opens_at": "2026-12-01T00:00:00Z", "closes_at": "2026-12-20T00:00:00Z",
        "valid_until": "2026-12-31T16:00:00Z",
    });
    for (field, value) in fields.as_object().unwrap() {
        body[field] = value.clone();
    }
    body
}

pub async fn made(owner: &Person, fields: &Value) -> String {
    let made = owner.post_once(DOOR, &fresh("template"), &body(fields)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    text(&made.body["id"])
}

fn told(reply: &Reply) -> (u16, &str) {
    (reply.status, reply.code())
}

#[tokio::test]
async fn cpn_05_a_template_is_made_sent_and_stopped() {
    let shop = Shop::open().await;
    let (owner, phone) = (shop.owner().await, shop.member("p1", "13800000001", "小美").await);
    let member = text(&phone.get("/me").await.body["id"]);
    let hidden = made(&owner, &json!({ "listed": false, "terms": { "days": 3 } })).await;
    let offers = phone.get("/offers").await;
    assert!(!offers.text.contains(&hidden), "nobody finds what is not listed");
    let door = format!("/v1/member/offers/{hidden}/claim");
    let claimed = phone.browser.post_once(&door, "a", &json!({})).await;
    assert_eq!(told(&claimed), (404, "no_such_offer"), "nor claims it by a link (E15)");

    let send = format!("{DOOR}/{hidden}/send");
    let sent = owner.post_once(&send, "a", &json!({ "member": member })).await;
    let again = owner.post_once(&send, "a", &json!({ "member": member })).await;
    assert_eq!((sent.status, &sent.text), (201, &again.text));
    assert_eq!(sent.body["validity_text"], "2026-12-01 至 2026-12-03");
    assert_eq!(sent.body["scope_text"], "全场通用");
    let nobody: MemberId = shop.town.app.world.id();
    let lost = owner.post_once(&send, "b", &json!({ "member": nobody })).await;
    assert_eq!(told(&lost), (404, "no_such_member"));
    owner.post_once(&send, "c", &json!({ "member": member })).await;
    let third = owner.post_once(&send, "d", &json!({ "member": member })).await;
    assert_eq!(told(&third), (409, "coupon_limit_reached"));

    let stop = format!("{DOOR}/{hidden}/withdraw");
    let stopped = owner.post(&stop, &json!({})).await;
    assert_eq!((stopped.status, &stopped.body["claimed"]), (200, &json!(2)), "{}", stopped.text);
    let late = owner.post_once(&send, "e", &json!({ "member": nobody })).await;
    assert_eq!(told(&late), (404, "no_such_member"));
    let other = shop.member("p2", "13800000002", "小雨").await;
    let other = text(&other.get("/me").await.body["id"]);
    let late = owner.post_once(&send, "f", &json!({ "member": other })).await;
    assert_eq!(told(&late), (409, "coupon_not_open"));
    assert_eq!(owner.post(&stop, &json!({})).await.status, 200, "twice is no harm");

    let listed = owner.get(DOOR).await;
    let items = listed.body["items"].as_array().unwrap();
    assert_eq!(items[0]["id"], hidden);
    assert_eq!((&items[0]["used"], &items[0]["total"]), (&json!(0), &json!(10)));
    let lines = audit::Entity::find().filter(audit::Column::Subject.eq(&hidden));
    let lines = lines.all(&shop.town.app.db).await.unwrap();
    let actions: Vec<&str> = lines.iter().map(|line| line.action.as_str()).collect();
    assert_eq!(actions, ["coupon.make", "coupon.send", "coupon.send", "coupon.withdraw"]);
}

#[tokio::test]
async fn cpn_05_what_makes_no_sense_is_not_made() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let foreign: StoreId = shop.town.app.world.id();
    for (n, (fields, code)) in [
        (json!({ "worth": 0 }), "coupon_terms_malformed"),
        (json!({ "title": "  " }), "coupon_terms_malformed"),
        (json!({ "per_member": 11 }), "coupon_terms_malformed"),
        (json!({ "kind": "discount", "worth": 10_000 }), "coupon_terms_malformed"),
        (json!({ "terms": { "budget": 19_999 } }), "coupon_over_budget"),
        (json!({ "terms": { "bonus": 1 } }), "malformed"),
        (json!({ "store": foreign }), "no_such_store"),
        (json!({ "closes_at": "2027-12-20T00:00:00Z" }), "coupon_terms_malformed"),
        (
            json!({
                "opens_at": "2025-12-01T00:00:00Z", "closes_at": "2025-12-02T00:00:00Z",
                "valid_until": "2025-12-03T00:00:00Z",
            }),
            "coupon_not_open",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let refused = owner.post_once(DOOR, &n.to_string(), &body(&fields)).await;
        assert_eq!(refused.code(), code, "{fields}");
    }
}

#[tokio::test]
async fn whatever_the_rush_a_campaign_costs_no_more_than_its_budget_e16() {
    let town = Town::with_nodes(2).await;
    let app = &town.app;
    let merchant: MerchantId = app.world.id();
    let budget = Fen(10_000);
    let terms = Terms { cap: Some(Fen(2000)), budget: Some(budget), ..Terms::default() };
    let template = coupon_template::Model {
        kind: Kind::Discount,
        worth: 5000,
        threshold: Fen::ZERO,
        terms: Some(serde_json::to_string(&terms).unwrap()),
        ..offer(app, merchant, 5, 1)
    };
    let id = add(app, template.clone()).await;
    // Claims and gifts, which are two doors to one stock.
    let asks = (0..60).map(|n| {
        let app = town.nodes[n % 2].app.clone();
        let ask = Claim { merchant, member: app.world.id(), template: id };
        let key = key(&n.to_string(), id);
        tokio::spawn(async move {
            match n % 3 {
                0 => app.transact(grant, ask).await.map(drop),
                _ => claim(&app, key, ask).await.map(drop),
            }
        })
    });
    let done: Vec<_> = join_all(asks).await.into_iter().map(|done| done.unwrap()).collect();
    let of = |code: &str| done.iter().filter(|done| word(done) == code).count();
    assert_eq!((of("done"), of("coupon_sold_out")), (5, 55));
    let bill = CouponLine { goods: None, category: None, quantity: 1000, due: Fen(1_000_000) };
    let each = worth(&template, &terms, &[bill]).unwrap().total;
    let granted = coupon::Entity::find().count(&app.db).await.unwrap();
    assert_eq!(each.0 * granted as i64, budget.0);
}

#[tokio::test]
async fn p32_p33_a_gift_counts_towards_ones_share_like_a_claim() {
    let town = Town::with_nodes(2).await;
    let app = &town.app;
    let merchant: MerchantId = app.world.id();
    let template: CouponTemplateId = add(app, offer(app, merchant, 100, 3)).await;
    let ask = Claim { merchant, member: app.world.id(), template };
    let asks = (0..24).map(|n| {
        let app = town.nodes[n % 2].app.clone();
        let key = key(&n.to_string(), template);
        tokio::spawn(async move {
            match n % 2 {
                0 => app.transact(grant, ask).await.map(drop),
                _ => claim(&app, key, ask).await.map(drop),
            }
        })
    });
    let done: Vec<_> = join_all(asks).await.into_iter().map(|done| done.unwrap()).collect();
    let of = |code: &str| done.iter().filter(|done| word(done) == code).count();
    assert_eq!((of("done"), of("coupon_limit_reached")), (3, 21));
    let row = coupon_template::Entity::find_by_id(template).one(&app.db).await.unwrap().unwrap();
    assert_eq!(row.claimed, 3, "whoever was refused took nothing from the stock (P33)");
}

#[tokio::test]
async fn p26_how_many_is_not_the_clients_to_say() {
    let shop = Shop::open().await;
    let (owner, phone) = (shop.owner().await, shop.member("p1", "13800000001", "小美").await);
    let template = made(&owner, &json!({})).await;
    let door = format!("/v1/member/offers/{template}/claim");
    let greedy = phone.browser.post_once(&door, "a", &json!({ "num": 9 })).await;
    assert_eq!(told(&greedy), (422, "malformed"));
    assert_eq!(coupon::Entity::find().count(&shop.town.app.db).await.unwrap(), 0);
}
