//! Who works here: invited, put in their place, suspended; and what nobody may.
use std::time::Duration;

use kabao::seed::PASSWORD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    people::Shop,
    staff::{at_till, manager},
    town::{Person, Reply, send},
};

pub const GOOD: &str = "a horse of blue glass";

/// The role of this name.
pub async fn role(who: &Person, name: &str) -> Value {
    let roles = who.get("/v1/office/roles").await;
    let roles = roles.body["items"].as_array().unwrap().clone();
    roles.into_iter().find(|role| role["name"] == name).unwrap()
}

/// Somebody of the staff, by their login.
pub async fn staff(who: &Person, login: &str) -> Value {
    let staff = who.get("/v1/office/staff").await;
    let staff = staff.body["items"].as_array().unwrap().clone();
    staff.into_iter().find(|one| one["login"] == login).unwrap_or_default()
}

/// `stores` empty for the whole chain.
pub async fn invite(who: &Person, login: &str, number: &str, role: &Value, stores: Value) -> Reply {
    let everywhere = stores == json!([]);
    let body = json!({
        "login": login, "name": login, "number": number, "role": role["id"],
        "everywhere": everywhere, "stores": stores,
    });
    who.post("/v1/office/staff", &body).await
}

pub async fn accept(who: &Person, invited: &Reply, password: &str) -> Reply {
    let url = invited.body["invite_url"].as_str().unwrap();
    let (_, token) = url.split_once("/office/invite#").unwrap();
    who.post("/v1/office/invites/accept", &json!({ "token": token, "password": password })).await
}

pub async fn sign_in(who: &Person, login: &str, password: &str) -> Reply {
    who.post("/v1/office/sign-in", &json!({ "login": login, "password": password })).await
}

/// Somebody new who has come in: of this role, in all shops.
pub async fn hired(shop: &Shop, login: &str, number: &str, of: &str) -> Person {
    hired_by(&shop.owner().await, shop.town.person(), (login, number, of)).await
}

pub async fn hired_by(owner: &Person, person: Person, new: (&str, &str, &str)) -> Person {
    let (login, number, of) = new;
    let of = role(owner, of).await;
    let invited = invite(owner, login, number, &of, json!([])).await;
    assert_eq!(invited.status, 201, "{}", invited.text);
    assert_eq!(accept(&person, &invited, GOOD).await.status, 204);
    assert_eq!(sign_in(&person, login, GOOD).await.status, 200);
    person
}

async fn told(who: &Person, id: &Value, what: &str) -> Reply {
    let path = format!("/v1/office/staff/{}/{what}", id.as_str().unwrap());
    who.post_once(&path, what, &json!({})).await
}

async fn put(who: &Person, path: String, body: Value) -> Reply {
    send(who.ask(Method::PUT, &path).json(&body)).await
}

#[tokio::test]
async fn somebody_is_invited_chooses_a_password_and_works_adm_01() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let leader = role(&owner, "店长").await;
    let invited = invite(&owner, "zhao", "2001", &leader, json!([])).await;
    assert_eq!(invited.status, 201, "{}", invited.text);
    assert_eq!(invited.body["staff"]["status"], "invited");
    let person = shop.town.person();
    assert_eq!(sign_in(&person, "zhao", "").await.code(), "sign_in_wrong");
    for weak in ["short", "1234567890", "zhao-zhao-zhao", "kabao-demo"] {
        let refused = accept(&person, &invited, weak).await;
        assert_eq!((refused.status, refused.code()), (422, "password_weak"), "{weak}");
    }
    assert_eq!(accept(&person, &invited, GOOD).await.status, 204);
    let again = accept(&person, &invited, "another long enough").await;
    assert_eq!((again.status, again.code()), (410, "invite_over"), "a link is good once");
    let inside = sign_in(&person, "zhao", GOOD).await;
    assert_eq!(inside.status, 200, "{}", inside.text);
    assert_eq!(inside.body["operator"]["role_text"], "店长");
    assert_eq!(inside.body["scope"], json!({ "everywhere": true, "stores": [] }));
    assert_eq!(staff(&owner, "zhao").await["status"], "working");

    let number = invite(&owner, "qian", "2001", &leader, json!([])).await;
    assert_eq!((number.status, number.code()), (409, "number_taken"));
    let login = invite(&owner, "zhao", "2002", &leader, json!([])).await;
    assert_eq!((login.status, login.code()), (409, "login_taken"));
}

