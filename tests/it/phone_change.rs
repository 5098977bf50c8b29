//! A member's phone becomes another, and somebody else's phone makes nobody a member.
use std::time::Duration;

use entity::{audit, member};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::{
    counter::{Counter, fresh, hundred, quote, settle},
    crm::phone::mend,
    people::{Phone, Shop, text},
    town::{Person, Reply},
};

const OLD: &str = "13800000001";
/// 丽丽's own phone in the simulator: what is sent there is read there.
const NEW: &str = "13800000003";
const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(61);

impl Phone<'_> {
    async fn new_code(&self) -> String {
        self.shop.town.advance(MINUTE);
        let asked = self.post("/phone/sms", &json!({ "which": "new", "phone": NEW })).await;
        assert_eq!(asked.status, 202, "{}", asked.text);
        self.shop.sms_code("p3").await
    }

    async fn old_code(&self) -> String {
        self.shop.town.advance(MINUTE);
        let asked = self.post("/phone/sms", &json!({ "which": "old" })).await;
        assert_eq!(asked.status, 202, "{}", asked.text);
        assert_eq!(asked.body["phone_masked"], "138****0001");
        self.shop.sms_code("p1").await
    }

    async fn changes_phone(&self, old_code: Option<&str>) -> Reply {
        let code = self.new_code().await;
        let ask = json!({ "phone": NEW, "sms_code": code, "old_sms_code": old_code });
        self.press("/phone", &ask).await
    }
}

async fn identify(till: &Person, scan: &str) -> u16 {
    till.post("/v1/till/identify", &json!({ "scan": scan })).await.status
}

async fn texts(shop: &Shop, person: &str) -> Vec<String> {
    shop.town.run_jobs().await;
    let inbox = shop.hand.get(&format!("/sandbox/people/{person}/sms?after=0")).await;
    let messages = inbox.body["messages"].as_array().unwrap().clone();
    messages.iter().map(|message| text(&message["text"])).collect()
}

#[tokio::test]
async fn with_both_proofs_the_phone_changes_at_once_prf_02() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", OLD, "小美").await;
    let till = shop.clerk("clerk", "T01").await;
    let (old, code) = (phone.old_code().await, phone.new_code().await);
    let ask = json!({ "phone": NEW, "sms_code": code, "old_sms_code": old });
    let press = || phone.browser.post_once("/v1/member/phone", "twice", &ask);
    let changed = press().await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let expected = json!({ "phone_masked": "138****0003", "pending": null, "money_held_text": "" });
    assert_eq!(changed.body, expected);
    assert_eq!(press().await.body, expected, "a second press is answered as the first");
    assert_eq!(phone.get("/profile").await.body["phone_masked"], "138****0003");
    assert_eq!((identify(&till, OLD).await, identify(&till, NEW).await), (404, 200));

    // The old number finds nobody to bind.
    let other = shop.phone("p2").await;
    shop.town.advance(MINUTE);
    let asked = other.post("/sms", &json!({ "phone": OLD, "purpose": "bind" })).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    let ask = json!({ "phone": OLD, "sms_code": shop.sms_code("p1").await, "nickname": "小美" });
    assert_eq!(other.press("/bind", &ask).await.code(), "no_such_member");
    let lines = audit::Entity::find().all(&shop.town.app.db).await.unwrap();
    assert!(lines.iter().any(|line| line.action == "member.phone_change"));
    assert!(lines.iter().all(|line| !line.detail.contains(OLD) && !line.detail.contains(NEW)));
}

