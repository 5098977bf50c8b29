//! What is typed about an account.
use entity::wechat_account::{Kind, Mode};

use super::ConnectRefusal;
use crate::{merchant::Pair, typed, world::World};

/// What a service account or a mini-program is connected with.
#[derive(Clone)]
pub struct Terms {
    pub appid: String,
    pub kind: Kind,
    pub name: String,
    pub original_id: String,
    pub mode: Mode,
    pub secret: String,
    pub pair: Secrets,
}

/// What is known of a pair before it is whole; what is missing is made.
#[derive(Clone, Default)]
pub struct Secrets {
    pub token: Option<String>,
    pub aes_key: Option<String>,
}

/// What may change of an account.
#[derive(Clone)]
pub struct Change {
    pub name: String,
    pub original_id: String,
    pub mode: Mode,
    /// None keeps the one there is.
    pub secret: Option<String>,
    pub pair: Secrets,
    /// Make the whole pair anew.
    pub renew: bool,
}

const APPID: usize = 18;
const LONGEST_NAME: usize = 30;
const SECRET: usize = 32;
const AES_KEY: usize = 43;
const MADE_TOKEN: usize = 32;

impl Terms {
    pub fn checked(self) -> Result<Self, ConnectRefusal> {
        let Self { appid, kind, name, original_id, mode, secret, pair } = self;
        let appid = appid.trim().to_owned();
        let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if appid.len() != APPID || !appid.starts_with("wx") || !appid.bytes().all(lower) {
            return Err(no("appid", "AppID 以 wx 开头，共 18 位"));
        }
        let (name, original_id) = (checked_name(&name)?, checked_original(&original_id)?);
        Ok(Self {
            appid,
            kind,
            name,
            original_id,
            mode,
            secret: checked_secret(&secret)?,
            pair: pair.checked()?,
        })
    }
}

impl Change {
    pub fn checked(self) -> Result<Self, ConnectRefusal> {
        let secret = given(self.secret).map(|secret| checked_secret(&secret)).transpose()?;
        Ok(Self {
            name: checked_name(&self.name)?,
            original_id: checked_original(&self.original_id)?,
            pair: self.pair.checked()?,
            secret,
            ..self
        })
    }

    /// The pair from now on, if it is another.
    pub fn pair(&self, world: &World, now: &Pair) -> Option<Pair> {
        let fresh = match self.renew {
            true => self.pair.clone().whole(world),
            false => Pair {
                token: self.pair.token.clone().unwrap_or_else(|| now.token.clone()),
                aes_key: self.pair.aes_key.clone().unwrap_or_else(|| now.aes_key.clone()),
            },
        };
        (fresh != *now).then_some(fresh)
    }
}

impl Secrets {
    fn checked(self) -> Result<Self, ConnectRefusal> {
        let (token, aes_key) = (given(self.token), given(self.aes_key));
        let fine = |token: &String| (3..=32).contains(&token.len()) && is_plain(token);
        if !token.as_ref().is_none_or(fine) {
            return Err(no("token", "Token 为 3–32 位英文或数字"));
        }
        let fine = |key: &String| {
            key.len() == AES_KEY && is_plain(key) && key.parse::<wechat::EncodingAesKey>().is_ok()
        };
        if !aes_key.as_ref().is_none_or(fine) {
            return Err(no("aes_key", "EncodingAESKey 为 43 位英文或数字"));
        }
        Ok(Self { token, aes_key })
    }

    /// With what was not typed made by chance.
    pub fn whole(self, world: &World) -> Pair {
        Pair {
            token: self.token.unwrap_or_else(|| letters(world, MADE_TOKEN)),
            aes_key: self.aes_key.unwrap_or_else(|| letters(world, AES_KEY)),
        }
    }
}

/// `MP_verify_….txt`, which WeChat hands out to be put at the root of a domain.
#[derive(Clone)]
pub struct Domain {
    pub name: String,
    pub content: String,
}

impl Domain {
    /// The words that are its content and in its name. That they are the same is why serving it
    /// tells nothing and takes nobody's place.
    pub fn words(&self) -> Result<String, ConnectRefusal> {
        let name = self.name.trim();
        let words = name.strip_prefix("MP_verify_").and_then(|rest| rest.strip_suffix(".txt"));
        let words = words.filter(|words| (8..=64).contains(&words.len()) && is_plain(words));
        let words = words.ok_or(no("name", "文件名形如 MP_verify_xxxxxxxx.txt"))?;
        if self.content.trim() != words {
            return Err(no("content", "文件内容应与文件名里的那一段相同"));
        }
        Ok(words.to_owned())
    }
}

/// So many letters and digits.
pub fn letters(world: &World, count: usize) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    /// The largest multiple of 62 in a byte: beyond it some letters would come more often.
    const FAIR: u8 = 248;
    let mut text = String::with_capacity(count);
    while text.len() < count {
        let dice: [u8; 64] = world.bytes();
        let fair = dice.into_iter().filter(|die| *die < FAIR);
        text.extend(fair.map(|die| char::from(ALPHABET[usize::from(die % 62)])));
    }
    text.truncate(count);
    text
}

