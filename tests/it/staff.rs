//! Staff sign in at tills and in the back office, and change what they may.
use std::time::Duration;

use entity::{
    ids::{MerchantId, StoreId},
    role::System,
};
use kabao::{
    app::Tx,
    connect,
    error::Result,
    http::ServiceConfig,
    merchant, office,
    operator::{self, Hire, Scope},
    pos, schedule, seed, store,
    world::World,
};
use reqwest::Method;
use serde_json::{Value, json};
use utoipa_actix_web::scope;

use crate::town::{Person, Plan, Reply, Town, send};

/// The demo shop, its tills and its back office.
pub async fn shop() -> Town {
    let town = Town::with(Plan { routes, jobs: schedule::all, ..Plan::default() }).await;
    seed::demo(&town.app).await.unwrap();
    town
}

fn routes(cfg: &mut ServiceConfig) {
    cfg.service(scope("/v1/till").configure(operator::till_routes).configure(pos::till_routes))
        .service(
            scope("/v1/office")
                .configure(operator::office_routes)
                .configure(office::office_routes)
                .configure(connect::office_routes),
        );
}

pub async fn at_till(who: &Person, login: &str, password: &str, terminal: &str) -> Reply {
    let body = json!({ "login": login, "password": password, "terminal": terminal });
    who.post("/v1/till/sign-in", &body).await
}

async fn at_office(who: &Person, login: &str, password: &str) -> Reply {
    who.post("/v1/office/sign-in", &json!({ "login": login, "password": password })).await
}

/// 小李 at T01.
pub async fn clerk(town: &Town) -> Person {
    let clerk = town.person();
    assert_eq!(at_till(&clerk, "clerk", seed::PASSWORD, "T01").await.status, 200);
    clerk
}

pub async fn owner(town: &Town) -> Person {
    let owner = town.person();
    assert_eq!(at_office(&owner, "owner", seed::PASSWORD).await.status, 200);
    owner
}

pub async fn merchant_id(town: &Town) -> MerchantId {
    merchant::find_by_slug(&town.app.db, seed::SLUG).await.unwrap().unwrap().id
}

fn token(reply: &Reply) -> String {
    let cookie = reply.header("set-cookie");
    let value = cookie.split_once('=').unwrap().1.split(';').next().unwrap();
    value.to_owned()
}

#[tokio::test]
async fn a_clerk_signs_in_works_and_leaves() {
    let town = shop().await;
    let clerk = town.person();
    assert_eq!(clerk.get("/v1/till/session").await.code(), "unauthenticated");
    let reply = at_till(&clerk, "clerk", seed::PASSWORD, "T01").await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.body["clerk"]["name"], "小李");
    assert_eq!(reply.body["terminal"]["code"], "T01");
    assert_eq!(reply.body["store"]["name"], "人民路店");
    assert!(reply.header("set-cookie").contains("HttpOnly; SameSite=Lax"));
    assert_eq!(clerk.get("/v1/till/session").await.body, reply.body);
    let bearer = token(&reply);
    assert_eq!(clerk.post("/v1/till/sign-out", &json!({})).await.status, 204);
    assert_eq!(clerk.get("/v1/till/session").await.status, 401);
    let ended = send(clerk.ask(Method::GET, "/v1/till/session").bearer_auth(bearer)).await;
    assert_eq!(ended.status, 401, "the token is no good without its session");
}

#[tokio::test]
async fn every_wrong_sign_in_is_answered_alike_b13() {
    let town = shop().await;
    for (login, password, terminal) in [
        ("clerk", "kabao-dem0", "T01"),
        ("nobody", "kabao-demo", "T01"),
        ("老板", "kabao-demo", "T01"),
        ("clerk\u{1}", "kabao-demo", "T01"),
        ("", "", ""),
        ("clerk", "kabao-demo", "T99"),
        ("clerk", "kabao-demo", "收银台"),
        ("clerk", "kabao-demo", "T02"),
    ] {
        let reply = at_till(&town.person(), login, password, terminal).await;
        assert_eq!((reply.status, reply.code()), (401, "sign_in_wrong"), "{login} {terminal}");
        assert_eq!(reply.header("set-cookie"), "");
    }
    assert_eq!(at_till(&town.person(), "owner", seed::PASSWORD, "T02").await.status, 200);
}

#[tokio::test]
async fn a_new_sign_in_ends_the_session_before_it_b6() {
    let town = shop().await;
    let clerk = town.person();
    let first = token(&at_till(&clerk, "clerk", seed::PASSWORD, "T01").await);
    let second = token(&at_till(&clerk, "clerk", seed::PASSWORD, "T01").await);
    assert_ne!(first, second);
    let stranger = town.person();
    let with = |token: &str| send(stranger.ask(Method::GET, "/v1/till/session").bearer_auth(token));
    assert_eq!(with(&first).await.status, 401);
    assert_eq!(with(&second).await.status, 200);
    let office = send(stranger.ask(Method::GET, "/v1/office/session").bearer_auth(&second)).await;
    assert_eq!(office.status, 401, "another door");
}

#[tokio::test]
async fn the_sixth_wrong_password_waits_and_nobody_else_does_b15() {
    let town = shop().await;
    let who = town.person();
    for _ in 0..5 {
        assert_eq!(at_till(&who, "clerk", "wrong", "T01").await.code(), "sign_in_wrong");
    }
    let locked = at_till(&who, "clerk", seed::PASSWORD, "T01").await;
    assert_eq!((locked.status, locked.code()), (429, "sign_in_locked"));
    let wait = locked.body["retry_after_s"].as_u64().unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
    assert_eq!(locked.header("retry-after"), wait.to_string());
    assert_eq!(at_till(&who, "clerk2", seed::PASSWORD, "T02").await.status, 200);
    town.advance(Duration::from_secs(wait));
    assert_eq!(at_till(&who, "clerk", seed::PASSWORD, "T01").await.status, 200);
}

