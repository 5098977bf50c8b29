//! Coupons: no more than there are, no more than one's share, and not after the end.
use std::{collections::HashMap, time::Duration};

use entity::{
    card, coupon,
    coupon_template::{Entity, Kind, Model},
    identity,
    ids::{CouponId, CouponTemplateId, IdentityId, MemberId, MerchantId},
    session, store,
    values::{Fen, Timestamp},
};
use futures_util::future::join_all;
use kabao::{
    app::{App, Tx},
    coupon::{Claim, CouponView, claim, count_usable, insert_template, usable},
    error::Result,
    once::Key,
    passport::{self, Bearer},
    world::World,
};
use reqwest::Method;
use sea_orm::{IntoActiveModel, entity::prelude::*};
use serde_json::{Value, json};

use crate::town::{Reply, Town, send};

pub const DAY_MS: i64 = 24 * 3600 * 1000;

pub fn offer(app: &App, merchant: MerchantId, total: i32, per_member: i32) -> Model {
    let now = app.world.now();
    Model {
        id: app.world.id(),
        merchant_id: merchant,
        store_id: None,
        kind: Kind::Cash,
        title: "新客立减20元 🎁".to_owned(),
        worth: 2000,
        threshold: Fen(10_000),
        total,
        claimed: 0,
        per_member,
        opens_at: now,
        closes_at: now.plus_ms(DAY_MS),
        closes_was: None,
        valid_until: now.plus_ms(2 * DAY_MS),
        listed: true,
        terms: None,
        created_at: now,
    }
}

pub async fn add(app: &App, template: Model) -> CouponTemplateId {
    async fn insert(tx: &Tx, _: &World, template: Model) -> Result<()> {
        insert_template(tx, template).await
    }
    let id = template.id;
    app.transact(insert, template).await.unwrap();
    id
}

pub fn key(text: &str, template: CouponTemplateId) -> Key {
    Key::new(text.to_owned(), &format!("POST /v1/member/offers/{template}/claim"), b"")
}

pub fn word<T>(outcome: &Result<T>) -> &'static str {
    match outcome {
        Ok(_) => "done",
        Err(no) => no.code().unwrap_or_else(|| panic!("{no}")),
    }
}

#[tokio::test]
async fn of_five_thousand_claims_of_a_hundred_a_hundred_are_granted_one_each_e13() {
    let town = Town::with_nodes(2).await;
    let merchant: MerchantId = town.app.world.id();
    let template = add(&town.app, offer(&town.app, merchant, 100, 1)).await;
    let members: Vec<MemberId> = (0..1000).map(|_| town.app.world.id()).collect();
    let claims = (0..5000).map(|n| {
        let app = town.nodes[n % 2].app.clone();
        let ask = Claim { merchant, member: members[n / 5], template };
        let key = key(&n.to_string(), template);
        tokio::spawn(async move { claim(&app, key, ask).await })
    });
    let outcomes: Vec<_> = join_all(claims).await.into_iter().map(|done| done.unwrap()).collect();
    let mut words: HashMap<&str, usize> = HashMap::new();
    for outcome in &outcomes {
        *words.entry(word(outcome)).or_default() += 1;
    }
    assert_eq!(words.remove("done"), Some(100), "{words:?}");
    words.retain(|word, _| !["coupon_sold_out", "coupon_limit_reached"].contains(word));
    assert!(words.is_empty(), "{words:?}");
    let granted = coupon::Entity::find().all(&town.app.db).await.unwrap();
    let mut owners: Vec<MemberId> = granted.iter().map(|coupon| coupon.member_id).collect();
    owners.sort();
    owners.dedup();
    assert_eq!((granted.len(), owners.len()), (100, 100));
    let template = Entity::find_by_id(template).one(&town.app.db).await.unwrap().unwrap();
    assert_eq!(template.claimed, 100);
}

