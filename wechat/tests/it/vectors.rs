//! Values published by WeChat and by other people's test suites, in `../vectors.json`.
use serde::Deserialize;
use serde_json::Value;
use wechat::{
    EncodingAesKey, crypt,
    signature::{jssdk_signature, message_signature, plain_signature, raw_data_signature},
    user_data,
};

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    kind: String,
    input: Value,
    expect: Value,
}

impl Vector {
    fn input(&self, name: &str) -> &str {
        self.input[name].as_str().unwrap_or_else(|| panic!("{} has no input {name}", self.id))
    }

    fn expect(&self, name: &str) -> &str {
        self.expect[name].as_str().unwrap_or_else(|| panic!("{} expects no {name}", self.id))
    }

    fn part(&self, at: usize) -> &str {
        self.input["parts"][at].as_str().unwrap_or_default()
    }
}

/// Runs every vector of a kind, and fails if there are not as many as there should be.
fn each(kind: &str, count: usize, run: impl Fn(&Vector)) {
    let Vectors { vectors } =
        serde_json::from_str(include_str!("../vectors.json")).expect("the vectors are JSON");
    let chosen: Vec<_> = vectors.iter().filter(|vector| vector.kind == kind).collect();
    assert_eq!(chosen.len(), count, "vectors of kind {kind}");
    chosen.into_iter().for_each(run);
}

#[test]
fn plain_signatures_are_wechats() {
    each("callback.signature.plain", 4, |v| {
        let signed = plain_signature(v.input("token"), v.input("timestamp"), v.input("nonce"));
        assert_eq!(signed, v.expect("signature"), "{}", v.id);
    });
    // An empty part sorts first and adds nothing, so two parts are three.
    each("sha1.sorted-concat", 2, |v| {
        assert_eq!(plain_signature(v.part(0), v.part(1), v.part(2)), v.expect("sha1"), "{}", v.id);
    });
}

#[test]
fn a_message_signature_is_never_joined_by_ampersands() {
    each("sha1.sorted-amp-join", 1, |v| {
        assert_ne!(plain_signature(v.part(0), v.part(1), v.part(2)), v.expect("sha1"), "{}", v.id);
        let joined = format!("{}&{}", v.part(0), v.part(1));
        assert_eq!(plain_signature(&joined, "", ""), v.expect("sha1"), "{}", v.id);
    });
}

#[test]
fn encrypted_messages_are_signed_opened_and_sealed_as_wechat_does() {
    each("callback.crypt", 11, |v| {
        let encrypt = v.input("encrypt");
        if v.expect.get("msg_signature").is_some() {
            let (token, timestamp, nonce) =
                (v.input("token"), v.input("timestamp"), v.input("nonce"));
            let signed = message_signature(token, timestamp, nonce, encrypt);
            assert_eq!(signed, v.expect("msg_signature"), "{}", v.id);
        }
        if v.input["encoding_aes_key"].is_null() {
            return;
        }
        let key: EncodingAesKey = v.input("encoding_aes_key").parse().expect("a key");
        let receive_id = v.expect("receive_id");
        let opened = crypt::decrypt(&key, encrypt, receive_id).expect("a message");
        assert_eq!(String::from_utf8_lossy(&opened), v.expect("plaintext"), "{}", v.id);
        let random16 = v.expect("random16").as_bytes().try_into().expect("16 characters");
        let sealed = crypt::encrypt(&key, random16, &opened, receive_id);
        assert_eq!(sealed, encrypt, "{}", v.id);
    });
}

#[test]
fn pages_are_signed_as_the_browser_says_them() {
    each("jssdk.signature", 2, |v| {
        let timestamp = v.input["timestamp"].as_i64().expect("seconds");
        let (ticket, noncestr) = (v.input("jsapi_ticket"), v.input("noncestr"));
        let signed = jssdk_signature(ticket, noncestr, timestamp, v.input("url"));
        assert_eq!(signed, v.expect("signature"), "{}", v.id);
    });
}

#[test]
fn mini_program_data_opens_for_its_own_appid_alone() {
    each("miniapp.encryptedData", 1, |v| {
        let open = |appid| {
            let (key, iv) = (v.input("session_key"), v.input("iv"));
            user_data::decrypt(key, iv, v.input("encryptedData"), appid)
        };
        let appid = v.expect["watermark"]["appid"].as_str().expect("an appid");
        let data = open(appid).expect("user data");
        assert_eq!(data.json, v.expect("plaintext"), "{}", v.id);
        assert_eq!(Some(data.sealed_at_s), v.expect["watermark"]["timestamp"].as_i64());
        assert!(open("wx0000000000000000").is_err(), "{}", v.id);
    });
    each("miniapp.rawData.signature", 1, |v| {
        let signed = raw_data_signature(v.input("rawData"), v.input("session_key"));
        assert_eq!(signed, v.expect("signature"), "{}", v.id);
    });
}
