//! The SHA-1 signatures WeChat uses, as lower-case hex.
use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

/// `signature` in a callback's query (WeChat docs, message push).
///
/// It covers neither body nor path: on its own it proves that the sender once saw a valid query.
pub fn plain_signature(token: &str, timestamp: &str, nonce: &str) -> String {
    sorted_concat([token, timestamp, nonce])
}

/// `msg_signature` in a callback's query (WeChat docs, message encryption). Covers the `Encrypt`
/// text and so the body.
pub fn message_signature(token: &str, timestamp: &str, nonce: &str, encrypt: &str) -> String {
    sorted_concat([token, timestamp, nonce, encrypt])
}

/// The `signature` of `wx.config` (WeChat docs, JS-SDK).
///
/// `url` is signed as given, so it is a string: a URL type would turn `http://host?a=b` into
/// `http://host/?a=b`, which the browser never said. Only a `#fragment` is cut.
pub fn jssdk_signature(ticket: &str, noncestr: &str, timestamp: i64, url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default();
    sha1_hex(&format!("jsapi_ticket={ticket}&noncestr={noncestr}&timestamp={timestamp}&url={url}"))
}

/// The `signature` beside a mini-program's `rawData` (WeChat docs, open data verification).
/// `session_key` is the base64 text, not its bytes.
pub fn raw_data_signature(raw_data: &str, session_key: &str) -> String {
    sha1_hex(&format!("{raw_data}{session_key}"))
}

/// Whether the signature we computed is the one we were given, in constant time.
pub fn matches(expected: &str, given: &str) -> bool {
    expected.as_bytes().ct_eq(given.as_bytes()).into()
}

/// Sorted as bytes and joined by nothing. The form joined by `&` belongs to the JS-SDK alone.
fn sorted_concat<const N: usize>(mut parts: [&str; N]) -> String {
    parts.sort_unstable();
    sha1_hex(&parts.concat())
}

fn sha1_hex(text: &str) -> String {
    hex::encode(Sha1::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_is_not_signed_and_nothing_else_is_touched() {
        let sign = |url| jssdk_signature("t", "n", 1, url);
        assert_eq!(sign("http://a.cn?x=1#top"), sign("http://a.cn?x=1"));
        assert_ne!(sign("http://a.cn/?x=1"), sign("http://a.cn?x=1"));
    }

    #[test]
    fn only_the_whole_signature_matches() {
        let expected = plain_signature("token", "1", "2");
        assert!(matches(&expected, &expected));
        for given in ["", &expected[1..], &expected.to_uppercase(), &format!("{expected} ")] {
            assert!(!matches(&expected, given), "{given:?}");
        }
    }
}
