//! Everything the sandbox remembers, in memory, behind one lock.
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use rand::{RngExt, SeedableRng, distr::Alphanumeric, rngs::StdRng};
use serde::Serialize;
use serde_json::Value;

use crate::{
    chats::Chat,
    codes::Codes,
    config::Account,
    console::Console,
    deliveries::Deliveries,
    errcode::{self, Errcode},
    faults::Faults,
    people::{Newcomer, Person, Profile},
    tokens::{Lineage, Tokens},
    web_login::{Login, WebTokens},
};

pub struct State {
    /// Another one after every start, so that a page knows that what it shows is gone.
    pub run: String,
    chance: StdRng,
    messages: u64,
    pub people: Vec<Person>,
    pub tokens: BTreeMap<String, Tokens>,
    /// By (appid, kind of ticket).
    pub tickets: HashMap<(String, String), Lineage>,
    pub menus: HashMap<String, Vec<Value>>,
    /// By appid, of those whose owner changed something.
    pub consoles: HashMap<String, Console>,
    /// By (person, appid).
    pub chats: BTreeMap<(String, String), Chat>,
    pub sms: Vec<Sms>,
    pub faults: Faults,
    pub deliveries: Deliveries,
    /// Consent pages shown and not answered yet, by their ticket.
    pub consents: Codes<Consent>,
    pub web_codes: Codes<Login>,
    pub web_tokens: WebTokens,
    /// Codes of `wx.login` and of `getPhoneNumber`: who asked, in which mini-program.
    pub mini_codes: Codes<MiniLogin>,
    pub phone_codes: Codes<MiniLogin>,
}

#[derive(Clone)]
pub struct Consent {
    pub login: Login,
    pub redirect_uri: String,
    pub state: String,
}

#[derive(Clone)]
pub struct MiniLogin {
    pub appid: String,
    pub person: String,
}

/// A text message that arrived.
#[derive(Clone, Debug, Serialize)]
pub struct Sms {
    pub seq: u64,
    pub at: String,
    #[serde(skip)]
    pub id: String,
    #[serde(skip)]
    pub phone: String,
    pub text: String,
    /// The one-time code in it, if there is one.
    pub code: Option<String>,
}

impl State {
    pub fn new(seed: u64) -> Self {
        Self {
            run: format!("{seed:x}"),
            chance: StdRng::seed_from_u64(seed),
            messages: 0,
            people: Person::seeds(),
            tokens: BTreeMap::new(),
            tickets: HashMap::new(),
            menus: HashMap::new(),
            consoles: HashMap::new(),
            chats: BTreeMap::new(),
            sms: Vec::new(),
            faults: Faults::default(),
            deliveries: Deliveries::default(),
            consents: Codes::default(),
            web_codes: Codes::default(),
            web_tokens: WebTokens::default(),
            mini_codes: Codes::default(),
            phone_codes: Codes::default(),
        }
    }

    /// So many letters and digits, never the same twice.
    pub fn mint(&mut self, length: usize) -> String {
        (&mut self.chance).sample_iter(Alphanumeric).take(length).map(char::from).collect()
    }

    pub fn random<const N: usize>(&mut self) -> [u8; N] {
        self.chance.random()
    }

    /// Beyond 2^53, as WeChat's: a reader that takes it for a float finds out.
    pub fn next_msg_id(&mut self) -> u64 {
        self.messages += 1;
        24_500_000_000_000_000 + self.messages
    }

    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    pub fn by_openid(&self, appid: &str, openid: &str) -> Result<&Person, Errcode> {
        let found = self.people.iter().find(|person| person.openid(appid) == openid);
        found.ok_or(errcode::INVALID_OPENID)
    }

    pub fn admit(&mut self, newcomer: Newcomer) -> Person {
        let number = self.people.len() + 1;
        let person = Person {
            id: format!("p{number}"),
            nickname: newcomer.nickname,
            phone: newcomer.phone.unwrap_or_else(|| format!("138{number:08}")),
            snapshot: newcomer.snapshot,
        };
        self.people.push(person.clone());
        person
    }

    pub fn chat(&mut self, person: &str, appid: &str) -> &mut Chat {
        self.chats.entry((person.to_owned(), appid.to_owned())).or_default()
    }

    pub fn follows(&self, person: &str, appid: &str) -> bool {
        let chat = self.chats.get(&(person.to_owned(), appid.to_owned()));
        chat.is_some_and(|chat| chat.following)
    }

    pub fn profile(&self, person: &Person, accounts: &[Arc<Account>]) -> Profile {
        let appids = || accounts.iter().map(|account| account.appid.clone());
        Profile {
            id: person.id.clone(),
            nickname: person.nickname.clone(),
            avatar: person.avatar(),
            phone: person.phone.clone(),
            snapshot: person.snapshot,
            following: appids().filter(|appid| self.follows(&person.id, appid)).collect(),
            openids: appids().map(|appid| (appid.clone(), person.openid(&appid))).collect(),
            unionid: accounts.iter().find_map(|account| person.unionid(account)),
        }
    }

    /// The appid an access token speaks for.
    pub fn caller(&self, access_token: Option<&str>, now: i64) -> Result<String, Errcode> {
        let token = access_token.filter(|token| !token.is_empty()).ok_or(errcode::TOKEN_MISSING)?;
        let verdict = self
            .tokens
            .iter()
            .find_map(|(appid, tokens)| tokens.check(token, now).map(|valid| (appid, valid)));
        match verdict {
            Some((appid, Ok(()))) => Ok(appid.clone()),
            Some((_, Err(expired))) => Err(expired),
            None => Err(errcode::INVALID_CREDENTIAL),
        }
    }
}