#[tokio::test]
async fn p25_one_member_gets_their_share_however_often_they_press() {
    let town = Town::with_nodes(2).await;
    let merchant: MerchantId = town.app.world.id();
    let template = add(&town.app, offer(&town.app, merchant, 100, 3)).await;
    let ask = Claim { merchant, member: town.app.world.id(), template };
    let claims = (0..50).map(|n| {
        let app = town.nodes[n % 2].app.clone();
        let key = key(&n.to_string(), template);
        tokio::spawn(async move { claim(&app, key, ask).await })
    });
    let outcomes: Vec<_> = join_all(claims).await.into_iter().map(|done| done.unwrap()).collect();
    let of = |code: &str| outcomes.iter().filter(|outcome| word(outcome) == code).count();
    assert_eq!((of("done"), of("coupon_limit_reached")), (3, 47));
    let mut nths: Vec<i32> =
        coupon::Entity::find().all(&town.app.db).await.unwrap().iter().map(|c| c.nth).collect();
    nths.sort_unstable();
    assert_eq!(nths, [1, 2, 3]);
}

#[tokio::test]
async fn who_took_the_last_one_hears_so_again_under_the_same_key_e1() {
    let town = Town::open().await;
    let merchant: MerchantId = town.app.world.id();
    let template = add(&town.app, offer(&town.app, merchant, 1, 1)).await;
    let ask = Claim { merchant, member: town.app.world.id(), template };
    let first = claim(&town.app, key("a", template), ask).await.unwrap();
    let again = claim(&town.app, key("a", template), ask).await.unwrap();
    let json = |view: &CouponView| serde_json::to_string(view).unwrap();
    assert_eq!(json(&first), json(&again));
    assert_eq!((first.worth_text.as_str(), first.terms_text.as_str()), ("¥20", "满100元可用"));
    let other_key = claim(&town.app, key("b", template), ask).await;
    assert_eq!(word(&other_key), "coupon_limit_reached");
    let stranger = Claim { member: town.app.world.id(), ..ask };
    assert_eq!(
        word(&claim(&town.app, key("a", template).of(stranger.member), stranger).await),
        "coupon_sold_out"
    );
}

#[tokio::test]
async fn an_old_link_opens_nothing_e15() {
    let town = Town::open().await;
    let merchant: MerchantId = town.app.world.id();
    let template = add(&town.app, offer(&town.app, merchant, 9, 9)).await;
    let ask = Claim { merchant, member: town.app.world.id(), template };
    let elsewhere = Claim { merchant: town.app.world.id(), ..ask };
    assert_eq!(word(&claim(&town.app, key("a", template), elsewhere).await), "no_such_offer");
    town.advance(Duration::from_millis(DAY_MS as u64 - 1));
    assert_eq!(word(&claim(&town.app, key("b", template), ask).await), "done");
    town.advance(Duration::from_millis(1));
    assert_eq!(word(&claim(&town.app, key("c", template), ask).await), "coupon_not_open");
    let soon =
        Model { opens_at: town.app.world.now().plus_ms(1), ..offer(&town.app, merchant, 9, 9) };
    let ask = Claim { template: add(&town.app, soon).await, ..ask };
    assert_eq!(word(&claim(&town.app, key("d", ask.template), ask).await), "coupon_not_open");
}

#[tokio::test]
async fn p39_a_till_is_shown_what_is_usable_soonest_expiry_first() {
    let town = Town::open().await;
    let merchant: MerchantId = town.app.world.id();
    let member: MemberId = town.app.world.id();
    let now = town.app.world.now();
    for days in [3, 1, 2] {
        let valid_until = now.plus_ms(days * DAY_MS);
        let template = Model { valid_until, ..offer(&town.app, merchant, 9, 1) };
        let template = add(&town.app, template).await;
        let ask = Claim { merchant, member, template };
        claim(&town.app, key(&days.to_string(), template), ask).await.unwrap();
    }
    let anywhere = town.app.world.id();
    let shown = usable(&town.app, merchant, member, anywhere, 2).await.unwrap();
    let until: Vec<i64> = shown.iter().map(|c| (c.valid_until.0 - now.0) / DAY_MS).collect();
    assert_eq!(until, [1, 2]);
    assert_eq!(count_usable(&town.app.db, merchant, member, now).await.unwrap(), 3);
    town.advance(Duration::from_millis(2 * DAY_MS as u64));
    let shown = usable(&town.app, merchant, member, anywhere, 9).await.unwrap();
    assert_eq!(shown.len(), 1);
    let theirs = usable(&town.app, town.app.world.id(), member, anywhere, 9).await.unwrap();
    assert!(theirs.is_empty());
}

