//! A shop with a service account, and WeChat at its door.
use entity::{
    keyword_rule::Kind,
    merchant::Model,
    wechat_account::{self, Kind as AccountKind, Mode},
};
use kabao::{
    app::{App, Tx},
    config::Config,
    error::Result,
    inbox::{self, AddRule, Draft, LateReply},
    jobs::Known,
    merchant::{self, NewAccount},
    routes,
    world::World,
};
use reqwest::Method;
use serde_json::{Value, json};
use wechat::{Account, Body, Event, Message, Query, envelope::Postmark};

use crate::town::{Plan, Reply, Town, send};

pub const APPID: &str = "wx00000000000000a1";
const ORIGINAL_ID: &str = "gh_000000000001";
const FAN: &str = "oFan0000000000000000000000001";
const TOKEN: &str = "kabao-demo";
const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

pub struct Shop {
    pub town: Town,
    /// WeChat's side of the account.
    pub wechat: Account,
}

impl Shop {
    /// Answers 新会员中心 with a cover, and greets who follows with 欢迎.
    pub async fn open(nodes: usize) -> Self {
        let plan = Plan { nodes, routes: routes::all, jobs, configure, ..Plan::ground() };
        let town = Town::with(plan).await;
        let app = &town.app;
        let (keys, sealed_key) = app.master.make(&app.world).unwrap();
        let merchant = merchant_row(app, sealed_key);
        let account = NewAccount {
            appid: APPID,
            merchant: merchant.id,
            kind: AccountKind::Service,
            name: "好孕妈咪",
            original_id: ORIGINAL_ID,
            mode: Mode::Safe,
            secret: "0123456789abcdef0123456789abcdef",
            token: TOKEN,
            encoding_aes_key: KEY,
        };
        let account = merchant::seal_account(&app.world, &keys, account).unwrap();
        app.transact(found, (merchant.clone(), account)).await.unwrap();
        let cover = json!({ "type": "cover", "title": "会员中心", "description": "",
            "picture": "", "link": format!("/m/{APPID}/") });
        let greeting = json!({ "type": "text", "content": "欢迎" });
        for rule in [rule(Kind::Exact, "新会员中心", cover), rule(Kind::Followed, "", greeting)]
        {
            let (actor, appid) = ("system".to_owned(), APPID.to_owned());
            let ask = AddRule { merchant: merchant.id, actor, appid, rule };
            app.transact(inbox::add_rule, ask).await.unwrap();
        }
        let wechat = Account {
            appid: APPID.to_owned(),
            token: TOKEN.to_owned(),
            mode: wechat::Mode::Safe,
            key: Some(KEY.parse().unwrap()),
            previous_key: None,
            previous_token: None,
        };
        Self { town, wechat }
    }

    pub fn app(&self) -> &App {
        &self.town.app
    }

    pub fn now_s(&self) -> i64 {
        self.app().world.now().seconds()
    }

    /// What a fan says or does now, as WeChat has it.
    pub fn message(&self, body: Body, msg_id: Option<u64>) -> Message {
        let message = Message::new(ORIGINAL_ID, FAN, self.now_s(), msg_id, body);
        // Over the wire and back, because numbers are strings there.
        Message::parse(message.raw.as_bytes()).unwrap()
    }

    pub async fn push(&self, node: usize, message: &Message) -> Reply {
        let (query, body) = self.wechat.push(message, &self.postmark(0));
        self.deliver(node, APPID, &query, body.into_bytes()).await
    }

    /// Signed so many seconds from now.
    pub fn postmark(&self, after_s: i64) -> Postmark {
        let now_s = self.now_s() + after_s;
        Postmark { now_s, nonce: "n0nce".to_owned(), random16: [7; 16] }
    }

    pub async fn deliver(&self, node: usize, appid: &str, query: &Query, body: Vec<u8>) -> Reply {
        let ask = self.town.person_at(node).ask(Method::POST, &format!("/wechat/{appid}"));
        send(ask.query(query).body(body)).await
    }

    /// What a sealed reply says.
    pub fn opened(&self, reply: &Reply) -> String {
        let (_, inside) = self.wechat.open_reply(reply.text.as_bytes()).unwrap();
        String::from_utf8(inside).unwrap()
    }

    /// The cache knows nothing of this push any more.
    pub async fn forget(&self, message: &Message) {
        let key = format!("inbox.{APPID}.{}", message.identity());
        for known in [format!("{key}.answer"), key] {
            assert!(self.app().cache.get(&known).await.is_some(), "it knew {known}");
            self.app().cache.forget(&known).await;
        }
    }
}

pub fn jobs() -> Vec<Known> {
    vec![Known::job::<LateReply>()]
}

/// Nothing listens there: at the demo's own address somebody's simulator may.
fn configure(config: &mut Config) {
    config.wechat.api_base = "http://127.0.0.1:1".to_owned();
    config.wechat.open_base.clone_from(&config.wechat.api_base);
}

fn merchant_row(app: &App, sealed_key: Vec<u8>) -> Model {
    Model {
        id: app.world.id(),
        slug: "demo".to_owned(),
        name: "好孕妈咪母婴".to_owned(),
        theme: "{}".to_owned(),
        sealed_key,
        code_prefix: "88".to_owned(),
        phone_unique: true,
        default_level_wechat: app.world.id(),
        default_level_till: app.world.id(),
        created_at: app.world.now(),
    }
}

fn rule(kind: Kind, pattern: &str, reply: Value) -> Draft {
    let (pattern, reply) = (pattern.to_owned(), serde_json::from_value(reply).unwrap());
    Draft { kind, pattern, priority: 100, enabled: true, reply }
}

async fn found(
    tx: &Tx,
    _: &World,
    (merchant, account): (Model, wechat_account::Model),
) -> Result<()> {
    merchant::insert(tx, merchant).await?;
    merchant::insert_account(tx, account).await
}

pub fn text(content: &str) -> Body {
    Body::Text { content: content.to_owned() }
}

pub fn follow() -> Body {
    Body::Event(Event::Subscribe { scene: None, ticket: None })
}
