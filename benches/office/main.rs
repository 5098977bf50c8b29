//! What the back office's pages cost with 100,000 members and 10,000 sales of the last 24 hours, beside
//! the bare SQL that reads the same rows, in the same process on the same database: ratios travel.
//!
//! `cargo bench --bench office`, or with other numbers `… --bench office -- members=20000,sales=5000`.
//! On SQLite, or on the PostgreSQL that `scripts/with-servers.sh` started.
use std::{env, net::TcpListener, path::Path, sync::Arc, time::Duration};

use anyhow::{Context, ensure};
use chrono::{DateTime, Days, Utc};
use entity::ids::MerchantId;
use kabao::{
    app::{App, Tx},
    config::Config,
    engine,
    error::Result,
    http, report, routes,
    seed::{self, PASSWORD, Scale},
    world::World,
};
use reqwest::{Client, cookie::Jar};
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::{Value, json};
use tokio::time::Instant;

const SCALE: &str = "members=100000,sales=10000";
const ROUNDS: usize = 40;
/// Of what writes a month down each time.
const FEW: usize = 8;

/// A page, and the bare query of whom it shows.
struct Case {
    what: &'static str,
    ask: Value,
    /// After `FROM member WHERE merchant_id = $1`; the page's order and length follow.
    bare: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // `cargo test --all-targets` runs this too, and has no time for it.
    if !env::args().any(|flag| flag == "--bench") {
        println!("cargo bench --bench office");
        return Ok(());
    }
    let scale = env::args().find(|word| word.contains('='));
    let scale = Scale::parse(scale.as_deref().unwrap_or(SCALE), 1)?;
    let files = tempfile::tempdir()?;
    let door = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", door.local_addr()?);
    let database = database(files.path()).await?;
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
    seed::scale(&app, scale, |_, _| ()).await?;
    println!("seeded {scale:?} in {:.1} s\n", begun.elapsed().as_secs_f64());
    tokio::spawn(http::serve(app.clone(), door, routes::all, 2)?);
    let office = Office::enter(address).await?;
    println!("| | p50 | p99 | bare p50 | bare p99 | ratio of p50 | ratio of p99 |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    let bench = Bench::new(app, office).await?;
    for case in cases(&bench).await? {
        bench.measure(case).await?;
    }
    bench.figures().await
}

/// A file in this folder, or a new database on the server.
#[expect(clippy::disallowed_methods, reason = "where a bench runs is nobody's setting")]
async fn database(folder: &Path) -> anyhow::Result<String> {
    let Ok(server) = env::var("KABAO_TEST_POSTGRES") else {
        return Ok(format!("sqlite://{}", folder.join("office.db").display()));
    };
    let (address, _) = server.rsplit_once('/').context("not an address of a database")?;
    engine::connect(&server).await?.execute_unprepared("CREATE DATABASE office").await?;
    Ok(format!("{address}/office"))
}

async fn cases(Bench { app, office, .. }: &Bench) -> anyhow::Result<Vec<Case>> {
    let settings = office.get("/v1/office/settings").await?;
    let level = settings["levels"][1]["id"].clone();
    let store = office.get("/v1/office/stores").await?["items"][0]["id"].clone();
    let raw = |id: &Value| -> anyhow::Result<String> {
        let ulid = id.as_str().and_then(|id| id.split('_').nth(1)).context("an id")?;
        let bytes =
            ulid::Ulid::from_string(ulid).map_err(|_| anyhow::anyhow!("not an id"))?.to_bytes();
        let hex = bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        Ok(match app.db.get_database_backend() {
            DbBackend::Postgres => format!("'{hex}'::uuid"),
            _ => format!("x'{hex}'"),
        })
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
            bare: "phone_tail = (SELECT m.phone_tail FROM member m WHERE m.merchant_id = $1 \
                   AND m.nickname = '敏1234')"
                .to_owned(),
        },
    ])
}

/// The shop, and the owner's browser.
struct Bench {
    app: App,
    office: Office,
    merchant: MerchantId,
}

impl Bench {
    async fn new(app: App, office: Office) -> anyhow::Result<Self> {
        let shop = kabao::merchant::find_by_slug(&app.db, seed::SLUG).await?.context("the shop")?;
        Ok(Self { app, office, merchant: shop.id })
    }

