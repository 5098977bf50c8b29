//! A till: who is identified, what is refused, and how a member is made.
use std::{net::TcpListener, sync::Arc, time::Duration};

use entity::{ids::LevelId, member::Source, values::Phone};
use kabao::{
    app::Tx,
    card::{self, Enrolled},
    code,
    error::Result,
    member::{Enrol, PhoneProof},
    merchant,
    world::World,
};
use sandbox::{Config as Simulated, Sandbox};
use serde_json::{Value, json};

use crate::{
    staff::{clerk, merchant_id, owner, shop},
    town::{Person, Reply, Town},
};

async fn scan(clerk: &Person, scan: &str) -> Reply {
    clerk.post("/v1/till/identify", &json!({ "scan": scan })).await
}

async fn enrol(tx: &Tx, world: &World, ask: (Enrol, LevelId)) -> Result<Enrolled> {
    card::enrol(tx, world, ask.0, ask.1).await
}

async fn member(town: &Town, phone: &str) -> Enrolled {
    let merchant = merchant_id(town).await;
    let shop = merchant::find(&town.app.db, merchant).await.unwrap().unwrap();
    let ask = Enrol {
        merchant,
        keys: merchant::keys(&town.app, merchant).await.unwrap(),
        phone: PhoneProof(Phone::parse(phone).unwrap()),
        nickname: "小美".to_owned(),
        name: Some("王美丽".to_owned()),
        id_number: None,
        birthday: None,
        source: Source::Wechat,
        store: None,
        consent: None,
        wechat: None,
        phone_unique: shop.phone_unique,
    };
    town.app.transact(enrol, (ask, shop.default_level_wechat)).await.unwrap()
}

#[tokio::test]
async fn a_member_is_found_by_code_card_phone_and_number() {
    let town = shop().await;
    let clerk = clerk(&town).await;
    let Enrolled { member, card } = member(&town, "13800000001").await;
    let shown = code::show(&town.app, member.merchant_id, &card).await.unwrap();
    for (text, via) in [
        (shown.code.as_str(), "code"),
        (shown.grouped.as_str(), "code"),
        (card.number.as_str(), "card"),
        ("138 0000 0001\r\n", "phone"),
        ("１３８０００００００１", "phone"),
        (member.number.as_str(), "member_number"),
    ] {
        let found = scan(&clerk, text).await;
        assert_eq!((found.status, found.body["via"].as_str()), (200, Some(via)), "{text}");
        assert_eq!(found.body["member"]["name_masked"], "王**");
        assert_eq!(found.body["member"]["phone_masked"], "138****0001");
        assert_eq!(found.body["card"]["level"]["name"], "普通会员");
        assert!(!found.text.contains("13800000001") && !found.text.contains(&card.number));
    }
    town.advance(Duration::from_secs(60));
    let old = scan(&clerk, &shown.code).await;
    assert_eq!((old.status, old.code()), (410, "code_expired"));
}

#[tokio::test]
async fn a_payment_code_is_sent_to_the_payment_box_and_written_nowhere_d6() {
    let town = shop().await;
    let clerk = clerk(&town).await;
    let codes = ["134567890123456789", "284567890123456789", "6234567890123456789"];
    for code in codes.iter().cycle().take(31) {
        let refused = scan(&clerk, code).await;
        assert_eq!((refused.status, refused.code()), (422, "payment_code"), "and no lock");
        assert!(!refused.text.contains(code));
    }
    let log = owner(&town).await.get("/v1/office/audit?limit=100").await;
    assert!(codes.iter().all(|code| !log.text.contains(code)));
}

#[tokio::test]
async fn thirty_bad_scans_lock_a_till_for_a_minute_d5() {
    let town = shop().await;
    let clerk = clerk(&town).await;
    let bad = ["\u{1}", "12345", "' OR 1=1; --", "889999999999999999", "🍼", "13900000000"];
    let codes = ["code_malformed", "no_such_member", "code_unknown"];
    for text in bad.iter().cycle().take(30) {
        let refused = scan(&clerk, text).await;
        assert!(codes.contains(&refused.code()), "{text:?}: {}", refused.text);
    }
    let locked = scan(&clerk, "13800000001").await;
    assert_eq!((locked.status, locked.code()), (429, "terminal_locked"));
    assert_eq!(locked.body["retry_after_s"], 60);
    assert_eq!(locked.header("retry-after"), "60");
    let log = owner(&town).await.get("/v1/office/audit").await.body;
    let locks = log["items"].as_array().unwrap().iter();
    assert_eq!(locks.filter(|line| line["action"] == "terminal.lock").count(), 1);
    town.advance(Duration::from_secs(60));
    assert_eq!(scan(&clerk, "13800000001").await.code(), "no_such_member");
}

/// The phone at which a vendor's messages arrive.
struct Phones {
    base: String,
    id: String,
}

