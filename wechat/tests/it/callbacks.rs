//! The envelope: what opens, and what is refused and why.
use wechat::{
    Account, Body, Format, Message, Mode, Opened, Query, Rejected, Reply, crypt,
    envelope::{Generation, Postmark},
    signature::{message_signature, plain_signature},
};

const NOW: i64 = 1_714_112_445;
const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const OTHER_KEY: &str = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";

fn account(mode: Mode) -> Account {
    Account {
        appid: "wx1234567890abcdef".to_owned(),
        token: "token".to_owned(),
        mode,
        key: KEY.parse().ok(),
        previous_key: None,
        previous_token: None,
    }
}

fn hello() -> Message {
    let body = Body::Text { content: "会员卡 🎉 ]]> <b>&amp;".to_owned() };
    Message::new("gh_1", "oUser", NOW, Some(42), body)
}

fn postmark() -> Postmark {
    Postmark { now_s: NOW, nonce: "415670741".to_owned(), random16: *b"0123456789abcdef" }
}

fn pushed(mode: Mode) -> (Query, String) {
    account(mode).push(&hello(), &postmark())
}

fn open(account: &Account, query: &Query, body: &str) -> Result<Opened, Rejected> {
    account.open(query, body.as_bytes(), NOW)
}

fn encrypt_of(body: &str) -> &str {
    let (_, rest) = body.split_once("<Encrypt><![CDATA[").expect("an Encrypt");
    rest.split_once("]]>").expect("an end").0
}

/// Signs an `Encrypt` of our making as if the token had leaked.
fn signed_push(account: &Account, encrypt: &str) -> (Query, String) {
    let timestamp = NOW.to_string();
    let signature = message_signature(&account.token, &timestamp, "n", encrypt);
    let query = Query {
        timestamp: Some(timestamp),
        nonce: Some("n".to_owned()),
        msg_signature: Some(signature),
        ..Query::default()
    };
    (query, format!("<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"))
}

#[test]
fn what_is_pushed_is_opened_in_every_mode_and_format() {
    for mode in [Mode::Plain, Mode::Compatible, Mode::Safe] {
        for (message, format) in [(hello(), Format::Xml), (hello().in_json(), Format::Json)] {
            let (query, body) = account(mode).push(&message, &postmark());
            let opened = open(&account(mode), &query, &body).expect("a push");
            assert_eq!(opened.body, message.raw.as_bytes());
            assert_eq!(opened.format, format);
            let sealed_with = (mode != Mode::Plain).then_some(Generation::Current);
            assert_eq!(opened.sealed_with, sealed_with, "{mode:?}");
            let read = Message::parse(&opened.body).expect("a message");
            assert_eq!((read.body, read.msg_id), (hello().body, Some(42)));
        }
    }
}

#[test]
fn the_url_is_verified_by_signature_in_every_mode() {
    for mode in [Mode::Plain, Mode::Compatible, Mode::Safe] {
        let query = account(mode).url_check("4375120948345356249", NOW, "1514711492");
        let asked = account(mode).verify_url(&query, NOW).map(|asked| asked.echostr);
        assert_eq!(asked, Ok("4375120948345356249"));
        assert_eq!(account(mode).verify_url(&query, NOW + 301), Err(Rejected::Stale));
        let forged = Query { signature: Some("0".repeat(40)), ..query.clone() };
        assert_eq!(account(mode).verify_url(&forged, NOW), Err(Rejected::Signature));
        let silent = Query { echostr: None, ..query };
        assert_eq!(account(mode).verify_url(&silent, NOW), Err(Rejected::Malformed));
    }
}

#[test]
fn a_forged_or_missing_signature_is_refused_a1() {
    for mode in [Mode::Compatible, Mode::Safe] {
        let (query, body) = pushed(mode);
        let good = query.msg_signature.clone().expect("a signature");
        for given in [None, Some(""), Some(&good[..39]), Some(&good.to_uppercase())] {
            let query = Query { msg_signature: given.map(str::to_owned), ..query.clone() };
            assert_eq!(open(&account(mode), &query, &body), Err(Rejected::Signature), "{given:?}");
        }
    }
    let (query, body) = pushed(Mode::Plain);
    for given in [None, Some("0".repeat(40))] {
        let query = Query { signature: given, ..query.clone() };
        assert_eq!(open(&account(Mode::Plain), &query, &body), Err(Rejected::Signature));
    }
    let unstamped = Query { nonce: None, ..query };
    assert_eq!(open(&account(Mode::Plain), &unstamped, &body), Err(Rejected::Signature));
}