#[tokio::test]
async fn an_invitation_ends_after_three_days_and_with_the_next_one() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let leader = role(&owner, "店长").await;
    let first = invite(&owner, "zhao", "2001", &leader, json!([])).await;
    let second = told(&owner, &first.body["staff"]["id"], "invite").await;
    assert_eq!(second.status, 200, "{}", second.text);
    let person = shop.town.person();
    assert_eq!(accept(&person, &first, GOOD).await.code(), "invite_over");
    shop.town.advance(Duration::from_secs(72 * 3600));
    assert_eq!(accept(&person, &second, GOOD).await.code(), "invite_over");
    let owner = shop.owner().await;
    let third = told(&owner, &first.body["staff"]["id"], "invite").await;
    assert_eq!(accept(&person, &third, GOOD).await.status, 204);
}

#[tokio::test]
async fn nobody_gives_what_they_have_not_adm_03() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let manager = manager(&shop.town).await;
    let boss = role(&owner, "老板").await;
    let clerk = role(&owner, "收银员").await;
    let here = manager.get("/v1/office/session").await.body["scope"]["stores"][0]["id"].clone();
    let elsewhere = staff(&owner, "clerk2").await["stores"][0]["id"].clone();
    for (of, stores) in [
        (&boss, json!([here])),
        (&clerk, json!([])),
        (&clerk, json!([elsewhere])),
        (&clerk, json!([here, elsewhere])),
    ] {
        let refused = invite(&manager, "zhao", "2001", of, stores.clone()).await;
        assert_eq!((refused.status, refused.code()), (403, "not_yours_to_give"), "{stores}");
    }
    let made = invite(&manager, "zhao", "2001", &clerk, json!([here])).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let rights = json!({ "name": "领班", "rights": ["members.see", "settings.edit"] });
    let refused = manager.post_once("/v1/office/roles", "r", &rights).await;
    assert_eq!((refused.status, refused.code()), (403, "not_yours_to_give"));
    let path = format!("/v1/office/roles/{}", clerk["id"].as_str().unwrap());
    let more = json!({ "name": "收银员", "rights": ["till.sell", "keys.edit"] });
    // A role is of all shops, and so is what it allows.
    assert_eq!(put(&manager, path, more).await.code(), "headquarters_only");
    // Whoever works elsewhere is not there for them.
    assert_eq!(staff(&manager, "clerk2").await, Value::Null);
    let theirs = staff(&owner, "clerk2").await["id"].clone();
    assert_eq!(told(&manager, &theirs, "suspend").await.code(), "no_such_staff");
    let owners = staff(&owner, "owner").await["id"].clone();
    assert_eq!(told(&manager, &owners, "reset-two-factor").await.code(), "no_such_staff");
}

#[tokio::test]
async fn a_role_that_somebody_made_allows_what_it_says_and_no_more_adm_03() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let body = json!({ "name": "巡店", "rights": ["audit.see"] });
    let made = owner.post_once("/v1/office/roles", "r1", &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(owner.post_once("/v1/office/roles", "r2", &body).await.code(), "role_malformed");
    let person = hired(&shop, "sun1", "2001", "巡店").await;
    assert_eq!(person.get("/v1/office/audit").await.status, 200);
    let refused = person.get("/v1/office/staff").await;
    assert_eq!((refused.status, refused.code()), (403, "not_permitted"));
    assert_eq!(refused.body["right"], "staff.edit");
    assert_eq!(refused.body["right_text"], "员工与权限");

    let path = format!("/v1/office/roles/{}", made.body["id"].as_str().unwrap());
    let in_use = send(owner.ask(Method::DELETE, &path)).await;
    assert_eq!((in_use.status, in_use.code()), (409, "role_in_use"));
    let wider = json!({ "name": "巡店", "rights": ["staff.edit"] });
    assert_eq!(put(&owner, path, wider).await.status, 204);
    assert_eq!(person.get("/v1/office/audit").await.status, 403, "at once");
    assert_eq!(person.get("/v1/office/staff").await.status, 200);

    let boss = format!("/v1/office/roles/{}", role(&owner, "老板").await["id"].as_str().unwrap());
    let less = json!({ "name": "老板", "rights": [] });
    assert_eq!(put(&owner, boss.clone(), less).await.code(), "role_system");
    assert_eq!(send(owner.ask(Method::DELETE, &boss)).await.code(), "role_system");
}

