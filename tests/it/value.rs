//! A counter where stored value is paid in, and what a rule gives for it.
use std::time::Duration;

use entity::{
    account::{Asset, Book},
    card,
    ids::{CardId, MerchantId},
    values::{Fen, Points, Timestamp},
};
use kabao::{
    ledger::{self, Holdings},
    seed,
};
use sea_orm::{Iterable, entity::prelude::*};
use serde_json::{Value, json};

use crate::{
    counter::fresh,
    coupon_office::made,
    people::{Shop, text},
    town::{Person, Reply},
};

/// A shop with a member, a clerk at T01 and the owner in the back office.
pub struct Counter {
    pub shop: Shop,
    pub clerk: Person,
    pub owner: Person,
    pub merchant: MerchantId,
    pub card: CardId,
}

impl Counter {
    pub async fn open() -> Self {
        let shop = Shop::with_nodes(2).await;
        shop.member("p1", "13800000001", "小美").await;
        let clerk = shop.clerk("clerk", "T01").await;
        let owner = shop.owner().await;
        let card = card::Entity::find().one(&shop.town.app.db).await.unwrap().unwrap();
        Self { clerk, owner, merchant: card.merchant_id, card: card.id, shop }
    }

    pub async fn holdings(&self) -> Holdings {
        ledger::peek(&self.shop.town.app.db, self.merchant, self.card).await.unwrap()
    }

    /// Principal and gift, and what of both is set aside.
    pub async fn has(&self) -> (i64, i64, i64) {
        let held = self.holdings().await;
        let aside = held.held(Asset::Principal) + held.held(Asset::Gift);
        (held.principal().0, held.gift().0, aside)
    }

    /// A rule of `充100送10`'s kind, with more fields if there are any.
    pub async fn rule(&self, principal: i64, terms: &Value, more: &Value) -> String {
        let mut body = json!({ "name": "充值活动", "principal": principal, "terms": terms });
        for (field, value) in more.as_object().unwrap() {
            body[field] = value.clone();
        }
        let made = self.owner.post_once("/v1/office/recharge-rules", &fresh("rule"), &body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        text(&made.body["id"])
    }

    pub async fn program(&self, program: &Value) -> Reply {
        let body = json!({ "program": program, "reason": "测试" });
        let ask = self.owner.ask(reqwest::Method::PUT, "/v1/office/programs/stored-value");
        crate::town::send(ask.json(&body)).await
    }

    /// Pay in under this number, with more fields.
    pub async fn pays_in(&self, order_no: &str, principal: i64, more: &Value) -> Reply {
        self.pays_in_at(&self.clerk, order_no, principal, more).await
    }

    pub async fn pays_in_at(
        &self,
        till: &Person,
        order_no: &str,
        principal: i64,
        more: &Value,
    ) -> Reply {
        let mut body = json!({
            "card": self.card, "order_no": order_no, "principal": principal, "tender": "cash",
        });
        for (field, value) in more.as_object().unwrap() {
            body[field] = value.clone();
        }
        // As it was made, unless somebody changed it.
        if body["rule"].is_string() && body["rule_version"].is_null() {
            body["rule_version"] = json!(1);
        }
        till.post_once("/v1/till/top-ups", order_no, &body).await
    }

    /// 3000 paid in and 1000 given, by rule.
    pub async fn three_and_one(&self) -> String {
        let gifts = json!({ "gifts": { "balance": 100_000 } });
        let rule = self.rule(300_000, &gifts, &json!({})).await;
        let done = self.pays_in("A1", 300_000, &json!({ "rule": rule })).await;
        assert_eq!(done.status, 201, "{}", done.text);
        text(&done.body["top_up"]["id"])
    }

    /// All accounts are their entries, all lots their balance, and every journal adds up to nothing.
    pub async fn adds_up(&self) {
        let db = &self.shop.town.app.db;
        let entries = entity::entry::Entity::find().all(db).await.unwrap();
        let accounts = entity::account::Entity::find().all(db).await.unwrap();
        let lots = entity::lot::Entity::find().all(db).await.unwrap();
        for asset in Asset::iter() {
            let ours = entries.iter().filter(|entry| entry.asset == asset);
            assert_eq!(ours.map(|entry| entry.amount).sum::<i64>(), 0, "{asset:?} I4");
        }
        for account in &accounts {
            let ours = entries.iter().filter(|entry| entry.account_id == Some(account.id));
            assert_eq!(ours.map(|entry| entry.amount).sum::<i64>(), account.balance, "I2");
            let in_lots = matches!(account.asset, Asset::Principal | Asset::Gift | Asset::Points);
            if in_lots && account.book == Book::Card {
                let ours = lots
                    .iter()
                    .filter(|lot| (lot.card_id, lot.asset) == (account.card_id, account.asset));
                assert_eq!(ours.map(|lot| lot.remaining).sum::<i64>(), account.balance, "I10");
            }
        }
    }
}

pub fn refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.code()), (status, code), "{}", reply.text);
}

