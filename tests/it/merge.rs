//! Two members who turn out to be one: everything goes along, and nothing on the way (B12).
use std::collections::BTreeSet;

use entity::{
    account, avatar, card, coupon,
    ids::{CardId, MemberId},
    member, member_merge,
    values::Fen,
};
use futures_util::future::join;
use kabao::{
    ledger,
    member::{Picture, choose_picture},
    proof,
};
use sea_orm::{PaginatorTrait, entity::prelude::*};
use serde_json::{Value, json};

use crate::{
    counter::{coupon as give_coupon, fresh, holdings, hundred, one, quote, settle, typed, with},
    coupon_office::made,
    crowd,
    people::{Shop, text},
    town::{Person, Reply},
};

pub async fn merge(owner: &Person, from: MemberId, into: MemberId, key: &str) -> Reply {
    let path = format!("/v1/office/members/{from}/merge");
    owner.post_once(&path, key, &json!({ "into": into, "reason": "同一位顾客" })).await
}

/// Members whom the till registered, each with one card.
async fn at_the_till(shop: &Shop, first: u64, many: u64) -> Vec<card::Model> {
    crowd::members(shop.app(), first, many).await
}

async fn row(shop: &Shop, id: CardId) -> card::Model {
    card::Entity::find_by_id(id).one(&shop.app().db).await.unwrap().unwrap()
}

async fn person(shop: &Shop, id: MemberId) -> member::Model {
    member::Entity::find_by_id(id).one(&shop.app().db).await.unwrap().unwrap()
}

/// 18 digits that a card's holder would show now.
async fn code_of(shop: &Shop, card: &card::Model) -> String {
    kabao::code::show(shop.app(), card.merchant_id, card).await.unwrap().code
}

async fn proven(shop: &Shop, card: &card::Model) {
    let report = proof::run(shop.app(), card.merchant_id).await.unwrap();
    let bad: Vec<_> = report.findings.iter().filter_map(|found| found.first_bad.as_ref()).collect();
    assert!(report.green, "{}", bad.iter().map(|bad| bad.to_string()).collect::<String>());
}

/// All that all cards have, by asset.
async fn sums(shop: &Shop) -> Vec<(String, i64)> {
    let mut sums = std::collections::BTreeMap::<String, i64>::new();
    for row in account::Entity::find().all(&shop.app().db).await.unwrap() {
        *sums.entry(format!("{:?} {:?}", row.book, row.asset)).or_default() += row.balance;
    }
    sums.into_iter().collect()
}

async fn send_coupon(owner: &Person, template: &str, member: MemberId) -> Reply {
    let path = format!("/v1/office/coupons/{template}/send");
    owner.post_once(&path, &fresh("send"), &json!({ "member": member })).await
}

/// A template of which a member may have several.
async fn template(owner: &Person) -> String {
    made(owner, &json!({ "total": 1_000, "per_member": 100 })).await
}

async fn once_rule(owner: &Person) -> String {
    let ask = json!({
        "name": "每人一次", "principal": 10_000, "once_per_member": true,
        "terms": { "gifts": { "balance": 1_000 } },
    });
    let made = owner.post_once("/v1/office/recharge-rules", &fresh("rule"), &ask).await;
    assert_eq!(made.status, 201, "{}", made.text);
    text(&made.body["id"])
}

/// ¥100 by this rule.
async fn top_up(till: &Person, card: CardId, rule: &str) -> Reply {
    pay_in(till, card, 10_000, json!({ "rule": rule, "rule_version": 1 })).await
}

async fn pay_in(till: &Person, card: CardId, principal: i64, more: Value) -> Reply {
    let ask = json!({
        "card": card, "order_no": fresh("top-up"), "principal": principal, "tender": "cash",
    });
    till.post_once("/v1/till/top-ups", &fresh("top-up"), &with(ask, more)).await
}