impl Phones {
    /// WeChat's simulator is the demo's SMS vendor too.
    async fn open(town: &mut Town, phone: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let world = town.app.world.clone();
        let config = Simulated::new(vec![], Arc::new(move || world.now().0));
        tokio::spawn(Sandbox::new(config).unwrap().serve(listener).unwrap());
        let mut settings = (*town.app.config).clone();
        settings.wechat.api_base.clone_from(&base);
        town.app.config = Arc::new(settings);
        let person = json!({ "nickname": "小美", "phone": phone });
        let made = Person::new(&base).post("/sandbox/people", &person).await;
        let id = made.body["id"].as_str().unwrap().to_owned();
        Self { base, id }
    }

    async fn last_code(&self) -> String {
        let got = Person::new(&self.base).get(&format!("/sandbox/people/{}/sms", self.id)).await;
        let last = got.body["messages"].as_array().unwrap().last().unwrap().clone();
        last["code"].as_str().unwrap().to_owned()
    }
}

async fn register(clerk: &Person, key: &str, body: &Value) -> Reply {
    clerk.post_once("/v1/till/members", key, body).await
}

#[tokio::test]
async fn a_clerk_makes_a_member_once_however_often_the_button_is_pressed_reg_06_reg_07_reg_09() {
    let mut town = shop().await;
    let phones = Phones::open(&mut town, "13800000009").await;
    let clerk = clerk(&town).await;
    let phone = json!({ "phone": "138 0000 0009" });
    let sent = clerk.post("/v1/till/sms", &phone).await;
    assert_eq!((sent.status, &sent.body["phone_masked"]), (202, &json!("138****0009")));
    town.run_jobs().await;
    let code = phones.last_code().await;

    let form = |code: &str| json!({ "phone": "13800000009", "sms_code": code, "name": "王芳" });
    let refused = register(&clerk, "a", &json!({ "phone": "13800000009" })).await;
    assert_eq!((refused.status, refused.code()), (422, "sms_code_needed"));
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = register(&clerk, "a", &form(wrong)).await;
    assert_eq!((refused.status, refused.code()), (422, "sms_code_wrong"));
    let mut papers = form(&code);
    papers["id_number"] = json!("110105194912310021");
    assert_eq!(register(&clerk, "a", &papers).await.code(), "id_number_malformed");

    papers["id_number"] = json!("11010519491231002x");
    let done = register(&clerk, "b", &papers).await;
    assert_eq!((done.status, &done.body["success_text"]), (201, &json!("登记成功")));
    assert_eq!(done.body["member"]["nickname"], "会员0009");
    assert_eq!(done.body["member"]["name_masked"], "王*");
    assert_eq!(done.body["card"]["level"]["name"], "普通卡", "the default of tills");
    for _ in 0..3 {
        let again = register(&clerk, "b", &papers).await;
        assert_eq!((again.status, &again.body), (201, &done.body));
    }
    assert_eq!(register(&clerk, "c", &papers).await.code(), "sms_code_gone", "used");
    let found = scan(&clerk, "13800000009").await;
    assert_eq!(found.body["member"], done.body["member"]);
}

#[tokio::test]
async fn a_phone_is_one_member_at_every_till_reg_16() {
    let mut town = shop().await;
    let phones = Phones::open(&mut town, "13800000009").await;
    let clerk = clerk(&town).await;
    member(&town, "13800000009").await;
    clerk.post("/v1/till/sms", &json!({ "phone": "13800000009" })).await;
    town.run_jobs().await;
    let form = json!({ "phone": "13800000009", "sms_code": phones.last_code().await });
    let refused = register(&clerk, "a", &form).await;
    assert_eq!((refused.status, refused.code()), (409, "phone_taken"));

    let owner = owner(&town).await;
    let mut settings = owner.get("/v1/office/settings").await.body;
    settings.as_object_mut().unwrap().remove("levels");
    for (unique, status) in [(false, 200), (true, 200), (false, 200)] {
        settings["phone_unique"] = json!(unique);
        let ask = owner.ask(reqwest::Method::PUT, "/v1/office/settings").json(&settings);
        assert_eq!(crate::town::send(ask).await.status, status, "{unique}");
    }
    assert_eq!(register(&clerk, "b", &form).await.status, 201, "the code was not spent");
    assert_eq!(scan(&clerk, "13800000009").await.code(), "several_members");
    settings["phone_unique"] = json!(true);
    let ask = owner.ask(reqwest::Method::PUT, "/v1/office/settings").json(&settings);
    let refused = crate::town::send(ask).await;
    assert_eq!((refused.status, refused.code()), (409, "phones_repeat"));
}

#[tokio::test]
async fn a_till_offers_every_level_and_knows_its_default() {
    let town = shop().await;
    let levels = clerk(&town).await.get("/v1/till/levels").await.body;
    let items = levels["items"].as_array().unwrap();
    let default: Vec<_> = items.iter().filter(|level| level["default"] == true).collect();
    assert_eq!((items.len(), default.len()), (7, 1));
    assert_eq!(default[0]["code"], "2");
}