#[tokio::test]
async fn whoever_was_disabled_is_out_at_once_b7() {
    let town = shop().await;
    let clerk = clerk(&town).await;
    let merchant = merchant_id(&town).await;
    let staff = operator::list(&town.app.db, merchant).await.unwrap();
    let who = staff.iter().find(|who| who.login == "clerk").unwrap();
    operator::disable(&town.app, merchant, who.id).await.unwrap();
    assert_eq!(clerk.get("/v1/till/session").await.status, 401);
    let again = at_till(&town.person(), "clerk", seed::PASSWORD, "T01").await;
    assert_eq!(again.code(), "sign_in_wrong");
}

async fn hire_manager(tx: &Tx, world: &World, at: (MerchantId, StoreId)) -> Result<()> {
    let manager = Hire {
        merchant: at.0,
        login: "manager".to_owned(),
        name: "赵店长".to_owned(),
        number: "1004".to_owned(),
        password_hash: operator::hash_password(world, seed::PASSWORD)?,
        role: operator::system_role(tx, at.0, System::Manager).await?,
        scope: Scope::Stores(vec![at.1]),
    };
    operator::hire(tx, world, manager).await?;
    Ok(())
}

/// Somebody hired to run the first store, in the back office.
pub async fn manager(town: &Town) -> Person {
    let merchant = merchant_id(town).await;
    let store = store::list(&town.app.db, merchant).await.unwrap()[0].id;
    town.app.transact(hire_manager, (merchant, store)).await.unwrap();
    let manager = town.person();
    let hello = at_office(&manager, "manager", seed::PASSWORD).await;
    assert_eq!(hello.body["operator"]["role_text"], "店长");
    manager
}

#[tokio::test]
async fn only_headquarters_changes_settings_lvl_01() {
    let town = shop().await;
    let clerk = at_office(&town.person(), "clerk", seed::PASSWORD).await;
    assert_eq!((clerk.status, clerk.code()), (403, "not_permitted"));
    let manager = manager(&town).await;
    let now = manager.get("/v1/office/settings").await;
    assert_eq!(now.status, 200);
    let refused = change(&manager, &choices(&now.body, 3, 4, true)).await;
    assert_eq!((refused.status, refused.code()), (403, "headquarters_only"));
    assert_eq!(manager.get("/v1/office/settings").await.body, now.body);
}

/// Levels by their place in the list.
fn choices(now: &Value, wechat: usize, till: usize, phone_unique: bool) -> Value {
    let level = |n: usize| now["levels"][n]["id"].clone();
    json!({
        "default_level_wechat": level(wechat), "default_level_till": level(till),
        "phone_unique": phone_unique,
    })
}

async fn change(who: &Person, choices: &Value) -> Reply {
    send(who.ask(Method::PUT, "/v1/office/settings").json(choices)).await
}

#[tokio::test]
async fn the_two_default_levels_are_chosen_apart_and_the_log_tells_reg_09() {
    let town = shop().await;
    let owner = owner(&town).await;
    let before = owner.get("/v1/office/settings").await.body;
    let till_before = before["default_level_till"].clone();
    assert_ne!(before["default_level_wechat"], till_before);
    let mut wanted = choices(&before, 3, 0, true);
    wanted["default_level_till"] = till_before.clone();
    // Lines of one moment have no order.
    town.advance(Duration::from_millis(1));
    let after = change(&owner, &wanted).await;
    assert_eq!(after.status, 200, "{}", after.text);
    assert_eq!(after.body["default_level_wechat"], before["levels"][3]["id"]);
    assert_eq!(after.body["default_level_till"], till_before);
    assert_eq!(owner.get("/v1/office/settings").await.body, after.body);

    let log = owner.get("/v1/office/audit?limit=1").await.body;
    let line = &log["items"][0];
    assert_eq!(line["action_text"], "修改会员设置");
    assert_eq!(line["actor"], "王店主");
    let detail: Value = serde_json::from_str(line["detail"].as_str().unwrap()).unwrap();
    assert_eq!(detail["before"]["default_level_wechat"], before["default_level_wechat"]);
    assert_eq!(detail["after"]["default_level_wechat"], wanted["default_level_wechat"]);
    let next = log["next"].as_str().unwrap();
    let older = owner.get(&format!("/v1/office/audit?cursor={next}")).await.body;
    let mut older = older["items"].as_array().unwrap().iter();
    assert!(older.any(|line| line["action"] == "operator.sign_in"));

    let mut foreign = wanted.clone();
    foreign["default_level_till"] = json!("lvl_00000000000000000000000007");
    assert_eq!(change(&owner, &foreign).await.code(), "no_such_level");
    assert_eq!(owner.get("/v1/office/settings").await.body, after.body, "nothing of it was done");
}

#[tokio::test]
async fn an_accounts_callback_is_shown_and_its_secrets_are_not_b5() {
    let town = shop().await;
    let accounts = owner(&town).await.get("/v1/office/wechat/accounts").await;
    let mut known = accounts.body["items"].as_array().unwrap().iter();
    let service = known.find(|one| one["appid"] == seed::SERVICE.appid).unwrap();
    assert_eq!(service["mode_text"], "安全模式");
    let callback = service["callback_url"].as_str().unwrap();
    assert!(callback.ends_with("/wechat/wx00000000000000a1"), "{callback}");
    for secret in [seed::SERVICE.secret, seed::SERVICE.token, seed::SERVICE.encoding_aes_key] {
        assert!(!accounts.text.contains(secret));
    }
}
