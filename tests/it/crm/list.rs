//! The list: filtered, looked through page by page, and read by indexes alone.
use std::sync::{Arc, Mutex};

use entity::{card, ids::LevelId};
use kabao::seed::{self, Scale};
use sea_orm::{ConnectionTrait, Statement, entity::prelude::*};
use serde_json::{Value, json};

use super::{MEMBERS, add, find, tag};
use crate::{
    counter::fresh,
    crowd,
    people::{Shop, text},
    town::{Engine, Person, Plan, Town, engine},
};

#[tokio::test]
async fn members_are_found_by_what_one_knows_of_them_prf_03() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    shop.member("p1", "13800000001", "小美").await;
    let store = owner.get("/v1/office/stores").await.body["items"][0]["id"].clone();
    let level = owner.get("/v1/office/settings").await.body["levels"][5]["id"].clone();
    let body = json!({
        "phone": "13911112222", "nickname": "阿强", "name": "王强", "birthday": "1988-11-02",
        "store": store, "level": level,
    });
    let made = add(&owner, body).await.body;
    let vip = tag(&owner, "贵宾").await;
    let body = json!({ "members": [made["id"]], "add": [vip] });
    owner.post_once("/v1/office/members/tag", &fresh("t"), &body).await;
    let card = card::Entity::find()
        .filter(card::Column::LevelId.eq(text(&level).parse::<LevelId>().unwrap()));
    let card = card.one(&shop.town.app.db).await.unwrap().unwrap();
    for (filter, who) in [
        (json!({ "q": "2222" }), "阿强"),
        (json!({ "q": "139 1111 2222" }), "阿强"),
        (json!({ "q": made["number"] }), "阿强"),
        (json!({ "q": card.number }), "阿强"),
        (json!({ "q": "阿" }), "阿强"),
        (json!({ "q": "王" }), "阿强"),
        (json!({ "store": store }), "阿强"),
        (json!({ "level": level }), "阿强"),
        (json!({ "tag": vip }), "阿强"),
        (json!({ "birthday_month": 11 }), "阿强"),
        (json!({ "source": "office" }), "阿强"),
        (json!({ "tag": vip, "level": level, "store": store, "q": "王强" }), "阿强"),
        (json!({ "source": "wechat" }), "小美"),
        (json!({ "q": "小" }), "小美"),
        (json!({ "q": "0001" }), "小美"),
    ] {
        assert_eq!(find(&owner, filter.clone()).await, [who], "{filter}");
    }
    for nobody in [
        json!({ "q": "强" }),
        json!({ "q": "%" }),
        json!({ "q": "2223" }),
        json!({ "tag": vip, "source": "wechat" }),
        json!({ "birthday_month": 2 }),
        json!({ "status": "left" }),
    ] {
        assert_eq!(find(&owner, nobody.clone()).await, Vec::<String>::new(), "{nobody}");
    }
    let no = owner.get(&format!("{MEMBERS}?birthday_month=13")).await;
    assert_eq!(no.code(), "malformed", "{}", no.text);
    let listed = owner.get(&format!("{MEMBERS}?tag={}", text(&vip))).await;
    assert!(
        !listed.text.contains("13911112222") && !listed.text.contains("王强"),
        "{}",
        listed.text
    );
}

/// So many that a beginning is common, and each is met once.
#[tokio::test]
async fn a_list_goes_on_where_it_ended_whatever_is_looked_for() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    crowd::members(&shop.town.app, 1, 520).await;
    for filter in [json!({ "limit": 100 }), json!({ "limit": 100, "q": "会员" })] {
        let (mut seen, mut cursor) = (vec![], Value::Null);
        loop {
            let mut ask = filter.clone();
            ask["cursor"] = cursor;
            let page = owner.post("/v1/office/members/search", &ask).await.body;
            seen.extend(page["items"].as_array().unwrap().iter().map(|row| text(&row["id"])));
            cursor = page["next"].clone();
            if cursor.is_null() {
                break;
            }
        }
        let mut once = seen.clone();
        once.sort_unstable_by(|a, b| b.cmp(a));
        once.dedup();
        assert_eq!((seen.len(), &seen), (520, &once), "the newest first: {filter}");
    }
    assert_eq!(find(&owner, json!({ "q": "会员51", "limit": 100 })).await.len(), 11);
}

/// What is asked while a page is made, and how the engine goes about it.
struct Watched {
    shop: Shop,
    said: Arc<Mutex<Vec<Statement>>>,
}

impl Watched {
    async fn open() -> Self {
        let said = Arc::new(Mutex::new(vec![]));
        let plan = Plan { said: Some(said.clone()), ..Plan::default() };
        Self { shop: Shop::of(Town::with(plan).await), said }
    }