#[tokio::test]
async fn without_the_old_proof_it_waits_and_money_waits_after_it_b11() {
    let shop = Shop::open().await;
    let mut counter = Counter::open(&shop).await;
    counter.fill((10_000, 0, 0)).await;
    let phone = shop.phone("p1").await;
    let asked = phone.changes_phone(None).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    assert_eq!(asked.body["phone_masked"], "138****0001");
    assert_eq!(asked.body["pending"]["phone_masked"], "138****0003");
    let told = texts(&shop, "p1").await;
    let at = text(&asked.body["pending"]["effective_text"]);
    assert!(told.last().unwrap().contains(&at), "the old phone is told: {told:?}");
    let again = phone.changes_phone(None).await;
    assert_eq!((again.status, again.code()), (409, "phone_change_pending"), "{}", again.text);

    shop.town.advance(71 * HOUR);
    shop.town.run_jobs().await;
    assert_eq!(phone.get("/phone").await.body["phone_masked"], "138****0001");
    counter.till = shop.clerk("clerk", "T01").await;
    let paid = counter.sell(&[hundred()], json!({}), &[("stored_value", 10_000)]).await;
    assert_eq!(paid.status, 200, "until then nothing is held");
    counter.fill((10_000, 0, 0)).await;

    shop.town.advance(HOUR);
    shop.town.run_jobs().await;
    let due = phone.get("/phone").await.body;
    assert_eq!((&due["phone_masked"], &due["pending"]), (&json!("138****0003"), &Value::Null));
    assert!(text(&due["money_held_text"]).starts_with("储值将于"), "{due}");
    assert_eq!(identify(&counter.till, NEW).await, 200);

    let quoted = counter.quote(&[hundred()], json!({})).await;
    assert_eq!(quoted.body["member"]["value_held_text"], due["money_held_text"], "{}", quoted.text);
    let refused = settle(&counter.till, &quoted.body, &[("stored_value", 10_000)], json!({})).await;
    assert_eq!((refused.status, refused.code()), (409, "value_held"), "{}", refused.text);
    assert!(refused.body["until_text"].is_string());
    shop.town.advance(Duration::from_secs(30));
    let scan = phone.shown_code().await;
    let hold = json!({ "scan": scan, "order_no": fresh("H"), "amount": 100, "minutes": 5 });
    let refused = counter.till.post_once("/v1/till/holds", &fresh("hold"), &hold).await;
    assert_eq!((refused.status, refused.code()), (409, "value_held"), "{}", refused.text);
    let cash = settle(&counter.till, &quoted.body, &[("cash", 10_000)], json!({})).await;
    assert_eq!(cash.status, 200, "other money is not held: {}", cash.text);

    shop.town.advance(24 * HOUR);
    counter.till = shop.clerk("clerk", "T01").await;
    let paid = counter.sell(&[hundred()], json!({}), &[("stored_value", 10_000)]).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    assert_eq!(phone.get("/phone").await.body["money_held_text"], "");
}

#[tokio::test]
async fn a_proof_of_the_new_phone_does_not_free_the_money_b11() {
    let shop = Shop::open().await;
    let mut counter = Counter::open(&shop).await;
    counter.fill((10_000, 0, 0)).await;
    let phone = shop.phone("p1").await;
    assert_eq!(phone.changes_phone(None).await.status, 200);
    shop.town.advance(72 * HOUR);
    shop.town.run_jobs().await;
    // Whoever has the new phone now changes again, with both proofs.
    shop.town.advance(MINUTE);
    let third = shop.admit("小三", "13900000009", false).await;
    assert_eq!(phone.post("/phone/sms", &json!({ "which": "old" })).await.status, 202);
    let old = shop.sms_code("p3").await;
    let ask = json!({ "which": "new", "phone": "13900000009" });
    assert_eq!(phone.post("/phone/sms", &ask).await.status, 202);
    let code = shop.sms_code(&third).await;
    let ask = json!({ "phone": "13900000009", "sms_code": code, "old_sms_code": old });
    let changed = phone.press("/phone", &ask).await;
    assert_eq!(changed.body["phone_masked"], "139****0009", "{}", changed.text);
    assert_ne!(changed.body["money_held_text"], "");
    counter.till = shop.clerk("clerk", "T01").await;
    let scan = phone.shown_code().await;
    let quoted = quote(&counter.till, &[hundred()], json!({ "scan": scan })).await;
    let refused = settle(&counter.till, &quoted.body, &[("stored_value", 10_000)], json!({})).await;
    assert_eq!(refused.code(), "value_held");
}