#[tokio::test]
async fn a_hundred_paid_in_brings_ten_and_two_hundred_bring_twenty_rch_09() {
    let counter = Counter::open().await;
    for (order_no, principal, gift) in [("A1", 10_000, 1_000), ("A2", 20_000, 2_000)] {
        let terms = json!({ "gifts": { "balance": gift, "balance_days": 30 } });
        let rule = counter.rule(principal, &terms, &json!({})).await;
        let done = counter.pays_in(order_no, principal, &json!({ "rule": rule })).await;
        assert_eq!(done.status, 201, "{}", done.text);
        assert_eq!(done.body["top_up"]["gift"], gift);
    }
    assert_eq!(counter.has().await, (30_000, 3_000, 0));
    let listed = counter.clerk.get(&format!("/v1/till/top-ups?card={}", counter.card)).await;
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 2);
    assert_eq!(listed.body["items"][0]["order_no"], "A2");

    let now = counter.shop.town.app.world.now();
    let holdings = counter.holdings().await;
    let gift_ends: Vec<Option<Timestamp>> =
        holdings.lots(Asset::Gift, now).iter().map(|lot| lot.expires_at).collect();
    assert_eq!(gift_ends, [Some(now.midnight_in(31)); 2]);
    assert!(holdings.lots(Asset::Principal, now).iter().all(|lot| lot.expires_at.is_none()));
    counter.adds_up().await;
}

#[tokio::test]
async fn all_that_a_rule_gives_comes_together_or_nothing_does_rch_02() {
    let counter = Counter::open().await;
    let goods = entity::goods::Entity::find().one(&counter.shop.town.app.db).await.unwrap();
    let service = goods.unwrap().id;
    let two = made(&counter.owner, &json!({ "total": 2, "per_member": 2 })).await;
    let terms = json!({ "gifts": {
        "balance": 1_000, "points": "50",
        "coupons": [{ "template": two, "count": 2 }],
        "counts": [{ "service": service, "times": 3 }],
    } });
    let rule = counter.rule(10_000, &terms, &json!({})).await;
    let done = counter.pays_in("A1", 10_000, &json!({ "rule": rule })).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let has = counter.holdings().await;
    assert_eq!((has.gift(), has.points(), has.counts(service)), (Fen(1_000), Points(500_000), 3));
    assert_eq!(done.body["top_up"]["given"]["coupons"].as_array().unwrap().len(), 2);

    // The coupons are gone: then nothing comes, not even the money.
    let refused = counter.pays_in("A2", 10_000, &json!({ "rule": rule })).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    let still = counter.holdings().await;
    assert_eq!((still.principal(), still.points()), (Fen(10_000), Points(500_000)));
    counter.adds_up().await;
}

