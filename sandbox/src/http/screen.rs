//! What the phone shows: conversations and text messages; and the SMS vendor's door.
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

use actix_web::{
    HttpResponse,
    web::{self, Data, Json, Path, Query, ServiceConfig},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    answer::Refusal,
    control::{account, person},
};
use crate::{
    chats::Line,
    sandbox::Sandbox,
    state::{Sms, State},
};

/// The longest a poll is held.
pub const LONGEST_WAIT: Duration = Duration::from_secs(30);

type Answer = Result<HttpResponse, Refusal>;

pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/sandbox/people/{id}/chat/{appid}", web::get().to(chat))
        .route("/sandbox/people/{id}/sms", web::get().to(inbox))
        .route("/sms/send", web::post().to(send_sms));
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Since {
    after: u64,
    seen: Option<String>,
    wait_ms: u64,
}

impl Since {
    fn wait(&self) -> Duration {
        Duration::from_millis(self.wait_ms).min(LONGEST_WAIT)
    }
}

/// What was said since, the menu, and whether they follow. Held until there is news: something
/// said, or a `view` other than the one the caller has `seen` (without one: than the present one).
async fn chat(sandbox: Data<Sandbox>, path: Path<(String, String)>, since: Query<Since>) -> Answer {
    let (id, appid) = path.into_inner();
    let (person, account) = (person(&sandbox, &id)?, account(&sandbox, &appid)?);
    let look = |state: &mut State| Conversation::of(state, &person.id, &account.appid, since.after);
    let now = sandbox.with(look);
    let seen = since.seen.clone().unwrap_or_else(|| now.view.clone());
    let news = sandbox.wait_for(since.wait(), |state| {
        let latest = look(state);
        (!latest.messages.is_empty() || latest.view != seen).then_some(latest)
    });
    Ok(HttpResponse::Ok().json(news.await.unwrap_or(now)))
}

#[derive(Serialize)]
struct Conversation {
    messages: Vec<Line>,
    menu: Vec<Value>,
    following: bool,
    /// Tells one state of the three from another, and means nothing else.
    view: String,
}

impl Conversation {
    fn of(state: &mut State, person: &str, appid: &str, after: u64) -> Self {
        let menu = state.menus.get(appid).cloned().unwrap_or_default();
        let chat = state.chat(person, appid);
        let mut hasher = DefaultHasher::new();
        (json!(menu).to_string(), chat.following, chat.lines.len()).hash(&mut hasher);
        let view = format!("{:x}", hasher.finish());
        Self { messages: chat.after(after), menu, following: chat.following, view }
    }
}

async fn inbox(sandbox: Data<Sandbox>, id: Path<String>, since: Query<Since>) -> Answer {
    let person = person(&sandbox, &id)?;
    let news = sandbox.wait_for(since.wait(), |state| {
        let mine = state.sms.iter().filter(|sms| sms.phone == person.phone);
        let unseen: Vec<Sms> = mine.filter(|sms| sms.seq > since.after).cloned().collect();
        (!unseen.is_empty()).then_some(unseen)
    });
    let messages = news.await.unwrap_or_default();
    Ok(HttpResponse::Ok().json(json!({ "messages": messages })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SendSms {
    phone: String,
    text: String,
    /// The sender's; the same one again is not sent again.
    id: String,
}

async fn send_sms(sandbox: Data<Sandbox>, ask: Json<SendSms>) -> Answer {
    let SendSms { phone, text, id } = ask.into_inner();
    let at = sandbox.now_text();
    sandbox.change(|state| {
        if state.sms.iter().any(|sms| sms.id == id) {
            return;
        }
        let seq = state.sms.len() as u64 + 1;
        let code = one_time_code(&text);
        state.sms.push(Sms { seq, at, id, phone, text, code });
    });
    Ok(HttpResponse::Ok().json(json!({ "ok": true })))
}

/// The first number of four to eight digits.
fn one_time_code(text: &str) -> Option<String> {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers.filter(|digits| (4..=8).contains(&digits.len())).map(str::to_owned).next()
}
