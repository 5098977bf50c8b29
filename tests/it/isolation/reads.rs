//! Whoever only looks changes nothing (G3): a page of another site can make a browser ask, but not act.
use kabao::seed::SERVICE;
use serde_json::json;

use super::{
    contents::{changed, contents},
    elsewhere::Elsewhere,
    endpoints::{
        ENDPOINTS,
        For::{Anyone, Clerk, Headquarters, Member, Office, Visitor},
    },
};
use crate::{
    counter::{Counter, coupon, hundred, settle},
    people::{Shop, text},
};

/// Reads that write, where, and why.
const MOVES: &[(&str, &str, &str)] = &[
    ("/v1/office/exports/{id}/file", "audit", "a table that leaves the house is told of"),
    ("/v1/office/imports/{id}/report", "audit", "whole phones that leave the house are told of"),
    ("/v1/member/export", "tally", "how often it may be asked for is counted"),
    (
        "/v1/office/dashboard",
        "day_roll",
        "sums of days that are over are kept by whoever looks first",
    ),
];

#[tokio::test]
async fn a_get_changes_no_row_g3() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let mut elsewhere = Elsewhere::open(&shop).await;
    let voucher = coupon(counter.app(), &counter.card, 100, None).await;
    let quoted = counter.quote(&[hundred()], json!({})).await;
    let cash = [("cash", quoted.body["payable"].as_i64().unwrap())];
    let paid = settle(&counter.till, &quoted.body, &cash, json!({})).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    elsewhere.things.ids.extend([
        ("/v1/member/purchases/{id}", text(&quoted.body["sale"])),
        ("/v1/member/coupons/{id}", voucher.to_string()),
    ]);
    let owner = shop.owner().await;
    let nobody = shop.town.person();
    shop.town.run_jobs().await;
    let db = &shop.town.app.db;
    let mut before = contents(db).await;
    let (mut answered, mut refused, mut wrong) = (0, vec![], vec![]);
    for (_, path, door) in ENDPOINTS.iter().filter(|(method, ..)| *method == "GET") {
        let who = match door {
            Anyone => &nobody,
            Visitor | Member => &counter.member.browser,
            Clerk => &elsewhere.till_there,
            Office => &elsewhere.there,
            Headquarters => &owner,
        };
        let address = elsewhere.path(path).replace("appid=x", &format!("appid={}", SERVICE.appid));
        let reply = who.get(&address).await;
        match reply.status {
            200..400 => answered += 1,
            _ => refused.push(format!("{path} {} {}", reply.status, reply.code())),
        }
        let after = contents(db).await;
        let mut moved = changed(&before, &after);
        for (_, table, _) in MOVES.iter().filter(|(of, ..)| of == path) {
            moved.retain(|row| !row.starts_with(&format!("+ {table} ")));
        }
        wrong.extend(moved.iter().map(|row| format!("{path}: {row}")));
        before = after;
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(answered > 80, "{answered} answered, but not\n{}", refused.join("\n"));
}
