//! What a person does: whether it can be done, what it changes on the phone, how it is told.
use wechat::{Body, Event, message::Privacy};

use crate::{
    allowance::Trigger,
    chats::{Chat, From, Said},
    config::{Account, Kind},
    people::Person,
};

#[derive(Clone, Debug)]
pub enum Deed {
    Follow,
    Unfollow,
    /// A QR code of the account; whoever does not follow yet, does so by it.
    Scan {
        scene: String,
    },
    Say {
        text: String,
    },
    TapMenu {
        key: String,
    },
    View {
        url: String,
    },
    CancelAuthorization,
}

/// Why a deed cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNow {
    NotFollowing,
    AlreadyFollowing,
}

impl Deed {
    /// A mini-program has no followers; its customer service can be written to at once.
    pub fn check(&self, following: bool, kind: Kind) -> Result<(), NotNow> {
        match self {
            Self::Follow if following => Err(NotNow::AlreadyFollowing),
            Self::Follow | Self::Scan { .. } | Self::CancelAuthorization => Ok(()),
            _ if following || kind == Kind::Mini => Ok(()),
            _ => Err(NotNow::NotFollowing),
        }
    }

    /// What it changes in the chat. `now` in milliseconds, `at` the same as a text.
    pub fn change(&self, chat: &mut Chat, now: i64, at: String) {
        match self {
            Self::Follow | Self::Scan { .. } if !chat.following => {
                chat.following = true;
                chat.followed_at_s = now / 1000;
                chat.allowance.grant(Trigger::Follow, now);
            }
            Self::Scan { .. } => chat.allowance.grant(Trigger::Scan, now),
            Self::TapMenu { .. } => chat.allowance.grant(Trigger::MenuClick, now),
            Self::Say { text } => {
                chat.allowance.grant(Trigger::Message, now);
                chat.say(From::Person, Said::Text { content: text.clone() }, at);
            }
            Self::Unfollow => {
                chat.following = false;
                chat.allowance.revoke();
            }
            Self::Follow | Self::View { .. } | Self::CancelAuthorization => {}
        }
    }

    /// How WeChat tells it to the account; a scan depends on whether they were `following`.
    pub fn told(&self, person: &Person, account: &Account, following: bool) -> Body {
        let event = match self {
            Self::Say { text } => return Body::Text { content: text.clone() },
            Self::Follow => Event::Subscribe { scene: None, ticket: None },
            Self::Unfollow => Event::Unsubscribe,
            Self::Scan { scene } if following => {
                Event::Scan { scene: scene.clone(), ticket: Some(format!("gQ-{scene}")) }
            }
            Self::Scan { scene } => {
                Event::Subscribe { scene: Some(scene.clone()), ticket: Some(format!("gQ-{scene}")) }
            }
            Self::TapMenu { key } => Event::Click { key: key.clone() },
            Self::View { url } => Event::View { url: url.clone() },
            Self::CancelAuthorization => Event::AuthorizationCancellation(Privacy {
                openid: person.openid(&account.appid),
                unionid: person.unionid(account),
                appid: Some(account.appid.clone()),
                revoke_info: String::new(),
                plugin_id: None,
                open_pid: None,
            }),
        };
        Body::Event(event)
    }

    /// Whether WeChat shows what is answered.
    pub fn awaits_reply(&self) -> bool {
        !matches!(self, Self::Unfollow | Self::View { .. } | Self::CancelAuthorization)
    }

    /// In a few words, for the log.
    pub fn title(&self) -> String {
        match self {
            Self::Follow => "关注".to_owned(),
            Self::Unfollow => "取消关注".to_owned(),
            Self::Scan { scene } => format!("扫码「{scene}」"),
            Self::Say { text } => format!("文本「{}」", beginning(text)),
            Self::TapMenu { key } => format!("菜单「{}」", beginning(key)),
            Self::View { url } => format!("打开 {url}"),
            Self::CancelAuthorization => "撤回全部授权".to_owned(),
        }
    }
}

fn beginning(text: &str) -> String {
    const SHOWN: usize = 24;
    let cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}
