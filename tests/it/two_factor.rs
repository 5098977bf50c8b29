//! A second factor, and where somebody is signed in.
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use kabao::{
    config::{Config, TwoFactor},
    seed::PASSWORD,
};
use reqwest::Method;
use serde_json::{Value, json};
use sha1::Sha1;

use crate::{
    hiring::{GOOD, hired, hired_by, sign_in, staff},
    people::Shop,
    town::{Person, Plan, Reply, Town, send},
};

/// What an authenticator shows: RFC 6238, six digits, thirty seconds.
fn digits(secret: &str, at_ms: i64) -> String {
    let bits = secret.bytes().map(|c| match c {
        b'A'..=b'Z' => c - b'A',
        _ => c - b'2' + 26,
    });
    let bits: String = bits.map(|five| format!("{five:05b}")).collect();
    let key: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap())
        .collect();
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).unwrap();
    mac.update(&(at_ms / 30_000).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let read = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", read % 1_000_000)
}

struct Phone<'a> {
    shop: &'a Shop,
    secret: String,
    recovery: Vec<String>,
}

impl<'a> Phone<'a> {
    /// Enrolled by this person, now.
    async fn enrol(shop: &'a Shop, who: &Person) -> Self {
        let begun = who.post("/v1/office/two-factor", &json!({})).await;
        assert_eq!(begun.status, 200, "{}", begun.text);
        let secret = begun.body["secret"].as_str().unwrap().to_owned();
        assert!(begun.body["qr"].as_str().unwrap().starts_with("data:image/svg+xml;base64,"));
        let mut phone = Self { shop, secret, recovery: vec![] };
        let confirmed =
            who.post("/v1/office/two-factor/confirm", &json!({ "code": phone.shows() })).await;
        assert_eq!(confirmed.status, 200, "{}", confirmed.text);
        let codes = confirmed.body["recovery"].as_array().unwrap();
        phone.recovery = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        assert_eq!(phone.recovery.len(), 10);
        phone
    }

    fn shows(&self) -> String {
        digits(&self.secret, self.shop.town.app.world.now().0)
    }
}

async fn with_code(shop: &Shop, login: &str, password: &str, code: &str) -> Reply {
    let body = json!({ "login": login, "password": password, "code": code });
    shop.town.person().post("/v1/office/sign-in", &body).await
}

#[tokio::test]
async fn whoever_enrolled_signs_in_with_digits_that_are_good_once_adm_01() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let wrong = owner.post("/v1/office/two-factor/confirm", &json!({ "code": "000000" })).await;
    assert_eq!((wrong.status, wrong.code()), (409, "two_factor_off"));
    let phone = Phone::enrol(&shop, &owner).await;
    let bare = sign_in(&shop.town.person(), "owner", PASSWORD).await;
    assert_eq!((bare.status, bare.code()), (401, "two_factor_needed"));
    let replay = with_code(&shop, "owner", PASSWORD, &phone.shows()).await;
    assert_eq!((replay.status, replay.code()), (401, "two_factor_wrong"), "honoured at enrolling");
    shop.town.advance(Duration::from_secs(30));
    let code = phone.shows();
    assert_eq!(with_code(&shop, "owner", "wrong", &code).await.code(), "sign_in_wrong");
    let inside = with_code(&shop, "owner", PASSWORD, &code).await;
    assert_eq!(inside.status, 200, "{}", inside.text);
    assert_eq!(inside.body["two_factor"], true);
    assert_eq!(with_code(&shop, "owner", PASSWORD, &code).await.code(), "two_factor_wrong");

    let lost = with_code(&shop, "owner", PASSWORD, &phone.recovery[3].to_uppercase()).await;
    assert_eq!(lost.status, 200, "{}", lost.text);
    let again = with_code(&shop, "owner", PASSWORD, &phone.recovery[3]).await;
    assert_eq!(again.code(), "two_factor_wrong", "good once");
    let now = owner.get("/v1/office/two-factor").await;
    assert_eq!((&now.body["enrolled"], &now.body["recovery_left"]), (&json!(true), &json!(9)));
    let begun = owner.post("/v1/office/two-factor", &json!({})).await;
    assert_eq!((begun.status, begun.code()), (409, "two_factor_on"));
}