#[tokio::test]
async fn a_role_that_was_deleted_comes_back_from_the_bin_adm_08() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let body = json!({ "name": "巡店", "rights": ["audit.see"] });
    let made = owner.post_once("/v1/office/roles", "r1", &body).await;
    let id = made.body["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/office/roles/{id}");
    assert_eq!(send(owner.ask(Method::DELETE, &path)).await.status, 204);
    let bin = owner.get("/v1/office/recycle?kind=role").await;
    assert_eq!(bin.body["items"][0]["name"], "巡店", "{}", bin.text);
    let taken = owner.post_once("/v1/office/roles", "r2", &body).await;
    let back = format!("/v1/office/recycle/role/{id}/restore");
    let refused = owner.post_once(&back, "b1", &json!({})).await;
    assert_eq!((refused.status, refused.code()), (422, "role_malformed"));
    let other = format!("/v1/office/roles/{}", taken.body["id"].as_str().unwrap());
    assert_eq!(send(owner.ask(Method::DELETE, &other)).await.status, 204);
    assert_eq!(owner.post_once(&back, "b1", &json!({})).await.status, 200);
    assert_eq!(role(&owner, "巡店").await["id"], made.body["id"]);
}

#[tokio::test]
async fn whoever_was_suspended_is_out_on_every_node_b7() {
    let shop = Shop::with_nodes(2).await;
    let owner = shop.owner().await;
    let clerk = shop.clerk("clerk", "T01").await;
    let there = clerk.at(&shop.town.nodes[1].address);
    assert_eq!(there.get("/v1/till/session").await.status, 200);
    let id = staff(&owner, "clerk").await["id"].clone();
    let out = told(&owner, &id, "suspend").await;
    assert_eq!((out.status, &out.body["status"]), (200, &json!("suspended")));
    assert_eq!(clerk.get("/v1/till/session").await.status, 401, "here at once");
    // There as soon as what it remembers is older than a moment.
    tokio::time::timeout(Duration::from_secs(5), async {
        while there.get("/v1/till/session").await.status != 401 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    let again = at_till(&shop.town.person(), "clerk", PASSWORD, "T01").await;
    assert_eq!(again.code(), "sign_in_wrong");
    assert_eq!(told(&owner, &id, "resume").await.body["status"], "working");
    assert_eq!(told(&owner, &id, "suspend").await.body, out.body, "the same request, heard again");
    assert_eq!(staff(&owner, "clerk").await["status"], "working", "and not done again");
    assert_eq!(at_till(&clerk, "clerk", PASSWORD, "T01").await.status, 200);
}

#[tokio::test]
async fn there_is_always_an_owner_who_works_here() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let me = staff(&owner, "owner").await;
    assert_eq!(told(&owner, &me["id"], "suspend").await.code(), "not_yourself");
    let clerk = role(&owner, "收银员").await;
    let lower = json!({ "name": "王", "number": "1001", "role": clerk["id"], "everywhere": true });
    let path = format!("/v1/office/staff/{}", me["id"].as_str().unwrap());
    let refused = put(&owner, path, lower).await;
    assert_eq!((refused.status, refused.code()), (409, "last_owner"));
    let second = hired(&shop, "boss2", "2001", "老板").await;
    let other = staff(&owner, "boss2").await;
    // Two owners who make away with each other: one of them is too late.
    let (one, two) =
        tokio::join!(told(&owner, &other["id"], "suspend"), told(&second, &me["id"], "suspend"),);
    let mut done = [one.status, two.status];
    done.sort_unstable();
    assert_eq!(done[0], 200, "{} {}", one.text, two.text);
    assert!(matches!(done[1], 401 | 409), "{} {}", one.text, two.text);
}

#[tokio::test]
async fn everywhere_is_said_and_not_meant_by_silence_adm_02() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let leader = role(&owner, "店长").await;
    let there = staff(&owner, "clerk2").await["stores"][0]["id"].clone();
    for (place, code) in [
        (json!({}), "staff_no_store"),
        (json!({ "stores": [] }), "staff_no_store"),
        (json!({ "everywhere": false, "stores": [] }), "staff_no_store"),
        (json!({ "everywhere": true, "stores": [there] }), "staff_everywhere"),
    ] {
        let mut body =
            json!({ "login": "zhao", "name": "赵", "number": "2001", "role": leader["id"] });
        for (field, value) in place.as_object().unwrap() {
            body[field] = value.clone();
        }
        let refused = owner.post("/v1/office/staff", &body).await;
        assert_eq!((refused.status, refused.code()), (422, code), "{place}");
    }
    let clerk = staff(&owner, "clerk2").await;
    assert_eq!(
        (&clerk["everywhere"], clerk["stores"].as_array().unwrap().len()),
        (&json!(false), 1)
    );
    let me = staff(&owner, "owner").await;
    assert_eq!((&me["everywhere"], &me["stores"]), (&json!(true), &json!([])));
    let path = format!("/v1/office/staff/{}", clerk["id"].as_str().unwrap());
    let body = json!({ "name": "小王", "number": "1003", "role": clerk["role"]["id"] });
    assert_eq!(put(&owner, path.clone(), body.clone()).await.code(), "staff_no_store");
    let mut wide = body;
    wide["everywhere"] = json!(true);
    let moved = put(&owner, path, wide).await;
    assert_eq!((moved.status, &moved.body["everywhere"]), (200, &json!(true)), "{}", moved.text);
    assert_eq!(moved.body["stores"], json!([]));
}