#[tokio::test]
async fn a_change_that_waits_is_called_off_or_finds_its_phone_taken_p42_b11() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", OLD, "小美").await;
    assert_eq!(phone.changes_phone(None).await.status, 200);
    assert_eq!(phone.delete("/phone/pending").await.status, 204);
    shop.town.advance(73 * HOUR);
    shop.town.run_jobs().await;
    assert_eq!(phone.get("/phone").await.body["phone_masked"], "138****0001", "called off");

    assert_eq!(phone.changes_phone(None).await.status, 200);
    shop.town.advance(MINUTE);
    shop.member("p3", NEW, "丽丽").await;
    shop.town.advance(72 * HOUR);
    shop.town.run_jobs().await;
    let after = phone.get("/phone").await.body;
    assert_eq!((&after["phone_masked"], &after["pending"]), (&json!("138****0001"), &Value::Null));
    assert_eq!(after["money_held_text"], "", "nothing changed, so nothing is held");
    let refused = phone.changes_phone(None).await;
    assert_eq!((refused.status, refused.code()), (409, "phone_taken"), "{}", refused.text);
    let code = phone.new_code().await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let ask = json!({ "phone": NEW, "sms_code": wrong });
    assert_eq!(phone.press("/phone", &ask).await.code(), "sms_code_wrong");
}

#[tokio::test]
async fn a_phone_is_not_changed_into_itself() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", OLD, "小美").await;
    shop.town.advance(MINUTE);
    assert_eq!(
        phone.post("/phone/sms", &json!({ "which": "new", "phone": OLD })).await.status,
        202
    );
    let ask = json!({ "phone": OLD, "sms_code": shop.sms_code("p1").await });
    let refused = phone.press("/phone", &ask).await;
    assert_eq!((refused.status, refused.code()), (409, "phone_same"), "{}", refused.text);
}

/// What the office mends is so at once; it ends what waited, and no till takes stored value for a day.
#[tokio::test]
async fn a_phone_that_the_office_mends_lets_stored_value_rest_b11() {
    let shop = Shop::open().await;
    let mut counter = Counter::open(&shop).await;
    counter.fill((10_000, 0, 0)).await;
    let (phone, owner) = (shop.phone("p1").await, shop.owner().await);
    assert_eq!(phone.changes_phone(None).await.status, 200);
    let id = phone.get("/me").await.body["id"].clone();
    let mended = mend(&owner, &id, json!({ "phone": "13900000009" })).await;
    assert_eq!(mended.status, 200, "{}", mended.text);
    let now = phone.get("/phone").await.body;
    assert_eq!(
        (&now["phone_masked"], &now["pending"]),
        (&json!("139****0009"), &Value::Null),
        "what waited is over"
    );
    assert!(text(&now["money_held_text"]).starts_with("储值将于"), "{now}");
    assert_eq!(identify(&counter.till, "13900000009").await, 200);
    assert_eq!(identify(&counter.till, OLD).await, 404);
    let quoted = counter.quote(&[hundred()], json!({})).await;
    let refused = settle(&counter.till, &quoted.body, &[("stored_value", 10_000)], json!({})).await;
    assert_eq!((refused.status, refused.code()), (409, "value_held"), "{}", refused.text);
    let cash = settle(&counter.till, &quoted.body, &[("cash", 10_000)], json!({})).await;
    assert_eq!(cash.status, 200, "other money is not held: {}", cash.text);

    shop.town.advance(24 * HOUR);
    counter.till = shop.clerk("clerk", "T01").await;
    counter.sell(&[hundred()], json!({}), &[("stored_value", 10_000)]).await;
    shop.town.advance(48 * HOUR);
    shop.town.run_jobs().await;
    assert_eq!(phone.get("/phone").await.body["phone_masked"], "139****0009", "and comes no more");
}

