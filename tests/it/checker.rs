//! Who checks what another made, and what many small deeds come to.
use std::time::Duration;

use entity::{ids::StoreId, member};
use kabao::store;
use reqwest::Method;
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use crate::{
    bulk::{book, upload},
    counter::{fresh, only_card},
    coupon_office::made,
    hiring::{GOOD, accept, hired, invite, role, sign_in, staff},
    people::{Shop, text},
    staff::merchant_id,
    town::{Person, Reply, send},
};

const LIMITS: &str = "/v1/office/approvals/limits";

async fn limit(owner: &Person, points: Value, money: Value, coupons: Value) -> Reply {
    let limits = json!({ "adjust_points": points, "adjust_money": money, "coupon_send": coupons });
    send(owner.ask(Method::PUT, LIMITS).json(&limits)).await
}

/// A manager of this shop only.
async fn manager_of(shop: &Shop, login: &str, number: &str, store: StoreId) -> Person {
    let owner = shop.owner().await;
    let leader = role(&owner, "店长").await;
    let invited = invite(&owner, login, number, &leader, json!([store])).await;
    let person = shop.town.person();
    assert_eq!(accept(&person, &invited, GOOD).await.status, 204, "{}", invited.text);
    assert_eq!(sign_in(&person, login, GOOD).await.status, 200);
    person
}

/// A member of the second of two shops, whose card a manager of all shops may adjust.
struct Desk<'a> {
    shop: &'a Shop,
    owner: Person,
    maker: Person,
    shops: [StoreId; 2],
    path: String,
}

impl<'a> Desk<'a> {
    async fn open(shop: &'a Shop) -> Self {
        shop.member("p1", "13800000001", "小美").await;
        let owner = shop.owner().await;
        assert_eq!(limit(&owner, json!("100"), Value::Null, Value::Null).await.status, 200);
        let db = &shop.town.app.db;
        let stores = store::list(db, merchant_id(&shop.town).await).await.unwrap();
        let shops = [stores[0].id, stores[1].id];
        let place = member::Entity::update_many();
        place.col_expr(member::Column::StoreId, Expr::value(shops[1].0)).exec(db).await.unwrap();
        let maker = hired(shop, "maker", "2001", "店长").await;
        let card = only_card(&shop.town.app).await;
        Self { shop, owner, maker, shops, path: format!("/v1/office/cards/{}/adjust", card.id) }
    }

    async fn gives(&self, who: &Person, asset: &str, amount: &str) -> Reply {
        let body = json!({ "asset": asset, "amount": amount, "reason": "补偿" });
        who.post_once(&self.path, &fresh("adjust"), &body).await
    }

    async fn asks(&self) -> String {
        let asked = self.gives(&self.maker, "points", "500").await;
        assert_eq!(asked.status, 202, "{}", asked.text);
        text(&asked.body["approval"]["id"])
    }

    /// The maker, put elsewhere.
    async fn puts_maker(&self, of: &str, place: Value) {
        let whom = staff(&self.owner, "maker").await["id"].clone();
        let of = role(&self.owner, of).await["id"].clone();
        let mut body = json!({ "name": "maker", "number": "2001", "role": of });
        for (field, value) in place.as_object().unwrap() {
            body[field] = value.clone();
        }
        let path = format!("/v1/office/staff/{}", text(&whom));
        let put = send(self.owner.ask(Method::PUT, &path).json(&body)).await;
        assert_eq!(put.status, 200, "{}", put.text);
    }
}

async fn decides(who: &Person, id: &str, what: &str) -> Reply {
    let path = format!("/v1/office/approvals/{id}/{what}");
    let body = if what == "refuse" { json!({ "reason": "不合规" }) } else { json!({}) };
    who.post_once(&path, &fresh(what), &body).await
}

