//! Who decides about levels, and what they may not decide.
use entity::level_change::Cause;
use serde_json::json;

use super::Steps;

#[tokio::test]
async fn what_growth_forbids_is_refused_with_the_reason_lvl_17() {
    let steps = Steps::open().await;
    let before = steps.owner.get("/v1/office/programs/level").await.body;
    assert_eq!((&before["version"], &before["upgrade"]), (&json!(0), &json!("none")));
    for (program, word) in [
        (json!({ "upgrade": "growth", "expiry": { "by": "fixed" } }), "成长值在升级时已清零"),
        (
            json!({ "upgrade": "growth", "expiry": { "by": "balance", "steps": [] } }),
            "成长值在升级时已清零",
        ),
        (json!({ "upgrade": "spend", "expiry": { "by": "recompute" } }), "不会清零"),
        (json!({ "expiry": { "by": "recompute" } }), "没有自动升级方式"),
    ] {
        let refused = steps.program(program).await;
        assert_eq!((refused.status, refused.code()), (422, "level_program_malformed"));
        assert!(refused.body["why"].as_str().unwrap().contains(word), "{}", refused.text);
    }
    let strange = steps.program(json!({ "upgrade": "luck" })).await;
    assert_eq!((strange.status, strange.code()), (422, "malformed"));
    assert_eq!(steps.owner.get("/v1/office/programs/level").await.body, before);
}

#[tokio::test]
async fn a_level_is_defined_by_headquarters_and_the_log_tells_lvl_02() {
    let steps = Steps::open().await;
    let nowhere = "cat_00000000000000000000000007";
    let of = |rates| json!({ "discount": { "on": "categories", "rates": rates } });
    let refused = steps.terms("3", of(json!([{ "category": nowhere, "rate": 9000 }]))).await;
    assert_eq!((refused.status, refused.code()), (422, "level_terms_malformed"));
    let terms = json!({ "discount": { "on": "all", "rate": 9000 }, "earns_points": false });
    let done = steps.terms("3", terms).await;
    assert_eq!(done.status, 200, "{}", done.text);
    let levels = done.body["levels"].as_array().unwrap();
    let gold = levels.iter().find(|level| level["code"] == "3").unwrap();
    assert_eq!(gold["terms"]["discount"], json!({ "on": "all", "rate": 9000 }));
    assert_eq!(gold["terms"]["earns_points"], false);
    let log = steps.owner.get("/v1/office/audit").await.text;
    assert!(log.contains("level.change"), "{log}");
}

#[tokio::test]
async fn a_level_given_by_hand_has_its_reason_and_is_the_last_word() {
    let steps = Steps::open().await;
    steps.usual(json!({ "upgrade": "points" })).await;
    steps.earn(3000).await.expect("a promise");
    let path = format!("/v1/office/cards/{}/level", steps.card);
    let (silver, mine) = (steps.level("4").await.to_string(), steps.level("12").await.to_string());
    for (level, reason, code) in [
        (&silver, " ", "reason_needed"),
        (&mine, "想换", "level_unchanged"),
        (&"lvl_00000000000000000000000007".to_owned(), "想换", "no_such_level"),
    ] {
        let ask = json!({ "level": level, "reason": reason });
        assert_eq!(steps.owner.post_once(&path, "no", &ask).await.code(), code);
    }
    let ask = json!({ "level": silver, "reason": "老顾客" });
    let given = steps.owner.post_once(&path, "yes", &ask).await;
    assert_eq!((given.status, &given.body["why"]), (200, &json!("王店主手动调整为银卡：老顾客")));
    assert_eq!(steps.row().await.next_level_id, None);
    let changes = steps.changes().await;
    assert_eq!((changes.len(), changes[0].cause), (1, Cause::Manual));
    let log = steps.owner.get("/v1/office/audit").await.text;
    assert!(log.contains("level.give") && log.contains("老顾客"), "{log}");

    let today = steps.now().day();
    let told = steps.owner.get(&format!("{path}?on={today}")).await.body;
    assert_eq!(told["level"]["name"], "银卡");
    assert_eq!(told["sentences"][1], format!("{today} 10:00 起：王店主手动调整为银卡：老顾客。"));
    let before = steps.owner.get(&format!("{path}?on=2026-05-03")).await.body;
    assert_eq!(before["level"], json!(null));
    let wrong = steps.owner.get(&format!("{path}?on=2026-02-30")).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text);
}
