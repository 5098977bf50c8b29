//! People who come to the shop: members with their phones, clerks at their tills, the owner.
use kabao::seed::{self, MINI, SERVICE};
use reqwest::Method;
use serde_json::{Value, json};

use crate::town::{Person, Reply, Town, send};

pub const CENTRE: &str = "/m/wx00000000000000a1/";

pub struct Shop {
    pub town: Town,
    /// The hand behind the simulator.
    pub hand: Person,
    /// `http://127.0.0.1:port`
    pub wechat: String,
}

impl Shop {
    pub async fn open() -> Self {
        Self::with_nodes(1).await
    }

    pub async fn with_nodes(nodes: usize) -> Self {
        Self::of(Town::with_nodes(nodes).await)
    }

    pub fn of(town: Town) -> Self {
        let wechat = town.wechat.address.clone();
        Self { hand: Person::new(&wechat), town, wechat }
    }

    /// A phone in WeChat's browser, at this node, of the simulator's person `p1` to `p3` or one
    /// that was [admitted](Self::admit). Not signed in yet.
    pub fn phone_at(&self, node: usize, person: &str) -> Phone<'_> {
        Phone { shop: self, person: person.to_owned(), browser: self.town.person_at(node) }
    }

    /// The same, signed in silently as when the member centre opens.
    pub async fn phone(&self, person: &str) -> Phone<'_> {
        let phone = self.phone_at(0, person);
        let back = phone.sign_in("snsapi_base").await;
        assert_eq!((back.status, back.header("location")), (302, CENTRE), "{}", back.text);
        phone
    }

    /// Somebody new, with a phone number of their own: `p4`, `p5` …
    pub async fn admit(&self, nickname: &str, phone: &str, snapshot: bool) -> String {
        let ask = json!({ "nickname": nickname, "phone": phone, "snapshot": snapshot });
        let person = self.hand.post("/sandbox/people", &ask).await;
        assert!(person.status < 300, "{}", person.text);
        text(&person.body["id"])
    }

    /// The newest code in somebody's SMS inbox, once all that is due was sent.
    pub async fn sms_code(&self, person: &str) -> String {
        self.town.run_jobs().await;
        let inbox = self.hand.get(&format!("/sandbox/people/{person}/sms?after=0")).await;
        let messages = inbox.body["messages"].as_array().unwrap();
        text(&messages.last().expect("a message has come")["code"])
    }

    /// A member who registered in WeChat.
    pub async fn member(&self, person: &str, phone: &str, nickname: &str) -> Phone<'_> {
        let member = self.phone(person).await;
        let joined = member.register(phone, nickname).await;
        assert_eq!(joined.status, 201, "{}", joined.text);
        member
    }

    /// A clerk who signed in at the till of this code.
    pub async fn clerk(&self, login: &str, till: &str) -> Person {
        let clerk = self.town.person();
        let ask = json!({ "login": login, "password": seed::PASSWORD, "terminal": till });
        let signed_in = clerk.post("/v1/till/sign-in", &ask).await;
        assert_eq!(signed_in.status, 200, "{}", signed_in.text);
        clerk
    }

    /// The owner, in the back office.
    pub async fn owner(&self) -> Person {
        let owner = self.town.person();
        let ask = json!({ "login": "owner", "password": seed::PASSWORD });
        let signed_in = owner.post("/v1/office/sign-in", &ask).await;
        assert_eq!(signed_in.status, 200, "{}", signed_in.text);
        owner
    }

    /// The token of a mini-program on somebody's phone, and its session.
    pub async fn mini(&self, person: &str) -> (String, Value) {
        let ask = json!({ "appid": MINI.appid });
        let login = self.hand.post(&format!("/sandbox/people/{person}/login"), &ask).await;
        let ask = json!({ "appid": MINI.appid, "code": login.body["code"] });
        let session = self.town.person().post("/v1/member/mini/session", &ask).await;
        assert_eq!(session.status, 200, "{}", session.text);
        (text(&session.body["token"]), session.body["session"].clone())
    }

    /// A phone number that WeChat vouches for.
    pub async fn phone_proof(&self, person: &str, token: &str) -> String {
        let ask = json!({ "appid": MINI.appid });
        let tapped = self.hand.post(&format!("/sandbox/people/{person}/phone-number"), &ask).await;
        let ask = json!({ "code": tapped.body["code"] });
        let proven = self.mini_post("/v1/member/mini/phone", token, &ask).await;
        assert_eq!(proven.status, 200, "{}", proven.text);
        text(&proven.body["phone_proof"])
    }

    /// A write from a mini-program.
    pub async fn mini_post(&self, path: &str, token: &str, body: &Value) -> Reply {
        let ask = self.town.person().ask(Method::POST, path).bearer_auth(token).json(body);
        send(ask.header("idempotency-key", "once")).await
    }
}

