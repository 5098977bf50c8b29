//! What WeChat tells an account about what a person did, sealed and written down.
use wechat::{Body, Format, Message};

use crate::{
    config::Account,
    deed::{Deed, NotNow},
    deliver,
    deliveries::{Delivery, Status},
    people::Person,
    sandbox::Sandbox,
    state::State,
};

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

/// Let `person` do it: their chat changes, and a push goes out. Says which delivery to look for;
/// none, as long as the account's console names nowhere to send it to.
pub fn happen(
    sandbox: &Sandbox,
    person: &Person,
    account: &Account,
    deed: &Deed,
) -> Result<Option<String>, NotNow> {
    let (now, at) = (sandbox.now(), sandbox.now_text());
    let (id, ready) = sandbox.change(|state| {
        let body = act(state, person, account, deed, now, at.clone())?;
        if account.callback.is_empty() {
            return Ok((None, vec![]));
        }
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
            sealed: body.clone(),
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
        Ok((Some(id), state.deliveries.accept(push, delivery)))
    })?;
    deliver::start(sandbox, ready);
    Ok(id)
}

fn act(
    state: &mut State,
    person: &Person,
    account: &Account,
    deed: &Deed,
    now: i64,
    at: String,
) -> Result<Body, NotNow> {
    let chat = state.chat(&person.id, &account.appid);
    let following = chat.following;
    deed.check(following, account.kind)?;
    deed.change(chat, now, at);
    if matches!(deed, Deed::CancelAuthorization) {
        state.web_tokens.revoke(&person.id, &account.appid);
    }
    Ok(deed.told(person, account, following))
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
