//! Rules that a store holds as its own.
use entity::{program::Kind, store};

use super::*;
use crate::{
    counter::{Counter, MILK, hundred, one},
    staff::manager,
};

async fn stores(app: &App) -> [String; 2] {
    let rows = store::Entity::find().all(&app.db).await.unwrap();
    ["人民路店", "万象城店"]
        .map(|name| rows.iter().find(|row| row.name == name).unwrap().id.to_string())
}

const DOOR: &str = "/v1/office/programs/points";

async fn delete(who: &Person, path: &str) -> (u16, String) {
    let reply = send(who.ask(reqwest::Method::DELETE, path)).await;
    (reply.status, reply.code().to_owned())
}

#[tokio::test]
async fn a_store_sells_by_its_own_copy_and_then_by_headquarters_again_pts_08() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let owner = shop.owner().await;
    let [here, there] = stores(&shop.town.app).await;
    let earns = async || counter.quote(&[hundred()], json!({})).await.body["earn_total"].clone();
    let of = |store: &str| format!("{DOOR}?store={store}");
    assert_eq!(earns().await, "100");
    assert_eq!(put(&owner, DOOR, &json!({ "fen_per_point": 200 })).await.status, 200);
    assert_eq!(earns().await, "50", "headquarters' holds everywhere");

    let both = json!({ "stores": [here, there] });
    let copied = owner.post_once(&format!("{DOOR}/copy"), "a", &both).await;
    assert_eq!((copied.status, &copied.body["stores"]), (201, &json!(2)), "{}", copied.text);
    assert_eq!(put(&owner, DOOR, &json!({ "fen_per_point": 1000 })).await.status, 200);
    assert_eq!(earns().await, "50", "its copy stays as it was");
    let own = put(&owner, &of(&here), &json!({ "fen_per_point": 50 })).await;
    assert_eq!((own.status, &own.body["own"]), (200, &json!(true)), "{}", own.text);
    assert_eq!(earns().await, "200", "and can differ from then on");
    let other = owner.get(&of(&there)).await.body;
    assert_eq!((&other["own"], &other["terms"]["fen_per_point"]), (&json!(true), &json!(200)));
    assert_eq!(other["store_name"], "万象城店");
    let house = owner.get(DOOR).await.body;
    assert_eq!((&house["own"], &house["terms"]["fen_per_point"]), (&json!(false), &json!(1000)));

    assert_eq!(delete(&owner, &of(&here)).await.0, 204);
    assert_eq!(earns().await, "10", "headquarters' again");
    assert_eq!(delete(&owner, &of(&here)).await, (409, "program_not_own".to_owned()));
    let log = owner.get("/v1/office/audit").await.text;
    assert!(log.contains("program.copy") && log.contains("program.end"), "{log}");
}

#[tokio::test]
async fn a_store_decides_its_own_copy_and_no_other_pts_08_lvl_01() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let manager = manager(&shop.town).await;
    let [here, there] = stores(&shop.town.app).await;
    let of = |store: &str| format!("{DOOR}?store={store}");
    let terms = json!({ "fen_per_point": 50 });
    for path in [DOOR.to_owned(), of(&here), of(&there)] {
        let no = put(&manager, &path, &terms).await;
        assert_eq!((no.status, no.code()), (403, "headquarters_only"), "{path}: {}", no.text);
    }
    let copy = json!({ "stores": [here, there] });
    let no = manager.post_once(&format!("{DOOR}/copy"), "m", &copy).await;
    assert_eq!((no.status, no.code()), (403, "headquarters_only"));
    assert_eq!(owner.post_once(&format!("{DOOR}/copy"), "a", &copy).await.status, 201);
    let own = put(&manager, &of(&here), &terms).await;
    assert_eq!(
        (own.status, &own.body["terms"]["fen_per_point"]),
        (200, &json!(50)),
        "{}",
        own.text
    );
    assert_eq!(put(&manager, &of(&there), &terms).await.code(), "headquarters_only");
    let none = json!({ "stores": [] });
    let no = owner.post_once(&format!("{DOOR}/copy"), "b", &none).await;
    assert_eq!((no.status, no.code()), (422, "copies_malformed"));
}

