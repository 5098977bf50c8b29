//! Whatever the staff do leaves its line in the operation log (ADM-07).
use std::collections::{BTreeMap, BTreeSet};

use entity::{audit, ids::AuditId};
use kabao::audit::ACTIONS;
use sea_orm::{DatabaseConnection, entity::prelude::*};

use super::{
    contract,
    elsewhere::Elsewhere,
    endpoints::{
        ENDPOINTS,
        For::{Clerk, Headquarters, Office},
    },
};
use crate::people::Shop;

/// What is written by each endpoint of staff, one of these at the least.
const LINES: &[(&str, &[&str])] = &[
    ("POST /v1/till/sign-in", &["operator.sign_in"]),
    ("POST /v1/till/members", &["member.register"]),
    ("POST /v1/till/sales/{id}/hold", &["sale.hold"]),
    ("POST /v1/till/sales/{id}/resume", &["sale.resume"]),
    ("POST /v1/till/sales/{id}/cancel", &["sale.cancel"]),
    ("POST /v1/till/sales/{id}/refunds", &["sale.refund"]),
    ("POST /v1/till/sales/{id}/void", &["sale.void"]),
    ("POST /v1/till/top-ups", &["top_up.make"]),
    ("POST /v1/till/top-ups/{id}/refund", &["top_up.refund"]),
    ("POST /v1/till/holds", &["hold.make"]),
    ("POST /v1/till/holds/{id}/capture", &["hold.capture"]),
    ("POST /v1/till/holds/{id}/release", &["hold.release"]),
    ("POST /v1/till/convert", &["points.convert"]),
    ("POST /v1/till/coupons/activate", &["coupon.activate"]),
    ("POST /v1/till/levels/upgrade", &["level.sell"]),
    ("POST /v1/office/sign-in", &["operator.sign_in"]),
    ("POST /v1/office/invites/accept", &["staff.accept"]),
    ("POST /v1/office/recharge-rules", &["recharge_rule.add"]),
    ("PUT /v1/office/recharge-rules/{id}", &["recharge_rule.change"]),
    ("POST /v1/office/recharge-rules/{id}/copy", &["recharge_rule.add"]),
    ("DELETE /v1/office/recharge-rules/{id}", &["recharge_rule.withdraw"]),
    ("PUT /v1/office/programs/stored-value", &["stored_value.program"]),
    ("PUT /v1/office/settings", &["settings.change"]),
    ("POST /v1/office/wechat/accounts", &["wechat.connect"]),
    ("PUT /v1/office/wechat/accounts/{appid}", &["wechat.change"]),
    ("DELETE /v1/office/wechat/accounts/{appid}", &["wechat.disconnect"]),
    ("POST /v1/office/wechat/accounts/{appid}/check", &["wechat.check"]),
    ("POST /v1/office/wechat/accounts/{appid}/domain-file", &["wechat.domain"]),
    ("POST /v1/office/keywords", &["keyword.create"]),
    ("PUT /v1/office/keywords/{id}", &["keyword.change"]),
    ("DELETE /v1/office/keywords/{id}", &["keyword.delete"]),
    ("PUT /v1/office/wechat/accounts/{appid}/menu", &["menu.save"]),
    ("POST /v1/office/wechat/accounts/{appid}/menu/publish", &["menu.publish"]),
    ("PUT /v1/office/programs/level", &["level.program"]),
    ("POST /v1/office/levels", &["level.create"]),
    ("PUT /v1/office/levels/{id}", &["level.change"]),
    ("DELETE /v1/office/levels/{id}", &["level.delete"]),
    ("POST /v1/office/cards/{id}/level", &["level.give"]),
    ("PUT /v1/office/programs/points", &["program.change"]),
    ("PUT /v1/office/programs/redeem", &["program.change"]),
    ("POST /v1/office/programs/{kind}/copy", &["program.copy"]),
    ("DELETE /v1/office/programs/{kind}", &["program.end"]),
    ("POST /v1/office/cards/{id}/adjust", &["card.adjust", "approval.ask"]),
    ("POST /v1/office/coupons", &["coupon.make"]),
    ("PUT /v1/office/coupons/{id}", &["coupon.change"]),
    ("POST /v1/office/coupons/{id}/withdraw", &["coupon.withdraw"]),
    ("POST /v1/office/coupons/{id}/send", &["coupon.send", "approval.ask"]),
    ("POST /v1/office/coupons/{id}/send-many", &["coupon.send_many", "approval.ask"]),
    ("POST /v1/office/coupons/{id}/print", &["coupon.print"]),
    ("POST /v1/office/categories", &["category.create"]),
    ("PUT /v1/office/categories/{id}", &["category.change"]),
    ("DELETE /v1/office/categories/{id}", &["category.delete"]),
    ("POST /v1/office/goods", &["goods.create"]),
    ("PUT /v1/office/goods/{id}", &["goods.change"]),
    ("DELETE /v1/office/goods/{id}", &["goods.off_sale"]),
    ("POST /v1/office/till-keys", &["till_key.create"]),
    ("DELETE /v1/office/till-keys/{id}", &["till_key.revoke"]),
    ("POST /v1/office/imports", &["member.import"]),
    ("POST /v1/office/exports", &["export.ask", "approval.ask"]),
    ("POST /v1/office/proof/run", &["proof.run"]),
    ("POST /v1/office/proof/cards/{id}/release", &["account.release"]),
    ("POST /v1/office/cards/{id}/lose", &["card.lose"]),
    ("POST /v1/office/cards/{id}/find", &["card.find"]),
    ("POST /v1/office/cards/{id}/reissue", &["card.reissue"]),
    ("POST /v1/office/cards/{id}/void", &["card.void"]),
    ("POST /v1/office/members/{id}/merge", &["member.merge"]),
    ("POST /v1/office/stores", &["store.create"]),
    ("PUT /v1/office/stores/{id}", &["store.change"]),
    ("POST /v1/office/stores/{id}/close", &["store.close"]),
    ("POST /v1/office/stores/{id}/terminals", &["terminal.create"]),
    ("PUT /v1/office/terminals/{id}", &["terminal.rename"]),
    ("POST /v1/office/terminals/{id}/close", &["terminal.close"]),
    ("POST /v1/office/members", &["member.register"]),
    ("POST /v1/office/members/tag", &["member.tag"]),
    ("PUT /v1/office/members/{id}", &["member.edit"]),
    ("POST /v1/office/members/{id}/phone", &["member.phone"]),
    ("POST /v1/office/members/{id}/new-phone", &["member.phone_mend"]),
    ("POST /v1/office/members/{id}/notes", &["member.note"]),
    ("DELETE /v1/office/members/{id}/notes/{note}", &["member.note_delete"]),
    ("POST /v1/office/tags", &["tag.make"]),
    ("PUT /v1/office/tags/{id}", &["tag.change"]),
    ("DELETE /v1/office/tags/{id}", &["tag.delete"]),
    ("POST /v1/office/views", &["view.save"]),
    ("DELETE /v1/office/views/{id}", &["view.delete"]),
    (
        "POST /v1/office/recycle/{kind}/{id}/restore",
        &[
            "tag.restore",
            "goods.restore",
            "category.restore",
            "keyword.restore",
            "recharge_rule.restore",
            "coupon.restore",
            "level.restore",
            "role.restore",
        ],
    ),
    ("PUT /v1/office/approvals/limits", &["approval.limits"]),
    ("POST /v1/office/approvals/{id}/approve", &["approval.approve"]),
    ("POST /v1/office/approvals/{id}/refuse", &["approval.refuse"]),
    ("POST /v1/office/password", &["staff.password"]),
    ("POST /v1/office/two-factor/confirm", &["staff.two_factor"]),
    ("DELETE /v1/office/two-factor", &["staff.two_factor"]),
    ("POST /v1/office/sessions/end-others", &["session.end"]),
    ("DELETE /v1/office/sessions/{id}", &["session.end"]),
    ("POST /v1/office/staff", &["staff.invite"]),
    ("PUT /v1/office/staff/{id}", &["staff.change"]),
    ("POST /v1/office/staff/{id}/suspend", &["staff.suspend"]),
    ("POST /v1/office/staff/{id}/resume", &["staff.resume"]),
    ("POST /v1/office/staff/{id}/invite", &["staff.invite"]),
    ("POST /v1/office/staff/{id}/reset-two-factor", &["staff.two_factor"]),
    ("POST /v1/office/roles", &["role.create"]),
    ("PUT /v1/office/roles/{id}", &["role.change"]),
    ("DELETE /v1/office/roles/{id}", &["role.delete"]),
];