#[tokio::test]
async fn nobody_knows_a_second_factor_from_the_rows_g15() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let phone = Phone::enrol(&shop, &owner).await;
    use sea_orm::EntityTrait;
    let db = &shop.town.app.db;
    let row = entity::two_factor::Entity::find().one(db).await.unwrap().unwrap();
    let held = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(!held(&row.secret_sealed, &phone.secret));
    let codes = entity::recovery_code::Entity::find().all(db).await.unwrap();
    assert_eq!(codes.len(), 10);
    for code in codes {
        assert!(phone.recovery.iter().all(|shown| !held(&code.code_hash, shown)));
    }
    let kept = entity::idempotency::Entity::find().all(db).await.unwrap();
    let kept = kept.into_iter().filter_map(|row| row.answer).collect::<String>();
    assert!(!kept.contains(&phone.secret) && !kept.contains(&phone.recovery[0]));
}

#[tokio::test]
async fn an_owner_enrols_before_anything_else_where_that_is_the_house_rule() {
    let configure = |config: &mut Config| config.office.two_factor = Some(TwoFactor::Owners);
    let shop = Shop::of(Town::with(Plan { configure, ..Plan::default() }).await);
    let owner = shop.owner().await;
    let session = owner.get("/v1/office/session").await;
    assert_eq!((session.status, &session.body["must_enrol"]), (200, &json!(true)));
    for path in ["/v1/office/settings", "/v1/office/staff", "/v1/office/audit"] {
        let refused = owner.get(path).await;
        assert_eq!((refused.status, refused.code()), (403, "two_factor_first"), "{path}");
    }
    let phone = Phone::enrol(&shop, &owner).await;
    assert_eq!(owner.get("/v1/office/settings").await.status, 200);
    shop.town.advance(Duration::from_secs(30));
    let drop = |code: String| {
        owner.ask(Method::DELETE, "/v1/office/two-factor").json(&json!({ "code": code }))
    };
    let kept = send(drop(phone.shows())).await;
    assert_eq!((kept.status, kept.code()), (409, "two_factor_kept"));
    // A manager may do without, and may give up what they have.
    let manager = hired_by(&owner, shop.town.person(), ("zhao", "2001", "店长")).await;
    assert_eq!(manager.get("/v1/office/session").await.body["must_enrol"], false);
    let theirs = Phone::enrol(&shop, &manager).await;
    shop.town.advance(Duration::from_secs(30));
    let give_up = |code: &str| {
        manager.ask(Method::DELETE, "/v1/office/two-factor").json(&json!({ "code": code }))
    };
    assert_eq!(send(give_up("000000")).await.code(), "two_factor_mismatch");
    assert_eq!(send(give_up(&theirs.shows())).await.status, 204);
    assert_eq!(sign_in(&shop.town.person(), "zhao", GOOD).await.status, 200);
}

#[tokio::test]
async fn a_lost_phone_is_forgotten_by_whoever_may_and_its_sessions_end() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let manager = hired(&shop, "zhao", "2001", "店长").await;
    Phone::enrol(&shop, &manager).await;
    let id = staff(&owner, "zhao").await;
    assert_eq!(id["two_factor"], true);
    let path = format!("/v1/office/staff/{}/reset-two-factor", id["id"].as_str().unwrap());
    let reset = owner.post_once(&path, "r", &json!({})).await;
    assert_eq!((reset.status, &reset.body["two_factor"]), (200, &json!(false)), "{}", reset.text);
    assert_eq!(manager.get("/v1/office/session").await.status, 401);
    assert_eq!(sign_in(&manager, "zhao", GOOD).await.status, 200);
}

async fn sessions(who: &Person, query: &str) -> Vec<Value> {
    let listed = who.get(&format!("/v1/office/sessions{query}")).await;
    assert_eq!(listed.status, 200, "{}", listed.text);
    listed.body["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn sessions_are_listed_and_ended_b7() {
    let shop = Shop::open().await;
    let (here, there) = (shop.owner().await, shop.owner().await);
    let till = shop.clerk("owner", "T02").await;
    assert_eq!(there.get("/v1/office/session").await.status, 200);
    let mine = sessions(&here, "").await;
    assert_eq!(mine.len(), 3);
    let current: Vec<_> = mine.iter().filter(|one| one["current"] == true).collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0]["address_text"], "127.0.0.1");
    let at_till = mine.iter().find(|one| one["door_text"] == "收银台").unwrap();
    assert_eq!(at_till["terminal_code"], "T02");
    let path = format!("/v1/office/sessions/{}", at_till["id"].as_str().unwrap());
    let manager = hired(&shop, "zhao", "2001", "店长").await;
    let refused = send(manager.ask(Method::DELETE, &path)).await;
    assert_eq!((refused.status, refused.code()), (403, "not_yours_to_give"), "an owner's");
    assert_eq!(send(here.ask(Method::DELETE, &path)).await.status, 204);
    assert_eq!(till.get("/v1/till/session").await.status, 401);
    assert_eq!(here.post("/v1/office/sessions/end-others", &json!({})).await.status, 204);
    assert_eq!(there.get("/v1/office/session").await.status, 401);
    assert_eq!(here.get("/v1/office/session").await.status, 200);

    let id = staff(&here, "zhao").await["id"].as_str().unwrap().to_owned();
    let theirs = sessions(&here, &format!("?staff={id}")).await;
    assert_eq!(theirs.len(), 1);
    let path = format!("/v1/office/sessions/{}", theirs[0]["id"].as_str().unwrap());
    assert_eq!(send(here.ask(Method::DELETE, &path)).await.status, 204);
    assert_eq!(manager.get("/v1/office/session").await.status, 401);
}

