//! Pushes go out: three tries in all, each cut off when the account takes too long.
use std::time::Duration;

use tokio::{task::JoinSet, time::Instant};
use wechat::Format;

use crate::{
    chats::{From, SERVICE_FAILED, Said},
    config::Account,
    deliveries::{Attempt, Outcome, Status},
    push::Push,
    reply,
    sandbox::Sandbox,
};

/// WeChat docs: 总共重试三次.
const TRIES: u8 = 3;
/// What is read of an answer.
const ANSWER_LIMIT: usize = 64 * 1024;

/// Send these one after the other, in the background.
pub fn start(sandbox: &Sandbox, pushes: Vec<Push>) {
    if pushes.is_empty() {
        return;
    }
    let sandbox = sandbox.clone();
    tokio::spawn(async move {
        for push in pushes {
            deliver(&sandbox, push).await;
        }
    });
}

async fn deliver(sandbox: &Sandbox, push: Push) {
    let manners = sandbox.with(|state| state.deliveries.manners());
    tokio::time::sleep(Duration::from_millis(manners.delay_ms)).await;
    let mut copies = JoinSet::new();
    for _ in 0..manners.duplicate {
        let (sandbox, push) = (sandbox.clone(), push.clone());
        copies.spawn(async move { attempt(&sandbox, &push, true).await });
    }
    let mut last = attempt(sandbox, &push, false).await;
    for _ in 1..TRIES {
        if last.0.is_final() {
            break;
        }
        last = attempt(sandbox, &push, false).await;
    }
    while copies.join_next().await.is_some() {}
    conclude(sandbox, &push, last);
}

/// One try, written to the log.
async fn attempt(sandbox: &Sandbox, push: &Push, duplicate: bool) -> (Outcome, Option<Said>) {
    let (at, begun) = (sandbox.now_text(), Instant::now());
    let patience = sandbox.config().patience;
    let answer = match tokio::time::timeout(patience, post(sandbox, push)).await {
        Err(_) => Err(Outcome::TimedOut),
        Ok(Err(_)) => Err(Outcome::Unreachable),
        Ok(Ok(answer)) => Ok(answer),
    };
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (status, body) = match &answer {
        Ok((status, body)) => (Some(*status), body.as_slice()),
        Err(_) => (None, &[][..]),
    };
    let (outcome, said, opened) = match &answer {
        Err(outcome) => (*outcome, None, None),
        Ok((200, body)) => understand(push, body),
        Ok(_) => (Outcome::HttpError, None, None),
    };
    let received = String::from_utf8_lossy(body).into_owned();
    let attempt = Attempt { at, status, ms, outcome, duplicate, received, opened };
    sandbox.change(|state| state.deliveries.record(&push.delivery, attempt));
    (outcome, said)
}

fn understand(push: &Push, body: &[u8]) -> (Outcome, Option<Said>, Option<String>) {
    match reply::read(&push.account, &push.message, body) {
        Ok(reading) if reading.said.is_some() => (Outcome::Replied, reading.said, reading.opened),
        Ok(reading) => (Outcome::Acknowledged, None, reading.opened),
        Err(_) => (Outcome::Malformed, None, None),
    }
}

async fn post(sandbox: &Sandbox, push: &Push) -> reqwest::Result<(u16, Vec<u8>)> {
    let content_type = match push.account.format {
        Format::Xml => "text/xml",
        Format::Json => "application/json",
    };
    let request = sandbox.outbound().post(&push.account.callback).query(&push.query);
    let request = request.header("content-type", content_type).body(push.body.clone());
    let mut response = request.send().await?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_LIMIT {
            break;
        }
    }
    Ok((response.status().as_u16(), body))
}

/// What the person sees of it in the end.
fn conclude(sandbox: &Sandbox, push: &Push, (outcome, said): (Outcome, Option<Said>)) {
    let status = if outcome.is_good() { Status::Answered } else { Status::Failed };
    let shown = match said {
        Some(said) => Some(said),
        None if outcome.is_good() => None,
        None => Some(Said::Notice { content: SERVICE_FAILED.to_owned() }),
    };
    let at = sandbox.now_text();
    sandbox.change(|state| {
        if let Some(said) = shown.filter(|_| push.awaits_reply) {
            state.chat(&push.person, &push.account.appid).say(From::Account, said, at);
        }
        state.deliveries.settle(&push.delivery, status);
    });
}

/// Ask the callback to prove itself, as WeChat's console does when a URL is saved. The reason, if
/// it does not.
pub async fn verify(sandbox: &Sandbox, account: &Account) -> Result<u64, String> {
    let (echo, nonce) = sandbox.with(|state| (state.random::<8>(), state.random::<4>()));
    let echostr = u64::from_be_bytes(echo).to_string();
    let nonce = u32::from_be_bytes(nonce).to_string();
    let query = account.counterpart().url_check(&echostr, sandbox.now() / 1000, &nonce);
    let begun = Instant::now();
    match get(sandbox, sandbox.outbound().get(&account.callback).query(&query)).await? {
        (200, body) if body == echostr.as_bytes() => {
            Ok(u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX))
        }
        (200, _) => Err("Token 验证失败：没有原样返回 echostr".to_owned()),
        (status, _) => Err(format!("Token 验证失败：HTTP {status}")),
    }
}

/// Look for the file that shows whose a domain is, as WeChat's console does. The reason, if it is
/// not there.
pub async fn find_file(sandbox: &Sandbox, url: &str, words: &str) -> Result<(), String> {
    match get(sandbox, sandbox.outbound().get(url)).await? {
        (200, body) if body.trim_ascii() == words.as_bytes() => Ok(()),
        (200, _) => Err("校验文件内容不对".to_owned()),
        (status, _) => Err(format!("没有找到校验文件：HTTP {status}")),
    }
}

async fn get(sandbox: &Sandbox, ask: reqwest::RequestBuilder) -> Result<(u16, Vec<u8>), String> {
    let asked = async {
        let response = ask.send().await?;
        Ok::<_, reqwest::Error>((response.status().as_u16(), response.bytes().await?.to_vec()))
    };
    match tokio::time::timeout(sandbox.config().patience, asked).await {
        Err(_) => Err("请求 URL 超时".to_owned()),
        Ok(Err(_)) => Err("请求 URL 失败：连接不上".to_owned()),
        Ok(Ok(answer)) => Ok(answer),
    }
}
