//! What is agreed to, what is exported, and what is left of those who leave.
use std::time::Duration;

use entity::{
    address, audit, avatar, card, consent, entry, idempotency, identity, job, journal, member,
    member_merge, phone_change, session, sms_code, sms_gate,
};
use kabao::{proof, schedule, seed::SERVICE};
use sea_orm::{EntityTrait, FromQueryResult, PaginatorTrait, QuerySelect, entity::prelude::Expr};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    address::home,
    counter::{Counter, hundred},
    crowd,
    merge::merge,
    people::{Phone, Shop},
    town::{Reply, send},
};

const MINUTE: Duration = Duration::from_secs(61);

impl Phone<'_> {
    async fn leaves(&self) -> Reply {
        self.shop.town.advance(MINUTE);
        let asked = self.press("/leave/sms", &json!({})).await;
        assert_eq!(asked.status, 202, "{}", asked.text);
        let code = self.shop.sms_code(&self.person).await;
        self.press("/leave", &json!({ "sms_code": code })).await
    }
}

#[tokio::test]
async fn the_notice_is_agreed_to_by_version_and_time() {
    let shop = Shop::open().await;
    let visitor = shop.phone("p2").await;
    let shown = visitor.get("/privacy").await.body;
    assert_eq!((&shown["version"], &shown["agreed"]), (&json!("2026-11"), &Value::Null));
    assert_eq!(shown["needs_consent"], false, "a visitor is asked when they register");
    assert!(shown["sections"].as_array().unwrap().len() >= 3);
    assert!(shown["kept"].as_array().unwrap().len() >= 3);

    let phone = shop.member("p1", "13800000001", "小美").await;
    let shown = phone.get("/privacy").await.body;
    assert_eq!(shown["agreed"]["version"], "2026-11");
    assert_eq!(shown["needs_consent"], false);
    let refused = phone.press("/privacy/consent", &json!({ "version": "2025-08" })).await;
    assert_eq!((refused.status, refused.code()), (409, "consent_version"));
    let agreed = phone.press("/privacy/consent", &json!({ "version": "2026-11" })).await;
    assert_eq!((agreed.status, &agreed.body["agreed"]["version"]), (200, &json!("2026-11")));
    let rows = consent::Entity::find().all(&shop.town.app.db).await.unwrap();
    let channels: Vec<_> = rows.iter().map(|row| row.channel.as_str()).collect();
    assert_eq!(channels, ["wechat", "wechat"]);
}

#[tokio::test]
async fn who_agreed_to_an_older_notice_is_asked_again() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    consent::Entity::update_many()
        .col_expr(consent::Column::Version, Expr::value("2025-08"))
        .exec(&shop.town.app.db)
        .await
        .unwrap();
    let shown = phone.get("/privacy").await.body;
    assert_eq!(
        (&shown["agreed"]["version"], &shown["needs_consent"]),
        (&json!("2025-08"), &json!(true))
    );
    let agreed = phone.press("/privacy/consent", &json!({ "version": "2026-11" })).await;
    assert_eq!(agreed.status, 200, "{}", agreed.text);
    assert_eq!(phone.get("/privacy").await.body["needs_consent"], false);
}

#[tokio::test]
async fn nobody_joins_by_a_notice_that_is_not_in_force() {
    let shop = Shop::open().await;
    let phone = shop.phone("p1").await;
    let ask = json!({
        "phone": "13800000001", "sms_code": "000000", "nickname": "小美", "consent": "2025-08",
    });
    for path in ["/register", "/bind"] {
        let refused = phone.press(path, &ask).await;
        assert_eq!((refused.status, refused.code()), (409, "consent_version"), "{path}");
    }
}

#[tokio::test]
async fn everything_about_oneself_is_given_once_a_minute() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let phone = shop.phone("p1").await;
    counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    assert_eq!(phone.press("/addresses", &home()).await.status, 201);
    let picture = json!({ "image": "data:image/jpeg;base64,/9j/4AAQSkZJRg==" });
    assert_eq!(phone.put("/avatar", &picture).await.status, 200);
    let former = crowd::members(&shop.town.app, 7, 1).await.remove(0);
    let merged = merge(&shop.owner().await, former.member_id, counter.card.member_id, "1").await;
    assert_eq!(merged.status, 200, "{}", merged.text);

    let all = phone.get("/export").await;
    assert_eq!(all.status, 200, "{}", all.text);
    assert_eq!(all.header("content-disposition"), "attachment; filename=\"kabao-export.json\"");
    assert_eq!(all.body["member"]["phone"], "13800000001");
    assert_eq!(all.body["addresses"][0]["phone"], "13811112222");
    assert_eq!(all.body["avatar"], picture["image"]);
    for (part, rows) in [("wechat", 1), ("cards", 2), ("former", 1), ("purchases", 1)] {
        assert_eq!(all.body[part].as_array().unwrap().len(), rows, "{part}: {}", all.text);
    }
    assert_eq!(all.body["member"]["consents"].as_array().unwrap().len(), 1, "{}", all.text);
    let points = &all.body["history"][0];
    assert_eq!(
        (&points["asset"], &points["lines"][0]["title"]),
        (&json!("points"), &json!("消费获得"))
    );
    let again = phone.get("/export").await;
    assert_eq!((again.status, again.code()), (429, "too_many"));
    shop.town.advance(MINUTE);
    assert_eq!(phone.get("/export").await.status, 200);
}

