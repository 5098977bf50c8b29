//! Own and other store: every endpoint of staff, asked in one store for what is another's (ADM-02).
use serde_json::json;

use super::{
    contents::{changed, contents},
    elsewhere::Elsewhere,
    endpoints::{
        ENDPOINTS,
        For::{Clerk, Headquarters, Office},
    },
};
use crate::{
    bulk::{book, upload},
    counter::fresh,
    people::Shop,
};

/// Where there is nothing that is one store's, and why.
const OPEN: &[(&str, &[&str])] = &[
    (
        "one's own, wherever one works",
        &[
            "GET /v1/till/session",
            "POST /v1/till/sign-out",
            "GET /v1/office/session",
            "POST /v1/office/sign-out",
            "POST /v1/office/password",
            "GET /v1/office/two-factor",
            "POST /v1/office/two-factor",
            "POST /v1/office/two-factor/confirm",
            "DELETE /v1/office/two-factor",
            "POST /v1/office/sessions/end-others",
            "GET /v1/office/exports",
            "GET /v1/office/views",
            "POST /v1/office/views",
        ],
    ),
    (
        "a member is a member of the whole house, and is served at any till",
        &[
            "POST /v1/till/identify",
            "POST /v1/till/sms",
            "POST /v1/till/members",
            "POST /v1/till/quotes",
            "POST /v1/till/levels/upgrade",
            "POST /v1/till/coupons/activate",
            "POST /v1/till/convert",
            "POST /v1/till/holds",
            "GET /v1/till/top-ups",
            "POST /v1/till/top-ups",
        ],
    ),
    (
        "what was paid or set aside at one till is given back at any, by whoever has its number",
        &[
            "GET /v1/till/sales/{id}",
            "POST /v1/till/sales/{id}/refunds",
            "GET /v1/till/top-ups/{id}/refund",
            "POST /v1/till/top-ups/{id}/refund",
            "POST /v1/till/holds/{id}/capture",
            "POST /v1/till/holds/{id}/release",
        ],
    ),
    (
        "the house's, for whoever works in it",
        &[
            "GET /v1/till/levels",
            "GET /v1/till/levels/on-sale",
            "GET /v1/till/recharge-rules",
            "GET /v1/till/goods",
            "GET /v1/till/categories",
            "GET /v1/office/recharge-rules",
            "GET /v1/office/programs/stored-value",
            "GET /v1/office/programs/level",
            "POST /v1/office/programs/level/preview",
            "GET /v1/office/levels",
            "GET /v1/office/settings",
            "GET /v1/office/coupons",
            "GET /v1/office/categories",
            "GET /v1/office/goods",
            "GET /v1/office/recycle",
            "GET /v1/office/tags",
            "POST /v1/office/tags",
            "PUT /v1/office/tags/{id}",
            "DELETE /v1/office/tags/{id}",
            "GET /v1/office/staff/rights",
            "GET /v1/office/roles",
            "POST /v1/office/roles",
            "GET /v1/office/imports/template",
        ],
    ),
    (
        "WeChat's accounts are the house's, and whoever follows one is no store's yet",
        &[
            "GET /v1/office/wechat/accounts",
            "GET /v1/office/wechat/accounts/{appid}/menu",
            "GET /v1/office/keywords",
            "POST /v1/office/keywords/try",
            "GET /v1/office/fans",
            "POST /v1/office/fans/search",
        ],
    ),
    ("a file, whose rows name stores: see below", &["POST /v1/office/imports"]),
];

/// How it is said that something is not theirs.
const REFUSED: &[&str] = &[
    "headquarters_only",
    "not_yours_to_give",
    "approval_elsewhere",
    "sale_of_another_till",
    "void_too_late",
];

fn open(method: &str, path: &str) -> bool {
    let name = format!("{method} {path}");
    OPEN.iter().any(|(_, these)| these.contains(&name.as_str()))
}

#[test]
fn whatever_is_open_to_all_stores_is_an_endpoint_of_staff() {
    let known: Vec<String> = ENDPOINTS
        .iter()
        .filter(|(.., door)| matches!(door, Clerk | Office))
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    for (why, these) in OPEN {
        for name in *these {
            assert!(known.iter().any(|one| one == name), "{name}: {why}");
        }
    }
}

/// With every right there is, in one store; what is asked for is another store's. Whoever works there
/// is answered otherwise: so it is the store that is asked for, and nothing else.
#[tokio::test]
async fn another_stores_things_are_not_there_adm_02_g1() {
    let shop = Shop::open().await;
    let elsewhere = Elsewhere::open(&shop).await;
    let db = &shop.town.app.db;
    let before = contents(db).await;
    let (mut answers, mut wrong) = (vec![], vec![]);
    for &(method, path, door) in ENDPOINTS {
        let (person, other) = match door {
            Clerk => (&elsewhere.till_here, &elsewhere.till_there),
            Office | Headquarters => (&elsewhere.here, &elsewhere.there),
            _ => continue,
        };
        if open(method, path) {
            continue;
        }
        let reply = elsewhere.press(person, (method, path)).await;
        let fine = match (door, reply.status, reply.code()) {
            (Headquarters, 403, code) => code == "headquarters_only",
            (Headquarters, ..) => false,
            (_, 200, _) => !elsewhere.is_told_of(&reply),
            (_, 404, code) => code.starts_with("no_such_"),
            (.., code) => REFUSED.contains(&code),
        };
        if !fine {
            wrong.push(format!("{method} {path}: {} {}", reply.status, reply.text));
        }
        if door != Headquarters {
            answers.push((method, path, other, reply));
        }
    }
    // How often somebody asks is counted, and sums of days that are over are kept by whoever looks.
    let kept = |row: &String| row.starts_with("+ tally ") || row.starts_with("+ day_roll ");
    wrong.extend(changed(&before, &contents(db).await).into_iter().filter(|row| !kept(row)));
    assert!(answers.len() > 50, "{}", answers.len());
    for (method, path, other, reply) in answers {
        let theirs = elsewhere.press(other, (method, path)).await;
        let fine = match reply.status {
            200 => elsewhere.is_told_of(&theirs),
            _ => theirs.status < 500 && theirs.code() != reply.code(),
        };
        if !fine {
            wrong.push(format!("{method} {path} there: {} {}", theirs.status, theirs.text));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_file_brings_nobody_into_another_store_adm_02() {
    let shop = Shop::open().await;
    let elsewhere = Elsewhere::open(&shop).await;
    let head = ["手机号*", "归属门店"];
    let file = book(&head, &[vec!["13800000031", "人民路店"], vec!["13800000032", "万象城店"]]);
    for (who, fine) in [(&elsewhere.here, 1), (&elsewhere.there, 1)] {
        let read = upload(who, &fresh("rows"), &file, true).await;
        let told = (&read.body["fine"], &read.body["wrong"]);
        assert_eq!(told, (&json!(fine), &json!(1)), "{}", read.text);
    }
}