/// A member whose browser has signed in.
async fn signed_in(town: &Town) -> (MerchantId, MemberId, String) {
    let (app, now) = (&town.app, town.app.world.now());
    let (merchant, member, id): (MerchantId, MemberId, IdentityId) =
        (app.world.id(), app.world.id(), app.world.id());
    let person = crate::crowd::person(member, merchant, now);
    let identity = identity::Model {
        id,
        merchant_id: merchant,
        appid: "wx1".to_owned(),
        openid: "o1".to_owned(),
        unionid: None,
        member_id: Some(member),
        nickname: None,
        avatar: None,
        followed_at: None,
        follow_told_at: None,
        closed_at: None,
        created_at: now,
    };
    let card = card::Model {
        id: app.world.id(),
        merchant_id: merchant,
        member_id: member,
        number: "8826820000000041".to_owned(),
        sequence: 1,
        level_id: app.world.id(),
        name: "会员卡".to_owned(),
        status: card::Status::Active,
        primary_of: Some(member),
        level_since: Timestamp(0),
        level_until: None,
        next_level_id: None,
        next_level_at: None,
        linked_number: None,
        created_at: now,
    };
    add_row(app, person).await;
    add_row(app, identity).await;
    add_row(app, card).await;
    let bearer = Bearer { merchant, kind: session::Kind::Member, subject: id.0, terminal: None };
    let session = app.transact(passport::open, bearer).await.unwrap();
    (merchant, member, format!("Bearer {}", passport::token(app, &session).unwrap()))
}

async fn add_row<M>(app: &App, row: M)
where
    M: sea_orm::ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: Send,
{
    M::Entity::insert(row.into_active_model()).exec_without_returning(&app.db).await.unwrap();
}

async fn town_with_a_door() -> Town {
    Town::serving(|cfg| {
        let scope = utoipa_actix_web::scope("/v1/member");
        let scope = scope.configure(kabao::centre::member_routes);
        cfg.service(scope.configure(kabao::coupon::member_routes));
    })
    .await
}

async fn get(town: &Town, token: &str, path: &str) -> Reply {
    let ask = town.person().ask(Method::GET, &format!("/v1/member{path}"));
    send(ask.header("authorization", token)).await
}

/// A field of every item of a list.
fn each(reply: &Reply, field: &str) -> Vec<Value> {
    let items = reply.body["items"].as_array().unwrap_or_else(|| panic!("{}", reply.text));
    items.iter().map(|item| item[field].clone()).collect()
}

fn a_store(town: &Town, merchant: MerchantId, name: &str) -> store::Model {
    store::Model {
        id: town.app.world.id(),
        merchant_id: merchant,
        name: name.to_owned(),
        address: String::new(),
        latitude: None,
        longitude: None,
        phone: None,
        closed_at: None,
        created_at: town.app.world.now(),
    }
}

