//! I12: what clients were told, held against the database. A client writes down what it is about to
//! ask before it asks, and what it heard after; in the end all that was done was asked for, and
//! all that was acknowledged is there.
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use entity::{idempotency, ids::MerchantId};
use kabao::app::App;
use sea_orm::entity::prelude::*;
use serde_json::Value;

use crate::town::{Person, Reply};

/// The journal of all clients together.
#[derive(Clone, Default)]
pub struct Clients(Arc<Mutex<BTreeMap<String, Asked>>>);

struct Asked {
    who: Person,
    path: String,
    body: Value,
    heard: Vec<Reply>,
}

impl Clients {
    /// A write under a key that no other client uses. A client of flesh and blood presses again.
    pub async fn press(&self, who: &Person, path: &str, key: &str, body: &Value) -> Reply {
        {
            let mut asked = self.0.lock().unwrap();
            asked.entry(key.to_owned()).or_insert_with(|| Asked {
                who: who.clone(),
                path: path.to_owned(),
                body: body.clone(),
                heard: vec![],
            });
        }
        let reply = who.post_once(path, key, body).await;
        self.0.lock().unwrap().get_mut(key).unwrap().heard.push(reply.clone());
        reply
    }

    /// Requests that were acknowledged at least once.
    pub fn acknowledged(&self) -> usize {
        let asked = self.0.lock().unwrap();
        asked.values().filter(|asked| asked.heard.iter().any(|reply| reply.status < 300)).count()
    }

    /// Whoever was told yes is told the same yes again, and nothing was done that nobody asked for:
    /// `before` answers were kept when this journal began.
    pub async fn check(&self, app: &App, merchant: MerchantId, before: u64) {
        let asked: Vec<_> = {
            let asked = self.0.lock().unwrap();
            let all = asked.iter().map(|(key, asked)| {
                let yes = asked.heard.iter().filter(|reply| reply.status < 300);
                let said: Vec<Value> = yes.map(|reply| reply.body.clone()).collect();
                (key.clone(), asked.who.clone(), asked.path.clone(), asked.body.clone(), said)
            });
            all.collect()
        };
        for (key, who, path, body, said) in asked {
            let Some(first) = said.first() else { continue };
            assert!(said.iter().all(|again| again == first), "{key} was answered in two ways");
            let again = who.post_once(&path, &key, &body).await;
            assert_eq!(&again.body, first, "{key} was acknowledged");
        }
        assert_eq!(kept(app, merchant).await, before + self.acknowledged() as u64);
    }
}

/// How many answers are kept.
pub async fn kept(app: &App, merchant: MerchantId) -> u64 {
    let of = idempotency::Column::MerchantId.eq(merchant);
    idempotency::Entity::find().filter(of).count(&app.db).await.unwrap()
}