/// The staff say whose it is, and prove nothing.
#[tokio::test]
async fn a_mended_phone_makes_nobody_a_member_of_long_ago_b10() {
    let shop = Shop::open().await;
    made_at_till(&shop, 91).await;
    let owner = shop.owner().await;
    let id = owner.get("/v1/office/members").await.body["items"][0]["id"].clone();
    assert_eq!(mend(&owner, &id, json!({ "phone": NEW })).await.status, 200);
    let refused = shop.phone("p3").await.bind(NEW, "小美").await;
    assert_eq!((refused.status, refused.code()), (409, "proof_too_old"), "{}", refused.text);

    // Of somebody new it was a typo, and binds whom it was meant for.
    let shop = Shop::open().await;
    made_at_till(&shop, 1).await;
    let owner = shop.owner().await;
    let id = owner.get("/v1/office/members").await.body["items"][0]["id"].clone();
    assert_eq!(mend(&owner, &id, json!({ "phone": NEW })).await.status, 200);
    let bound = shop.phone("p3").await.bind(NEW, "小美").await;
    assert_eq!(bound.status, 200, "{}", bound.text);
}

/// Make a member at the till, days ago.
async fn made_at_till(shop: &Shop, days: u32) {
    let till = shop.clerk("clerk", "T01").await;
    assert_eq!(till.post("/v1/till/sms", &json!({ "phone": OLD })).await.status, 202);
    let code = shop.sms_code("p1").await;
    let ask = json!({ "phone": OLD, "sms_code": code, "nickname": "小美", "consent": "2026-11" });
    let made = till.post_once("/v1/till/members", &fresh("made"), &ask).await;
    assert_eq!(made.status, 201, "{}", made.text);
    shop.town.advance(days * 24 * HOUR + MINUTE);
}

async fn binds(shop: &Shop, person: &str) -> Reply {
    let phone = shop.phone(person).await;
    let asked = phone.post("/sms", &json!({ "phone": OLD, "purpose": "bind" })).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    let ask = json!({ "phone": OLD, "sms_code": shop.sms_code("p1").await, "nickname": "小美" });
    phone.press("/bind", &ask).await
}

#[tokio::test]
async fn a_member_of_a_till_binds_while_their_proof_is_fresh_reg_08() {
    let shop = Shop::open().await;
    made_at_till(&shop, 89).await;
    let bound = binds(&shop, "p1").await;
    assert_eq!(bound.status, 200, "{}", bound.text);
    let privacy = shop.phone("p1").await.get("/privacy").await.body;
    assert_eq!(privacy["agreed"]["version"], "2026-11", "agreed to at the till: {privacy}");
}

#[tokio::test]
async fn a_recycled_number_does_not_make_its_new_owner_a_member_b10() {
    let shop = Shop::open().await;
    let follow = json!({ "appid": kabao::seed::SERVICE.appid });
    shop.hand.post("/sandbox/people/p1/follow", &follow).await;
    let mine = shop.member("p1", OLD, "小美").await;
    shop.town.advance(91 * 24 * HOUR);
    // WeChat takes a word within two days of theirs only.
    let words = json!({ "appid": kabao::seed::SERVICE.appid, "text": "在吗" });
    shop.hand.post("/sandbox/people/p1/say", &words).await;
    let refused = binds(&shop, "p2").await;
    assert_eq!((refused.status, refused.code()), (409, "proof_too_old"), "{}", refused.text);
    let stranger = shop.phone("p2").await;
    assert_eq!(stranger.get("/me").await.code(), "not_a_member");
    drop(mine);
    let mine = shop.phone("p1").await;
    assert_eq!(mine.get("/me").await.body["nickname"], "小美", "who was there still is");
    shop.town.run_jobs().await;
    let chat = format!("/sandbox/people/p1/chat/{}?after=0", kabao::seed::SERVICE.appid);
    let heard = shop.town.wechat.see(&chat).await.to_string();
    assert!(heard.contains("有人用您的手机号"), "{heard}");
    assert_eq!(member::Entity::find().count(&shop.town.app.db).await.unwrap(), 1);

    // Neither does a till member's, once it has been silent as long.
    let shop = Shop::open().await;
    made_at_till(&shop, 91).await;
    assert_eq!(binds(&shop, "p2").await.code(), "proof_too_old");
}
