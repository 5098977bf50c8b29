//! Another shop of the same house: its people, its member, and what they did there.
use entity::{
    hold,
    ids::{CardId, MemberId, TerminalId},
    journal, terminal,
};
use kabao::{operator::Right, seed::SERVICE};
use reqwest::Method;
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};

use super::foreign::{Foreign, NO_STORE, NOBODY, foreign, insert};
use crate::{
    bulk::{book, upload},
    counter::{self, fill, fresh, hundred},
    coupon_office::made,
    hiring::{GOOD, accept, invite, role, sign_in, staff},
    people::{Shop, text},
    staff::merchant_id,
    till_key::{make, terms},
    town::{Person, Reply, send},
};

/// What the member of 万象城店 is called, and what its till says on their birthday.
const NAME: &str = "万象的人";
const BIRTHDAY: &str = "位会员生日";

/// The id of one that is the house's own.
macro_rules! ours {
    ($db:expr, $merchant:expr, $table:ident) => {{
        let ours = entity::$table::Column::MerchantId.eq($merchant);
        let found = entity::$table::Entity::find().filter(ours).one($db).await.unwrap();
        found.unwrap().id.to_string()
    }};
}

pub struct Elsewhere {
    /// With every right there is, in 人民路店 alone, and at its till.
    pub here: Person,
    pub till_here: Person,
    /// With every right there is, in 万象城店 alone, and at its till.
    pub there: Person,
    pub till_there: Person,
    member: String,
    card: String,
    sale: String,
    store: String,
    note: String,
    pub things: Foreign,
    /// What nobody in 人民路店 is told.
    marks: Vec<String>,
}

/// Somebody of this role in one store.
async fn placed(owner: &Person, person: Person, login: (&str, &str), store: &str) -> Person {
    let of = role(owner, "几乎全部").await;
    let invited = invite(owner, login.0, login.1, &of, json!([store])).await;
    assert_eq!(invited.status, 201, "{}", invited.text);
    assert_eq!(accept(&person, &invited, GOOD).await.status, 204);
    assert_eq!(sign_in(&person, login.0, GOOD).await.status, 200);
    person
}

/// The id of what this makes.
async fn done(who: &Person, path: &str, body: &Value, field: &str) -> String {
    let reply = who.post_once(path, &fresh("elsewhere"), body).await;
    assert!((200..300).contains(&reply.status), "{path}: {}", reply.text);
    text(reply.body.pointer(field).unwrap_or_else(|| panic!("{path}: {}", reply.text)))
}

impl Elsewhere {
    pub async fn open(shop: &Shop) -> Self {
        let owner = shop.owner().await;
        let stores = owner.get("/v1/office/stores").await.body["items"].clone();
        let id = |name: &str| {
            let found = stores.as_array().unwrap().iter().find(|store| store["name"] == name);
            text(&found.unwrap()["id"])
        };
        let (home, store) = (id("人民路店"), id("万象城店"));
        let all = json!({ "name": "几乎全部", "rights": Right::ALL });
        assert_eq!(owner.post_once("/v1/office/roles", "all", &all).await.status, 201);
        let limits = json!({ "adjust_points": "100", "adjust_money": null, "coupon_send": null });
        let kept = send(owner.ask(Method::PUT, "/v1/office/approvals/limits").json(&limits)).await;
        assert_eq!(kept.status, 200, "{}", kept.text);
        let here = placed(&owner, shop.town.person(), ("here", "3001"), &home).await;
        let there = placed(&owner, shop.town.person(), ("there", "3002"), &store).await;
        let till_here = shop.clerk("clerk", "T01").await;
        let till_there = shop.clerk("clerk2", "T02").await;

        let new = json!({
            "phone": "13800000009", "nickname": NAME, "birthday": "1990-12-01", "store": store,
        });
        let member = done(&there, "/v1/office/members", &new, "/id").await;
        let card = card_of(shop, &member).await;
        let quoted = counter::quote(&till_there, &[hundred()], json!({ "card": card })).await;
        assert_eq!(quoted.status, 201, "{}", quoted.text);
        let cash = [("cash", quoted.body["payable"].as_i64().unwrap())];
        let paid = counter::settle(&till_there, &quoted.body, &cash, json!({})).await;
        assert_eq!(paid.status, 200, "{}", paid.text);
        let sale = text(&quoted.body["sale"]);
        let things = foreign(shop).await;
        let named = [store.as_str(), &member, &card, &sale, NAME, BIRTHDAY].map(str::to_owned);
        let mut elsewhere = Self {
            here,
            till_here,
            there,
            till_there,
            note: String::new(),
            marks: named.to_vec(),
            member,
            card,
            sale,
            store,
            things,
        };
        elsewhere.work(shop, &owner).await;
        elsewhere
    }