async fn reward(owner: &Person, card: CardId, points: &str) -> Reply {
    let ask = json!({ "asset": "points", "amount": points, "reason": "活动" });
    owner.post_once(&format!("/v1/office/cards/{card}/adjust"), &fresh("reward"), &ask).await
}

#[tokio::test]
async fn all_that_a_member_has_becomes_the_others_b12() {
    let shop = Shop::with_nodes(2).await;
    let (owner, till) = (shop.owner().await, shop.clerk("clerk", "T01").await);
    // 小美 registered in WeChat and has been a member of the till for years.
    let phone = shop.member("p1", "13800000001", "小美").await;
    let db = &shop.app().db;
    let from = card::Entity::find().one(db).await.unwrap().unwrap();
    let into = at_the_till(&shop, 1, 1).await.remove(0);
    let (b, a) = (from.member_id, into.member_id);
    let template = template(&owner).await;
    for member in [a, b, a, b, b] {
        assert_eq!(send_coupon(&owner, &template, member).await.status, 201);
    }
    let rule = once_rule(&owner).await;
    assert_eq!(top_up(&till, from.id, &rule).await.status, 201);
    assert_eq!(pay_in(&till, from.id, 500, json!({})).await.status, 201);
    assert_eq!(pay_in(&till, into.id, 300, json!({})).await.status, 201);
    assert_eq!(reward(&owner, from.id, "70").await.status, 200);
    assert_eq!(reward(&owner, into.id, "5").await.status, 200);
    let number = person(&shop, b).await.number;
    member::Entity::update_many()
        .col_expr(member::Column::Unionid, Expr::value("union-1"))
        .filter(member::Column::Id.eq(b))
        .exec(db)
        .await
        .unwrap();
    let before = sums(&shop).await;
    assert_eq!(phone.get("/me").await.body["id"], json!(b));

    let merged = merge(&owner, b, a, "1").await;
    assert_eq!(merged.status, 200, "{}", merged.text);
    assert_eq!(merged.body, json!({ "member": a, "cards": 1, "coupons": 3 }));
    assert_eq!(sums(&shop).await, before, "no balance moves");
    let moved = row(&shop, from.id).await;
    assert_eq!((moved.member_id, moved.primary_of), (a, None));
    assert_eq!((moved.level_id, &moved.number), (from.level_id, &from.number));
    assert_eq!(row(&shop, into.id).await.primary_of, Some(a));
    let coupons = coupon::Entity::find().filter(coupon::Column::MemberId.eq(a));
    let mut nths: Vec<_> = coupons.all(db).await.unwrap().iter().map(|held| held.nth).collect();
    nths.sort_unstable();
    assert_eq!(nths, [1, 2, 3, 4, 5]);
    assert_eq!(send_coupon(&owner, &template, b).await.status, 201, "it is who they are now");
    assert_eq!(top_up(&till, into.id, &rule).await.code(), "recharge_rule_used");

    // At a node that saw her a moment ago: what she takes is whose she is now.
    let path = format!("/v1/member/offers/{template}/claim");
    assert_eq!(phone.browser.post_once(&path, "late", &json!({})).await.status, 201);
    let late = coupon::Entity::find().filter(coupon::Column::MemberId.eq(b));
    assert_eq!(late.count(db).await.unwrap(), 0);
    let unionids = [person(&shop, a).await.unionid, person(&shop, b).await.unionid];
    assert_eq!(unionids, [Some("union-1".to_owned()), None]);

    // 小美's phone, at a node that has not seen her a moment ago.
    let there = shop.phone_at(1, "p1");
    assert_eq!(there.sign_in("snsapi_base").await.status, 302);
    let me = there.get("/me").await;
    assert_eq!((&me.body["id"], &me.body["coupons_usable"]), (&json!(a), &json!(7)), "{}", me.text);
    let cards = there.get("/cards").await;
    let of = |card: &card::Model| {
        let all = cards.body["items"].as_array().unwrap();
        all.iter().find(|shown| shown["id"] == json!(card.id)).unwrap().clone()
    };
    assert_eq!(of(&from)["balances"][2]["value_text"], "¥115.00", "{}", cards.text);
    assert_eq!((&of(&from)["primary"], &of(&into)["primary"]), (&json!(false), &json!(true)));
    assert_eq!(of(&from)["can_be_primary"], json!(true));

    for (scan, card) in [(number, into.id), (from.number.clone(), from.id)] {
        let seen = till.post("/v1/till/identify", &json!({ "scan": scan })).await;
        assert_eq!(seen.body["member"]["id"], json!(a), "{}", seen.text);
        assert_eq!(seen.body["card"]["id"], json!(card), "{}", seen.text);
    }
    let seen = till.post("/v1/till/identify", &json!({ "scan": "13800000001" })).await;
    assert_eq!(seen.code(), "no_such_member", "the phone is free");
    assert_eq!(person(&shop, b).await.phone_unique, None);
    proven(&shop, &from).await;
}

