//! Who may not: every endpoint of the contract, asked by those it is not for (G1). The list of
//! endpoints is the contract's own, and one that is not in the table here fails.
pub mod contents;
mod elsewhere;
mod endpoints;
mod foreign;
mod matrix;
mod places;
mod reads;
mod staff;
mod stores;
mod told;
mod value;

use entity::{
    address, approval, audit, card, category, coupon_template, goods, hold, journal, keyword_rule,
    member, member_note, member_tag, merchant, operator, printed_coupon, refund, role, sale,
    saved_view, session, tag, top_up,
};
use kabao::{http, routes, seed::PASSWORD};
use reqwest::Method;
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use self::{
    endpoints::{
        ENDPOINTS, For,
        For::{Anyone, Clerk, Headquarters, Member, Office, Visitor},
    },
    foreign::{NOBODY, foreign},
};
use crate::{
    people::Shop,
    staff::manager,
    town::{Person, Reply, send},
};

/// The contract's endpoints, as `GET /path`.
fn contract() -> Vec<String> {
    let contract = serde_json::to_value(http::openapi(routes::all)).unwrap();
    let paths = contract["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &Value)| -> Vec<String> {
        let methods = item.as_object().unwrap().keys();
        methods.map(|method| format!("{} {path}", method.to_uppercase())).collect()
    };
    paths.iter().flat_map(of).collect()
}

#[test]
fn every_endpoint_of_the_contract_has_its_line_g1() {
    let mut listed: Vec<String> =
        ENDPOINTS.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let mut known = contract();
    listed.sort();
    known.sort();
    assert_eq!(listed, known);
}

async fn press(who: &Person, method: &str, path: &str, body: &Value) -> Reply {
    let ask = who.ask(method.parse::<Method>().unwrap(), path);
    let ask = ask.header("idempotency-key", "isolation");
    send(if method == "GET" { ask } else { ask.json(body) }).await
}

/// Rows that would tell of a change.
async fn rows(shop: &Shop) -> [u64; 21] {
    let db = &shop.town.app.db;
    let claimed = coupon_template::Entity::find().filter(coupon_template::Column::Claimed.gt(0));
    [
        keyword_rule::Entity::find().count(db).await.unwrap(),
        member::Entity::find().count(db).await.unwrap(),
        claimed.count(db).await.unwrap(),
        category::Entity::find().count(db).await.unwrap(),
        goods::Entity::find().filter(goods::Column::OffSaleAt.is_null()).count(db).await.unwrap(),
        session::Entity::find()
            .filter(session::Column::EndedAt.is_not_null())
            .count(db)
            .await
            .unwrap(),
        journal::Entity::find().count(db).await.unwrap(),
        sale::Entity::find().count(db).await.unwrap(),
        top_up::Entity::find().count(db).await.unwrap(),
        hold::Entity::find().count(db).await.unwrap(),
        refund::Entity::find().count(db).await.unwrap(),
        printed_coupon::Entity::find().count(db).await.unwrap(),
        address::Entity::find().count(db).await.unwrap(),
        tag::Entity::find().filter(tag::Column::DeletedAt.is_null()).count(db).await.unwrap(),
        member_tag::Entity::find().count(db).await.unwrap(),
        member_note::Entity::find().count(db).await.unwrap(),
        saved_view::Entity::find().count(db).await.unwrap(),
        operator::Entity::find().count(db).await.unwrap(),
        role::Entity::find().filter(role::Column::DeletedAt.is_null()).count(db).await.unwrap(),
        approval::Entity::find().count(db).await.unwrap(),
        // Whatever changes leaves a line, whoever it is.
        audit::Entity::find().count(db).await.unwrap(),
    ]
}

#[tokio::test]
async fn nobody_enters_by_a_door_that_is_not_theirs_g1() {
    let shop = Shop::open().await;
    let foreign = foreign(&shop).await;
    let member = shop.member("p1", "13800000001", "小美").await;
    let visitor = shop.phone("p2").await;
    let clerk = shop.clerk("clerk", "T01").await;
    let (manager, owner) = (manager(&shop.town).await, shop.owner().await);
    let nobody = shop.town.person();
    let people: [(For, &Person); 6] = [
        (Anyone, &nobody),
        (Visitor, &visitor.browser),
        (Member, &member.browser),
        (Clerk, &clerk),
        (Office, &manager),
        (Headquarters, &owner),
    ];
    let before = rows(&shop).await;
    for (method, path, door) in ENDPOINTS.iter().filter(|(.., door)| *door != Anyone) {
        for (who, person) in people {
            // A member is a visitor too, and headquarters is of the office.
            let within = matches!((door, who), (Visitor, Member) | (Office, Headquarters));
            if who == *door || within {
                continue;
            }
            let reply = press(person, method, &foreign.path(path), &foreign.body(path)).await;
            let expected = match (door, who) {
                (Member, Visitor) => (403, "not_a_member"),
                (Headquarters, Office) => (403, "headquarters_only"),
                _ => (401, "unauthenticated"),
            };
            assert_eq!((reply.status, reply.code()), expected, "{method} {path} as {who:?}");
        }
    }
    assert_eq!(rows(&shop).await, before);
}