/// Amounts by book and asset, over the whole house.
async fn sums(shop: &Shop) -> Vec<(String, String, i64)> {
    #[derive(FromQueryResult)]
    struct Row {
        book: String,
        asset: String,
        amount: i64,
    }
    let rows = entry::Entity::find()
        .select_only()
        .columns([entry::Column::Book, entry::Column::Asset, entry::Column::Amount])
        .into_model::<Row>();
    let rows = rows.all(&shop.town.app.db).await.unwrap();
    let mut rows: Vec<_> = rows.into_iter().map(|row| (row.book, row.asset, row.amount)).collect();
    rows.sort();
    rows
}

/// Every word that tables about people hold.
async fn all_that_is_kept(shop: &Shop) -> String {
    let db = &shop.town.app.db;
    let mut kept = String::new();
    macro_rules! keep {
        ($($table:ident),*) => {$(
            kept.push_str(&format!("{:?}\n", $table::Entity::find().all(db).await.unwrap()));
        )*};
    }
    keep!(member, identity, card, address, avatar, phone_change, audit, consent, journal, session);
    keep!(job, member_merge);
    kept
}

async fn nothing_of_them_is_kept(shop: &Shop) {
    let sent = sms_code::Entity::find().all(&shop.town.app.db).await.unwrap();
    // Keyed hashes of the phone stay for a week, so that leaving buys no new codes.
    assert!(sent.iter().all(|code| code.phone_sealed.is_empty()), "nor where codes went");
    for (table, rows) in [
        ("address", address::Entity::find().count(&shop.town.app.db).await.unwrap()),
        ("avatar", avatar::Entity::find().count(&shop.town.app.db).await.unwrap()),
        ("identity", identity::Entity::find().count(&shop.town.app.db).await.unwrap()),
    ] {
        assert_eq!(rows, 0, "{table}");
    }
}

async fn a_week_later_nothing_at_all_is(shop: &Shop) {
    let answers = idempotency::Entity::find().count(&shop.town.app.db).await.unwrap();
    assert!(answers > 0);
    shop.town.advance(Duration::from_secs(8 * 24 * 3600));
    schedule::forget(&shop.town.app).await;
    assert_eq!(idempotency::Entity::find().count(&shop.town.app.db).await.unwrap(), 0);
    assert_eq!(sms_gate::Entity::find().count(&shop.town.app.db).await.unwrap(), 0);
}

#[tokio::test]
async fn of_whoever_leaves_nothing_names_them_and_the_books_stay_g16() {
    let shop = Shop::with_nodes(2).await;
    let follow = json!({ "appid": SERVICE.appid });
    shop.hand.post("/sandbox/people/p1/follow", &follow).await;
    let counter = Counter::open(&shop).await;
    let phone = shop.phone("p1").await;
    counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    let said = json!({
        "nickname": "小美妈妈", "card_name": "小美的卡", "email": "xiaomei@example.com",
        "birthday": "1992-02-29",
    });
    assert_eq!(phone.put("/profile", &said).await.status, 200);
    assert_eq!(phone.press("/addresses", &home()).await.status, 201);
    let picture = json!({ "image": "data:image/jpeg;base64,/9j/4AAQSkZJRg==" });
    assert_eq!(phone.put("/avatar", &picture).await.status, 200);
    let before = member::Entity::find().one(&shop.town.app.db).await.unwrap().unwrap();
    let openid = identity::Entity::find().one(&shop.town.app.db).await.unwrap().unwrap().openid;

    let look = phone.get("/leave").await.body;
    assert_eq!((&look["may"], &look["why_not"]), (&json!(true), &json!([])), "{look}");
    assert!(look["lost"][0].as_str().unwrap().starts_with("积分"), "{look}");
    let booked = sums(&shop).await;
    let merchant = counter.merchant;
    let report = proof::run(&shop.town.app, merchant).await.unwrap();
    assert!(report.green, "{report:?}");

    let there = phone.browser.at(&shop.town.nodes[1].address);
    assert_eq!(there.get("/v1/member/me").await.status, 200);
    let left = phone.leaves().await;
    assert_eq!(left.status, 204, "{}", left.text);
    assert_eq!(phone.get("/me").await.status, 401, "all their sessions are over");
    let elsewhere = async { while there.get("/v1/member/me").await.status != 401 {} };
    timeout(Duration::from_secs(2), elsewhere).await.expect("two seconds elsewhere (B7)");
    assert_eq!(counter.member.get("/me").await.status, 401, "that of another browser, too");

    assert_eq!(sums(&shop).await, booked, "no balance moved");
    let report = proof::run(&shop.town.app, merchant).await.unwrap();
    assert!(report.green, "{report:?}");
    let kept = all_that_is_kept(&shop).await;
    let number = before.number.clone();
    for gone in [
        "小美",
        "xiaomei",
        "1992-02-29",
        "王小满",
        "13800000001",
        "138****0001",
        &openid,
        &number,
        &format!("{:?}", before.phone_index),
        &format!("{:?}", before.phone_sealed),
    ] {
        assert!(!kept.contains(gone), "{gone} is still there");
    }
    nothing_of_them_is_kept(&shop).await;
    for scan in ["13800000001", &number, &counter.card.number] {
        let seen = counter.till.post("/v1/till/identify", &json!({ "scan": scan })).await;
        assert!(
            matches!(seen.code(), "no_such_member" | "card_not_active"),
            "{scan}: {}",
            seen.text
        );
    }
    a_week_later_nothing_at_all_is(&shop).await;

    let back = shop.member("p1", "13800000001", "小美").await;
    let me = back.get("/me").await.body;
    assert_ne!(me["number"], number);
    assert_eq!(me["balances"][0]["value_text"], "0", "nothing of the old: {me}");
    assert_eq!(back.get("/addresses").await.body["items"], json!([]));
    assert!(proof::run(&shop.town.app, merchant).await.unwrap().green);
}