/// What leaves no line, and why.
const SILENT: &[(&str, &[&str])] = &[
    (
        "it reads: what is sought is a person's and does not go into an address",
        &[
            "POST /v1/till/identify",
            "POST /v1/office/members/search",
            "POST /v1/office/fans/search",
        ],
    ),
    (
        "it reckons, and nothing of it holds",
        &[
            "POST /v1/till/quotes",
            "POST /v1/office/tryout",
            "POST /v1/office/keywords/try",
            "POST /v1/office/programs/level/preview",
        ],
    ),
    ("the sale's own row says who, where, when and what", &["POST /v1/till/sales/{id}/settle"]),
    ("nothing holds until it is confirmed", &["POST /v1/office/two-factor"]),
    ("the code's own row says to whom", &["POST /v1/till/sms"]),
    (
        "whoever leaves has done nothing more; the session's row says when",
        &["POST /v1/till/sign-out", "POST /v1/office/sign-out"],
    ),
];

/// Where nothing is frozen, nothing is done, and so nothing told.
const IDLE: &str = "POST /v1/office/proof/cards/{id}/release";

fn silent(name: &str) -> bool {
    SILENT.iter().any(|(_, these)| these.contains(&name))
}

#[test]
fn whatever_the_staff_can_do_has_its_line_or_a_reason_for_none_adm_07() {
    let of_staff = |name: &String| {
        let (method, path) = name.split_once(' ').unwrap();
        method != "GET" && (path.starts_with("/v1/till/") || path.starts_with("/v1/office/"))
    };
    let known: BTreeSet<String> = contract().into_iter().filter(of_staff).collect();
    let lines = LINES.iter().map(|(name, _)| *name);
    let silent = SILENT.iter().flat_map(|(_, these)| these.iter().copied());
    let listed: Vec<String> = lines.chain(silent).map(str::to_owned).collect();
    let once: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(once.len(), listed.len(), "an endpoint is listed twice");
    assert_eq!(once, known);
    let verbs: BTreeSet<&str> = ACTIONS.iter().map(|(verb, _)| *verb).collect();
    for (name, may) in LINES {
        assert!(may.iter().all(|verb| verbs.contains(verb)), "{name} {may:?}");
    }
}

