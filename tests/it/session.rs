//! Signing in with WeChat: in its browser, and in the mini-program.
use std::time::Duration;

use entity::{identity, session, wechat_token};
use futures_util::future::join_all;
use kabao::seed::{MINI, SERVICE};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use tokio::time::timeout;

use crate::{
    people::{CENTRE, Shop},
    town::{Reply, Town, send},
};

fn sorry(back: &Reply) -> &str {
    back.header("location").split("sorry?code=").nth(1).unwrap_or_default()
}

async fn sessions(town: &Town) -> u64 {
    session::Entity::find().count(&town.app.db).await.unwrap()
}

#[tokio::test]
async fn the_member_centre_opens_for_a_follower_reg_01_reg_03() {
    let shop = Shop::open().await;
    let phone = shop.phone("p1").await;
    let session = phone.get("/session?appid=wx00000000000000a1").await;
    assert_eq!(session.body["state"], "visitor", "{}", session.text);
    assert_eq!(session.body["merchant"]["name"], "好孕妈咪母婴");
    assert_eq!(phone.get("/me").await.code(), "not_a_member");
    assert_eq!(phone.get("/session?appid=wx-another").await.code(), "unauthenticated");
}

#[tokio::test]
async fn a_tap_on_allow_brings_the_nickname() {
    let shop = Shop::open().await;
    let phone = shop.phone_at(0, "p1");
    assert_eq!(phone.sign_in("snsapi_userinfo").await.header("location"), CENTRE);
    let session = phone.get("/session?appid=wx00000000000000a1").await;
    assert_eq!(session.body["nickname"], "小美", "{}", session.text);
}

#[tokio::test]
async fn who_keeps_the_nickname_to_themselves_stays_signed_in() {
    let shop = Shop::open().await;
    let phone = shop.phone("p1").await;
    let start = format!(
        "/v1/member/oauth/{}/start?to={CENTRE}register&scope=snsapi_userinfo",
        SERVICE.appid
    );
    let out = phone.browser.get(&start).await;
    let state = out.header("location").split("state=").nth(1).unwrap();
    let state = state.split('#').next().unwrap();
    let declined = format!("/v1/member/oauth/{}/callback?state={state}", SERVICE.appid);
    let back = phone.browser.get(&declined).await;
    assert_eq!(back.header("location"), format!("{CENTRE}register"));
    assert_eq!(phone.get("/session?appid=wx00000000000000a1").await.status, 200);
}

#[tokio::test]
async fn a_state_counts_once_in_the_browser_that_asked_for_ten_minutes_b1() {
    let shop = Shop::open().await;
    let phone = shop.phone_at(0, "p1");
    let back = phone.authorised("snsapi_base").await;
    let (path, query) = back.split_once('?').unwrap();

    let elsewhere = shop.town.person().get(&back).await;
    assert_eq!(sorry(&elsewhere), "oauth_state", "another browser");
    let code = query.split('&').find(|part| part.starts_with("code=")).unwrap();
    let bare = phone.browser.get(&format!("{path}?{code}")).await;
    assert_eq!(sorry(&bare), "oauth_state", "no state");
    assert_eq!(sessions(&shop.town).await, 0);

    let back = phone.authorised("snsapi_base").await;
    shop.town.advance(Duration::from_secs(601));
    assert_eq!(sorry(&phone.browser.get(&back).await), "oauth_state", "too late");

    let back = phone.authorised("snsapi_base").await;
    assert_eq!(phone.browser.get(&back).await.header("location"), CENTRE);
    assert_eq!(sorry(&phone.browser.get(&back).await), "oauth_state", "a second time");
    assert_eq!(sessions(&shop.town).await, 1);
}

#[tokio::test]
async fn only_our_own_pages_are_returned_to_b2() {
    let shop = Shop::open().await;
    for to in ["//e.com", "https://e.com", "/office", "/m/wx00000000000000a1/%0d%0aX", "/m/"] {
        let start = format!("/v1/member/oauth/{}/start?to={to}", SERVICE.appid);
        let refused = shop.town.person().get(&start).await;
        assert_eq!((refused.status, refused.code()), (422, "oauth_target"), "{to}");
    }
}

