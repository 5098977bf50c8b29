//! What a person does, and what WeChat tells the account about it.
use wechat::{Body, Event, Format, Message, message::Privacy};

use crate::{
    allowance::Trigger,
    chats::{From, Said},
    config::{Account, Kind},
    deliver,
    deliveries::{Delivery, Status},
    people::Person,
    sandbox::Sandbox,
    state::State,
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

/// A push on its way; sealed once, so that every try and every copy has the same bytes.
#[derive(Clone)]
pub struct Push {
    pub delivery: String,
    pub person: String,
    pub account: Account,
    pub message: Message,
    pub query: wechat::Query,
    pub body: String,
    /// Whether WeChat shows what comes back.
    pub awaits_reply: bool,
}

/// Why a deed cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNow {
    NotFollowing,
    AlreadyFollowing,
}

/// Let `person` do it: their chat changes, and a push goes out. Says which delivery to look for.
pub fn happen(
    sandbox: &Sandbox,
    person: &Person,
    account: &Account,
    deed: &Deed,
) -> Result<String, NotNow> {
    let (now, at) = (sandbox.now(), sandbox.now_text());
    let (id, ready) = sandbox.change(|state| {
        let body = act(state, person, account, deed, now, &at)?;
        let message = message(state, person, account, body, now / 1000);
        let (query, body) = seal(state, account, &message, now / 1000);
        let id = state.deliveries.next_id();
        let delivery = Delivery {
            id: id.clone(),
            appid: account.appid.clone(),
            person: person.id.clone(),
            title: deed.title(),
            at,
            status: Status::Pending,
            sent: message.raw.clone(),
            attempts: vec![],
        };
        let push = Push {
            delivery: id.clone(),
            person: person.id.clone(),
            account: account.clone(),
            message,
            query,
            body,
            awaits_reply: deed.awaits_reply(),
        };
        Ok((id, state.deliveries.accept(push, delivery)))
    })?;
    deliver::start(sandbox, ready);
    Ok(id)
}

/// What the deed changes on the phone, and how it is told.
fn act(
    state: &mut State,
    person: &Person,
    account: &Account,
    deed: &Deed,
    now: i64,
    at: &str,
) -> Result<Body, NotNow> {
    let chat = state.chat(&person.id, &account.appid);
    // A mini-program has no followers; its customer service can be written to at once.
    let open = chat.following || account.kind == Kind::Mini;
    match deed {
        Deed::Follow if chat.following => return Err(NotNow::AlreadyFollowing),
        Deed::Follow | Deed::Scan { .. } | Deed::CancelAuthorization => {}
        _ if !open => return Err(NotNow::NotFollowing),
        _ => {}
    }
    let was_following = chat.following;
    match deed {
        Deed::Follow | Deed::Scan { .. } if !was_following => {
            chat.following = true;
            chat.followed_at_s = now / 1000;
            chat.allowance.grant(Trigger::Follow, now);
        }
        Deed::Scan { .. } => chat.allowance.grant(Trigger::Scan, now),
        Deed::TapMenu { .. } => chat.allowance.grant(Trigger::MenuClick, now),
        Deed::Say { text } => {
            chat.allowance.grant(Trigger::Message, now);
            chat.say(From::Person, Said::Text { content: text.clone() }, at.to_owned());
        }
        Deed::Unfollow => {
            chat.following = false;
            chat.allowance.revoke();
        }
        Deed::Follow | Deed::View { .. } => {}
        Deed::CancelAuthorization => state.web_tokens.revoke(&person.id, &account.appid),
    }
    Ok(told(person, account, deed, was_following))
}

fn told(person: &Person, account: &Account, deed: &Deed, was_following: bool) -> Body {
    let event = match deed {
        Deed::Say { text } => return Body::Text { content: text.clone() },
        Deed::Follow => Event::Subscribe { scene: None, ticket: None },
        Deed::Unfollow => Event::Unsubscribe,
        Deed::Scan { scene } if was_following => {
            Event::Scan { scene: scene.clone(), ticket: Some(format!("gQ-{scene}")) }
        }
        Deed::Scan { scene } => {
            Event::Subscribe { scene: Some(scene.clone()), ticket: Some(format!("gQ-{scene}")) }
        }
        Deed::TapMenu { key } => Event::Click { key: key.clone() },
        Deed::View { url } => Event::View { url: url.clone() },
        Deed::CancelAuthorization => Event::AuthorizationCancellation(Privacy {
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

fn message(
    state: &mut State,
    person: &Person,
    account: &Account,
    body: Body,
    now_s: i64,
) -> Message {
    let msg_id = match body {
        Body::Event(_) => None,
        _ => Some(state.next_msg_id()),
    };
    let from = person.openid(&account.appid);
    let message = Message::new(&account.original_id, &from, now_s, msg_id, body);
    if account.format == Format::Json { message.in_json() } else { message }
}

/// The query and the body, sealed as the account asks for.
fn seal(
    state: &mut State,
    account: &Account,
    message: &Message,
    now_s: i64,
) -> (wechat::Query, String) {
    let random16 = state.random();
    let nonce = u32::from_be_bytes(state.random()).to_string();
    let postmark = wechat::envelope::Postmark { now_s, nonce, random16 };
    account.counterpart().push(message, &postmark)
}

impl Deed {
    fn awaits_reply(&self) -> bool {
        !matches!(self, Self::Unfollow | Self::View { .. } | Self::CancelAuthorization)
    }

    fn title(&self) -> String {
        match self {
            Self::Follow => "关注".to_owned(),
            Self::Unfollow => "取消关注".to_owned(),
            Self::Scan { scene } => format!("扫码「{scene}」"),
            Self::Say { text } => format!("文本「{}」", beginning(text)),
            Self::TapMenu { key } => format!("菜单「{}」", beginning(key)),
            Self::View { url } => format!("打开 {}", beginning(url)),
            Self::CancelAuthorization => "撤回全部授权".to_owned(),
        }
    }
}

fn beginning(text: &str) -> String {
    const SHOWN: usize = 24;
    let cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}