    fn listen(&self) -> Vec<Statement> {
        std::mem::take(&mut *self.said.lock().unwrap())
    }

    /// The steps of the engine's plan, SQLite's or PostgreSQL's.
    async fn plan(&self, of: &Statement) -> String {
        let (explain, step_of) = match engine() {
            Engine::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
            _ => ("EXPLAIN", "QUERY PLAN"),
        };
        let ask = Statement { sql: format!("{explain} {}", of.sql), ..of.clone() };
        let steps = self.shop.town.app.db.query_all_raw(ask).await.unwrap();
        let steps = steps.iter().map(|step| step.try_get::<String>("", step_of).unwrap());
        steps.collect::<Vec<_>>().join("\n")
    }

    async fn asked_for(&self, owner: &Person, filter: &Value) -> Vec<Statement> {
        self.listen();
        find(owner, filter.clone()).await;
        self.listen()
    }
}

#[tokio::test]
async fn a_page_is_so_many_statements_however_many_are_on_it_prf_03() {
    let watched = Watched::open().await;
    let owner = watched.shop.owner().await;
    crowd::members(&watched.shop.town.app, 1, 60).await;
    let mut counts = vec![];
    for limit in [1, 50] {
        owner.get(&format!("{MEMBERS}?limit={limit}")).await;
        watched.listen();
        let page = owner.get(&format!("{MEMBERS}?limit={limit}")).await;
        assert_eq!(page.body["items"].as_array().unwrap().len(), limit);
        counts.push(watched.listen().len());
    }
    assert_eq!(counts[0], counts[1]);
    assert!(counts[1] <= 14, "{counts:?}");
}

async fn filters(owner: &Person) -> Vec<Value> {
    let store = owner.get("/v1/office/stores").await.body["items"][0]["id"].clone();
    let level = owner.get("/v1/office/settings").await.body["levels"][1]["id"].clone();
    let vip = tag(owner, "从未见过").await;
    let cursor = owner.get(&format!("{MEMBERS}?limit=1")).await.body["next"].clone();
    vec![
        json!({}),
        json!({ "cursor": cursor }),
        json!({ "store": store }),
        json!({ "level": level }),
        json!({ "level": level, "cursor": cursor }),
        json!({ "tag": vip }),
        json!({ "source": "till" }),
        json!({ "birthday_month": 2 }),
        json!({ "status": "left" }),
        json!({ "q": "0001" }),
        json!({ "q": "会员1" }),
        json!({ "q": "13900000001" }),
    ]
}

#[tokio::test]
async fn no_filter_reads_the_table_of_members_from_end_to_end() {
    if engine() != Engine::Sqlite {
        return;
    }
    let watched = Watched::open().await;
    crowd::members(&watched.shop.town.app, 1, 30).await;
    let owner = watched.shop.owner().await;
    for filter in filters(&owner).await {
        for statement in watched.asked_for(&owner, &filter).await {
            let plan = watched.plan(&statement).await;
            for table in ["member", "card", "member_tag", "identity", "sale", "account", "lot"] {
                let whole = plan.lines().any(|step| step.trim() == format!("SCAN {table}"));
                // Nor all of a merchant's, which is the same in a shop that has the house to itself.
                let by_merchant = |step: &str| {
                    step.contains(&format!("SEARCH {table} ")) && step.ends_with("(merchant_id=?)")
                };
                let whole = whole || plan.lines().any(by_merchant);
                assert!(!whole, "{filter}\n{}\n{plan}", statement.sql);
            }
            let page = statement.sql.contains("ORDER BY") && statement.sql.contains("LIMIT");
            let sorted = page && filter.get("q").is_none() && plan.contains("TEMP B-TREE");
            assert!(!sorted, "{filter}\n{}\n{plan}", statement.sql);
        }
    }
}

/// PostgreSQL goes by how many rows there are, so it needs some.
#[tokio::test]
async fn no_filter_reads_thousands_of_members_from_end_to_end_on_postgresql() {
    if engine() != Engine::Postgres {
        return;
    }
    let watched = Watched::open().await;
    let app = &watched.shop.town.app;
    let scale = Scale { members: 5_000, sales: 0, days: 1 };
    seed::scale(app, scale, |_, _| ()).await.unwrap();
    app.db.execute_unprepared("ANALYZE").await.unwrap();
    let owner = watched.shop.owner().await;
    for filter in filters(&owner).await {
        for statement in watched.asked_for(&owner, &filter).await {
            let plan = watched.plan(&statement).await;
            // Of balances there are few yet, and few are read as a whole.
            for table in ["member", "card"] {
                let whole = format!("Seq Scan on {table} ");
                assert!(!plan.contains(&whole), "{filter}\n{}\n{plan}", statement.sql);
            }
        }
    }
}