#[tokio::test]
async fn what_staff_said_of_who_became_them_goes_as_well_g16() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    let mine = card::Entity::find().one(&shop.town.app.db).await.unwrap().unwrap();
    let other = crowd::members(&shop.town.app, 1, 1).await.remove(0);
    let ask = json!({ "into": mine.member_id, "reason": "阿姨的旧卡" });
    let path = format!("/v1/office/members/{}/merge", other.member_id);
    let merged = shop.owner().await.post_once(&path, "merge", &ask).await;
    assert_eq!(merged.status, 200, "{}", merged.text);
    assert!(all_that_is_kept(&shop).await.contains("阿姨的旧卡"));
    let left = phone.leaves().await;
    assert_eq!(left.status, 204, "{}", left.text);
    assert!(!all_that_is_kept(&shop).await.contains("阿姨的旧卡"));
}

#[tokio::test]
async fn money_keeps_a_member_until_it_is_given_back_g16() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    counter.fill((10_000, 2_000, 5)).await;
    let look = counter.member.get("/leave").await.body;
    assert_eq!(look["may"], false);
    assert_eq!(look["why_not"], json!(["储值还有 ¥120.00，请先到门店退款"]));
    let refused = counter.member.leaves().await;
    assert_eq!((refused.status, refused.code()), (409, "value_left"), "{}", refused.text);
    assert_eq!(counter.member.get("/me").await.body["nickname"], "小美");
    let wrong = counter.member.press("/leave", &json!({ "sms_code": "" })).await;
    assert_eq!(wrong.code(), "sms_code_needed");
}

#[tokio::test]
async fn one_browser_holds_a_session_of_each_appid() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    assert_ne!(phone.browser.cookie("kabao_member_wx00000000000000a1"), "");
    let asked = |appid: &'static str| {
        let ask = phone.browser.ask(reqwest::Method::GET, "/v1/member/me");
        send(ask.header("x-kabao-appid", appid))
    };
    assert_eq!(asked(SERVICE.appid).await.status, 200);
    assert_eq!(
        asked("wx00000000000000ff").await.status,
        401,
        "another page's session is not this one's"
    );
}

#[tokio::test]
async fn a_closed_wechat_account_is_unlinked_and_the_member_stays() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    let number = phone.get("/me").await.body["number"].clone();
    let ask = json!({ "appid": SERVICE.appid });
    let told = shop.hand.post("/sandbox/people/p1/cancel-authorization", &ask).await;
    assert!(told.status < 300, "{}", told.text);
    // WeChat's push is under way, and a node remembers a session for a moment.
    let over = async { while phone.get("/me").await.status != 401 {} };
    timeout(Duration::from_secs(10), over).await.expect("its sessions are over");
    let row = identity::Entity::find().one(&shop.town.app.db).await.unwrap().unwrap();
    assert_eq!((row.member_id, row.nickname, row.unionid), (None, None, None));
    let back = shop.phone_at(0, "p1").sign_in("snsapi_base").await;
    assert!(back.header("location").ends_with("code=identity_closed"), "{}", back.text);
    // By phone and nickname they bind another WeChat.
    let other = shop.phone("p2").await;
    shop.town.advance(MINUTE);
    let asked = other.post("/sms", &json!({ "phone": "13800000001", "purpose": "bind" })).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    let code = shop.sms_code("p1").await;
    let ask = json!({ "phone": "13800000001", "sms_code": code, "nickname": "小美" });
    let bound = other.press("/bind", &ask).await;
    assert_eq!((bound.status, &bound.body["number"]), (200, &number), "{}", bound.text);
}