pub struct Phone<'a> {
    pub shop: &'a Shop,
    pub person: String,
    pub browser: Person,
}

impl Phone<'_> {
    /// Out to WeChat's page and back: what the gateway answers in the end.
    pub async fn sign_in(&self, scope: &str) -> Reply {
        let back = self.authorised(scope).await;
        self.browser.get(&back).await
    }

    /// WeChat's page, up to the path it sends the browser back to.
    pub async fn authorised(&self, scope: &str) -> String {
        let start = format!("/v1/member/oauth/{}/start?to={CENTRE}&scope={scope}", SERVICE.appid);
        let out = self.browser.get(&start).await;
        assert_eq!(out.status, 302, "{}", out.text);
        let person = Person::new(&self.shop.wechat);
        let taken = person.post(&format!("/sandbox/people/{}/use", self.person), &json!({})).await;
        assert_eq!(taken.status, 204, "{}", taken.text);
        let page = out.header("location").split('#').next().unwrap().to_owned();
        let page = page.strip_prefix(&self.shop.wechat).expect("WeChat's page").to_owned();
        let back = person.get(&page).await;
        let back = if back.status == 200 { allow(&person, &page).await } else { back };
        assert_eq!(back.status, 302, "{}", back.text);
        let home = &self.shop.town.nodes[0].address;
        let back = back.header("location");
        let back = self.shop.town.nodes.iter().find_map(|node| back.strip_prefix(&node.address));
        back.unwrap_or_else(|| panic!("back to {home}")).to_owned()
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.browser.get(&format!("/v1/member{path}")).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.browser.post(&format!("/v1/member{path}"), body).await
    }

    /// Ask for a code, and read it from the person's own inbox.
    pub async fn code_for(&self, phone: &str, purpose: &str) -> String {
        let asked = self.post("/sms", &json!({ "phone": phone, "purpose": purpose })).await;
        assert_eq!(asked.status, 202, "{}", asked.text);
        self.shop.sms_code(&self.person).await
    }

    pub async fn register(&self, phone: &str, nickname: &str) -> Reply {
        let code = self.code_for(phone, "register").await;
        self.register_with(phone, &code, nickname, "once").await
    }

    pub async fn register_with(&self, phone: &str, code: &str, nickname: &str, key: &str) -> Reply {
        let ask = json!({
            "phone": phone, "sms_code": code, "nickname": nickname, "consent": "2026-11",
        });
        self.browser.post_once("/v1/member/register", key, &ask).await
    }

    pub async fn bind(&self, phone: &str, nickname: &str) -> Reply {
        let code = self.code_for(phone, "bind").await;
        let ask = json!({ "phone": phone, "sms_code": code, "nickname": nickname });
        self.browser.post_once("/v1/member/bind", "once", &ask).await
    }

    /// The 18 digits this member holds up.
    pub async fn shown_code(&self) -> String {
        let shown = self.get("/code").await;
        assert_eq!(shown.status, 200, "{}", shown.text);
        text(&shown.body["code"])
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is a text")).to_owned()
}

/// Tap 允许 on WeChat's consent page.
async fn allow(person: &Person, page: &str) -> Reply {
    let shown = person.get(page).await.text;
    let ticket = shown.split("name=\"ticket\" value=\"").nth(1).expect("a consent page");
    let ticket = ticket.split('"').next().unwrap();
    let form = [("ticket", ticket), ("allow", "yes")];
    send(person.ask(Method::POST, "/connect/oauth2/consent").form(&form)).await
}
