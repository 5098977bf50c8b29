//! What the back office's pages cost with 100,000 members and 10,000 sales, beside the bare SQL that
//! finds the same rows, in the same process on the same database: ratios travel.
use std::{net::TcpListener, sync::Arc, time::Duration};

use anyhow::{Context, ensure};
use chrono::{Days, Utc};
use kabao::{
    app::App,
    config::Config,
    http, routes,
    seed::{self, PASSWORD, Scale},
    world::World,
};
use reqwest::{Client, cookie::Jar};
use sea_orm::{ConnectionTrait, Statement, Value as Sql};
use serde_json::{Value, json};
use tokio::time::Instant;

const SCALE: Scale = Scale { members: 100_000, sales: 10_000, days: 30 };
const ROUNDS: usize = 40;

/// A page, and the bare query of whom it shows.
struct Case {
    what: &'static str,
    ask: Value,
    /// After `FROM member WHERE merchant_id = ?1`; the page's order and length follow.
    bare: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // `cargo test --all-targets` runs this too, and has no time for it.
    if !std::env::args().any(|flag| flag == "--bench") {
        println!("cargo bench --bench office");
        return Ok(());
    }
    let files = tempfile::tempdir()?;
    let door = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", door.local_addr()?);
    let database = format!("sqlite://{}", files.path().join("office.db").display());
    let settings = [
        ("KABAO_DATABASE__URL", database.as_str()),
        ("KABAO_CACHE__URL", "memory:"),
        ("KABAO_HTTP__PUBLIC_URL", &address),
    ];
    let config =
        Config::from_variables(&settings).map_err(|wrong| anyhow::anyhow!("{:?}", wrong.0))?;
    let app = App::open(config, World::real()).await?;
    migration::up(&app.db).await?;
    seed::demo(&app).await?;
    let begun = Instant::now();
    seed::scale(&app, SCALE, |_, _| ()).await?;
    println!("seeded {SCALE:?} in {:.1} s\n", begun.elapsed().as_secs_f64());
    tokio::spawn(http::serve(app.clone(), door, routes::all, 2)?);
    let office = Office::enter(address).await?;
    println!("| | p50 | p99 | bare p50 | ratio |\n|---|--:|--:|--:|--:|");
    for case in cases(&office).await? {
        measure(&app, &office, case).await?;
    }
    for (what, path, bare) in figures() {
        let page = async || office.get(&path).await.map(drop);
        compare(&app, what, bare, page).await?;
    }
    Ok(())
}

/// Pages of figures, beside the sum that they would be without days that were written down.
fn figures() -> [(&'static str, String, &'static str); 2] {
    let (today, month) = (Utc::now().date_naive(), Days::new(30));
    let path =
        format!("/v1/office/reports/trend?metric=sales_amount&from={}&to={today}", today - month);
    [
        (
            "dashboard",
            "/v1/office/dashboard".to_owned(),
            "SELECT asset, SUM(balance) FROM account WHERE merchant_id = ?1 GROUP BY asset",
        ),
        (
            "trend of a month",
            path,
            "SELECT (settled_at + 28800000) / 86400000 AS day, SUM(paid) FROM sale \
             WHERE merchant_id = ?1 GROUP BY day",
        ),
    ]
}

