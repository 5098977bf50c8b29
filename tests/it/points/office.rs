//! Points as the back office sees and sets them.
use super::*;

#[tokio::test]
async fn the_settings_warn_before_points_are_cleared_clr_02() {
    let shop = Shop::open().await;
    let warning = |body: &Value| body["clear_warning"].as_str().map(str::to_owned);
    // From 1 December, ten o'clock, to 16 December.
    shop.town.advance(DAY * 14 + Duration::from_secs(14 * 3600));
    let owner = shop.owner().await;
    assert_eq!(warning(&owner.get("/v1/office/settings").await.body), None, "not switched on");
    let on = json!({ "yearly_clear": true });
    assert_eq!(put(&owner, "/v1/office/programs/points", &on).await.status, 200);
    let said = warning(&owner.get("/v1/office/settings").await.body).unwrap();
    assert!(said.contains("2027 年 1 月 1 日") && said.contains("不可恢复"), "{said}");
    shop.town.advance(DAY * 16);
    let owner = shop.owner().await;
    assert_eq!(warning(&owner.get("/v1/office/settings").await.body), None, "1 January");
}

#[tokio::test]
async fn headquarters_decides_what_earns_and_every_version_is_kept_pts_09() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let path = "/v1/office/programs/points";
    let house = owner.get(path).await.body;
    assert_eq!((&house["version"], &house["terms"]["fen_per_point"]), (&json!(0), &json!(100)));
    let mut terms = house["terms"].clone();
    terms["fen_per_point"] = json!(1000);
    terms["multipliers"]["birthday"] = json!(30_000);
    for version in 1..=2 {
        let kept = put(&owner, path, &terms).await;
        assert_eq!((kept.status, &kept.body["version"]), (200, &json!(version)), "{}", kept.text);
    }
    assert_eq!(owner.get(path).await.body["terms"], terms);
    terms["pending_days"] = json!(999);
    let no = put(&owner, path, &terms).await;
    assert_eq!(
        (no.status, no.code(), &no.body["field"]),
        (422, "program_invalid", &json!("pending_days"))
    );
    let typo = put(&owner, path, &json!({ "fen_per_pont": 1 })).await;
    assert_eq!((typo.status, typo.code()), (422, "malformed"));
    let path = "/v1/office/programs/redeem";
    let way = json!({ "mode": "ratio", "points_per_yuan": "10", "calc": "yuan" });
    let ask = json!({ "way": way, "cap": { "mode": "share", "rate": 5000 },
        "times": [{ "mode": "weekdays", "days": [6, 7] }], "online": true });
    let kept = put(&owner, path, &ask).await;
    assert_eq!((kept.status, &kept.body["terms"]), (200, &ask), "{}", kept.text);
    let none = put(&owner, path, &json!({ "way": { "mode": "tiers", "tiers": [] } })).await;
    assert_eq!((none.status, none.code()), (422, "program_invalid"));
}

#[tokio::test]
async fn somebody_of_the_office_rewards_and_reduces_by_hand_pts_10_pts_13() {
    let shop = Shop::open().await;
    let (app, card) = (&shop.town.app, card_of(&shop).await);
    let owner = shop.owner().await;
    let path = format!("/v1/office/cards/{}/adjust", card.id);
    let ask = |asset: &str, amount: &str, reason: &str| json!({ "asset": asset, "amount": amount, "reason": reason });
    let reward = ask("points", "12.5", "开业活动");
    for _ in 0..2 {
        let given = owner.post_once(&path, "reward", &reward).await;
        assert_eq!((given.status, &given.body["points"]), (200, &json!("12.5")), "{}", given.text);
    }
    for (key, body, status, code) in [
        ("reward", ask("points", "12.6", "开业活动"), 409, "idempotency_mismatch"),
        ("1", ask("points", "-12.6", "冲减"), 409, "reduction_too_large"),
        ("2", ask("stamps", "-1", "冲减"), 409, "reduction_too_large"),
        ("3", ask("principal", "1", "送钱"), 422, "not_by_hand"),
        ("4", ask("points", "0", "没有"), 422, "amount_wrong"),
        ("5", ask("tickets", "0.5", "半张"), 422, "amount_wrong"),
        ("6", ask("points", "1", "  "), 422, "reason_needed"),
    ] {
        let no = owner.post_once(&path, key, &body).await;
        assert_eq!((no.status, no.code()), (status, code), "{}", no.text);
    }
    for (key, body, field, left) in [
        ("7", ask("points", "-10", "冲减兑换"), "points", json!("2.5")),
        ("8", ask("growth", "300", "补录"), "growth", json!("300")),
        ("9", ask("stamps", "3", "补点"), "stamps", json!(3)),
        ("10", ask("tickets", "2", "补票"), "tickets", json!(2)),
        ("11", ask("tickets", "-2", "收回"), "tickets", json!(0)),
    ] {
        let done = owner.post_once(&path, key, &body).await;
        assert_eq!((done.status, &done.body[field]), (200, &left), "{}", done.text);
    }
    let journals = journal::Entity::find().all(&app.db).await.unwrap();
    let by_hand = journals.iter().filter(|row| row.kind == journal::Kind::Adjust);
    assert!(by_hand.clone().all(|row| row.operator_id.is_some() && !row.reason.is_empty()));
    let told = audit::Entity::find().filter(audit::Column::Action.eq("card.adjust"));
    let told = told.count(&app.db).await.unwrap();
    assert_eq!((by_hand.count(), told), (6, 6));
    proven(app, &card).await;
    // A clerk's session opens a till, and nothing here.
    let clerk = shop.clerk("clerk", "T01").await;
    assert_eq!(clerk.post_once(&path, "clerk", &reward).await.status, 401);
}

#[tokio::test]
async fn a_reward_is_given_once_though_its_answer_is_forgotten_e5_pts_10() {
    let shop = Shop::open().await;
    let (app, card) = (&shop.town.app, card_of(&shop).await);
    let path = format!("/v1/office/cards/{}/adjust", card.id);
    let reward = json!({ "asset": "points", "amount": "12.5", "reason": "开业活动" });
    let given = shop.owner().await.post_once(&path, "reward", &reward).await;
    assert_eq!(given.status, 200, "{}", given.text);
    shop.town.advance(DAY * 8);
    app.forget_answers().await.unwrap();
    let owner = shop.owner().await;
    let late = owner.post_once(&path, "reward", &reward).await;
    assert_eq!((late.status, late.code()), (409, "already_posted"), "{}", late.text);
    let other = owner.post_once(&path, "another", &reward).await;
    assert_eq!((other.status, &other.body["points"]), (200, &json!("25")), "{}", other.text);
}
