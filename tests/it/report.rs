//! The dashboard and reports: what days come to, and the rows behind it.
use std::{collections::BTreeMap, time::Duration};

use entity::{
    account::{self, Asset, Book},
    coupon, day_figure,
    day_figure::Metric,
    entry, member, program, refund, sale, store, top_up,
    values::Timestamp,
};
use sea_orm::{IntoActiveModel, entity::prelude::*};
use serde_json::{Value, json};

use crate::{
    counter::{Counter, fresh, hundred, refund as give_back, typed},
    people::{Shop, text},
    sale::RATIO,
    staff::manager,
    town::Person,
};

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);

/// Day and what it came to.
type Days = BTreeMap<String, i64>;

/// The metrics that a trend is shown of.
const METRICS: [&str; 10] = [
    "members_new",
    "sales_count",
    "sales_amount",
    "refund_amount",
    "top_up_principal",
    "top_up_gift",
    "points_issued",
    "points_spent",
    "coupons_claimed",
    "coupons_used",
];

/// A sale with points and a part of it given back, a top-up, a guest's sale, a coupon.
async fn trade(counter: &mut Counter<'_>, price: i64) {
    let shop = counter.shop;
    counter.till = shop.clerk("clerk", "T01").await;
    counter.fill((price, price / 10, 50)).await;
    let coupon = crate::counter::coupon(counter.app(), &counter.card, 100, None).await;
    let lines = [hundred(), typed(price)];
    let with = json!({ "points": "10", "coupon": coupon });
    let quoted = counter.quote(&lines, with).await;
    assert_eq!(quoted.status, 201, "{}", quoted.text);
    let due = quoted.body["payable"].as_i64().unwrap();
    let paid =
        crate::counter::settle(&counter.till, &quoted.body, &[("cash", due)], json!({})).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    let back = json!({ "lines": [{ "line": 1, "quantity": 500 }] });
    assert_eq!(give_back(&counter.till, &paid.body["sale"], back).await.status, 201);
    let guest = crate::counter::quote(&counter.till, &[typed(price)], json!({})).await;
    let ways = [("wechat", price)];
    crate::counter::settle(&counter.till, &guest.body, &ways, json!({})).await;
    pays_in(counter, price).await;
}

async fn pays_in(counter: &Counter<'_>, principal: i64) {
    let order = fresh("top");
    let body = json!({
        "card": counter.card.id, "order_no": order, "principal": principal, "tender": "cash",
    });
    let done = counter.till.post_once("/v1/till/top-ups", &order, &body).await;
    assert_eq!(done.status, 201, "{}", done.text);
}

/// The same from the rows, added up the plain way.
async fn plain(shop: &Shop) -> BTreeMap<&'static str, Days> {
    let db = &shop.town.app.db;
    let mut all: BTreeMap<&str, Days> = METRICS.map(|key| (key, Days::new())).into();
    let mut add = |key, at: Timestamp, value: i64| {
        if value != 0 {
            *all.get_mut(key).unwrap().entry(at.day()).or_default() += value;
        }
    };
    for row in member::Entity::find().all(db).await.unwrap() {
        add("members_new", row.created_at, 1);
    }
    for row in sale::Entity::find().all(db).await.unwrap() {
        let Some(at) = row.settled_at else { continue };
        add("sales_count", at, 1);
        add("sales_amount", at, row.paid.0);
        add("coupons_used", at, i64::from(row.coupon_id.is_some()));
    }
    for row in refund::Entity::find().all(db).await.unwrap() {
        add("refund_amount", row.created_at, row.amount.0);
    }
    for row in top_up::Entity::find().all(db).await.unwrap() {
        add("top_up_principal", row.created_at, row.principal.0);
        add("top_up_gift", row.created_at, row.gift.0);
    }
    for row in coupon::Entity::find().all(db).await.unwrap() {
        add("coupons_claimed", row.claimed_at, 1);
    }
    for row in entry::Entity::find().all(db).await.unwrap() {
        if row.asset != Asset::Points {
            continue;
        }
        match row.book {
            Book::Granted | Book::Adjusted => {
                add("points_issued", row.created_at, (-row.amount).max(0));
            }
            Book::Spent => add("points_spent", row.created_at, row.amount.max(0)),
            _ => {}
        }
    }
    all
}

async fn trend(owner: &Person, metric: &str) -> Days {
    let path = format!("/v1/office/reports/trend?metric={metric}&from=2026-11-25&to=2026-12-31");
    let told = owner.get(&path).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let points = told.body["points"].as_array().unwrap();
    assert_eq!(points.len(), 37);
    let day = |point: &Value| (text(&point["on"]), point["value"].as_i64().unwrap());
    points.iter().map(day).filter(|(_, value)| *value != 0).collect()
}