#[tokio::test]
async fn a_merge_is_done_once_and_only_between_two_who_can_be_one_b12() {
    let shop = Shop::open().await;
    let (owner, manager) = (shop.owner().await, crate::staff::manager(&shop.town).await);
    let cards = at_the_till(&shop, 1, 3).await;
    let [a, b, c] = [0, 1, 2].map(|at: usize| cards[at].member_id);
    let refused = |reply: Reply| (reply.status, reply.code().to_owned());
    let told = |status: u16, code: &str| (status, code.to_owned());

    assert_eq!(refused(merge(&manager, b, a, "0").await), told(403, "headquarters_only"));
    assert_eq!(refused(merge(&owner, a, a, "1").await), told(422, "merge_same"));
    let nobody = shop.app().world.id();
    assert_eq!(refused(merge(&owner, b, nobody, "2").await), told(404, "no_such_member"));
    assert_eq!(refused(merge(&owner, nobody, b, "3").await), told(404, "no_such_member"));
    let path = format!("/v1/office/members/{b}/merge");
    let silent = owner.post_once(&path, "4", &json!({ "into": a, "reason": " " })).await;
    assert_eq!(refused(silent), told(422, "reason_needed"));

    let first = merge(&owner, b, a, "5").await;
    assert_eq!((first.status, &first.body["cards"]), (200, &json!(1)), "{}", first.text);
    for key in ["5", "6"] {
        let again = merge(&owner, b, a, key).await;
        assert_eq!((again.status, &again.body), (200, &first.body), "a re-run moves nothing");
    }
    assert_eq!(refused(merge(&owner, a, b, "7").await), told(409, "member_merged"));
    assert_eq!(refused(merge(&owner, b, c, "8").await), told(409, "member_merged"));
    assert_eq!(refused(merge(&owner, c, b, "9").await), told(409, "member_merged"));
    // Who has taken somebody in may be taken in themselves.
    let next = merge(&owner, a, c, "10").await;
    assert_eq!((next.status, &next.body["cards"]), (200, &json!(2)), "{}", next.text);
    assert_eq!(merge(&owner, b, a, "11").await.body, first.body);
    assert_eq!(member_merge::Entity::find().count(&shop.app().db).await.unwrap(), 2);

    let log = owner.get("/v1/office/audit").await;
    let lines: Vec<&Value> = log.body["items"].as_array().unwrap().iter().collect();
    let merges = lines.iter().filter(|line| line["action"] == "member.merge");
    assert_eq!(merges.clone().count(), 4, "each in the log of both: {}", log.text);
    for line in merges {
        assert_eq!(line["action_text"], "合并会员");
        let detail: Value = serde_json::from_str(line["detail"].as_str().unwrap()).unwrap();
        assert!(detail["before"]["from"]["number"].is_string() && detail["after"].is_object());
    }
}