    async fn measure(&self, mut case: Case) -> anyhow::Result<()> {
        case.ask["limit"] = json!(50);
        let sql = format!(
            "SELECT * FROM member WHERE merchant_id = $1 AND {} ORDER BY id DESC LIMIT 50",
            case.bare
        );
        let page = async || {
            let page = self.office.post("/v1/office/members/search", &case.ask).await?;
            let found = page["items"].as_array().is_some_and(|items| !items.is_empty());
            ensure!(found, "{}: {page}", case.what);
            anyhow::Ok(())
        };
        self.compare((case.what, ROUNDS), &sql, &async || anyhow::Ok(()), &page).await
    }

    /// Pages of figures. The first look of a day writes down all days that are over; then only today
    /// and yesterday are added up from their rows.
    async fn figures(&self) -> anyhow::Result<()> {
        let nothing = async || anyhow::Ok(());
        let dashboard = async || self.office.get("/v1/office/dashboard").await.map(drop);
        let forget = async || {
            self.app.transact(start_over, self.merchant).await?;
            anyhow::Ok(())
        };
        let first = ("dashboard, the first of a day", FEW);
        self.compare(first, &added_up(DateTime::UNIX_EPOCH), &forget, &dashboard).await?;
        let yesterday = added_up(Utc::now() - Days::new(2));
        self.compare(("dashboard, again", ROUNDS), &yesterday, &nothing, &dashboard).await?;
        let (today, month) = (Utc::now().date_naive(), Days::new(30));
        let path = format!(
            "/v1/office/reports/trend?metric=sales_amount&from={}&to={today}",
            today - month
        );
        let trend = async || self.office.get(&path).await.map(drop);
        let bare = "SELECT (settled_at + 28800000) / 86400000 AS day, SUM(paid) FROM sale \
                    WHERE merchant_id = $1 GROUP BY day";
        self.compare(("trend of a month", ROUNDS), bare, &nothing, &trend).await
    }

    /// A page and a bare query, turn by turn, with something before each page that does not count.
    async fn compare(
        &self,
        (what, rounds): (&str, usize),
        sql: &str,
        before: &impl AsyncFn() -> anyhow::Result<()>,
        page: &impl AsyncFn() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let db = &self.app.db;
        let bare = || engine::asked(db.get_database_backend(), sql, &[self.merchant.0]);
        let (mut pages, mut bares) = (vec![], vec![]);
        for round in 0..=rounds {
            before().await?;
            let begun = Instant::now();
            page().await?;
            let took = begun.elapsed();
            let begun = Instant::now();
            db.query_all_raw(bare()).await?;
            // The first warms up.
            if round > 0 {
                pages.push(took);
                bares.push(begun.elapsed());
            }
        }
        let ([p50, p99], [bare50, bare99]) = (spread(pages), spread(bares));
        println!(
            "| {what} | {p50:.2} ms | {p99:.2} ms | {bare50:.2} ms | {bare99:.2} ms | {:.1} | {:.1} |",
            p50 / bare50,
            p99 / bare99
        );
        Ok(())
    }
}

/// No day is written down any more.
async fn start_over(tx: &Tx, _: &World, merchant: MerchantId) -> Result<()> {
    report::start_over(tx, merchant).await
}

/// What a dashboard is added up from, since some moment.
fn added_up(since: DateTime<Utc>) -> String {
    let since = since.timestamp_millis();
    let sums = [
        ("COUNT(*)", "member", "created_at"),
        ("SUM(paid)", "sale", "settled_at"),
        ("SUM(amount)", "refund", "created_at"),
        ("SUM(principal)", "top_up", "created_at"),
        ("COUNT(*)", "coupon", "claimed_at"),
    ];
    let sums = sums.map(|(sum, table, at)| {
        format!("SELECT {sum} FROM {table} WHERE merchant_id = $1 AND {at} >= {since} UNION ALL ")
    });
    sums.concat()
        + &format!(
            "SELECT SUM(e.amount) FROM journal j JOIN entry e ON e.journal_id = j.id \
             WHERE j.merchant_id = $1 AND j.created_at >= {since}"
        )
}

/// The median and what one in a hundred exceeds, in milliseconds.
fn spread(mut took: Vec<Duration>) -> [f64; 2] {
    took.sort_unstable();
    let at = |part: usize| took[(took.len() * part).div_ceil(100) - 1].as_secs_f64() * 1e3;
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
