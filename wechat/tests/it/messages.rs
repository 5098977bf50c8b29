//! What pushes mean, and what replies say.
use wechat::message::Privacy;
use wechat::{Article, Body, Event, Format, Malformed, Message, Reply};

fn event(inside: &str) -> Event {
    let envelope = "<ToUserName>gh_1</ToUserName><FromUserName>oUser</FromUserName>\
                    <CreateTime>1714112445</CreateTime><MsgType>event</MsgType>";
    let message = Message::parse(format!("<xml>{envelope}{inside}</xml>").as_bytes());
    match message.expect("a message").body {
        Body::Event(event) => event,
        body => panic!("{body:?} is no event"),
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn everything() -> Vec<Body> {
    let events = [
        Event::Subscribe { scene: Some(text("store=7")), ticket: Some(text("t")) },
        Event::Subscribe { scene: None, ticket: None },
        Event::Unsubscribe,
        Event::Scan { scene: text("7"), ticket: Some(text("t")) },
        Event::Location { latitude: 23.1378, longitude: 113.352_425, precision: 119.385_04 },
        Event::Click { key: text("MEMBER_CARD") },
        Event::View { url: text("https://card.example.cn/?a=1&b=2") },
        Event::ViewMiniProgram { page_path: text("pages/card/index") },
        Event::UserInfoModified(Privacy { openid: text("o"), ..Privacy::default() }),
        Event::AuthorizationRevoke(Privacy {
            openid: text("o"),
            unionid: Some(text("u")),
            appid: Some(text("wx1")),
            revoke_info: text("8"),
            plugin_id: Some(text("p")),
            open_pid: Some(text("op")),
        }),
        Event::AuthorizationCancellation(Privacy { openid: text("o"), ..Privacy::default() }),
        Event::Other { event: text("user_get_card") },
    ];
    let bodies = [
        Body::Text { content: text("积分 ]]> & <b>") },
        Body::Image { pic_url: text("http://mmbiz.qpic.cn/a"), media_id: text("m") },
        Body::Voice { media_id: text("m"), format: text("amr"), recognition: Some(text("你好")) },
        Body::Video { media_id: text("m"), thumb_media_id: text("t") },
        Body::ShortVideo { media_id: text("m"), thumb_media_id: text("t") },
        Body::Location { latitude: -23.5, longitude: 113.0, scale: 16, label: text("广州") },
        Body::Link { title: text("t"), description: text("d"), url: text("http://a.cn") },
        Body::MiniProgramPage {
            title: text("t"),
            appid: text("wx1"),
            page_path: text("p"),
            thumb_media_id: text("m"),
        },
        Body::Other { msg_type: text("file") },
    ];
    events.into_iter().map(Body::Event).chain(bodies).collect()
}

#[test]
fn every_kind_of_push_is_written_and_read_back_in_both_formats() {
    for body in everything() {
        let msg_id = (!matches!(body, Body::Event(_))).then_some(u64::MAX);
        let sent = Message::new("gh_1", "oUser", 1_714_112_445, msg_id, body);
        for sent in [sent.clone(), sent.in_json()] {
            let read = Message::parse(sent.raw.as_bytes()).expect("a message");
            assert_eq!(read.body, sent.body);
            assert_eq!((read.msg_id, read.created_at_s), (msg_id, 1_714_112_445));
            assert_eq!((read.to, read.from), (text("gh_1"), text("oUser")));
            assert_eq!(read.raw, sent.raw);
        }
    }
}

#[test]
fn numbers_may_come_as_strings_and_names_in_any_case() {
    let message = Message::parse(
        br#"{"ToUserName":"gh_1","FromUserName":"o","CreateTime":"1714112445",
            "MsgType":"TEXT","Content":"hi","MsgId":"23456789012345678"}"#,
    );
    let message = message.expect("a message");
    assert_eq!(message.msg_id, Some(23_456_789_012_345_678));
    assert_eq!(message.body, Body::Text { content: text("hi") });
    for name in ["click", "CLICK", "Click"] {
        let pressed = event(&format!("<Event>{name}</Event><EventKey>K</EventKey>"));
        assert_eq!(pressed, Event::Click { key: text("K") });
    }
}

#[test]
fn only_a_scene_of_a_code_is_a_scene() {
    for (key, scene) in [("", None), ("qrscene_7", Some("7")), ("last_trade_no_1", None)] {
        let followed = event(&format!("<Event>subscribe</Event><EventKey>{key}</EventKey>"));
        let scene = scene.map(text);
        assert_eq!(followed, Event::Subscribe { scene, ticket: None }, "{key}");
    }
}

#[test]
fn a_push_without_its_envelope_is_malformed() {
    let whole = [
        ("ToUserName", "gh_1"),
        ("FromUserName", "o"),
        ("CreateTime", "1"),
        ("MsgType", "event"),
        ("Event", "CLICK"),
    ];
    for (missing, _) in whole {
        let leaves = whole.iter().filter(|(name, _)| *name != missing);
        let leaves: String =
            leaves.map(|(name, said)| format!("<{name}>{said}</{name}>")).collect();
        let read = Message::parse(format!("<xml>{leaves}</xml>").as_bytes());
        assert_eq!(read.err(), Some(Malformed::Field(missing)));
    }
    for (name, said) in [("CreateTime", "soon"), ("MsgId", "-1"), ("MsgId", "1.5")] {
        let mut fields = wechat::Fields::new()
            .with("ToUserName", "gh_1")
            .with("FromUserName", "o")
            .with("MsgType", "text")
            .with(name, said);
        if name != "CreateTime" {
            fields = fields.with("CreateTime", 1);
        }
        let read = Message::parse(fields.to_json().as_bytes());
        assert_eq!(read.err(), Some(Malformed::Field(name)), "{said}");
    }
}

#[test]
fn what_is_not_known_is_not_lost() {
    let card = Message::new(
        "gh_1",
        "o",
        1,
        None,
        Body::Event(Event::Other { event: text("user_get_card") }),
    )
    .with("CardId", "pCard")
    .with("UserCardCode", "281022");
    let read = Message::parse(card.raw.as_bytes()).expect("a message");
    assert_eq!(read.fields().text("UserCardCode").as_deref(), Some("281022"));
    assert_eq!(read.raw, card.raw);
}

#[test]
fn retries_have_one_identity_and_different_pushes_different_ones_a3() {
    let click = |key: &str, to: &str| {
        Message::new(to, "oUser", 1_714_112_445, None, Body::Event(Event::Click { key: text(key) }))
    };
    let first = click("A", "gh_1").identity();
    assert_eq!(first, click("A", "gh_1").identity());
    assert_ne!(first, click("B", "gh_1").identity(), "two events in one second");
    assert_ne!(first, click("A", "gh_2").identity(), "two accounts");

    let said = |id, content: &str| {
        Message::new("gh_1", "oUser", 1, Some(id), Body::Text { content: text(content) }).identity()
    };
    assert_eq!(said(7, "a"), "gh_1/7");
    assert_ne!(said(7, "a"), said(8, "a"));

    let one = "<xml><ToUserName>g</ToUserName><FromUserName>o</FromUserName><CreateTime>1</CreateTime>\
               <MsgType>event</MsgType><Event>SCAN</Event><MsgID>9</MsgID></xml>";
    let other = one.replace("><", ">\n<");
    let identity = |raw: &str| Message::parse(raw.as_bytes()).expect("a message").identity();
    assert_eq!(identity(one), identity(&other), "white space says nothing");
    assert_ne!(identity(one), "g/9", "the MsgID of an event is another message's");
}

#[test]
fn a_reply_goes_back_to_where_the_message_came_from() {
    let asked = Message::new("gh_1", "oUser", 1, Some(1), Body::Text { content: text("?") });
    let reply = Reply::Text(text("余额 ]]> 100"));
    assert_eq!(
        reply.to(&asked, Format::Xml, 5),
        "<xml><ToUserName><![CDATA[oUser]]></ToUserName><FromUserName><![CDATA[gh_1]]></FromUserName>\
         <CreateTime>5</CreateTime><MsgType><![CDATA[text]]></MsgType>\
         <Content><![CDATA[余额 ]]]]><![CDATA[> 100]]></Content></xml>"
    );
    assert_eq!(
        reply.to(&asked, Format::Json, 5),
        r#"{"ToUserName":"oUser","FromUserName":"gh_1","CreateTime":5,"MsgType":"text","Content":"余额 ]]> 100"}"#
    );
}

#[test]
fn a_users_message_is_answered_with_one_article_and_an_event_with_eight() {
    let article = |at: u8| Article {
        title: format!("第{at}篇"),
        description: text("d"),
        pic_url: text("https://a.cn/p.png"),
        url: text("https://a.cn/?a=1&b=2"),
    };
    let news = Reply::News((1..=10).map(article).collect());
    let said = Message::new("gh_1", "o", 1, Some(1), Body::Text { content: text("?") });
    let did = Message::new("gh_1", "o", 1, None, Body::Event(Event::Click { key: text("k") }));
    for (message, count) in [(said, 1), (did, 8)] {
        let xml = news.to(&message, Format::Xml, 1);
        assert_eq!(xml.matches("<item>").count(), count);
        assert!(xml.contains(&format!("<ArticleCount>{count}</ArticleCount><Articles><item>")));
        assert!(wechat::Fields::parse(xml.as_bytes()).is_ok());
    }
}

#[test]
fn nothing_to_say_is_success() {
    for reply in [Reply::Success, Reply::Text(String::new()), Reply::News(Vec::new())] {
        assert_eq!(reply.to_xml("o", "gh_1", 1), "success", "{reply:?}");
        assert_eq!(reply.to_json("o", "gh_1", 1), "success", "{reply:?}");
    }
}

#[test]
fn a_person_takes_over_with_or_without_a_name() {
    let transfer = |account| Reply::TransferCustomerService { account }.to_xml("o", "gh_1", 1);
    assert!(transfer(None).ends_with("<![CDATA[transfer_customer_service]]></MsgType></xml>"));
    let named = "<TransInfo><KfAccount><![CDATA[amy@gh]]></KfAccount></TransInfo></xml>";
    assert!(transfer(Some(text("amy@gh"))).ends_with(named));
    let image = Reply::Image { media_id: text("m") }.to_xml("o", "gh_1", 1);
    assert!(image.ends_with("<Image><MediaId><![CDATA[m]]></MediaId></Image></xml>"));
}