async fn cases(office: &Office) -> anyhow::Result<Vec<Case>> {
    let settings = office.get("/v1/office/settings").await?;
    let level = settings["levels"][1]["id"].clone();
    let store = office.get("/v1/office/stores").await?["items"][0]["id"].clone();
    let raw = |id: &Value| -> anyhow::Result<String> {
        let ulid = id.as_str().and_then(|id| id.split('_').nth(1)).context("an id")?;
        let bytes =
            ulid::Ulid::from_string(ulid).map_err(|_| anyhow::anyhow!("not an id"))?.to_bytes();
        Ok(format!("x'{}'", bytes.iter().map(|b| format!("{b:02x}")).collect::<String>()))
    };
    let of_level = format!(
        "id IN (SELECT primary_of FROM card WHERE level_id = {} ORDER BY primary_of DESC LIMIT 50)",
        raw(&level)?
    );
    Ok(vec![
        Case { what: "list", ask: json!({}), bare: "standing = 'living'".to_owned() },
        Case {
            what: "store",
            bare: format!("standing = 'living' AND store_id = {}", raw(&store)?),
            ask: json!({ "store": store }),
        },
        Case { what: "level", ask: json!({ "level": level }), bare: of_level },
        Case {
            what: "birthday month",
            ask: json!({ "birthday_month": 2 }),
            bare: "standing = 'living' AND birth_month = '02'".to_owned(),
        },
        Case {
            what: "search: a rare beginning",
            ask: json!({ "q": "小美999" }),
            bare: "nickname >= '小美999' AND nickname < '小美99:'".to_owned(),
        },
        Case {
            what: "search: a common beginning",
            ask: json!({ "q": "小" }),
            bare: "standing = 'living' AND substr(nickname, 1, 1) = '小'".to_owned(),
        },
        Case {
            what: "search: a phone's tail",
            ask: json!({ "q": "1234" }),
            bare: "phone_tail = (SELECT m.phone_tail FROM member m WHERE m.merchant_id = ?1 \
                   AND m.nickname = '敏1234')"
                .to_owned(),
        },
    ])
}

async fn measure(app: &App, office: &Office, mut case: Case) -> anyhow::Result<()> {
    case.ask["limit"] = json!(50);
    let sql = format!(
        "SELECT * FROM member WHERE merchant_id = ?1 AND {} ORDER BY id DESC LIMIT 50",
        case.bare
    );
    let page = async || {
        let page = office.post("/v1/office/members/search", &case.ask).await?;
        let found = page["items"].as_array().is_some_and(|items| !items.is_empty());
        ensure!(found, "{}: {page}", case.what);
        anyhow::Ok(())
    };
    compare(app, case.what, &sql, page).await
}

/// A page and a bare query, turn by turn.
async fn compare(
    app: &App,
    what: &str,
    sql: &str,
    page: impl AsyncFn() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let merchant = kabao::merchant::find_by_slug(&app.db, seed::SLUG).await?.context("the shop")?;
    let backend = app.db.get_database_backend();
    let bare = || Statement::from_sql_and_values(backend, sql, [Sql::from(merchant.id.0)]);
    let (mut pages, mut bares) = (vec![], vec![]);
    for round in 0..=ROUNDS {
        let begun = Instant::now();
        page().await?;
        let took = begun.elapsed();
        let begun = Instant::now();
        app.db.query_all_raw(bare()).await?;
        // The first warms up.
        if round > 0 {
            pages.push(took);
            bares.push(begun.elapsed());
        }
    }
    let ([p50, p99], [bare, _]) = (spread(pages), spread(bares));
    println!("| {} | {:.2} ms | {:.2} ms | {:.2} ms | {:.1} |", what, p50, p99, bare, p50 / bare);
    Ok(())
}

/// The median and what one in a hundred exceeds, in milliseconds.
fn spread(mut took: Vec<Duration>) -> [f64; 2] {
    took.sort_unstable();
    let at = |part: usize| took[(took.len() - 1) * part / 100].as_secs_f64() * 1e3;
    [at(50), at(99)]
}

/// The owner's browser.
struct Office {
    client: Client,
    address: String,
}

impl Office {
    async fn enter(address: String) -> anyhow::Result<Self> {
        let client = Client::builder().no_proxy().cookie_provider(Arc::new(Jar::default()));
        let office = Self { client: client.build()?, address };
        let ask = json!({ "login": "owner", "password": PASSWORD });
        office.post("/v1/office/sign-in", &ask).await?;
        Ok(office)
    }

    async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let answer = self.client.get(format!("{}{path}", self.address)).send().await?;
        Ok(serde_json::from_str(&answer.error_for_status()?.text().await?)?)
    }

    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let ask = self.client.post(format!("{}{path}", self.address)).json(body);
        Ok(serde_json::from_str(&ask.send().await?.error_for_status()?.text().await?)?)
    }
}
