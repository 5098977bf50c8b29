//! 改手机: what the staff typed wrong, they mend.
use serde_json::{Value, json};

use super::{MEMBERS, add, find, get, log};
use crate::{
    counter::fresh,
    people::{Shop, text},
    staff::manager,
    town::{Person, Reply},
};

/// With the version that is, unless the body names one.
pub async fn mend(who: &Person, member: &Value, body: Value) -> Reply {
    let version = get(who, member, "").await.body["version"].clone();
    let body = crate::counter::with(json!({ "version": version, "reason": "录错了" }), body);
    let path = format!("{MEMBERS}/{}/new-phone", text(member));
    who.post_once(&path, &fresh("mend"), &body).await
}

#[tokio::test]
async fn the_office_mends_a_phone_and_the_log_says_both_masked_prf_04() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let id =
        add(&owner, json!({ "phone": "13800010001", "nickname": "甲" })).await.body["id"].clone();
    let version = get(&owner, &id, "").await.body["version"].clone();
    let ask = json!({ "version": version, "phone": " 138 0002 0001", "reason": "录错一位" });
    let path = format!("{MEMBERS}/{}/new-phone", text(&id));
    let mended = owner.post_once(&path, "1", &ask).await;
    assert_eq!(mended.status, 200, "{}", mended.text);
    assert_eq!(mended.body["phone_masked"], "138****0001");
    assert_eq!(mended.body["phone_proven_text"], "", "nobody has proven it");
    assert_eq!(owner.post_once(&path, "1", &ask).await.body, mended.body, "asked again");
    assert_eq!(find(&owner, json!({ "q": "13800020001" })).await, ["甲"]);
    assert_eq!(find(&owner, json!({ "q": "13800010001" })).await, Vec::<String>::new());
    // The same mask before and after: the log says that it changed, and neither number.
    let lines = log(&shop, "member.phone_mend").await;
    let phone = |phone: &str| json!({ "phone": phone });
    let told =
        json!({ "before": phone("138****0001"), "after": phone("已修改"), "reason": "录错一位" });
    assert_eq!(lines, [told]);
    let views = get(&owner, &id, "/views").await.body;
    assert_eq!(views["items"], json!([]), "nobody looked at it");
    let audit = owner.get("/v1/office/audit?action=member.phone_mend").await.body;
    assert_eq!(audit["items"][0]["action_text"], "修改会员手机号", "{audit}");
}

#[tokio::test]
async fn a_phone_is_mended_into_nobody_elses_and_not_unseen_prf_04() {
    let shop = Shop::open().await;
    let (owner, manager) = (shop.owner().await, manager(&shop.town).await);
    let id = add(&owner, json!({ "phone": "13800000001" })).await.body["id"].clone();
    add(&owner, json!({ "phone": "13800000002" })).await;
    let stale = json!({ "phone": "13800000009", "version": -1 });
    for (body, status, code) in [
        (json!({ "phone": "13800000002" }), 409, "phone_taken"),
        (json!({ "phone": "138 0000 0001" }), 409, "phone_same"),
        (stale, 409, "changed_meanwhile"),
        (json!({ "phone": "1380000000" }), 422, "phone_malformed"),
        (json!({ "phone": "13800000009", "reason": " " }), 422, "reason_needed"),
    ] {
        let no = mend(&owner, &id, body).await;
        assert_eq!((no.status, no.code()), (status, code), "{}", no.text);
    }
    assert_eq!(log(&shop, "member.phone_mend").await.len(), 0);
    // Of another store's member the staff of this one learn nothing.
    let stores = owner.get("/v1/office/stores").await.body;
    let there = json!({ "phone": "13800000003", "store": stores["items"][1]["id"] });
    let theirs = add(&owner, there).await.body["id"].clone();
    let body = json!({ "phone": "13800000009", "version": 0 });
    let no = mend(&manager, &theirs, body.clone()).await;
    assert_eq!((no.status, no.code()), (404, "no_such_member"), "{}", no.text);
    assert_eq!(mend(&manager, &id, body).await.status, 200, "of none, they mend it");
}

#[tokio::test]
async fn whoever_mends_phones_learns_no_more_than_whoever_searches_g9() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let id = add(&owner, json!({ "phone": "13800000001" })).await.body["id"].clone();
    let version = get(&owner, &id, "").await.body["version"].clone();
    let path = format!("{MEMBERS}/{}/new-phone", text(&id));
    let ask = json!({ "version": version, "phone": "13800000003", "reason": "录错了" });
    assert_eq!(owner.post_once(&path, "once", &ask).await.status, 200);
    // That was the first.
    for n in 1..120 {
        find(&owner, json!({ "q": format!("139000{n:05}") })).await;
    }
    let no = mend(&owner, &id, json!({ "phone": "13800000002" })).await;
    assert_eq!((no.status, no.code()), (429, "too_many_searches"), "{}", no.text);
    let again = owner.post_once(&path, "once", &ask).await;
    assert_eq!(again.status, 200, "an answer that was lost is no search: {}", again.text);
}
