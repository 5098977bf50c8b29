//! Levels are made, deleted and restored.
use serde_json::{Value, json};

use super::Steps;
use crate::{people::text, town::send};

async fn delete(steps: &Steps, id: &str) -> (u16, String) {
    let ask = steps.owner.ask(reqwest::Method::DELETE, &format!("/v1/office/levels/{id}"));
    let reply = send(ask).await;
    (reply.status, reply.code().to_owned())
}

#[tokio::test]
async fn a_level_is_made_listed_and_deleted_lvl_02() {
    let steps = Steps::open().await;
    let draft = |code: &str, rank: Value, terms: Value| json!({ "code": code, "name": "钻石卡", "rank": rank, "terms": terms });
    let door = "/v1/office/levels";
    let made = steps.owner.post_once(door, "a", &draft("99", json!(9), json!({}))).await;
    assert_eq!((made.status, &made.body["code"]), (201, &json!("99")), "{}", made.text);
    for (key, body, status, code) in [
        ("b", draft("99", json!(10), json!({})), 409, "level_code_taken"),
        ("c", draft("98", json!(9), json!({})), 422, "level_terms_malformed"),
        ("d", draft("", json!(11), json!({})), 422, "level_terms_malformed"),
        ("e", draft("97", json!(11), json!({ "valid_days": 0 })), 422, "level_terms_malformed"),
    ] {
        let no = steps.owner.post_once(door, key, &body).await;
        assert_eq!((no.status, no.code()), (status, code), "{}", no.text);
    }
    let listed = steps.owner.get(door).await.body;
    let levels = listed["items"].as_array().unwrap();
    let of = |code: &str| levels.iter().find(|level| level["code"] == code).unwrap();
    assert_eq!(of("12")["default_for"], json!(["wechat"]));
    assert_eq!(of("2")["default_for"], json!(["till"]));
    assert_eq!(of("99")["default_for"], json!([]));
    assert_eq!(delete(&steps, &text(&of("12")["id"])).await, (409, "level_system".to_owned()));

    let id = text(&made.body["id"]);
    let give = format!("/v1/office/cards/{}/level", steps.card);
    let given = json!({ "level": id, "reason": "贵宾" });
    assert_eq!(steps.owner.post_once(&give, "g", &given).await.status, 200);
    assert_eq!(delete(&steps, &id).await, (409, "level_in_use".to_owned()));
    let back = json!({ "level": of("12")["id"], "reason": "误操作" });
    assert_eq!(steps.owner.post_once(&give, "h", &back).await.status, 200);
    assert_eq!(delete(&steps, &id).await.0, 204);
    assert_eq!(delete(&steps, &id).await, (404, "no_such_level".to_owned()));
    let late = steps.owner.post_once(&give, "i", &given).await;
    assert_eq!((late.status, late.code()), (404, "no_such_level"), "nobody is given it");
    let again = steps.owner.post_once(door, "f", &draft("99", json!(9), json!({}))).await;
    assert_eq!(again.status, 201, "its code and step are free: {}", again.text);
}

/// Else whoever pays in by the rule would be given what there is not.
#[tokio::test]
async fn a_level_that_a_recharge_rule_gives_is_in_use_lvl_10() {
    let steps = Steps::open().await;
    let draft = json!({ "code": "99", "name": "钻石卡", "rank": 9, "terms": {} });
    let id = text(&steps.owner.post_once("/v1/office/levels", "a", &draft).await.body["id"]);
    let rule = json!({ "name": "充千升钻", "principal": 100_000, "terms": { "upgrade_to": id } });
    let door = "/v1/office/recharge-rules";
    let rule = steps.owner.post_once(door, "b", &rule).await;
    assert_eq!(rule.status, 201, "{}", rule.text);
    let path = format!("/v1/office/levels/{id}");
    let no = send(steps.owner.ask(reqwest::Method::DELETE, &path)).await;
    assert_eq!((no.status, no.code()), (409, "level_in_use"), "{}", no.text);
    assert_eq!(no.body["why"], "充值活动「充千升钻」会升级为它");
    let rule_id = text(&rule.body["id"]);
    send(steps.owner.ask(reqwest::Method::DELETE, &format!("{door}/{rule_id}"))).await;
    assert_eq!(delete(&steps, &id).await.0, 204, "a rule that was withdrawn gives nothing");
    let back = format!("/v1/office/recycle/recharge_rule/{rule_id}/restore");
    let no = steps.owner.post_once(&back, "c", &json!({})).await;
    assert_eq!(
        (no.status, no.code()),
        (404, "no_such_level"),
        "nor does it come back: {}",
        no.text
    );
}

#[tokio::test]
async fn a_program_is_told_before_it_is_published_and_why_it_cannot_be_c11() {
    let steps = Steps::open().await;
    let door = "/v1/office/programs/level/preview";
    let growth = json!({ "upgrade": "growth", "expiry": { "by": "anniversary_step_down" } });
    let said = steps.owner.post(door, &growth).await;
    assert_eq!(said.status, 200, "{}", said.text);
    assert_eq!(said.body["problems"], json!([]));
    let sentences = said.body["sentences"].to_string();
    assert!(sentences.contains("后立即升为银卡，成长值清零"), "{sentences}");
    assert!(sentences.contains("金卡有效一年，到期时"), "{sentences}");
    let fixed = json!({ "upgrade": "growth", "expiry": { "by": "fixed" } });
    let said = steps.owner.post(door, &fixed).await;
    assert_eq!(said.body["problems"][0]["code"], "level_program_malformed", "{}", said.text);
    assert!(said.text.contains("成长值在升级时已清零"));
    let levels = json!([{ "name": "钻石卡", "rank": 4, "terms": {} }]);
    let same = json!({ "upgrade": "none", "expiry": { "by": "none" }, "levels": levels });
    let said = steps.owner.post(door, &same).await;
    assert!(said.text.contains("级别次序相同"), "{}", said.text);
    let kept = steps.owner.get("/v1/office/programs/level").await.body;
    assert_eq!(kept["version"], 0, "nothing is kept");
    assert_eq!(kept["summary"][1], "等级长期有效，不会到期");
}