    /// What staff of 万象城店 have begun, and how it is named.
    async fn work(&mut self, shop: &Shop, owner: &Person) {
        let (there, member, card) = (&self.there.clone(), self.member.clone(), self.card.clone());
        let notes = format!("/v1/office/members/{member}/notes");
        let note = done(there, &notes, &json!({ "text": "x" }), "/id").await;
        let adjust = json!({ "asset": "points", "amount": "500", "reason": "补偿" });
        let adjusts = format!("/v1/office/cards/{card}/adjust");
        let approval = done(there, &adjusts, &adjust, "/approval/id").await;
        let offer = made(owner, &json!({ "total": 9, "per_member": 9, "listed": false })).await;
        let (send, to) = (format!("/v1/office/coupons/{offer}/send"), json!({ "member": member }));
        assert_eq!(there.post_once(&send, &fresh("send"), &to).await.status, 201);
        let many = json!({ "members": [member] });
        let sending = done(there, &format!("{send}-many"), &many, "/job").await;
        let import =
            upload(there, &fresh("import"), &book(&["手机号*"], &[vec!["1"]]), false).await;
        let export = json!({ "what": "members" });
        let export = done(there, "/v1/office/exports", &export, "/id").await;
        let view = json!({ "name": "x", "query": {}, "shape": "grid" });
        let view = done(there, "/v1/office/views", &view, "/id").await;
        let clerk = text(&staff(owner, "clerk2").await["id"]);
        let sessions = owner.get(&format!("/v1/office/sessions?staff={clerk}")).await;
        let session = text(&sessions.body["items"][0]["id"]);
        let import = text(&import.body["id"]);
        let held = aside(shop, &card).await;
        let (db, merchant) = (&shop.town.app.db, merchant_id(&shop.town).await);

        let there = text(&staff(owner, "there").await["id"]);
        let begun = [&note, &approval, &sending, &import, &clerk, &there, &session, &held];
        self.marks.extend(begun.into_iter().cloned());
        let sale = self.sale.clone();
        self.things.ids.extend([
            ("/v1/till/sales/{id}", sale.clone()),
            ("/v1/office/sales/{id}", sale),
            ("/v1/office/cards/{id}", card.clone()),
            ("/v1/office/members/{id}", member.clone()),
            ("/v1/office/staff/{id}", clerk),
            ("/v1/office/sessions/{id}", session),
            ("/v1/office/approvals/{id}", approval),
            ("/v1/office/imports/{id}", import),
            ("/v1/office/exports/{id}", export),
            ("/v1/office/views/{id}", view),
            ("/v1/office/coupons/{id}", offer),
            ("/v1/office/coupon-sendings/{id}", sending),
        ]);
        self.things.appid = SERVICE.appid.to_owned();
        self.things.level = ours!(db, merchant, level);
        self.things.category = ours!(db, merchant, category);
        self.things.card = card;
        self.things.role = text(&role(owner, "收银员").await["id"]);
        self.note = note;
    }

