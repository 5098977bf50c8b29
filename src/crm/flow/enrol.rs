//! 云端新增: a member is made in the back office (REG-11).
use std::sync::Arc;

use entity::{
    ids::{LevelId, MemberId, StoreId},
    member::Source,
    values::Phone,
};
use serde_json::json;

use super::By;
use crate::{
    app::Tx,
    card::{self, Enrolled},
    error::Result,
    level as levels,
    member::{Enrol, PhoneProof},
    merchant,
    seal::Keys,
    store as stores,
    world::World,
};

#[derive(Clone)]
pub struct Add {
    pub by: By,
    pub keys: Arc<Keys>,
    pub phone: Phone,
    pub nickname: String,
    pub name: Option<String>,
    /// The default of tills, unless given.
    pub level: Option<LevelId>,
    pub birthday: Option<String>,
    pub store: Option<StoreId>,
}

/// The staff answer for the phone: nobody has proven it. Whoever works for one store adds to it.
pub async fn add(tx: &Tx, world: &World, ask: Add) -> Result<MemberId> {
    let Add { by, keys, phone, nickname, name, level, birthday, store } = ask;
    let merchant = by.merchant;
    let shop = merchant::hold(tx, merchant).await?;
    let level =
        levels::find_offered(tx, merchant, level.unwrap_or(shop.default_level_till)).await?;
    let open = stores::trading(tx, merchant).await?;
    let home = by
        .scope
        .stores()
        .and_then(|theirs| open.iter().map(|store| store.id).find(|store| theirs.contains(store)));
    let store = match store.or(home) {
        Some(store) => Some(by.store(tx, store).await?),
        None => None,
    };
    let enrol = Enrol {
        merchant,
        keys,
        phone: PhoneProof(phone.clone()),
        nickname,
        name,
        id_number: None,
        birthday,
        source: Source::Office,
        store,
        consent: None,
        wechat: None,
        phone_unique: shop.phone_unique,
    };
    let Enrolled { member, .. } = card::enrol(tx, world, enrol, level.id).await?;
    let detail = json!({
        "before": null,
        "after": {
            "source": Source::Office, "level": level.id, "store": store, "phone": phone.masked(),
        },
    });
    by.tell(tx, world, "member.register", &member.id, detail).await?;
    Ok(member.id)
}