fn checked_name(name: &str) -> Result<String, ConnectRefusal> {
    typed::name(name, LONGEST_NAME).ok_or(no("name", "名称为 1–30 个字"))
}

/// `gh_…`; WeChat documents no length.
fn checked_original(id: &str) -> Result<String, ConnectRefusal> {
    let id = id.trim();
    let rest = id.strip_prefix("gh_").unwrap_or_default();
    match (3..=29).contains(&rest.len()) && is_plain(rest) {
        true => Ok(id.to_owned()),
        false => Err(no("original_id", "原始 ID 以 gh_ 开头")),
    }
}

fn checked_secret(secret: &str) -> Result<String, ConnectRefusal> {
    let secret = secret.trim();
    match secret.len() == SECRET && is_plain(secret) {
        true => Ok(secret.to_owned()),
        false => Err(no("secret", "AppSecret 为 32 位英文或数字")),
    }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What is left blank was not given.
fn given(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn no(field: &'static str, why: &'static str) -> ConnectRefusal {
    ConnectRefusal::Malformed { field, why }
}

#[cfg(test)]
mod tests {
    use entity::values::Timestamp;

    use super::*;

    fn terms() -> Terms {
        Terms {
            appid: " wx00000000000000d4 ".to_owned(),
            kind: Kind::Service,
            name: "小店".to_owned(),
            original_id: "gh_000000000004".to_owned(),
            mode: Mode::Safe,
            secret: "a".repeat(32),
            pair: Secrets::default(),
        }
    }

    fn field(terms: Terms) -> Option<&'static str> {
        match terms.checked() {
            Err(ConnectRefusal::Malformed { field, .. }) => Some(field),
            _ => None,
        }
    }

    #[test]
    fn what_is_typed_wrongly_is_named() {
        assert_eq!(
            terms().checked().map(|terms| terms.appid).ok().as_deref(),
            Some("wx00000000000000d4")
        );
        let token = |token: &str| Secrets { token: Some(token.to_owned()), aes_key: None };
        let key = |key: String| Secrets { token: None, aes_key: Some(key) };
        for (wrong, named) in [
            (Terms { appid: "wx1".to_owned(), ..terms() }, "appid"),
            (Terms { appid: "gh00000000000000d4".to_owned(), ..terms() }, "appid"),
            (Terms { name: " ".to_owned(), ..terms() }, "name"),
            (Terms { name: "a\0".to_owned(), ..terms() }, "name"),
            (Terms { original_id: "000000000004".to_owned(), ..terms() }, "original_id"),
            (Terms { secret: "a".repeat(31), ..terms() }, "secret"),
            (Terms { pair: token("ab"), ..terms() }, "token"),
            (Terms { pair: token("has a space"), ..terms() }, "token"),
            (Terms { pair: key("a".repeat(42)), ..terms() }, "aes_key"),
        ] {
            assert_eq!(field(wrong), Some(named));
        }
    }

    #[test]
    fn a_pair_that_nobody_typed_is_made_and_is_one_that_wechat_takes() {
        let world = World::standing(Timestamp(0), 1);
        let made = Secrets::default().whole(&world);
        let again =
            Secrets { token: Some(made.token.clone()), aes_key: Some(made.aes_key.clone()) };
        assert!(again.checked().is_ok());
        assert!(Secrets::default().whole(&world) != made, "not the same twice");
    }

    #[test]
    fn blank_keeps_what_there_is_and_renew_makes_both_anew() {
        let world = World::standing(Timestamp(0), 1);
        let now = Secrets::default().whole(&world);
        let blank = Change {
            name: "小店".to_owned(),
            original_id: "gh_000000000004".to_owned(),
            mode: Mode::Safe,
            secret: Some("  ".to_owned()),
            pair: Secrets { token: Some(String::new()), aes_key: None },
            renew: false,
        };
        let blank = blank.checked().unwrap_or_else(|no| panic!("{no}"));
        assert!(blank.secret.is_none() && blank.pair(&world, &now).is_none());
        let renewed = Change { renew: true, ..blank }.pair(&world, &now);
        assert!(renewed.is_some_and(|new| new.token != now.token && new.aes_key != now.aes_key));
    }

    #[test]
    fn a_file_for_wechat_says_its_own_name_and_nothing_else() {
        let file = |name: &str, content: &str| {
            Domain { name: name.to_owned(), content: content.to_owned() }.words()
        };
        assert_eq!(file("MP_verify_AbCd1234.txt", "AbCd1234\n").as_deref(), Ok("AbCd1234"));
        for (name, content) in [
            ("MP_verify_AbCd1234.txt", "another1"),
            ("MP_verify_.txt", ""),
            ("MP_verify_../../etc.txt", "../../etc"),
            ("index.html", "index"),
        ] {
            assert!(file(name, content).is_err(), "{name}");
        }
    }
}