async fn listed(who: &Person) -> usize {
    let waiting = who.get("/v1/office/approvals?state=waiting").await;
    assert_eq!(waiting.status, 200, "{}", waiting.text);
    waiting.body["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_checker_decides_on_what_they_could_do_themselves_adm_02_e19() {
    let shop = Shop::open().await;
    let desk = Desk::open(&shop).await;
    let elsewhere = manager_of(&shop, "qian1", "2002", desk.shops[0]).await;
    let there = manager_of(&shop, "sun1", "2003", desk.shops[1]).await;
    let body = json!({ "name": "只审批", "rights": ["approve"] });
    assert_eq!(desk.owner.post_once("/v1/office/roles", "r", &body).await.status, 201);
    let signs = hired(&shop, "li11", "2004", "只审批").await;
    let id = desk.asks().await;
    for what in ["approve", "refuse"] {
        let no = decides(&elsewhere, &id, what).await;
        assert_eq!((no.status, no.code()), (403, "approval_elsewhere"), "{}", no.text);
        let no = decides(&signs, &id, what).await;
        assert_eq!((no.status, no.code()), (403, "not_permitted"), "{}", no.text);
        assert_eq!(no.body["right"], "benefits.adjust");
    }
    assert_eq!((listed(&elsewhere).await, listed(&signs).await), (0, 0), "nor do they see it");
    assert_eq!((listed(&there).await, listed(&desk.maker).await), (1, 1));
    let done = decides(&there, &id, "approve").await;
    assert_eq!(done.status, 200, "{}", done.text);
}

#[tokio::test]
async fn nobody_but_an_owner_makes_a_checker_e19() {
    let shop = Shop::open().await;
    let desk = Desk::open(&shop).await;
    let manager = manager_of(&shop, "leader", "2101", desk.shops[1]).await;
    let leader = role(&desk.owner, "店长").await;
    let second = invite(&manager, "second", "2102", &leader, json!([desk.shops[1]])).await;
    assert_eq!((second.status, second.code()), (403, "not_yours_to_give"), "{}", second.text);
    let colleague = staff(&desk.owner, "maker").await;
    let path = format!("/v1/office/staff/{}/invite", text(&colleague["id"]));
    let link = desk.maker.post(&path, &json!({})).await;
    assert_eq!((link.status, link.code()), (409, "not_yourself"), "{}", link.text);
    let theirs = staff(&desk.owner, "leader").await;
    let path = format!("/v1/office/staff/{}/invite", text(&theirs["id"]));
    let link = desk.maker.post(&path, &json!({})).await;
    assert_eq!((link.status, link.code()), (403, "not_yours_to_give"), "{}", link.text);
    let clerk = role(&desk.owner, "收银员").await;
    let fine = invite(&manager, "third", "2103", &clerk, json!([desk.shops[1]])).await;
    assert_eq!(fine.status, 201, "{}", fine.text);
}

#[tokio::test]
async fn a_maker_who_lost_the_right_or_the_shop_since_is_gone_e19() {
    let shop = Shop::open().await;
    let desk = Desk::open(&shop).await;
    let id = desk.asks().await;
    for (of, place) in
        [("收银员", json!({ "everywhere": true })), ("店长", json!({ "stores": [desk.shops[0]] }))]
    {
        desk.puts_maker(of, place.clone()).await;
        let gone = decides(&desk.owner, &id, "approve").await;
        assert_eq!((gone.status, gone.code()), (409, "maker_gone"), "{of} {place}");
    }
    desk.puts_maker("店长", json!({ "stores": [desk.shops[1]] })).await;
    let done = decides(&desk.owner, &id, "approve").await;
    assert_eq!(done.status, 200, "{}", done.text);
}

#[tokio::test]
async fn a_refusal_is_heard_again_and_done_once_e19() {
    let shop = Shop::open().await;
    let desk = Desk::open(&shop).await;
    let path = format!("/v1/office/approvals/{}/refuse", desk.asks().await);
    let body = json!({ "reason": "不合规" });
    let no = desk.owner.post_once(&path, "no", &body).await;
    assert_eq!((no.status, &no.body["state"]), (200, &json!("refused")), "{}", no.text);
    assert_eq!((&no.body["maker"]["name"], &no.body["mine"]), (&json!("maker"), &json!(false)));
    assert_eq!(desk.owner.post_once(&path, "no", &body).await.body, no.body);
    assert_eq!(desk.owner.post_once(&path, "no more", &body).await.code(), "approval_over");
}

#[tokio::test]
async fn small_adjustments_of_a_day_come_to_a_large_one_e19() {
    let shop = Shop::open().await;
    let desk = Desk::open(&shop).await;
    let (maker, owner) = (&desk.maker, &desk.owner);
    for (who, asset, amount, status) in [
        (maker, "points", "60", 200),
        (maker, "points", "60", 202),
        (maker, "points", "-50", 202),
        (maker, "points", "-40", 200),
        (maker, "points", "0.1", 202),
        (maker, "growth", "100", 200),
        (maker, "stamps", "100", 200),
        (owner, "points", "100", 200),
    ] {
        let reply = desk.gives(who, asset, amount).await;
        assert_eq!(reply.status, status, "{asset} {amount}: {}", reply.text);
    }
    // What another allowed is not what they did alone, and tomorrow is another day.
    let waiting = owner.get("/v1/office/approvals?state=waiting").await.body["items"].clone();
    let asked = waiting.as_array().unwrap().last().unwrap();
    let allowed = decides(owner, asked["id"].as_str().unwrap(), "approve").await;
    assert_eq!(allowed.status, 200, "{}", allowed.text);
    desk.shop.town.advance(Duration::from_secs(24 * 3600));
    let tomorrow = desk.shop.town.person();
    assert_eq!(sign_in(&tomorrow, "maker", GOOD).await.status, 200);
    assert_eq!(desk.gives(&tomorrow, "points", "100").await.status, 200);
}

#[tokio::test]
async fn coupons_sent_one_by_one_come_to_many_e19() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let one = shop.member("p1", "13800000001", "小美").await.get("/me").await.body["id"].clone();
    let two = shop.member("p2", "13800000002", "小雨").await.get("/me").await.body["id"].clone();
    assert_eq!(limit(&owner, Value::Null, Value::Null, json!(1)).await.status, 200);
    let maker = hired(&shop, "maker", "2001", "店长").await;
    let (this, other) = (made(&owner, &json!({})).await, made(&owner, &json!({})).await);
    let door = |id: &str, how: &str| format!("/v1/office/coupons/{id}/{how}");
    let sends = async |id: &str, member: &Value, reason: Value| {
        let body = json!({ "member": member, "reason": reason });
        maker.post_once(&door(id, "send"), &fresh("send"), &body).await
    };
    assert_eq!(sends(&this, &one, Value::Null).await.status, 201);
    let bare = sends(&this, &two, Value::Null).await;
    assert_eq!((bare.status, bare.code()), (422, "reason_needed"), "{}", bare.text);
    let asked = sends(&this, &two, json!("补发")).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    let many = json!({ "members": [two], "reason": "补发" });
    let many = maker.post_once(&door(&this, "send-many"), "m", &many).await;
    assert!(many.body["approval"].is_object(), "{}", many.text);
    assert_eq!(sends(&other, &two, Value::Null).await.status, 201, "of each template so many");
    let id = text(&asked.body["approval"]["id"]);
    assert_eq!(decides(&owner, &id, "approve").await.status, 200);
    shop.town.run_jobs().await;
    let held = entity::coupon::Entity::find().count(&shop.town.app.db).await.unwrap();
    assert_eq!(held, 3);
}