async fn figures_are_plain_sums(shop: &Shop) {
    let owner = shop.owner().await;
    for (metric, days) in plain(shop).await {
        assert_eq!(trend(&owner, metric).await, days, "{metric}");
    }
    let seen = owner.get("/v1/office/dashboard").await;
    let accounts = account::Entity::find().all(&shop.town.app.db).await.unwrap();
    let assets = [Asset::Principal, Asset::Gift, Asset::Points];
    for (nth, asset) in assets.into_iter().enumerate() {
        let have: i64 = accounts.iter().filter(|a| a.asset == asset).map(|a| a.balance).sum();
        assert_eq!(seen.body["outstanding"][nth]["value"], have, "{asset:?}: {}", seen.text);
    }
}

async fn open(shop: &Shop) -> Counter<'_> {
    let counter = Counter::open(shop).await;
    counter.set_program(program::Kind::Redeem, RATIO).await;
    let any = r#"{"only_rules":false}"#;
    counter.set_program(program::Kind::StoredValue, any).await;
    counter
}

#[tokio::test]
async fn figures_are_what_the_rows_say_on_any_day_and_across_midnight_rpt_01() {
    let shop = Shop::open().await;
    let mut counter = open(&shop).await;
    // Ten in the morning; five to twelve; five past; after the grace; days with nothing between.
    let hops = [14 * HOUR - 5 * MINUTE, 10 * MINUTE, 10 * MINUTE, 75 * HOUR, 23 * HOUR];
    trade(&mut counter, 3_300).await;
    figures_are_plain_sums(&shop).await;
    for (nth, hop) in hops.into_iter().enumerate() {
        shop.town.advance(hop);
        trade(&mut counter, 1_000 + nth as i64 * 777).await;
        figures_are_plain_sums(&shop).await;
    }
    let kept = day_figure::Entity::find().all(&shop.town.app.db).await.unwrap();
    let days: std::collections::BTreeSet<String> = kept.iter().map(|row| row.day.day()).collect();
    assert_eq!(
        Vec::from_iter(days),
        ["2026-12-01", "2026-12-02", "2026-12-05"],
        "days that are over"
    );
}

#[tokio::test]
async fn a_day_that_is_over_stays_as_it_was_whatever_comes_back_later_rpt_01() {
    let shop = Shop::open().await;
    let mut counter = open(&shop).await;
    let sold = counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    shop.town.advance(24 * HOUR);
    let before = trend(&shop.owner().await, "sales_amount").await;
    assert_eq!(before, Days::from([("2026-12-01".to_owned(), 10_000)]));
    counter.till = shop.clerk("clerk", "T01").await;
    let back = give_back(&counter.till, &sold.body["sale"], json!({ "all": true })).await;
    assert_eq!(back.status, 201, "{}", back.text);
    let owner = shop.owner().await;
    assert_eq!(trend(&owner, "sales_amount").await, before);
    let refunds = trend(&owner, "refund_amount").await;
    assert_eq!(refunds, Days::from([("2026-12-02".to_owned(), 10_000)]));
    figures_are_plain_sums(&shop).await;
}

#[tokio::test]
async fn the_rows_behind_a_figure_add_up_to_it_rpt_01() {
    let shop = Shop::open().await;
    let mut counter = open(&shop).await;
    for price in [1_100, 2_200, 3_300] {
        trade(&mut counter, price).await;
        // A member code pays once.
        shop.town.advance(MINUTE);
    }
    let owner = shop.owner().await;
    let seen = owner.get("/v1/office/dashboard").await;
    for figure in seen.body["today"].as_array().unwrap() {
        let metric = text(&figure["key"]);
        let mut path = format!("/v1/office/reports/rows?metric={metric}&on=2026-12-01&limit=2");
        let (first, mut sum, mut rows) = (path.clone(), 0, vec![]);
        loop {
            let page = owner.get(&path).await;
            assert_eq!(page.status, 200, "{}", page.text);
            for row in page.body["items"].as_array().unwrap() {
                sum += row["value"].as_i64().unwrap();
                rows.push(text(&row["id"]));
            }
            let Some(next) = page.body["next"].as_str() else { break };
            path = format!("{first}&cursor={next}");
        }
        assert_eq!(figure["value"], sum, "{figure}");
        let told = rows.len();
        rows.sort();
        rows.dedup();
        assert_eq!(rows.len(), told, "each row once: {figure}");
    }
    let page = owner.get("/v1/office/reports/rows?metric=sales_amount&on=2026-12-01").await;
    let names: Vec<&Value> =
        page.body["items"].as_array().unwrap().iter().map(|row| &row["member_masked"]).collect();
    assert!(names.contains(&&json!("小*")) && names.contains(&&Value::Null), "{names:?}");
    assert!(!page.text.contains("小美"), "{}", page.text);
}