#[tokio::test]
async fn cpn_01_offers_show_what_a_member_can_do_and_where() {
    let town = town_with_a_door().await;
    let (merchant, member, token) = signed_in(&town).await;
    let (app, now) = (&town.app, town.app.world.now());
    let (here, there) =
        (a_store(&town, merchant, "人民路店"), a_store(&town, merchant, "万象城店"));
    let (here_id, there_id) = (here.id, there.id);
    add_row(app, here).await;
    add_row(app, there).await;
    let base = || offer(app, merchant, 5, 1);
    let days = |n: i64| now.plus_ms(n * DAY_MS);
    let mine = base();
    let mine_id = mine.id;
    for (title, template) in [
        ("别家", Model { merchant_id: app.world.id(), ..base() }),
        ("早结束", Model { opens_at: days(-9), closes_at: days(-8), ..base() }),
        ("刚结束", Model { opens_at: days(-9), closes_at: days(-1), ..base() }),
        ("未开始", Model { opens_at: days(1), closes_at: days(2), ..base() }),
        ("领完", Model { claimed: 5, ..base() }),
        ("88折", Model { kind: Kind::Discount, worth: 8800, store_id: Some(here_id), ..base() }),
        ("湿巾", Model { kind: Kind::Goods, store_id: Some(there_id), ..base() }),
        ("我的", mine),
    ] {
        town.advance(Duration::from_millis(1));
        add(app, Model { title: title.to_owned(), ..template }).await;
    }
    claim(app, key("a", mine_id), Claim { merchant, member, template: mine_id }).await.unwrap();

    let all = get(&town, &token, "/offers").await;
    let shown: HashMap<String, Value> = all.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["title"].as_str().unwrap().to_owned(), item.clone()))
        .collect();
    assert_eq!(shown.len(), 6, "{}", all.text);
    for (title, state, mine, remaining) in [
        ("刚结束", "ended", 0, 5),
        ("未开始", "not_started", 0, 5),
        ("领完", "sold_out", 0, 0),
        ("88折", "available", 0, 5),
        ("湿巾", "available", 0, 5),
        ("我的", "claimed", 1, 4),
    ] {
        let item = &shown[title];
        assert_eq!(item["state"], state, "{title}");
        assert_eq!((&item["mine"], &item["remaining"]), (&json!(mine), &json!(remaining)));
    }
    assert_eq!(shown["88折"]["worth_text"], "8.8折");
    assert_eq!(shown["88折"]["store_name"], "人民路店");
    assert_eq!(shown["我的"]["store_name"], Value::Null);
    assert_eq!(shown["我的"]["validity_text"], "2026-12-01 至 2026-12-03");

    let here = get(&town, &token, &format!("/offers?store={here_id}")).await;
    let titles = each(&here, "title");
    assert!(titles.contains(&json!("88折")) && titles.contains(&json!("我的")));
    assert!(!titles.contains(&json!("湿巾")));

    let (mut cursor, mut walked) = (String::new(), vec![]);
    loop {
        let page = get(&town, &token, &format!("/offers?limit=4{cursor}")).await;
        walked.extend(each(&page, "id"));
        let Some(next) = page.body["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(walked, each(&all, "id"));
}

#[tokio::test]
async fn cpn_03_a_coupon_is_claimed_and_kept_until_it_expires() {
    let town = town_with_a_door().await;
    let (merchant, member, token) = signed_in(&town).await;
    let template = add(&town.app, offer(&town.app, merchant, 9, 3)).await;
    let door = format!("/v1/member/offers/{template}/claim");
    let ask = |path: &str| town.person().ask(Method::POST, path).header("authorization", &token);
    let keyless = send(ask(&door)).await;
    assert_eq!((keyless.status, keyless.code()), (422, "idempotency_key_needed"));
    let nowhere = send(ask("/v1/member/offers/tpl_1/claim").header("idempotency-key", "a")).await;
    assert_eq!(nowhere.status, 404);
    let first = send(ask(&door).header("idempotency-key", "a")).await;
    let again = send(ask(&door).header("idempotency-key", "a")).await;
    assert_eq!((first.status, &first.text), (201, &again.text));
    assert_eq!(first.body["state_text"], "未使用");
    let second = send(ask(&door).header("idempotency-key", "b")).await;
    assert_eq!(second.status, 201);

    let used: CouponId = second.body["id"].as_str().unwrap().parse().unwrap();
    let use_it = coupon::Entity::update_many()
        .col_expr(coupon::Column::State, Expr::value("used"))
        .filter(coupon::Column::Id.eq(used));
    use_it.exec(&town.app.db).await.unwrap();
    let ids = async |state: &str| {
        each(&get(&town, &token, &format!("/coupons?state={state}")).await, "id")
    };
    let (first, second) = (&first.body["id"], &second.body["id"]);
    assert_eq!(json!(ids("usable").await), json!([first]));
    assert_eq!(json!(ids("used").await), json!([second]));
    assert!(ids("expired").await.is_empty());
    town.advance(Duration::from_millis(2 * DAY_MS as u64));
    assert!(ids("usable").await.is_empty());
    assert_eq!(json!(ids("used").await), json!([second]));
    assert_eq!(json!(ids("expired").await), json!([first]));
    let now = town.app.world.now();
    assert_eq!(count_usable(&town.app.db, merchant, member, now).await.unwrap(), 0);
    let stranger = get(&town, "Bearer x", "/coupons?state=usable").await;
    assert_eq!((stranger.status, stranger.code()), (401, "unauthenticated"));
}
