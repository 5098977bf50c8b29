//! Becoming a member, and being recognised as one.
use std::sync::Arc;

use anyhow::Context;
use entity::{
    card::Model as Card,
    ids::MerchantId,
    level, member,
    member::Source,
    merchant as shop,
    values::{Phone, Timestamp},
    wechat_account::Kind,
};
use serde_json::json;

use crate::{
    app::Tx,
    audit::{self, Deed},
    card::{self, Enrolled},
    coupon,
    error::Result,
    jobs,
    ledger::{self, Holdings},
    level as levels,
    member::{Bind, Consent, Enrol, PhoneProof, Wechat},
    merchant, privacy,
    seal::Keys,
    sms, stored_value,
    word::Word,
    world::World,
};

/// A phone that was proven, and how.
#[derive(Clone, Debug)]
pub enum Proven {
    Sms(sms::Proof),
    /// By the mini-program's phone button.
    Wechat(PhoneProof),
}

impl Proven {
    pub fn phone(&self) -> &Phone {
        match self {
            Self::Sms(proof) => &proof.phone,
            Self::Wechat(PhoneProof(phone)) => phone,
        }
    }
}

/// Who asks, and what they showed.
#[derive(Clone)]
pub struct Asking {
    pub merchant: MerchantId,
    pub keys: Arc<Keys>,
    pub wechat: Wechat,
    pub kind: Kind,
    pub proven: Proven,
    pub nickname: String,
    /// Their picture in WeChat.
    pub avatar: Option<String>,
}

#[derive(Clone)]
pub struct Register {
    pub asking: Asking,
    /// Which privacy notice they agreed to.
    pub consent: String,
}

/// All that a page about a member shows.
pub struct Known {
    pub shop: shop::Model,
    pub member: member::Model,
    pub card: Card,
    pub level: level::Model,
    pub coupons_usable: u64,
    /// All of their cards, with what is on them at `at`.
    pub holdings: Vec<Holdings>,
    pub at: Timestamp,
    pub avatar: Option<String>,
    pub keys: Arc<Keys>,
}

/// The level is the merchant's default for WeChat as it is now (REG-04).
pub async fn register(tx: &Tx, world: &World, ask: Register) -> Result<Known> {
    let Asking { merchant, keys, wechat, kind, proven, nickname, avatar } = ask.asking;
    let shop = merchant::hold(tx, merchant).await?;
    let level = levels::find(tx, merchant, shop.default_level_wechat).await?;
    let phone = spend(tx, world, proven).await?;
    let source = match kind {
        Kind::Service => Source::Wechat,
        Kind::Mini => Source::Mini,
    };
    let enrol = Enrol {
        merchant,
        keys: keys.clone(),
        phone,
        nickname,
        name: None,
        id_number: None,
        birthday: None,
        source,
        store: None,
        consent: Some(ask.consent),
        wechat: Some(wechat),
        phone_unique: shop.phone_unique,
    };
    let Enrolled { member, .. } = card::enrol(tx, world, enrol, level.id).await?;
    tell(tx, world, &member, "member.register").await?;
    known(tx, world, member, (keys, avatar)).await
}

#[derive(Clone)]
pub struct Bound {
    pub asking: Asking,
    /// Which privacy notice they agreed to, if they were shown one.
    pub consent: Option<String>,
}

/// A member of a till, recognised in WeChat (REG-08). If they are somebody in WeChat already, that
/// one hears of it (B10).
pub async fn bind(tx: &Tx, world: &World, ask: Bound) -> Result<Known> {
    let Asking { merchant, keys, wechat, kind, proven, nickname, avatar } = ask.asking;
    let phone = spend(tx, world, proven).await?;
    let bind = Bind { merchant, keys: keys.clone(), phone, nickname, wechat };
    let identity = bind.wechat.identity;
    let member = crate::member::bind(tx, world, bind).await?;
    if let Some(version) = ask.consent {
        let (member, channel) = (member.id, privacy::channel(kind));
        let agreed = Consent { merchant, member, version, channel };
        crate::member::consent(tx, world, agreed).await?;
    }
    let known_before = crate::member::identities(tx, merchant, member.id).await?;
    if known_before.iter().any(|known| known.id != identity) {
        warn(tx, world, &member).await?;
    }
    tell(tx, world, &member, "member.bind").await?;
    known(tx, world, member, (keys, avatar)).await
}

/// Somebody showed the phone of these members and was turned away: whoever they are in WeChat hears
/// of it. In a transaction of its own, because the refusal undid the other.
pub async fn warn_all(
    tx: &Tx,
    world: &World,
    (merchant, phone_index): (MerchantId, Vec<u8>),
) -> Result<()> {
    for member in crate::member::by_phone(tx, merchant, &phone_index).await? {
        if !crate::member::identities(tx, merchant, member.id).await?.is_empty() {
            warn(tx, world, &member).await?;
        }
    }
    Ok(())
}

async fn warn(tx: &Tx, world: &World, member: &member::Model) -> Result<()> {
    let text =
        "有人用您的手机号通过了短信验证，想在微信里绑定您的会员。如非本人操作，请尽快联系门店。";
    let (merchant, member) = (member.merchant_id, member.id);
    jobs::enqueue(tx, world, Word { merchant, member, text: text.to_owned() }).await
}

/// What there is to show of a member.
async fn known(
    tx: &Tx,
    world: &World,
    member: member::Model,
    (keys, avatar): (Arc<Keys>, Option<String>),
) -> Result<Known> {
    let (merchant, at) = (member.merchant_id, world.now());
    let shop = merchant::find(tx, merchant).await?.context("no such merchant")?;
    let card = card::primary(tx, merchant, member.id).await?.context("a member without a card")?;
    let level = levels::find(tx, merchant, levels::held(&card, at)).await?;
    let coupons_usable = coupon::count_usable(tx, merchant, member.id, at).await?;
    let held = ledger::peek_all(tx, card::of_member(tx, merchant, member.id).await?).await?;
    let holdings = stored_value::as_if_released(tx, merchant, held, at).await?;
    let pictured = crate::member::pictured_at(tx, merchant, member.id).await?;
    let avatar = picture(pictured, avatar);
    Ok(Known { shop, member, card, level, coupons_usable, holdings, at, avatar, keys })
}

/// The picture they chose, in its version, or the one they have in WeChat.
pub fn picture(chosen: Option<Timestamp>, in_wechat: Option<String>) -> Option<String> {
    chosen.map(|at| format!("/v1/member/avatar?v={}", at.0)).or(in_wechat)
}

/// The proof is worth one effect, and this is it.
async fn spend(tx: &Tx, world: &World, proven: Proven) -> Result<PhoneProof> {
    match proven {
        Proven::Sms(proof) => {
            sms::consume(tx, world, &proof).await?;
            Ok(PhoneProof(proof.phone))
        }
        Proven::Wechat(proof) => Ok(proof),
    }
}

async fn tell(tx: &Tx, world: &World, member: &member::Model, action: &'static str) -> Result<()> {
    let deed = Deed {
        merchant: member.merchant_id,
        actor: member.id.to_string(),
        action,
        subject: &member.id,
        detail: json!({ "source": member.source }),
    };
    audit::write(tx, world, deed).await
}