#[tokio::test]
async fn a_rule_for_one_use_is_used_once_also_under_two_tills_rch_05() {
    let counter = Counter::open().await;
    let terms = json!({ "gifts": { "balance": 1_000 } });
    let rule = counter.rule(10_000, &terms, &json!({ "once_per_member": true })).await;
    let other = counter.shop.town.person_at(1);
    let ask = json!({ "login": "clerk2", "password": seed::PASSWORD, "terminal": "T02" });
    assert_eq!(other.post("/v1/till/sign-in", &ask).await.status, 200);
    let with_rule = json!({ "rule": rule });
    let (here, there) = futures_util::join!(
        counter.pays_in("A1", 10_000, &with_rule),
        counter.pays_in_at(&other, "A2", 10_000, &with_rule),
    );
    let mut told = [(here.status, here.code()), (there.status, there.code())];
    told.sort_unstable();
    assert_eq!(told, [(201, ""), (409, "recharge_rule_used")]);
    assert_eq!(counter.has().await, (10_000, 1_000, 0));

    let path = format!("/v1/till/recharge-rules?card={}", counter.card);
    let offer = counter.clerk.get(&path).await.body["items"][0].clone();
    assert_eq!((&offer["usable"], &offer["name"]), (&json!(false), &json!("充值活动")));
    assert_eq!(offer["why_text"], "这位会员已经用过这个充值活动，每人限一次");
}

#[tokio::test]
async fn rules_are_found_by_name_and_hold_where_they_say_rch_06() {
    let counter = Counter::open().await;
    let spring = counter.rule(10_000, &json!({}), &json!({ "name": "春季卡" })).await;
    let online = json!({ "channels": ["online"] });
    let net = counter.rule(20_000, &online, &json!({ "name": "网店卡" })).await;
    for path in ["/v1/till/recharge-rules?q=春", "/v1/office/recharge-rules?q=春"] {
        let person = if path.contains("till") { &counter.clerk } else { &counter.owner };
        let found = person.get(path).await;
        let names: Vec<_> = found.body["items"].as_array().unwrap().iter().collect();
        assert_eq!((names.len(), &names[0]["id"]), (1, &json!(spring)), "{path}");
    }
    let no = counter.pays_in("A1", 20_000, &json!({ "rule": net })).await;
    refused(&no, 409, "recharge_rule_channel");
    let no = counter.pays_in("A2", 20_000, &json!({ "rule": spring })).await;
    refused(&no, 409, "recharge_rule_amount");
    let path = format!("/v1/office/recharge-rules/{spring}");
    let gone = counter.owner.ask(reqwest::Method::DELETE, &path);
    assert_eq!(crate::town::send(gone).await.status, 204);
    let no = counter.pays_in("A3", 10_000, &json!({ "rule": spring })).await;
    refused(&no, 409, "recharge_rule_closed");
    assert_eq!(counter.has().await, (0, 0, 0));
}

#[tokio::test]
async fn amounts_are_free_until_the_merchant_fixes_them_rch_07() {
    let counter = Counter::open().await;
    assert_eq!(counter.pays_in("A1", 12_345, &json!({})).await.status, 201);
    assert_eq!(counter.program(&json!({ "only_rules": true })).await.status, 200);
    let no = counter.pays_in("A2", 12_345, &json!({})).await;
    refused(&no, 409, "recharge_only_rules");
    assert_eq!(counter.has().await, (12_345, 0, 0));
}