#[test]
fn a_plain_push_does_not_downgrade_a_sealed_account_a2() {
    let (query, body) = pushed(Mode::Plain);
    let timestamp = query.timestamp.clone().unwrap_or_default();
    let signature = plain_signature("token", &timestamp, "415670741");
    assert_eq!(query.signature.as_deref(), Some(signature.as_str()), "the signature is good");
    for mode in [Mode::Compatible, Mode::Safe] {
        assert_eq!(open(&account(mode), &query, &body), Err(Rejected::Mode));
        // The good plain signature beside a real Encrypt is no msg_signature either.
        let (_, sealed) = pushed(mode);
        assert_eq!(open(&account(mode), &query, &sealed), Err(Rejected::Signature));
        let query = Query { msg_signature: query.signature.clone(), ..query.clone() };
        assert_eq!(open(&account(mode), &query, &sealed), Err(Rejected::Signature));
    }
}

#[test]
fn the_plain_part_of_a_compatible_push_is_never_read_a2() {
    let (query, body) = pushed(Mode::Compatible);
    let tampered = body.replacen("[oUser]", "[oThief]", 1);
    assert_ne!(tampered, body);
    let opened = open(&account(Mode::Compatible), &query, &tampered).expect("a push");
    assert_eq!(opened.body, hello().raw.as_bytes());
}

#[test]
fn a_sealed_push_is_refused_by_a_plain_account() {
    let (query, body) = pushed(Mode::Safe);
    assert_eq!(open(&account(Mode::Plain), &query, &body), Err(Rejected::Mode));
}

#[test]
fn a_stale_push_is_refused_a4() {
    for mode in [Mode::Plain, Mode::Safe] {
        let (query, body) = pushed(mode);
        for (late_by, fresh) in [(300, true), (-300, true), (301, false), (-301, false)] {
            let opened = account(mode).open(&query, body.as_bytes(), NOW + late_by);
            assert_eq!(opened.is_ok(), fresh, "{late_by}");
            if !fresh {
                assert_eq!(opened, Err(Rejected::Stale));
            }
        }
        // Staleness is only ever said of what was rightly signed.
        let forged = Query { timestamp: Some("1".to_owned()), ..query };
        assert_eq!(open(&account(mode), &forged, &body), Err(Rejected::Signature));
    }
}

#[test]
fn a_timestamp_that_is_no_number_is_malformed_even_when_signed() {
    for timestamp in ["", "soon", "99999999999999999999", "1.5"] {
        let query = Query {
            signature: Some(plain_signature("token", timestamp, "n")),
            timestamp: Some(timestamp.to_owned()),
            nonce: Some("n".to_owned()),
            ..Query::default()
        };
        let opened = open(&account(Mode::Plain), &query, "<xml></xml>");
        assert_eq!(opened, Err(Rejected::Malformed), "{timestamp:?}");
    }
    let extremes = account(Mode::Plain).url_check("e", i64::MIN, "n");
    assert_eq!(account(Mode::Plain).verify_url(&extremes, i64::MAX), Err(Rejected::Stale));
}

#[test]
fn another_accounts_message_is_refused_like_any_broken_one_a5() {
    let safe = account(Mode::Safe);
    let key = KEY.parse().expect("a key");
    let other_key = OTHER_KEY.parse().expect("a key");
    for encrypt in [
        crypt::encrypt(&key, [1; 16], b"<xml></xml>", "wxsomebodyelse0000"),
        crypt::encrypt(&key, [1; 16], b"<xml></xml>", ""),
        crypt::encrypt(&other_key, [1; 16], b"<xml></xml>", &safe.appid),
    ] {
        let (query, body) = signed_push(&safe, &encrypt);
        assert_eq!(open(&safe, &query, &body), Err(Rejected::Crypt));
    }
}

#[test]
fn ciphertexts_that_are_none_are_refused_alike_a6() {
    let safe = account(Mode::Safe);
    for encrypt in ["!", "AAAA", &"A".repeat(64), &"A".repeat(60_000), "====", "会员卡"] {
        let (query, body) = signed_push(&safe, encrypt);
        assert_eq!(open(&safe, &query, &body), Err(Rejected::Crypt), "{:.20}", encrypt);
    }
    let (query, body) = signed_push(&safe, "");
    assert_eq!(open(&safe, &query, &body), Err(Rejected::Mode));
}

