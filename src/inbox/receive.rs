//! From a push to its answer: once, and in time.
use std::{sync::Arc, time::Duration};

use anyhow::Context;
use entity::values::Timestamp;
use sha2::{Digest, Sha256};
use tokio::{
    sync::oneshot,
    task::JoinError,
    time::{Instant, sleep, timeout_at},
};
use tracing::Instrument;
use wechat::{Format, Message, reply::SUCCESS};

use super::{
    flow::{self, Arrival, Arrived, Change, Promise},
    jobs::LateReply,
    rows,
    rules::{Meaning, Reply, Rule, Rules, meaning},
};
use crate::{app::App, error::Result, merchant::Account, passport, session};

/// WeChat tries three times within 15 s.
const REMEMBERED: Duration = Duration::from_secs(60);
/// How often a retry looks whether the first attempt has answered.
const LOOK: Duration = Duration::from_millis(25);

/// A push that is WeChat's and ours.
#[derive(Clone)]
pub struct Push {
    pub account: Arc<Account>,
    pub message: Message,
    pub format: Format,
    /// When we stop thinking and say something.
    pub deadline: Instant,
}

/// An answer as it goes out, before it is sealed, and the reply in it that could also be sent as a
/// message.
struct Answer {
    document: String,
    reply: Option<Reply>,
}

/// The document that answers a push, there by its deadline. It is worked out in a task of its own:
/// WeChat hanging up stops nothing halfway.
pub async fn receive(app: &App, push: Push) -> Result<String> {
    let meaning = meaning(push.account.kind, &push.message.body);
    if meaning == Meaning::Nothing {
        return Ok(SUCCESS.to_owned());
    }
    let key = format!("inbox.{}.{}", push.account.appid, push.message.identity());
    if let Some(answered) = answered(app, &key, push.deadline).await {
        metrics::counter!("kabao_pushes_repeated_total").increment(1);
        return Ok(answered);
    }
    let (tell, told) = oneshot::channel();
    let work = attend(app.clone(), push, meaning, key, tell);
    app.tasks.spawn(work.in_current_span());
    told.await.context("nobody attends to a push")?
}

/// Nothing for whoever is first to bring a push. All others wait for the first one's answer; if
/// that fails, one of them becomes the first.
async fn answered(app: &App, key: &str, deadline: Instant) -> Option<String> {
    loop {
        if app.cache.claim(key, "", REMEMBERED).await {
            return None;
        }
        if let Some(answer) = app.cache.get(&answer_key(key)).await {
            return Some(answer);
        }
        if Instant::now() >= deadline {
            return Some(SUCCESS.to_owned());
        }
        sleep(LOOK).await;
    }
}

/// Beside the claim and not in its place: a cache may lose a value for a moment while it is
/// replaced, and in that moment a retry would be first.
fn answer_key(key: &str) -> String {
    format!("{key}.answer")
}

async fn attend(
    app: App,
    push: Push,
    meaning: Meaning,
    key: String,
    tell: oneshot::Sender<Result<String>>,
) {
    let mut work = app.tasks.spawn(handle(app.clone(), push.clone(), meaning).in_current_span());
    // Whoever asked may have gone: then nobody is told, and a retry finds the answer.
    match timeout_at(push.deadline, &mut work).await.map(finished) {
        Ok(Ok(Answer { document, .. })) => {
            app.cache.set(&answer_key(&key), &document, REMEMBERED).await;
            tell.send(Ok(document)).ok();
        }
        Ok(Err(fault)) => {
            app.cache.forget(&key).await;
            tell.send(Err(fault)).ok();
        }
        Err(_) => {
            app.cache.set(&answer_key(&key), SUCCESS, REMEMBERED).await;
            tell.send(Ok(SUCCESS.to_owned())).ok();
            metrics::counter!("kabao_pushes_late_total").increment(1);
            let late = follow_up(&app, &push, finished(work.await)).await;
            if let Err(fault) = late {
                tracing::error!(%fault, "a push was answered in time but not handled");
            }
        }
    }
}

