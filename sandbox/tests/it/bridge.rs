use serde_json::json;

use crate::town::{SERVICE, Town};

const CHECK: &str = "/sandbox/jssdk";

#[tokio::test]
async fn a_page_may_use_the_bridge_only_with_a_signature_over_its_own_address() {
    let town = Town::open().await;
    let token = town.access_token(SERVICE).await;
    let ticket =
        town.see(&format!("/cgi-bin/ticket/getticket?type=jsapi&access_token={token}")).await;
    let ticket = ticket["ticket"].as_str().unwrap();
    let state = town.see("/sandbox/state").await;
    let home = state["accounts"][0]["callback"].as_str().unwrap().replace("/wechat", "/m/?a=1");
    let sign = |url: &str| wechat::signature::jssdk_signature(ticket, "nonce", 1, url);
    let ask = |appid: &str, url: &str, signature: String| json!({ "appid": appid, "url": url, "timestamp": 1, "nonce_str": "nonce", "signature": signature });
    let foreign = "http://elsewhere.example/m/?a=1";
    for (asked, verdict) in [
        (ask(SERVICE, &home, sign(&home)), "config:ok"),
        (ask(SERVICE, &format!("{home}#top"), sign(&home)), "config:ok"),
        (ask(SERVICE, &format!("{home}&b=2"), sign(&home)), "config:invalid signature"),
        (ask(SERVICE, &home, String::new()), "config:invalid signature"),
        (ask(SERVICE, foreign, sign(foreign)), "config:invalid url domain"),
        (ask("wx00000000000000zz", &home, sign(&home)), "config:invalid appid"),
    ] {
        assert_eq!(town.tell(CHECK, asked.clone()).await["err_msg"], verdict, "{asked}");
    }
    town.advance(7200).await;
    let late = town.tell(CHECK, ask(SERVICE, &home, sign(&home))).await;
    assert_eq!(late["err_msg"], "config:invalid signature", "a ticket lives two hours");
}
