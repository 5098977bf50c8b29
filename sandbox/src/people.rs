//! The people with phones. Who they are to an account follows from who they are: the same openid
//! for (person, appid) and the same unionid for (person, open platform), on every run.
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};

use crate::config::Account;

#[derive(Clone, Debug)]
pub struct Person {
    /// `p1`, `p2`, …
    pub id: String,
    pub nickname: String,
    pub phone: String,
    /// Looks at pages through a snapshot (快照页): nothing said of them is real.
    pub snapshot: bool,
}

/// Someone new.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newcomer {
    pub nickname: String,
    pub phone: Option<String>,
    #[serde(default)]
    pub snapshot: bool,
}

/// How a person looks from outside.
#[derive(Serialize)]
pub struct Profile {
    pub id: String,
    pub nickname: String,
    /// A path of the sandbox.
    pub avatar: String,
    pub phone: String,
    pub snapshot: bool,
    pub following: Vec<String>,
    pub openids: std::collections::BTreeMap<String, String>,
    pub unionid: Option<String>,
}

impl Person {
    /// Those who are always there.
    pub fn seeds() -> Vec<Self> {
        [("小美", "13800000001"), ("阿强", "13800000002"), ("丽丽", "13800000003")]
            .into_iter()
            .enumerate()
            .map(|(index, (nickname, phone))| Self {
                id: format!("p{}", index + 1),
                nickname: nickname.to_owned(),
                phone: phone.to_owned(),
                snapshot: false,
            })
            .collect()
    }

    /// 28 characters, as WeChat's.
    pub fn openid(&self, appid: &str) -> String {
        identifier(&["openid", &self.id, appid])
    }

    /// What OAuth tells of this person: in a snapshot page, a virtual openid.
    pub fn web_openid(&self, appid: &str) -> String {
        if self.snapshot {
            return identifier(&["virtual openid", &self.id, appid]);
        }
        self.openid(appid)
    }

    pub fn unionid(&self, account: &Account) -> Option<String> {
        let platform = account.open_platform.as_deref()?;
        Some(identifier(&["unionid", &self.id, platform]))
    }

    /// In snapshot pages different people have been seen with one unionid; here they always are.
    pub fn web_unionid(&self, account: &Account) -> Option<String> {
        let platform = account.open_platform.as_deref()?;
        if self.snapshot {
            return Some(identifier(&["virtual unionid", platform]));
        }
        self.unionid(account)
    }

    pub fn avatar(&self) -> String {
        format!("/sandbox/people/{}/avatar.svg", self.id)
    }
}

/// A disc with the first letter of the name.
pub fn avatar_svg(person: &Person) -> String {
    const COLOURS: [&str; 6] = ["#a3677f", "#4f7d8c", "#8a6fa8", "#6b8f5e", "#b0883f", "#5b73a6"];
    let colour = COLOURS[person.id.bytes().map(usize::from).sum::<usize>() % COLOURS.len()];
    let letter = person.nickname.chars().find(|c| c.is_alphanumeric()).unwrap_or('友');
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 80'>\
         <rect width='80' height='80' fill='{colour}'/>\
         <text x='40' y='42' fill='#fff' font-size='36' font-family='sans-serif' \
         text-anchor='middle' dominant-baseline='central'>{letter}</text></svg>"
    )
}

fn identifier(of: &[&str]) -> String {
    let digest = Sha1::digest(of.join("\0"));
    format!("o{}", BASE64_URL_SAFE_NO_PAD.encode(digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_someone_else_to_every_account_and_the_same_on_every_run() {
        let [beauty, strong] = [0, 1].map(|nth| Person::seeds().swap_remove(nth));
        let openid = beauty.openid("wx00000000000000a1");
        assert_eq!(openid, Person::seeds()[0].openid("wx00000000000000a1"));
        assert_eq!(openid.len(), 28);
        assert_ne!(openid, beauty.openid("wx00000000000000b2"));
        assert_ne!(openid, strong.openid("wx00000000000000a1"));
    }
}
