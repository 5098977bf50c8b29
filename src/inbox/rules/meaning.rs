//! What a push asks of us.
use entity::wechat_account::Kind;
use wechat::{Body, Event};

/// The longest openid we keep, in characters.
const LONGEST_OPENID: usize = 64;

/// What a push means to us. The first two change nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A text, or the key of a menu button: as good as if it had been typed.
    Said(String),
    /// A picture, a voice, a place: it has no words to compare.
    Wordless,
    Followed,
    Unfollowed,
    /// They took back the permission for one kind of data, by WeChat's number for it.
    Revoked {
        openid: String,
        what: String,
    },
    /// They asked to be forgotten.
    Cancelled {
        openid: String,
    },
    /// Nothing to do and nothing to say.
    Nothing,
}

/// A mini-program cannot be answered in the response, so nothing said to it is answered.
pub fn meaning(kind: Kind, body: &Body) -> Meaning {
    let meaning = match body {
        Body::Text { content } => Meaning::Said(content.clone()),
        Body::Event(event) => of_event(event),
        Body::Other { .. } => Meaning::Nothing,
        _ => Meaning::Wordless,
    };
    match meaning {
        Meaning::Said(_) | Meaning::Wordless if kind == Kind::Mini => Meaning::Nothing,
        meaning => meaning,
    }
}

fn of_event(event: &Event) -> Meaning {
    match event {
        Event::Subscribe { .. } => Meaning::Followed,
        Event::Unsubscribe => Meaning::Unfollowed,
        Event::Click { key } => Meaning::Said(key.clone()),
        Event::AuthorizationRevoke(privacy) => {
            let what = number(&privacy.revoke_info);
            Meaning::Revoked { openid: privacy.openid.clone(), what }
        }
        Event::AuthorizationCancellation(privacy) => {
            Meaning::Cancelled { openid: privacy.openid.clone() }
        }
        _ => Meaning::Nothing,
    }
}

/// WeChat's number for a kind of data, or nothing: what is no number is not written down.
fn number(info: &str) -> String {
    let short = info.len() <= 8 && info.bytes().all(|b| b.is_ascii_digit());
    if short { info.to_owned() } else { String::new() }
}

/// Whether it can be an openid at all: visible ASCII, not too long for its column (A13).
pub fn is_openid(text: &str) -> bool {
    (1..=LONGEST_OPENID).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use wechat::message::Privacy;

    use super::*;

    #[test]
    fn a_push_means_one_thing() {
        let privacy =
            Privacy { openid: "o1".to_owned(), revoke_info: "8".to_owned(), ..Default::default() };
        let key = "CENTRE".to_owned();
        let (openid, what) = ("o1".to_owned(), "8".to_owned());
        let follow = Event::Subscribe { scene: Some("1".to_owned()), ticket: None };
        for (body, service, mini) in [
            (
                Body::Text { content: "你好".to_owned() },
                Meaning::Said("你好".to_owned()),
                Meaning::Nothing,
            ),
            (Body::Event(Event::Click { key: key.clone() }), Meaning::Said(key), Meaning::Nothing),
            (
                Body::Image { pic_url: String::new(), media_id: "m".to_owned() },
                Meaning::Wordless,
                Meaning::Nothing,
            ),
            (Body::Event(follow), Meaning::Followed, Meaning::Followed),
            (Body::Event(Event::Unsubscribe), Meaning::Unfollowed, Meaning::Unfollowed),
            (Body::Event(Event::View { url: "a".to_owned() }), Meaning::Nothing, Meaning::Nothing),
            (Body::Other { msg_type: "hologram".to_owned() }, Meaning::Nothing, Meaning::Nothing),
            (
                Body::Event(Event::AuthorizationRevoke(privacy.clone())),
                Meaning::Revoked { openid: openid.clone(), what: what.clone() },
                Meaning::Revoked { openid: openid.clone(), what },
            ),
            (
                Body::Event(Event::AuthorizationCancellation(privacy)),
                Meaning::Cancelled { openid: openid.clone() },
                Meaning::Cancelled { openid },
            ),
        ] {
            assert_eq!(meaning(Kind::Service, &body), service, "{body:?}");
            assert_eq!(meaning(Kind::Mini, &body), mini, "{body:?}");
        }
    }

    #[test]
    fn what_was_revoked_is_a_number_or_not_written_down() {
        for (info, kept) in [("8", "8"), ("", ""), ("13800000001", ""), ("八", ""), ("8 OR 1", "")]
        {
            assert_eq!(number(info), kept, "{info}");
        }
    }

    #[test]
    fn an_openid_is_short_and_visible_a13() {
        for (text, fine) in [
            ("oABC-_1234567890123456789012", true),
            ("", false),
            ("o 1", false),
            ("粉丝", false),
            ("o\u{0}1", false),
        ] {
            assert_eq!(is_openid(text), fine, "{text:?}");
        }
        assert!(!is_openid(&"o".repeat(LONGEST_OPENID + 1)));
    }
}