fn finished(work: Result<Result<Answer>, JoinError>) -> Result<Answer> {
    work.context("a push's handler panicked")?
}

/// It is ready, too late: promise it as a message.
async fn follow_up(app: &App, push: &Push, answer: Result<Answer>) -> Result<()> {
    let Some(reply) = answer?.reply else { return Ok(()) };
    let identity = push.message.identity();
    let late = LateReply {
        id: format!("late/{}", hex::encode(Sha256::digest(&identity))),
        appid: push.account.appid.clone(),
        openid: push.message.from.clone(),
        reply,
    };
    app.transact(flow::promise, Promise { identity, late }).await
}

async fn handle(app: App, push: Push, meaning: Meaning) -> Result<Answer> {
    let reply = reply(&app, &push.account, &meaning).await?;
    let document = match &reply {
        None => SUCCESS.to_owned(),
        Some(reply) => {
            let said = reply.said(&app.config.http.public_url);
            said.to(&push.message, push.format, app.world.now().seconds())
        }
    };
    let Some(change) = change(&push.message, meaning) else {
        return Ok(Answer { document, reply });
    };
    let arrival = Arrival {
        merchant: push.account.merchant,
        appid: push.account.appid.clone(),
        identity: push.message.identity(),
        change,
        reply: document.clone(),
    };
    let Arrived { kept, closed } = app.transact(flow::arrive, arrival).await?;
    if let Some((identity, sessions)) = closed {
        passport::forget_ended(&app, &sessions).await;
        session::forget(&app, identity).await;
    }
    Ok(match kept {
        None => Answer { document, reply },
        Some(kept) => Answer { document: kept, reply: None },
    })
}

/// What changes, if anything does.
fn change(message: &Message, meaning: Meaning) -> Option<Change> {
    let told_at = Timestamp(message.created_at_s.saturating_mul(1000));
    let following = |following| {
        let openid = message.from.clone();
        Change::Following { openid, following, told_at }
    };
    match meaning {
        Meaning::Said(_) | Meaning::Wordless | Meaning::Nothing => None,
        Meaning::Followed => Some(following(true)),
        Meaning::Unfollowed => Some(following(false)),
        Meaning::Revoked { openid, what } => Some(Change::Revoked { openid, what }),
        Meaning::Cancelled { openid } => Some(Change::Cancelled { openid }),
    }
}

async fn reply(app: &App, account: &Account, meaning: &Meaning) -> Result<Option<Reply>> {
    if !matches!(meaning, Meaning::Said(_) | Meaning::Wordless | Meaning::Followed) {
        return Ok(None);
    }
    let rules = standing(app, account).await?;
    let reply = match meaning {
        Meaning::Said(text) => rules.to_text(text),
        Meaning::Followed => rules.to_follower(),
        _ => rules.to_anything(),
    };
    Ok(reply.cloned())
}

/// An account's rules, compiled and in order.
async fn standing(app: &App, account: &Account) -> Result<Arc<Rules>> {
    let fetch = async {
        let rows = rows::rules(&app.db, account.merchant, &account.appid).await?;
        Ok(Rules::new(rows.into_iter().filter_map(readable).collect()))
    };
    app.near.or_fetch(near_key(&account.appid), fetch).await
}

/// One rule that cannot be read does not silence the others.
pub fn readable(row: entity::keyword_rule::Model) -> Option<Rule> {
    let id = row.id;
    let rule = Rule::kept(row);
    rule.inspect_err(|why| tracing::error!(%id, %why, "a keyword rule cannot be read")).ok()
}

/// The account's rules changed on this node.
pub async fn forget_rules(app: &App, appid: &str) {
    app.near.forget(&near_key(appid)).await;
}

/// Some account's did, and it is not known which.
pub async fn forget_all_rules(app: &App) {
    app.near.forget_all(near_key(""));
}

fn near_key(appid: &str) -> String {
    format!("inbox.rules.{appid}")
}