#[tokio::test]
async fn another_gift_than_the_rules_wants_a_permitted_employee_rch_08() {
    let counter = Counter::open().await;
    let gift = json!({ "gift": 500 });
    refused(&counter.pays_in("A1", 10_000, &gift).await, 403, "gift_needs_approval");
    for (by, who, password) in [
        ("login", "owner", "wrong"),
        ("login", "clerk", seed::PASSWORD),
        ("login", "nobody", "x"),
        ("number", "1001", "wrong"),
        ("number", "1002", seed::PASSWORD),
        ("number", "9999", seed::PASSWORD),
    ] {
        let with = json!({ "gift": 500, "approver": { by: who, "password": password } });
        refused(&counter.pays_in("A1", 10_000, &with).await, 403, "approver_wrong");
    }
    let owner = json!({ "number": "1001", "password": seed::PASSWORD });
    let done = counter.pays_in("A1", 10_000, &json!({ "gift": 500, "approver": owner })).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let by = text(&done.body["top_up"]["approved_by"]);
    let log = counter.owner.get("/v1/office/audit").await;
    let line = log.body["items"].as_array().unwrap().iter().find(|l| l["action"] == "top_up.gift");
    assert_eq!(line.unwrap()["actor"], "王店主");
    assert_eq!(counter.has().await, (10_000, 500, 0));

    let at_till = counter.shop.clerk("owner", "T02").await;
    let done = counter.pays_in_at(&at_till, "A2", 10_000, &gift).await;
    assert_eq!(done.body["top_up"]["approved_by"], by, "the owner allows it themselves");
}

#[tokio::test]
async fn a_top_up_is_credited_once_however_often_it_is_sent_p1_p3_p4_p12() {
    let counter = Counter::open().await;
    let body =
        json!({ "card": counter.card, "order_no": "A1", "principal": 10_000, "tender": "cash" });
    let bare = counter.clerk.post("/v1/till/top-ups", &body).await;
    refused(&bare, 422, "idempotency_key_needed");
    let nothing_more = json!({});
    let again = (0..8).map(|_| counter.pays_in("A1", 10_000, &nothing_more));
    let replies = futures_util::future::join_all(again).await;
    assert!(replies.iter().all(|reply| reply.status == 201), "{replies:?}");
    assert!(replies.iter().all(|reply| reply.body == replies[0].body));
    let other = counter.pays_in("A1", 20_000, &json!({})).await;
    refused(&other, 409, "idempotency_mismatch");
    let other = counter.clerk.post_once("/v1/till/top-ups", "another key", &body).await;
    refused(&other, 409, "order_no_taken");
    counter.shop.town.advance(Duration::from_secs(8 * 24 * 3600));
    counter.shop.town.app.forget_answers().await.unwrap();
    let till = counter.shop.clerk("clerk", "T01").await;
    let late = counter.pays_in_at(&till, "A1", 10_000, &json!({})).await;
    refused(&late, 409, "order_no_taken");
    assert_eq!(counter.has().await, (10_000, 0, 0));
    counter.adds_up().await;
}

#[tokio::test]
async fn a_card_is_not_filled_above_its_limit() {
    let counter = Counter::open().await;
    assert_eq!(counter.pays_in("A1", 400_000, &json!({})).await.status, 201);
    refused(&counter.pays_in("A2", 100_001, &json!({})).await, 409, "card_cap");
    let by_itself = json!({ "tender": "stored_value" });
    refused(&counter.pays_in("A3", 100, &by_itself).await, 422, "tender_not_taken");
    refused(&counter.pays_in("A4", 0, &json!({})).await, 422, "top_up_amount");
    assert_eq!(counter.has().await, (400_000, 0, 0));
}

#[tokio::test]
async fn a_rule_lifts_a_card_to_its_level_and_never_lowers_one_lvl_12() {
    let counter = Counter::open().await;
    let db = &counter.shop.town.app.db;
    let named = async |code: &str| {
        let level = entity::level::Entity::find().filter(entity::level::Column::Code.eq(code));
        level.one(db).await.unwrap().unwrap().id
    };
    let (gold, plain) = (named("3").await, named("2").await);
    for (order_no, principal, to) in [("A1", 10_000, gold), ("A2", 20_000, plain)] {
        let rule = counter.rule(principal, &json!({ "upgrade_to": to }), &json!({})).await;
        let done = counter.pays_in(order_no, principal, &json!({ "rule": rule })).await;
        assert_eq!(done.status, 201, "{}", done.text);
        assert_eq!(done.body["levels"].as_array().unwrap().len(), usize::from(to == gold));
        assert_eq!(counter.holdings().await.card.level_id, gold);
    }
}