#[tokio::test]
async fn nobody_takes_over_whoever_may_more_adm_03() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let rights = owner.get("/v1/office/staff/rights").await.body["items"].clone();
    let all: Vec<&Value> = rights.as_array().unwrap().iter().map(|one| &one["key"]).collect();
    let body = json!({ "name": "副总", "rights": all });
    assert_eq!(owner.post_once("/v1/office/roles", "r", &body).await.status, 201);
    let deputy = hired(&shop, "deputy", "2001", "副总").await;
    let leader = hired(&shop, "leader", "2002", "店长").await;
    let (boss, second) = (staff(&owner, "owner").await, staff(&owner, "deputy").await);
    for (who, whom) in [(&deputy, &boss), (&leader, &boss), (&leader, &second)] {
        for what in ["invite", "reset-two-factor", "suspend"] {
            let refused = told(who, &whom["id"], what).await;
            assert_eq!((refused.status, refused.code()), (403, "not_yours_to_give"), "{what}");
        }
    }
    let made = invite(&deputy, "boss2", "2003", &role(&owner, "老板").await, json!([])).await;
    assert_eq!(
        (made.status, made.code()),
        (403, "not_yours_to_give"),
        "an owner is made by owners"
    );

    shop.town.advance(Duration::from_millis(1));
    assert_eq!(told(&owner, &second["id"], "invite").await.status, 200);
    assert_eq!(deputy.get("/v1/office/session").await.status, 401, "out at once");
    let log = owner.get("/v1/office/audit?action=staff.invite&limit=1").await;
    let detail: Value =
        serde_json::from_str(log.body["items"][0]["detail"].as_str().unwrap()).unwrap();
    assert_eq!(detail["before"], json!({ "sessions": 1, "invited": false }));
    assert_eq!(detail["after"], json!({ "sessions": 0, "invited": true }));
}
