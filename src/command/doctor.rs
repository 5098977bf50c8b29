//! What is wrong with a configuration, a line each with its cure.
use std::time::Duration;

use anyhow::bail;

use crate::{app::App, cache::Cache, code, config::Config, engine, merchant, world::World};

const LONGEST_SKEW_MS: i64 = 5_000;

pub async fn doctor() -> anyhow::Result<()> {
    let mut findings = Findings::default();
    match Config::load() {
        Ok(config) => {
            findings.note(Ok("the configuration can be read".to_owned()));
            examine(config, &mut findings).await;
        }
        Err(wrong) => wrong.0.into_iter().for_each(|line| findings.note(Err(line))),
    }
    match findings.wrong {
        0 => Ok(()),
        wrong => bail!("{wrong} things to mend"),
    }
}

#[derive(Default)]
struct Findings {
    wrong: usize,
}

impl Findings {
    fn note(&mut self, finding: Result<String, String>) {
        match finding {
            Ok(fine) => println!("✓ {fine}"),
            Err(wrong) => {
                self.wrong += 1;
                println!("✗ {wrong}");
            }
        }
    }
}

async fn examine(config: Config, findings: &mut Findings) {
    findings.note(pages());
    findings.note(cache(&config).await);
    let reached = database(&config).await;
    let usable = reached.is_ok();
    findings.note(reached);
    if !usable {
        return;
    }
    match App::open(config, World::real()).await {
        Ok(app) => accounts(&app, findings).await,
        Err(fault) => findings.note(Err(format!("{fault:#}"))),
    }
}

fn pages() -> Result<String, String> {
    match crate::http::Pages::get("member.html") {
        Some(_) => Ok("the pages are built".to_owned()),
        None => Err("the pages are not built: run `make web`".to_owned()),
    }
}

async fn cache(config: &Config) -> Result<String, String> {
    let cache = Cache::open(&config.cache.url).map_err(|fault| format!("cache.url: {fault:#}"))?;
    let answered = tokio::time::timeout(Duration::from_secs(3), cache.alive()).await;
    if answered.unwrap_or(false) {
        return Ok(format!("the cache answers ({})", kind(&config.cache.url)));
    }
    Err("the cache does not answer: start Redis, or set KABAO_CACHE__URL=memory: for one node"
        .to_owned())
}

async fn database(config: &Config) -> Result<String, String> {
    let kind = kind(&config.database.url);
    let db = engine::connect(&config.database.url).await.map_err(|fault| {
        format!("database.url (KABAO_DATABASE__URL): {kind} does not answer: {fault}")
    })?;
    let waiting = migration::pending(&db).await.map_err(|fault| format!("{kind}: {fault}"))?;
    if waiting > 0 && !config.is_demo() {
        return Err(format!("{waiting} migrations are waiting: run `kabao migrate`"));
    }
    let ours = World::real().now();
    let skew = engine::clock_ms(&db).await.map_err(|fault| format!("{kind}: {fault}"))? - ours.0;
    if skew.abs() > LONGEST_SKEW_MS {
        return Err(format!("this machine's clock and {kind}'s differ by {skew} ms: run NTP"));
    }
    Ok(format!("{kind} answers, {waiting} migrations waiting, clocks {skew} ms apart"))
}

/// The scheme alone: an address may hold a password.
fn kind(url: &str) -> &str {
    url.split(':').next().unwrap_or_default()
}

async fn accounts(app: &App, findings: &mut Findings) {
    let accounts = match merchant::accounts(&app.db, None).await {
        Ok(accounts) => accounts,
        Err(_) if app.config.is_demo() => {
            return findings
                .note(Ok("the database is empty: `kabao serve` makes the demo".to_owned()));
        }
        Err(fault) => return findings.note(Err(format!("wechat_account: {fault}"))),
    };
    if accounts.is_empty() {
        findings.note(Err("no WeChat account is connected: see docs/WECHAT.md".to_owned()));
    }
    for account in accounts {
        findings.note(wechat_account(app, &account.appid).await);
    }
}

async fn wechat_account(app: &App, appid: &str) -> Result<String, String> {
    let account = merchant::account(app, appid).await.map_err(|no| format!("{appid}: {no}"))?;
    let shop = merchant::shown(app, account.merchant).await.map_err(|no| no.to_string())?;
    if !code::prefix_is_free(&shop.code_prefix) {
        let (prefix, taken) = (&shop.code_prefix, code::PREFIXES_TAKEN);
        return Err(format!("{}: 会员码前缀 {prefix} 与支付码冲突（{taken}）", shop.slug));
    }
    let ips = merchant::with_access_token(app, &account, |token| {
        let client = app.wechat.clone();
        async move { client.callback_ips(token.reveal()).await }
    });
    match ips.await {
        Ok(ips) => Ok(format!(
            "{appid}: WeChat accepts its secret and pushes from {} addresses",
            ips.len()
        )),
        Err(no) => {
            Err(format!("{appid}: {no}: check AppSecret and the IP white-list in WeChat's console"))
        }
    }
}