async fn lines(db: &DatabaseConnection) -> BTreeMap<AuditId, String> {
    let lines = audit::Entity::find().all(db).await.unwrap();
    lines.into_iter().map(|line| (line.id, line.action)).collect()
}

/// Each is pressed with what is really there; of those that are done, the log tells.
#[tokio::test]
async fn what_was_done_is_in_the_log_under_its_own_verb_adm_07() {
    let shop = Shop::open().await;
    let mut elsewhere = Elsewhere::open(&shop).await;
    elsewhere.at_home(&shop).await;
    let db = &shop.town.app.db;
    let (mut owner, mut clerk) = (shop.owner().await, shop.clerk("clerk2", "T02").await);
    let (mut done, mut refused, mut wrong) = (0, vec![], vec![]);
    for &(method, path, door) in ENDPOINTS.iter().filter(|(method, ..)| *method != "GET") {
        // They sign out, and end sessions.
        if owner.get("/v1/office/session").await.status != 200 {
            owner = shop.owner().await;
        }
        if door == Clerk && clerk.get("/v1/till/session").await.status != 200 {
            clerk = shop.clerk("clerk2", "T02").await;
        }
        let who = match door {
            Clerk => &clerk,
            Office | Headquarters => &owner,
            _ => continue,
        };
        let name = format!("{method} {path}");
        let before = lines(db).await;
        let reply = elsewhere.press(who, (method, path)).await;
        let mut told = lines(db).await;
        told.retain(|id, _| !before.contains_key(id));
        let told: BTreeSet<&str> = told.values().map(String::as_str).collect();
        if !(200..300).contains(&reply.status) {
            refused.push(format!("{name} {}", reply.text));
            continue;
        }
        done += 1;
        let fine = match LINES.iter().find(|(of, _)| *of == name) {
            Some(_) if name == IDLE => true,
            Some((_, verbs)) => verbs.iter().any(|verb| told.contains(verb)),
            None => told.is_empty() || !silent(&name),
        };
        if !fine {
            wrong.push(format!("{name}: {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(done > 60, "{done} done, but not\n{}", refused.join("\n"));
}