/// One query, which the node remembers: a quote costs what it cost.
#[tokio::test]
async fn a_copy_is_asked_for_by_the_one_query_pts_08() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let owner = shop.owner().await;
    let [here, _] = stores(&shop.town.app).await;
    let redeem = "/v1/office/programs/redeem";
    let way = json!({ "way": { "mode": "ratio", "points_per_yuan": "100", "calc": "fen" } });
    assert_eq!(put(&owner, &format!("{redeem}?store={here}"), &way).await.status, 200);
    counter.fill((0, 0, 1_000)).await;
    let quoted = counter.quote(&[one(MILK)], json!({ "points": "auto" })).await;
    assert_eq!(quoted.body["points"]["off"], 1_000, "{}", quoted.text);
    let row = program::Entity::find().filter(program::Column::Kind.eq(Kind::Redeem));
    let rows = row.all(&shop.town.app.db).await.unwrap();
    assert!(rows.iter().all(|row| row.store_id.is_some()), "headquarters' is as it was");
}

/// What waits, what a top-up gives and what a level's price gives: all last as the store says.
#[tokio::test]
async fn points_last_as_the_store_says_where_they_were_had_pts_08() {
    let shop = Shop::open().await;
    let counter = Counter::open(&shop).await;
    let (app, owner) = (&shop.town.app, shop.owner().await);
    let [here, _] = stores(app).await;
    let own = json!({ "pending_days": 1, "expiry": { "mode": "months", "months": 1 } });
    assert_eq!(put(&owner, &format!("{DOOR}?store={here}"), &own).await.status, 200);
    counter.sell(&[hundred()], json!({}), &[("cash", 10_000)]).await;

    let gifts = json!({ "gifts": { "points": "7" } });
    let rule = json!({ "name": "充100送分", "principal": 10_000, "terms": gifts });
    let rule = owner.post_once("/v1/office/recharge-rules", "rule", &rule).await.body;
    let pay = json!({
        "card": counter.card.id, "order_no": "A1", "principal": 10_000, "tender": "cash",
        "rule": rule["id"], "rule_version": rule["version"],
    });
    let paid = counter.till.post_once("/v1/till/top-ups", "A1", &pay).await;
    assert_eq!(paid.status, 201, "{}", paid.text);

    let levels = owner.get("/v1/office/programs/level").await.body["levels"].clone();
    let gold = levels.as_array().unwrap().iter().find(|level| level["name"] == "金卡").unwrap();
    let mut body = json!({ "terms": { "price": 9_900, "reward": { "points": "5" } } });
    for field in ["name", "rank", "description", "benefits"] {
        body[field] = gold[field].clone();
    }
    let path = format!("/v1/office/levels/{}", gold["id"].as_str().unwrap());
    assert_eq!(put(&owner, &path, &body).await.status, 200);
    let sold = json!({
        "card": counter.card.id, "level": gold["id"], "order_no": "L1", "tender": "cash",
        "paid": 9_900,
    });
    let sold = counter.till.post_once("/v1/till/levels/upgrade", "L1", &sold).await;
    assert_eq!(sold.status, 201, "{}", sold.text);

    shop.town.advance(DAY * 2);
    assert_eq!(points::by_the_clock(app).await.unwrap(), 1, "what waited came");
    let had = lot::Entity::find().filter(lot::Column::Asset.eq(Asset::Points));
    let had = had.all(&app.db).await.unwrap();
    let mut amounts: Vec<_> = had.iter().map(|lot| lot.opened / Points::ONE.0).collect();
    amounts.sort_unstable();
    // The rule's 7 and the level's 5 end on one day, and so are one lot.
    assert_eq!(amounts, [12, 100]);
    assert!(had.iter().all(|lot| lot.expires_at.is_some()), "{had:?}");
}

#[tokio::test]
async fn whether_points_end_with_the_year_is_headquarters_to_say_pts_08_clr_01() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let [here, there] = stores(&shop.town.app).await;
    let clears = json!({ "fen_per_point": 200, "yearly_clear": true });
    assert_eq!(put(&owner, DOOR, &clears).await.status, 200);
    let no = put(&owner, &format!("{DOOR}?store={here}"), &clears).await;
    assert_eq!((no.status, no.code()), (422, "program_invalid"), "{}", no.text);
    assert_eq!(no.body["field"], "yearly_clear");
    // A copy does not take it along, and so can be kept as it is read.
    let copy = json!({ "stores": [there] });
    assert_eq!(owner.post_once(&format!("{DOOR}/copy"), "a", &copy).await.status, 201);
    let path = format!("{DOOR}?store={there}");
    let terms = owner.get(&path).await.body["terms"].clone();
    assert_eq!((&terms["yearly_clear"], &terms["fen_per_point"]), (&json!(false), &json!(200)));
    assert_eq!(put(&owner, &path, &terms).await.status, 200);
}