#[tokio::test]
async fn another_merchants_things_are_not_there_g1() {
    let shop = Shop::open().await;
    let foreign = foreign(&shop).await;
    let member = shop.member("p1", "13800000001", "小美").await;
    let clerk = shop.clerk("clerk", "T01").await;
    let owner = shop.owner().await;
    let before = rows(&shop).await;
    let mut pressed = 0;
    for (method, path, door) in ENDPOINTS {
        let person = match door {
            Member => &member.browser,
            Clerk => &clerk,
            Office | Headquarters => &owner,
            Anyone | Visitor => continue,
        };
        let (address, body) = (foreign.path(path), foreign.body(path));
        let theirs = [
            foreign.appid.as_str(),
            &foreign.level,
            &foreign.category,
            &foreign.card,
            &foreign.role,
            NOBODY,
        ];
        let says = |text: &str| theirs.iter().any(|id| text.contains(id));
        let names_theirs = foreign.id(path).is_some()
            || says(&address)
            || (*method != "GET" && says(&body.to_string()));
        if !names_theirs {
            continue;
        }
        let reply = press(person, method, &address, &body).await;
        let absent = reply.code().starts_with("no_such_");
        // A till that registers proves the phone first.
        let proven = *path == "/v1/till/members" && reply.code() == "sms_code_gone";
        assert!(absent || proven, "{method} {path}: {}", reply.text);
        pressed += 1;
    }
    assert!(pressed >= 17, "endpoints that name something: {pressed}");
    let listed = owner.get(&format!("/v1/office/keywords?appid={}", foreign.appid)).await;
    assert_eq!(listed.status, 404, "{}", listed.text);
    assert_eq!(rows(&shop).await, before);
}

#[tokio::test]
async fn another_merchants_member_is_nobody_at_this_till_g1() {
    let shop = Shop::open().await;
    let phone = shop.member("p1", "13800000001", "小美").await;
    let foreign = foreign(&shop).await;
    let db = &shop.town.app.db;
    // The member and the card move to the other merchant, with number, phone and code as they are.
    let theirs = merchant::Entity::find()
        .filter(merchant::Column::Slug.eq("other"))
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let shown = phone.shown_code().await;
    let number = phone.get("/me").await.body["number"].as_str().unwrap().to_owned();
    let card = card::Entity::find()
        .filter(card::Column::PrimaryOf.is_not_null())
        .one(db)
        .await
        .unwrap()
        .unwrap();
    card::Entity::update_many()
        .col_expr(card::Column::MerchantId, Expr::value(theirs.id.0))
        .exec(db)
        .await
        .unwrap();
    member::Entity::update_many()
        .col_expr(member::Column::MerchantId, Expr::value(theirs.id.0))
        .exec(db)
        .await
        .unwrap();
    let clerk = shop.clerk("clerk", "T01").await;
    for (scan, code) in [
        (shown, "code_unknown"),
        (card.number, "no_such_member"),
        ("13800000001".to_owned(), "no_such_member"),
        (number, "no_such_member"),
    ] {
        let seen = clerk.post("/v1/till/identify", &json!({ "scan": scan })).await;
        assert_eq!((seen.status, seen.code()), (404, code), "{scan}");
    }
    drop(foreign);
}

#[tokio::test]
async fn a_session_that_ran_out_opens_nothing_g1() {
    let shop = Shop::open().await;
    let foreign = foreign(&shop).await;
    let member = shop.member("p1", "13800000001", "小美").await;
    let clerk = shop.clerk("clerk", "T01").await;
    let owner = shop.owner().await;
    shop.town.advance(std::time::Duration::from_secs(31 * 24 * 3600));
    for (method, path, door) in ENDPOINTS {
        let person = match door {
            Visitor | Member => &member.browser,
            Clerk => &clerk,
            Office | Headquarters => &owner,
            Anyone => continue,
        };
        let (path, body) = (foreign.path(path), foreign.body(path));
        let reply = press(person, method, &path, &body).await;
        let told = (reply.status, reply.code());
        assert_eq!(told, (401, "unauthenticated"), "{method} {path}: {}", reply.text);
    }
}

#[tokio::test]
async fn a_clerk_does_not_enter_the_office() {
    let shop = Shop::open().await;
    let ask = json!({ "login": "clerk", "password": PASSWORD });
    let refused = shop.town.person().post("/v1/office/sign-in", &ask).await;
    assert_eq!((refused.status, refused.code()), (403, "not_permitted"));
}