#[tokio::test]
async fn what_a_file_brings_is_within_the_limit_or_stays_out_e19() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    assert_eq!(limit(&owner, json!("100"), json!(5_000), Value::Null).await.status, 200);
    let file = |column: &str, phone: u32, worth: [&str; 2]| {
        let row =
            |n: u32, worth: &str| vec![format!("138000000{:02}", phone + n), worth.to_owned()];
        book(&["手机号*", column], &[row(0, worth[0]), row(1, worth[1])])
    };
    let (points, money) = ("初始积分", "初始储值(本金)");
    for (column, phone, worth, dry, code) in [
        (points, 10, ["60", "41"], true, "import_over_limit"),
        (points, 10, ["60", "41"], false, "import_over_limit"),
        (money, 10, ["30", "20.01"], false, "import_over_limit"),
        (points, 10, ["30", "30"], false, ""),
        (points, 20, ["30", "11"], false, "import_over_limit"),
        (points, 20, ["30", "10"], false, ""),
        (money, 30, ["30", "20"], false, ""),
        (points, 40, ["0", ""], false, ""),
    ] {
        let came = upload(&owner, &fresh("import"), &file(column, phone, worth), dry).await;
        assert_eq!(came.code(), code, "{column} {worth:?}: {}", came.text);
        let status = if code.is_empty() { 200 } else { 409 };
        assert_eq!(came.status, status, "{}", came.text);
    }
    let over = upload(&owner, "last", &file(points, 50, ["1", "0"]), false).await;
    assert_eq!(over.body["limit"], "100");
    assert_eq!(member::Entity::find().count(&shop.town.app.db).await.unwrap(), 8);
}

#[tokio::test]
async fn no_limit_is_below_nothing_and_the_log_tells_what_the_rows_said_adm_07() {
    let shop = Shop::with_nodes(2).await;
    let owner = shop.owner().await;
    let there = owner.at(&shop.town.nodes[1].address);
    for (points, money, coupons) in [
        (json!("-1"), Value::Null, Value::Null),
        (Value::Null, json!(-1), Value::Null),
        (Value::Null, Value::Null, json!(-1)),
    ] {
        let no = limit(&owner, points, money, coupons).await;
        assert_eq!((no.status, no.code()), (422, "limit_negative"), "{}", no.text);
    }
    assert_eq!(there.get(LIMITS).await.body["adjust_points"], Value::Null, "remembered there");
    assert_eq!(limit(&owner, json!("7"), Value::Null, Value::Null).await.status, 200);
    shop.town.advance(Duration::from_millis(1));
    assert_eq!(limit(&there, json!("8"), Value::Null, Value::Null).await.status, 200);
    let log = owner.get("/v1/office/audit?action=approval.limits&limit=1").await;
    let change = &log.body["items"][0]["changes"][0];
    assert_eq!((&change["before"], &change["after"]), (&json!("7"), &json!("8")), "{}", log.text);
}