#[tokio::test]
async fn nothing_is_written_onto_whoever_is_another_by_now_b12() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let cards = at_the_till(&shop, 1, 2).await;
    let (merchant, b) = (cards[1].merchant_id, cards[1].member_id);
    assert_eq!(merge(&owner, b, cards[0].member_id, "1").await.status, 200);
    let late = Picture { merchant, member: b, media_type: "image/png", bytes: vec![1] };
    let no = shop.app().transact(choose_picture, late).await.unwrap_err();
    assert_eq!(no.code(), Some("no_such_member"), "{no}");
    assert_eq!(avatar::Entity::find().count(&shop.app().db).await.unwrap(), 0);
}

#[tokio::test]
async fn two_people_in_wechat_are_not_one_b12() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    shop.member("p1", "13800000001", "小美").await;
    shop.member("p2", "13800000002", "阿强").await;
    let cards = card::Entity::find().all(&shop.app().db).await.unwrap();
    let no = merge(&owner, cards[0].member_id, cards[1].member_id, "1").await;
    assert_eq!((no.status, no.code()), (409, "merge_two_wechats"), "{}", no.text);
    let kept = card::Entity::find().all(&shop.app().db).await.unwrap();
    assert_eq!(kept, cards);
}

/// What one round of the race needs: a member with ¥100, ¥20 of it spent in a sale that comes back,
/// a quote that counts on a coupon and ¥50, and one that only earns.
struct Round {
    card: card::Model,
    paid: Value,
    spends: Value,
    earns: Value,
}

impl Round {
    async fn ready(shop: &Shop, till: &Person, card: card::Model) -> Self {
        assert_eq!(pay_in(till, card.id, 10_000, json!({})).await.status, 201);
        let scan = json!({ "scan": code_of(shop, &card).await });
        let paid = quote(till, &[typed(2_000)], scan).await.body;
        let settled = settle(till, &paid, &[("stored_value", 2_000)], json!({})).await;
        assert_eq!(settled.status, 200, "{}", settled.text);
        shop.town.advance(std::time::Duration::from_secs(30));
        let coupon = give_coupon(shop.app(), &card, 1_000, None).await;
        let ask = json!({ "scan": code_of(shop, &card).await, "coupon": coupon });
        let spends = quote(till, &[typed(6_000)], ask).await;
        assert_eq!(spends.body["payable"], 5_000, "{}", spends.text);
        let earns = quote(till, &[typed(3_000)], json!({ "card": card.id })).await;
        assert_eq!(earns.status, 201, "{}", earns.text);
        Self { card, paid, spends: spends.body, earns: earns.body }
    }
}