#[tokio::test]
async fn one_redirect_sent_twenty_times_is_one_session_b3() {
    let shop = Shop::with_nodes(2).await;
    let phone = shop.phone_at(0, "p1");
    let back = phone.authorised("snsapi_base").await;
    let answers = join_all((0..20).map(|_| phone.browser.get(&back))).await;
    let welcome = answers.iter().filter(|answer| answer.header("location") == CENTRE);
    assert_eq!(welcome.count(), 1);
    assert!(answers.iter().all(|answer| answer.status == 302));
    assert_eq!(sessions(&shop.town).await, 1);
}

#[tokio::test]
async fn a_snapshot_user_leaves_no_trace() {
    let shop = Shop::open().await;
    let person = shop.admit("快照", "13800000009", true).await;
    let back = shop.phone_at(0, &person).sign_in("snsapi_userinfo").await;
    assert_eq!(back.header("location"), "/m/wx00000000000000a1/snapshot");
    assert_eq!(identity::Entity::find().count(&shop.town.app.db).await.unwrap(), 0);
    assert_eq!(sessions(&shop.town).await, 0);
}

#[tokio::test]
async fn wechats_no_is_told_in_words() {
    let shop = Shop::open().await;
    let fault = json!({ "path": "/sns/oauth2/access_token", "errcode": 40029, "times": 1 });
    assert!(shop.hand.post("/sandbox/faults", &fault).await.status < 300);
    let back = shop.phone_at(0, "p1").sign_in("snsapi_base").await;
    assert_eq!(sorry(&back), "oauth_code");
    let fault = json!({ "path": "/sns/oauth2/access_token", "http": 502, "times": 1 });
    assert!(shop.hand.post("/sandbox/faults", &fault).await.status < 300);
    let back = shop.phone_at(0, "p1").sign_in("snsapi_base").await;
    assert_eq!(sorry(&back), "wechat_unreachable");
}

#[tokio::test]
async fn a_session_that_ended_ends_on_every_node_in_two_seconds_b7() {
    let shop = Shop::with_nodes(2).await;
    let phone = shop.phone("p1").await;
    let there = format!("{}/v1/member/stores", shop.town.nodes[1].address);
    // Cookies know no ports, so the same browser may ask the other node.
    let ask = || async { send(phone.browser.absolute(&there)).await.status };
    assert_eq!(ask().await, 200);
    let token = phone.browser.cookie("kabao_member_wx00000000000000a1");
    assert_eq!(phone.post("/session/end", &json!({})).await.status, 204);
    assert_eq!(phone.get("/stores").await.status, 401, "the cookie is gone");

    let shown = || async {
        let ask = |node: &str| shop.town.person().absolute(&format!("{node}/v1/member/stores"));
        let nodes = shop.town.nodes.iter().map(|node| ask(&node.address).bearer_auth(&token));
        join_all(nodes.map(send)).await.iter().map(|reply| reply.status).collect::<Vec<_>>()
    };
    assert_eq!(shown().await[0], 401, "where it ended, at once");
    let everywhere = async { while shown().await[1] != 401 {} };
    timeout(Duration::from_secs(2), everywhere).await.expect("two seconds elsewhere");
}

#[tokio::test]
async fn a_member_known_by_unionid_is_recognised_in_the_mini_program() {
    let shop = Shop::open().await;
    let follow = json!({ "appid": SERVICE.appid });
    shop.hand.post("/sandbox/people/p1/follow", &follow).await;
    shop.member("p1", "13800000001", "小美").await;
    let (_, session) = shop.mini("p1").await;
    assert_eq!(session["state"], "member", "{session}");
    let (_, session) = shop.mini("p2").await;
    assert_eq!(session["state"], "visitor", "{session}");
}