    /// What is the house's is it, too: nothing that is named is another merchant's.
    pub async fn at_home(&mut self, shop: &Shop) {
        let (db, owner) = (&shop.town.app.db, shop.owner().await);
        let merchant = merchant_id(&shop.town).await;
        let tag = json!({ "name": "y", "color": "red" });
        let tag = done(&owner, "/v1/office/tags", &tag, "/id").await;
        let rule = json!({ "name": "y", "principal": 10_000, "terms": {} });
        let rule = done(&owner, "/v1/office/recharge-rules", &rule, "/id").await;
        let goods = ours!(db, merchant, goods);
        self.things.ids.extend([
            ("/v1/office/stores/{id}", self.store.clone()),
            ("/v1/office/terminals/{id}", ours!(db, merchant, terminal)),
            ("/v1/office/categories/{id}", ours!(db, merchant, category)),
            ("/v1/office/keywords/{id}", ours!(db, merchant, keyword_rule)),
            ("/v1/office/levels/{id}", ours!(db, merchant, level)),
            ("/v1/office/roles/{id}", text(&role(&owner, "几乎全部").await["id"])),
            ("/v1/office/till-keys/{id}", make(&owner, &terms(&["identify"])).await.id),
            ("/v1/office/tags/{id}", tag),
            ("/v1/office/recharge-rules/{id}", rule),
            ("/v1/office/recycle/{kind}/{id}", goods.clone()),
            ("/v1/office/goods/{id}", goods),
            ("/v1/office/proof/cards/{id}", self.card.clone()),
        ]);
    }

    /// An address that names what is theirs.
    pub fn path(&self, path: &str) -> String {
        let filled = self.things.path(path);
        let filled = filled.replace("nte_00000000000000000000000007", &self.note);
        let store = &self.store;
        match path {
            "/v1/office/dashboard"
            | "/v1/office/programs/points"
            | "/v1/office/programs/redeem" => format!("{filled}?store={store}"),
            "/v1/office/reports/trend" | "/v1/office/reports/rows" => {
                format!("{filled}&store={store}")
            }
            "/v1/office/sessions" => {
                format!("{filled}?staff={}", self.things.ids["/v1/office/staff/{id}"])
            }
            _ => filled.replace(NO_STORE, store),
        }
    }

    /// A body that would be fine, but for whose things it names.
    pub fn body(&self, path: &str) -> Value {
        let body = self.things.body(path).to_string();
        let body = body.replace(NOBODY, &self.member).replace(NO_STORE, &self.store);
        let mut body: Value = serde_json::from_str(&body).unwrap();
        match path {
            "/v1/office/members/search" => body = json!({}),
            "/v1/office/members" => body["store"] = json!(self.store),
            "/v1/office/exports" => body["filter"] = json!({ "store": self.store }),
            "/v1/office/staff" | "/v1/office/staff/{id}" => {
                (body["everywhere"], body["stores"]) = (json!(false), json!([self.store]));
            }
            _ => {}
        }
        body
    }

    pub async fn press(&self, who: &Person, (method, path): (&str, &str)) -> Reply {
        let ask = who.ask(method.parse().unwrap(), &self.path(path));
        let ask = ask.header("idempotency-key", fresh("press"));
        send(if method == "GET" { ask } else { ask.json(&self.body(path)) }).await
    }

    /// Whether an answer tells of anything in 万象城店.
    pub fn is_told_of(&self, answer: &Reply) -> bool {
        self.marks.iter().any(|mark| answer.text.contains(mark))
    }
}

async fn card_of(shop: &Shop, member: &str) -> String {
    let member: MemberId = member.parse().unwrap();
    let card = entity::card::Entity::find().filter(entity::card::Column::MemberId.eq(member));
    card.one(&shop.town.app.db).await.unwrap().unwrap().id.to_string()
}

/// Some of the card's money is set aside at the till of 万象城店.
async fn aside(shop: &Shop, card: &str) -> String {
    let app = &shop.town.app;
    let card: CardId = card.parse().unwrap();
    let card = entity::card::Entity::find_by_id(card).one(&app.db).await.unwrap().unwrap();
    fill(app, &card, (10_000, 0, 0)).await;
    let till = terminal::Entity::find().filter(terminal::Column::Code.eq("T02"));
    let till: TerminalId = till.one(&app.db).await.unwrap().unwrap().id;
    let journal = journal::Entity::find().one(&app.db).await.unwrap().unwrap();
    let row = hold::Model {
        id: app.world.id(),
        merchant_id: card.merchant_id,
        card_id: card.id,
        journal_id: journal.id,
        terminal_id: Some(till),
        amount: 1,
        state: hold::State::Open,
        expires_at: app.world.now().plus_ms(24 * 3600 * 1000),
        created_at: app.world.now(),
    };
    let id = row.id.to_string();
    insert::<hold::Entity, _>(&app.db, row).await;
    id
}