#[test]
fn key_and_token_rotate_without_losing_a_push_a8() {
    let before = account(Mode::Safe);
    let overlap = Account {
        key: OTHER_KEY.parse().ok(),
        previous_key: before.key.clone(),
        token: "new".to_owned(),
        previous_token: Some(before.token.clone()),
        ..before.clone()
    };
    let after = Account { previous_key: None, previous_token: None, ..overlap.clone() };
    let old_token = Account { previous_key: None, ..overlap.clone() };
    let (query, body) = before.push(&hello(), &postmark());

    let opened = open(&overlap, &query, &body).expect("the old key within the overlap");
    assert_eq!(opened.sealed_with, Some(Generation::Previous));
    assert_eq!(opened.signed_with, Generation::Previous);
    assert_eq!(open(&after, &query, &body), Err(Rejected::Signature));
    assert_eq!(open(&old_token, &query, &body), Err(Rejected::Crypt));

    let reply = Reply::Text("好".to_owned()).to(&hello(), opened.format, NOW);
    let sealed = overlap.seal(&reply, &opened, NOW, [2; 16]);
    let read = before.open_reply(sealed.as_bytes()).expect("sealed as the push was");
    assert_eq!(read, (Format::Xml, reply.clone().into_bytes()));
    assert!(after.open_reply(sealed.as_bytes()).is_err());
    assert_eq!(after.seal(&reply, &opened, NOW, [2; 16]), "success", "never in the clear");

    let (query, body) = after.push(&hello(), &postmark());
    let opened = open(&overlap, &query, &body).expect("the new key within the overlap");
    assert_eq!(opened.sealed_with, Some(Generation::Current));
}

#[test]
fn replies_are_sealed_as_the_push_was_and_success_never() {
    let reply = Reply::Text("]]>".to_owned()).to(&hello(), Format::Json, NOW);
    for message in [hello(), hello().in_json()] {
        let (query, body) = account(Mode::Safe).push(&message, &postmark());
        let opened = open(&account(Mode::Safe), &query, &body).expect("a push");
        let sealed = account(Mode::Safe).seal(&reply, &opened, NOW, [3; 16]);
        assert_eq!(Format::of(sealed.as_bytes()), opened.format);
        let read = account(Mode::Safe).open_reply(sealed.as_bytes()).expect("a reply");
        assert_eq!(read.1, reply.as_bytes());
        assert_eq!(account(Mode::Safe).seal("success", &opened, NOW, [3; 16]), "success");
    }
    let (query, body) = pushed(Mode::Plain);
    let opened = open(&account(Mode::Plain), &query, &body).expect("a push");
    assert_eq!(account(Mode::Plain).seal(&reply, &opened, NOW, [3; 16]), reply);
}

#[test]
fn no_flipped_byte_of_a_sealed_push_opens() {
    let safe = account(Mode::Safe);
    let (query, body) = pushed(Mode::Safe);
    let start = body.find(encrypt_of(&body)).expect("an Encrypt");
    let end = start + encrypt_of(&body).len();
    for at in start..end {
        for flip in [0x01, 0x20, 0x80] {
            let mut flipped = body.clone().into_bytes();
            flipped[at] ^= flip;
            assert!(safe.open(&query, &flipped, NOW).is_err(), "byte {at} ^ {flip:#x}");
        }
    }
}

/// CBC does not authenticate: with a leaked token, bytes of the *message* can be garbled. What
/// holds even then: nothing panics, and whatever fails, fails as under a wrong key.
#[test]
fn a_flipped_byte_fails_like_a_wrong_key_when_it_is_signed_again() {
    let safe = account(Mode::Safe);
    let key = KEY.parse().expect("a key");
    let sealed = crypt::encrypt(&key, [1; 16], hello().raw.as_bytes(), &safe.appid);
    let stranger = Account { key: OTHER_KEY.parse().ok(), ..safe.clone() };
    let (query, body) = signed_push(&safe, &sealed);
    let wrong_key = open(&stranger, &query, &body);
    assert_eq!(wrong_key, Err(Rejected::Crypt));
    let (mut refused, mut garbled) = (0, 0);
    for at in 0..sealed.len() {
        let mut flipped = sealed.clone().into_bytes();
        flipped[at] = if flipped[at] == b'A' { b'B' } else { b'A' };
        let flipped = String::from_utf8(flipped).expect("base64");
        let (query, body) = signed_push(&safe, &flipped);
        match open(&safe, &query, &body) {
            Ok(opened) => {
                assert_ne!(opened.body, hello().raw.as_bytes(), "byte {at}");
                garbled += 1;
            }
            refusal => {
                assert_eq!(refusal, wrong_key, "byte {at}");
                refused += 1;
            }
        }
    }
    assert!(refused > 60 && garbled > 60, "{refused} refused, {garbled} garbled");
}

#[test]
fn nothing_secret_is_printed() {
    let printed = format!("{:?}", account(Mode::Safe));
    assert!(printed.contains("wx1234567890abcdef"));
    assert!(!printed.contains("token") && !printed.contains(KEY), "{printed}");
}