#[tokio::test]
async fn a_member_of_the_mini_program_is_recognised_in_the_service_account() {
    let shop = Shop::open().await;
    let (token, _) = shop.mini("p1").await;
    let proof = shop.phone_proof("p1", &token).await;
    let ask = json!({ "phone_proof": proof, "nickname": "小美", "consent": "2026-11" });
    let joined = shop.mini_post("/v1/member/register", &token, &ask).await;
    assert_eq!(joined.status, 201, "{}", joined.text);
    assert_eq!(joined.body["source_text"], "小程序注册");
    assert_eq!(joined.body["phone_masked"], "138****0001");

    let follow = json!({ "appid": SERVICE.appid });
    shop.hand.post("/sandbox/people/p1/follow", &follow).await;
    let phone = shop.phone("p1").await;
    assert_eq!(phone.get("/me").await.body["number"], joined.body["number"]);
}

#[tokio::test]
async fn a_phone_code_is_its_owners_and_counts_once_b9() {
    let shop = Shop::open().await;
    let (mine, _) = shop.mini("p1").await;
    let (theirs, _) = shop.mini("p2").await;
    let ask = json!({ "appid": MINI.appid });
    let code = shop.hand.post("/sandbox/people/p1/phone-number", &ask).await.body["code"].clone();
    let ask = json!({ "code": code });
    let stolen = shop.mini_post("/v1/member/mini/phone", &theirs, &ask).await;
    assert_eq!((stolen.status, stolen.code()), (422, "phone_code"));
    let shown = shop.mini_post("/v1/member/mini/phone", &mine, &ask).await;
    assert_eq!(shown.body["phone_masked"], "138****0001", "{}", shown.text);
    let again = shop.mini_post("/v1/member/mini/phone", &mine, &ask).await;
    assert_eq!((again.status, again.code()), (422, "phone_code"));

    // And the proof is its owner's too.
    let proof = &shown.body["phone_proof"];
    let ask = json!({ "phone_proof": proof, "nickname": "x", "consent": "2026-11" });
    let stolen = shop.mini_post("/v1/member/register", &theirs, &ask).await;
    assert_eq!((stolen.status, stolen.code()), (422, "phone_proof_gone"));
}

#[tokio::test]
async fn pages_of_ours_are_signed_for_the_js_sdk_and_no_others() {
    let shop = Shop::open().await;
    let phone = shop.phone("p1").await;
    let ours = format!("{}{CENTRE}", shop.town.nodes[0].address);
    let signed = phone.get(&format!("/jssdk?url={ours}")).await;
    assert_eq!(signed.status, 200, "{}", signed.text);
    assert_eq!(signed.body["signature"].as_str().map(str::len), Some(40));
    let foreign = phone.get("/jssdk?url=https://e.com/").await;
    assert_eq!((foreign.status, foreign.code()), (403, "foreign_url"));
}

#[tokio::test]
async fn a_token_that_wechat_withdrew_is_fetched_anew_once_f11() {
    let shop = Shop::open().await;
    let (token, _) = shop.mini("p1").await;
    shop.phone_proof("p1", &token).await;
    let expire = json!({ "appid": MINI.appid });
    assert!(shop.hand.post("/sandbox/expire", &expire).await.status < 300);
    // The token in the database is dead, and nobody told us.
    shop.phone_proof("p1", &token).await;
}

#[tokio::test]
async fn many_who_need_a_token_at_once_fetch_it_once_f12() {
    let shop = Shop::with_nodes(2).await;
    let (token, _) = shop.mini("p1").await;
    let tap = json!({ "appid": MINI.appid });
    let mut codes = vec![];
    for _ in 0..20 {
        let tapped = shop.hand.post("/sandbox/people/p1/phone-number", &tap).await;
        codes.push(tapped.body["code"].clone());
    }
    let prove = |(n, code): (usize, serde_json::Value)| {
        let url = format!("{}/v1/member/mini/phone", shop.town.nodes[n % 2].address);
        let ask = shop.town.person().post_to(&url).bearer_auth(&token);
        send(ask.json(&json!({ "code": code })))
    };
    let answers = join_all(codes.into_iter().enumerate().map(prove)).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    let kept = wechat_token::Entity::find().all(&shop.town.app.db).await.unwrap();
    // Each lease on fetching raises the fence.
    assert_eq!(kept.iter().map(|token| token.fence).collect::<Vec<_>>(), [1]);
}
