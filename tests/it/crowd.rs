//! Many members at once, for tests that move their balances: they came in by a door of their own.
use entity::{
    card, identity,
    ids::{IdentityId, LevelId, MemberId, MerchantId},
    member::{self, Source},
    session::{self, Kind},
    values::{Phone, Timestamp},
};
use kabao::{
    app::{App, Tx},
    card as cards,
    error::Result,
    member::{Enrol, PhoneProof},
    merchant,
    passport::{self, Bearer},
    seed,
    world::World,
};
use sea_orm::{IntoActiveModel, entity::prelude::*};

/// The demo's merchant.
pub async fn merchant_id(app: &App) -> MerchantId {
    merchant::find_by_slug(&app.db, seed::SLUG).await.unwrap().expect("the demo is seeded").id
}

/// New members of the demo's shop, each with a card: the phones are those from this one on.
pub async fn members(app: &App, first: u64, many: u64) -> Vec<card::Model> {
    let shop = merchant::find_by_slug(&app.db, seed::SLUG).await.unwrap().unwrap();
    let keys = merchant::keys(app, shop.id).await.unwrap();
    let ask = |number: u64| Enrol {
        merchant: shop.id,
        keys: keys.clone(),
        phone: PhoneProof(Phone::parse(&format!("139{:08}", first + number)).unwrap()),
        nickname: format!("会员{number}"),
        name: None,
        id_number: None,
        birthday: None,
        source: Source::Till,
        store: None,
        consent: None,
        wechat: None,
        phone_unique: true,
    };
    let all = (0..many).map(ask).collect::<Vec<_>>();
    app.transact(enrol, (all, shop.default_level_till)).await.unwrap()
}

async fn enrol(
    tx: &Tx,
    world: &World,
    (all, level): (Vec<Enrol>, LevelId),
) -> Result<Vec<card::Model>> {
    let mut made = vec![];
    for one in all {
        made.push(cards::enrol(tx, world, one, level).await?.card);
    }
    Ok(made)
}

/// The member of this card is somebody in this account of WeChat's.
pub async fn known(app: &App, card: &card::Model, appid: &str) -> IdentityId {
    let id: IdentityId = app.world.id();
    let row = identity::Model {
        id,
        merchant_id: card.merchant_id,
        appid: appid.to_owned(),
        openid: id.to_string(),
        unionid: None,
        member_id: Some(card.member_id),
        nickname: None,
        avatar: None,
        followed_at: None,
        follow_told_at: None,
        closed_at: None,
        created_at: app.world.now(),
    };
    let insert = identity::Entity::insert(row.into_active_model());
    insert.exec_without_returning(&app.db).await.unwrap();
    id
}

/// A phone on which they have just signed in: its token.
pub async fn phone(app: &App, merchant: MerchantId, id: IdentityId) -> String {
    let kind = Kind::Member;
    let bearer = Bearer { merchant, kind, subject: id.0, terminal: None };
    let session = app.transact(sign_in, bearer).await.unwrap();
    passport::token(app, &session).unwrap()
}

async fn sign_in(tx: &Tx, world: &World, bearer: Bearer) -> Result<session::Model> {
    passport::open(tx, world, bearer).await
}

/// Somebody of this merchant, without a phone that anybody could open.
pub fn person(id: MemberId, merchant_id: MerchantId, now: Timestamp) -> member::Model {
    member::Model {
        id,
        merchant_id,
        number: "10000001".to_owned(),
        nickname: "小雨".to_owned(),
        name: None,
        phone_sealed: vec![1],
        phone_index: vec![1; 32],
        phone_unique: None,
        unionid: None,
        id_number_sealed: None,
        source: Source::Wechat,
        consent: None,
        birthday: None,
        email_sealed: None,
        phone_proven_at: None,
        money_held_until: None,
        left_at: None,
        merged_into: None,
        store_id: None,
        import_id: None,
        phone_tail: None,
        job: None,
        fax: None,
        website: None,
        title: None,
        language: None,
        remark: None,
        version: 0,
        created_at: now,
    }
}