#[tokio::test]
async fn a_store_sees_its_own_figures_and_no_others_g1() {
    let shop = Shop::open().await;
    let mut counter = open(&shop).await;
    trade(&mut counter, 5_000).await;
    let second = shop.clerk("clerk2", "T02").await;
    let guest = crate::counter::quote(&second, &[typed(700)], json!({})).await;
    crate::counter::settle(&second, &guest.body, &[("cash", 700)], json!({})).await;
    let stores = store::Entity::find().all(&shop.town.app.db).await.unwrap();
    let owner = shop.owner().await;
    let sales = async |who: &Person, query: &str| {
        let seen = who.get(&format!("/v1/office/dashboard{query}")).await;
        let of = |key: &str| {
            let today = seen.body["today"].as_array().unwrap();
            today.iter().find(|figure| figure["key"] == key).map(|f| f["value"].clone())
        };
        (of("sales_count"), of("members_new"), seen.body["outstanding"].clone())
    };
    let (all, joined, outstanding) = sales(&owner, "").await;
    assert_eq!((all, joined), (Some(json!(3)), Some(json!(1))));
    assert_eq!(outstanding.as_array().unwrap().len(), 3);
    let path = "/v1/office/reports/stores?from=2026-12-01&to=2026-12-01";
    let by_store = owner.get(path).await;
    let rows = by_store.body["items"].as_array().unwrap();
    assert_eq!(rows.len(), stores.len() + 1);
    for store in &stores {
        let (count, joined, outstanding) = sales(&owner, &format!("?store={}", store.id)).await;
        let row = rows.iter().find(|row| row["id"] == json!(store.id)).unwrap();
        assert_eq!(count.as_ref(), Some(&row["figures"][1]["value"]), "{}", store.name);
        assert_eq!((joined, outstanding), (None, json!([])));
    }
    let manager = manager(&shop.town).await;
    let mine = sales(&manager, "").await;
    assert_eq!((&mine.0, &mine.1), (&Some(json!(2)), &None));
    let seen = manager.get(path).await;
    assert_eq!(seen.body["items"].as_array().unwrap().len(), 1, "{}", seen.text);
    let theirs =
        stores.iter().find(|store| seen.body["items"][0]["id"] != json!(store.id)).unwrap();
    for (who, store) in
        [(&manager, theirs.id.to_string()), (&owner, "sto_00000000000000000000000007".to_owned())]
    {
        for path in [
            format!("/v1/office/dashboard?store={store}"),
            format!("/v1/office/reports/rows?metric=sales_count&on=2026-12-01&store={store}"),
            format!(
                "/v1/office/reports/trend?metric=sales_count&from=2026-12-01&to=2026-12-01&store={store}"
            ),
        ] {
            let reply = who.get(&path).await;
            assert_eq!((reply.status, reply.code()), (404, "no_such_store"), "{path}");
        }
    }
    let path = "/v1/office/reports/rows?metric=members_new&on=2026-12-01";
    assert_eq!(manager.get(path).await.code(), "report_no_figure");
}

#[tokio::test]
async fn another_merchants_figures_are_not_ours_g1() {
    let shop = Shop::open().await;
    let counter = open(&shop).await;
    counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;
    let db = &shop.town.app.db;
    let theirs = shop.town.app.world.id();
    let day = Timestamp(1_796_054_400_000);
    let row = day_figure::Model {
        merchant_id: theirs,
        metric: Metric::SalesCount,
        day,
        store_id: Uuid::nil(),
        value: 5,
    };
    day_figure::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(db)
        .await
        .unwrap();
    sale::Entity::update_many()
        .col_expr(sale::Column::MerchantId, Expr::value(theirs.0))
        .exec(db)
        .await
        .unwrap();
    let owner = shop.owner().await;
    assert_eq!(trend(&owner, "sales_count").await, Days::new());
    shop.town.advance(24 * HOUR);
    assert_eq!(trend(&shop.owner().await, "sales_count").await, Days::new());
}

#[tokio::test]
async fn a_report_is_asked_for_in_days_that_can_be_looked_at_rpt_01() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    for (query, status, code) in [
        ("trend?metric=sales_count&from=2026-12-02&to=2026-12-01", 422, "report_period"),
        ("trend?metric=sales_count&from=2016-12-02&to=2026-12-01", 422, "report_period"),
        ("trend?metric=principal_net&from=2026-12-01&to=2026-12-01", 422, "report_no_figure"),
        ("rows?metric=principal_net&on=2026-12-01", 422, "report_no_figure"),
        ("trend?metric=profit&from=2026-12-01&to=2026-12-01", 422, "malformed"),
        ("trend?metric=sales_count&from=yesterday&to=2026-12-01", 422, "malformed"),
        ("stores?from=2026-12-02&to=2026-12-01", 422, "report_period"),
    ] {
        let reply = owner.get(&format!("/v1/office/reports/{query}")).await;
        assert_eq!(reply.status, status, "{query}: {}", reply.text);
        assert!(code.is_empty() || reply.code() == code, "{query}: {}", reply.text);
    }
    let query = "trend?metric=sales_count&from=2026-11-01&to=2026-12-31&by=month";
    let reply = owner.get(&format!("/v1/office/reports/{query}")).await;
    assert_eq!(reply.body["points"].as_array().unwrap().len(), 2);
    assert_eq!(reply.body["points"][0]["label"], "2026-11");
}
