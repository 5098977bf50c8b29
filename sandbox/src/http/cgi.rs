//! `/cgi-bin/…`: the menu, customer-service messages, followers, addresses.
use actix_web::web::{self, Bytes, Data, Query, ServiceConfig};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Answer, body, done, given, ok};
use crate::{
    chats::{Cover, From, Said},
    config::Kind,
    errcode::{self, Errcode},
    menu,
    sandbox::Sandbox,
    state::State,
};

/// Bytes of a customer-service text.
const TEXT_LIMIT: usize = 2048;

pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/cgi-bin/menu/create", web::post().to(create_menu))
        .route("/cgi-bin/menu/get", web::get().to(get_menu))
        .route("/cgi-bin/menu/delete", web::get().to(delete_menu))
        .route("/cgi-bin/message/custom/send", web::post().to(send))
        .route("/cgi-bin/user/info", web::get().to(user_info))
        .route("/cgi-bin/getcallbackip", web::get().to(addresses))
        .route("/cgi-bin/get_api_domain_ip", web::get().to(addresses));
}

#[derive(Deserialize)]
pub struct Caller {
    pub access_token: Option<String>,
}

impl Caller {
    fn appid(&self, sandbox: &Sandbox, state: &State) -> Result<String, Errcode> {
        state.caller(self.access_token.as_deref(), sandbox.now())
    }

    /// Menus are a service account's.
    fn service(&self, sandbox: &Sandbox, state: &State) -> Result<String, Errcode> {
        let appid = self.appid(sandbox, state)?;
        let service = sandbox.account(&appid).is_some_and(|one| one.kind == Kind::Service);
        if service { Ok(appid) } else { Err(errcode::UNAUTHORIZED_API) }
    }
}

async fn create_menu(sandbox: Data<Sandbox>, caller: Query<Caller>, bytes: Bytes) -> Answer {
    sandbox.change(|state| {
        let appid = caller.service(&sandbox, state)?;
        let buttons = menu::check(&body::<Value>(&bytes)?)?;
        state.menus.insert(appid, buttons);
        Ok(done())
    })
}

async fn get_menu(sandbox: Data<Sandbox>, caller: Query<Caller>) -> Answer {
    sandbox.with(|state| {
        let appid = caller.service(&sandbox, state)?;
        let buttons = state.menus.get(&appid).ok_or(errcode::NO_MENU)?;
        Ok(ok(&json!({ "menu": { "button": buttons } })))
    })
}

async fn delete_menu(sandbox: Data<Sandbox>, caller: Query<Caller>) -> Answer {
    sandbox.change(|state| {
        let appid = caller.service(&sandbox, state)?;
        state.menus.remove(&appid);
        Ok(done())
    })
}

#[derive(Deserialize)]
struct Send {
    touser: Option<String>,
    msgtype: Option<String>,
    text: Option<Text>,
    news: Option<News>,
}

#[derive(Deserialize)]
struct Text {
    content: String,
}

#[derive(Deserialize)]
struct News {
    articles: Vec<Article>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Article {
    title: String,
    description: String,
    url: String,
    picurl: String,
}

async fn send(sandbox: Data<Sandbox>, caller: Query<Caller>, bytes: Bytes) -> Answer {
    let (now, at) = (sandbox.now(), sandbox.now_text());
    sandbox.change(|state| {
        let appid = caller.appid(&sandbox, state)?;
        let ask: Send = body(&bytes)?;
        let openid = given(&ask.touser, errcode::INVALID_OPENID)?;
        let person = state.by_openid(&appid, openid)?.id.clone();
        let said = said(ask)?;
        let service = sandbox.account(&appid).is_some_and(|one| one.kind == Kind::Service);
        if service && !state.follows(&person, &appid) {
            return Err(errcode::FOLLOWER_NEEDED);
        }
        let chat = state.chat(&person, &appid);
        chat.allowance.spend(now)?;
        chat.say(From::Account, said, at);
        Ok(done())
    })
}

fn said(ask: Send) -> Result<Said, Errcode> {
    match (ask.msgtype.as_deref(), ask.text, ask.news) {
        (Some("text"), Some(text), _) if text.content.is_empty() => Err(errcode::EMPTY_TEXT),
        (Some("text"), Some(text), _) if text.content.len() > TEXT_LIMIT => {
            Err(errcode::CONTENT_TOO_LONG)
        }
        (Some("text"), Some(text), _) => Ok(Said::Text { content: text.content }),
        (Some("news"), _, Some(news)) if news.articles.len() != 1 => {
            Err(errcode::TOO_MANY_ARTICLES)
        }
        (Some("news"), _, Some(news)) => {
            Ok(Said::News { articles: news.articles.into_iter().map(Cover::from).collect() })
        }
        (Some("text" | "news"), ..) => Err(errcode::MALFORMED),
        _ => Err(errcode::INVALID_MESSAGE_TYPE),
    }
}

impl std::convert::From<Article> for Cover {
    fn from(article: Article) -> Self {
        let Article { title, description, url, picurl: picture } = article;
        Self { title, description, picture, url }
    }
}

#[derive(Deserialize)]
struct AskUser {
    access_token: Option<String>,
    openid: Option<String>,
}

/// Without nickname and portrait: those are no longer told (WeChat notice of 2021-12).
async fn user_info(sandbox: Data<Sandbox>, ask: Query<AskUser>) -> Answer {
    let now = sandbox.now();
    let info = sandbox.with(|state| {
        let appid = state.caller(ask.access_token.as_deref(), now)?;
        let account = sandbox.account(&appid).ok_or(errcode::INVALID_APPID)?;
        let openid = given(&ask.openid, errcode::OPENID_MISSING)?;
        let person = state.by_openid(&appid, openid)?.clone();
        let chat = state.chat(&person.id, &appid);
        let info = if chat.following {
            let mut told = json!({
                "subscribe": 1, "openid": openid, "language": "zh_CN",
                "subscribe_time": chat.followed_at_s, "remark": "", "groupid": 0,
                "tagid_list": [], "subscribe_scene": "ADD_SCENE_SEARCH",
                "qr_scene": 0, "qr_scene_str": "",
            });
            if let Some(unionid) = person.unionid(&account) {
                told["unionid"] = json!(unionid);
            }
            told
        } else {
            json!({ "subscribe": 0, "openid": openid, "tagid_list": [] })
        };
        Ok::<Value, Errcode>(info)
    })?;
    Ok(ok(&info))
}

async fn addresses(sandbox: Data<Sandbox>, caller: Query<Caller>) -> Answer {
    sandbox.with(|state| caller.appid(&sandbox, state))?;
    Ok(ok(&json!({ "ip_list": ["127.0.0.1"] })))
}