#[tokio::test]
async fn another_password_ends_all_other_sessions_b6() {
    let shop = Shop::open().await;
    let (here, there) = (shop.owner().await, shop.owner().await);
    let change = |old: &str, new: &str| json!({ "old": old, "new": new });
    for (old, new, code) in [
        ("wrong", GOOD, "password_wrong"),
        (PASSWORD, "kabao-demo", "password_weak"),
        (PASSWORD, "owner-owner", "password_weak"),
    ] {
        let refused = here.post("/v1/office/password", &change(old, new)).await;
        assert_eq!((refused.status, refused.code()), (422, code), "{new}");
    }
    assert_eq!(here.post("/v1/office/password", &change(PASSWORD, GOOD)).await.status, 204);
    assert_eq!(there.get("/v1/office/session").await.status, 401);
    assert_eq!(here.get("/v1/office/session").await.status, 200);
    assert_eq!(sign_in(&shop.town.person(), "owner", PASSWORD).await.code(), "sign_in_wrong");
    assert_eq!(sign_in(&shop.town.person(), "owner", GOOD).await.status, 200);
}

#[tokio::test]
async fn wrong_codes_have_a_count_that_no_other_door_forgets_b15() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let phone = Phone::enrol(&shop, &owner).await;
    shop.town.advance(Duration::from_secs(30));
    let late = shop.town.app.world.now().0 + 600_000;
    for _ in 0..5 {
        let wrong = with_code(&shop, "owner", PASSWORD, &digits(&phone.secret, late)).await;
        assert_eq!((wrong.status, wrong.code()), (401, "two_factor_wrong"), "{}", wrong.text);
        // At a till the password alone is right, and is all that is asked.
        shop.clerk("owner", "T02").await;
    }
    let locked = with_code(&shop, "owner", PASSWORD, &phone.shows()).await;
    assert_eq!((locked.status, locked.code()), (429, "sign_in_locked"), "{}", locked.text);
    let wait = locked.body["retry_after_s"].as_u64().unwrap();
    assert_eq!(locked.header("retry-after"), wait.to_string());
    shop.town.advance(Duration::from_secs(wait));
    let inside = with_code(&shop, "owner", PASSWORD, &phone.shows()).await;
    assert_eq!(inside.status, 200, "{}", inside.text);
}

#[tokio::test]
async fn a_sign_in_in_flight_does_not_outlive_what_ended_the_others_b7() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    hired(&shop, "zhao", "2001", "店长").await;
    let id = staff(&owner, "zhao").await["id"].as_str().unwrap().to_owned();
    let late = shop.town.person();
    let path = format!("/v1/office/staff/{id}/suspend");
    let nothing = json!({});
    // The password takes a while to check, and meanwhile they are suspended.
    let (inside, out) =
        tokio::join!(sign_in(&late, "zhao", GOOD), owner.post_once(&path, "s", &nothing));
    assert_eq!(out.status, 200, "{}", out.text);
    assert!(matches!(inside.status, 200 | 401), "{}", inside.text);
    let back = owner.post_once(&format!("/v1/office/staff/{id}/resume"), "r", &nothing).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert_eq!(late.get("/v1/office/session").await.status, 401, "whichever came first");
    assert_eq!(sign_in(&late, "zhao", GOOD).await.status, 200);
    let (other, third) = (shop.town.person(), shop.town.person());
    let fresh = "another glass horse";
    let change = json!({ "old": GOOD, "new": fresh });
    let (changed, _) =
        tokio::join!(late.post("/v1/office/password", &change), sign_in(&other, "zhao", GOOD));
    assert_eq!(changed.status, 204, "{}", changed.text);
    assert_eq!(other.get("/v1/office/session").await.status, 401, "of the password before");
    assert_eq!(sign_in(&third, "zhao", fresh).await.status, 200);
}