#[tokio::test]
async fn a_merge_races_a_spend_an_earning_a_return_and_a_gift_sixty_times_b12() {
    const ROUNDS: u64 = 60;
    let shop = Shop::with_nodes(2).await;
    let owner = shop.owner().await;
    let here = shop.clerk("clerk", "T01").await;
    let there = here.at(&shop.town.nodes[1].address);
    let template = template(&owner).await;
    let into = at_the_till(&shop, 1, 1).await.remove(0);
    let a = into.member_id;
    assert_eq!(pay_in(&here, into.id, 700, json!({})).await.status, 201);
    for (round, card) in (1..).zip(at_the_till(&shop, 100, ROUNDS).await) {
        let Round { card, paid, spends, earns } = Round::ready(&shop, &here, card).await;
        let b = card.member_id;
        let key = fresh("merge");
        let merging = merge(&owner, b, a, &key);
        let spending = settle(&there, &spends, &[("stored_value", 5_000)], json!({}));
        let earning = settle(&here, &earns, &[("cash", 3_000)], json!({}));
        let all = json!({ "all": true });
        let returning = crate::counter::refund(&there, &paid["sale"], all);
        let giving = send_coupon(&owner, &template, b);
        let ((merged, spent), (earned, (returned, given))) =
            join(join(merging, spending), join(earning, join(returning, giving))).await;
        for (what, reply) in
            [("merge", &merged), ("spend", &spent), ("earn", &earned), ("return", &returned)]
        {
            assert_eq!(reply.status / 100, 2, "round {round}, {what}: {}", reply.text);
        }
        assert_eq!(given.status, 201, "round {round}: {}", given.text);
        // Before the gift, or after it.
        assert!([1, 2].contains(&merged.body["coupons"].as_i64().unwrap()), "{}", merged.text);

        let held = holdings(shop.app(), &card).await;
        assert_eq!(held.card.member_id, a, "round {round}");
        assert_eq!(held.principal(), Fen(10_000 - 5_000), "round {round}");
        let ours = coupon::Entity::find().filter(coupon::Column::MemberId.eq(b));
        assert_eq!(ours.count(&shop.app().db).await.unwrap(), 0, "round {round}");
        let again = merge(&owner, b, a, &fresh("merge")).await;
        assert_eq!(again.body, merged.body, "a re-run is a no-op");
        assert_eq!(holdings(shop.app(), &card).await.principal(), held.principal());
    }
    let cards = card::Entity::find().filter(card::Column::MemberId.eq(a));
    let cards = cards.all(&shop.app().db).await.unwrap();
    assert_eq!(cards.len() as u64, ROUNDS + 1);
    let all = ledger::peek_all(&shop.app().db, cards).await.unwrap();
    let principal: i64 = all.iter().map(|held| held.principal().0).sum();
    assert_eq!(principal, 700 + 5_000 * ROUNDS as i64);
    // A database lists cards in an order of its own.
    let raced = all.iter().filter(|held| held.card.id != into.id);
    let points: BTreeSet<_> = raced.map(|held| held.points().0).collect();
    assert!(points.len() == 1 && points.iter().all(|had| *had > 0), "{points:?}");
    let ours = coupon::Entity::find().filter(coupon::Column::MemberId.eq(a));
    assert_eq!(ours.count(&shop.app().db).await.unwrap(), 2 * ROUNDS);
    proven(&shop, &into).await;
}

#[tokio::test]
async fn of_two_merges_that_cross_one_happens_b12() {
    let shop = Shop::with_nodes(2).await;
    let owner = shop.owner().await;
    let there = owner.at(&shop.town.nodes[1].address);
    for pair in at_the_till(&shop, 1, 60).await.chunks(2) {
        let (a, b) = (pair[0].member_id, pair[1].member_id);
        let (one, other) = (fresh("merge"), fresh("merge"));
        let (one, other) = join(merge(&owner, a, b, &one), merge(&there, b, a, &other)).await;
        let mut told = [(one.status, one.code()), (other.status, other.code())];
        told.sort_unstable();
        assert_eq!(told, [(200, ""), (409, "member_merged")], "{} {}", one.text, other.text);
        let stays = if one.status == 200 { b } else { a };
        for card in pair {
            assert_eq!(row(&shop, card.id).await.member_id, stays);
        }
    }
}

#[tokio::test]
async fn a_quote_of_a_card_that_changed_hands_is_the_new_members() {
    let shop = Shop::open().await;
    let (owner, till) = (shop.owner().await, shop.clerk("clerk", "T01").await);
    let cards = at_the_till(&shop, 1, 2).await;
    let (into, from) = (&cards[0], &cards[1]);
    let theirs = give_coupon(shop.app(), from, 1_000, None).await;
    assert_eq!(merge(&owner, from.member_id, into.member_id, "1").await.body["coupons"], 1);
    // What was the one's is good with either card.
    let ask = json!({ "scan": code_of(&shop, into).await, "coupon": theirs });
    let quoted = quote(&till, &[hundred()], ask).await;
    assert_eq!(quoted.body["payable"], 9_000, "{}", quoted.text);
    let paid = settle(&till, &quoted.body, &[("cash", 9_000)], json!({})).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    let bare = quote(&till, &[one(crate::counter::PUREE)], json!({ "card": from.id })).await;
    assert_eq!(bare.status, 201, "{}", bare.text);
    proven(&shop, into).await;
}
