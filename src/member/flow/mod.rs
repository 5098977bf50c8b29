//! What can happen to a person.
mod change;
mod edit;
mod gone;
mod imported;
mod said;

pub use change::{
    ChangePhone, Due, Shown, Vouched, call_off, change_phone, phone_due, phone_shown, value_free,
};
pub use edit::{Edit, edit, fill_tails};
pub use gone::{close_identity, leave};
pub use imported::{Imported, imported};
use said::EMAIL;
pub use said::{Consent, Picture, Say, choose_picture, consent, drop_picture, email, say};

use std::sync::Arc;

use anyhow::Context;
use entity::{
    identity,
    ids::{IdentityId, MerchantId, StoreId},
    member::{Model, Source},
    values::{IdNumber, Phone, Timestamp},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{MemberRefusal, heir, rows, rules};
use crate::{app::Tx, error::Result, lang, seal::Keys, world::World};

/// WeChat showed us somebody. Never built from what a client says of itself (B4), and never for a
/// snapshot user, whose openid is nobody's.
#[derive(Clone, Debug)]
pub struct Seen {
    pub merchant: MerchantId,
    pub appid: String,
    pub openid: String,
    pub unionid: Option<String>,
}

/// Remember an openid; recognise it as a member's if its unionid is. One that was closed is nobody's.
pub async fn saw(tx: &Tx, world: &World, seen: Seen) -> Result<identity::Model> {
    let fresh = identity::Model {
        id: identity_id(&seen.appid, &seen.openid),
        merchant_id: seen.merchant,
        appid: seen.appid,
        openid: seen.openid,
        unionid: None,
        member_id: None,
        nickname: None,
        avatar: None,
        followed_at: None,
        follow_told_at: None,
        closed_at: None,
        created_at: world.now(),
    };
    let known = rows::identity(tx, seen.merchant, fresh.id).await?;
    if known.is_none() {
        rows::keep_identity(tx, fresh.clone()).await?;
    }
    let mut identity = known.unwrap_or(fresh);
    if identity.closed_at.is_some() {
        return Ok(identity);
    }
    if let Some(unionid) = seen.unionid
        && identity.unionid.is_none()
    {
        rows::set_identity(tx, seen.merchant, identity.id, rows::unionid(&unionid)).await?;
        identity.unionid = Some(unionid);
    }
    recognise(tx, &mut identity).await?;
    Ok(identity)
}

/// One unionid is one member: whoever learns it second joins whoever had it first.
async fn recognise(tx: &Tx, identity: &mut identity::Model) -> Result<()> {
    let merchant = identity.merchant_id;
    let Some(unionid) = &identity.unionid else { return Ok(()) };
    match (identity.member_id, rows::by_unionid(tx, merchant, unionid).await?) {
        (None, Some(member)) => {
            let member = heir(tx, merchant, member.id).await?;
            if rows::claim_identity(tx, merchant, identity.id, member).await? {
                identity.member_id = Some(member);
            }
        }
        (Some(member), None) => {
            rows::set_unionid(tx, merchant, member, unionid).await?;
        }
        (None, None) | (Some(_), Some(_)) => (),
    }
    Ok(())
}

/// The same for every node and every try: whoever comes first, it is one row.
pub fn identity_id(appid: &str, openid: &str) -> IdentityId {
    let digest: [u8; 32] = Sha256::digest(format!("{appid}\n{openid}")).into();
    let (first, _) = digest.split_first_chunk::<16>().expect("32 bytes hold 16");
    IdentityId(Uuid::from_bytes(*first))
}

/// They follow, or do so no longer: as WeChat told at `told_at`, unless it told otherwise since.
pub async fn followed(
    tx: &Tx,
    world: &World,
    identity: &identity::Model,
    (following, told_at): (bool, Timestamp),
) -> Result<()> {
    let since = following.then_some(identity.followed_at.unwrap_or(world.now()));
    rows::gone::follow(tx, identity.merchant_id, identity.id, (since, told_at)).await
}

/// What they let WeChat tell us of themselves.
pub async fn profile(
    tx: &Tx,
    identity: &identity::Model,
    nickname: String,
    avatar: String,
) -> Result<()> {
    let change = rows::profile(nickname, avatar);
    rows::set_identity(tx, identity.merchant_id, identity.id, change).await
}

/// Where somebody became a member, for people.
pub fn source_text(source: Source) -> &'static str {
    match source {
        Source::Wechat => lang::say("微信注册", "Joined in WeChat"),
        Source::Mini => lang::say("小程序注册", "Joined in the mini-program"),
        Source::Till => lang::say("门店登记", "Joined in a store"),
        Source::Office => lang::say("后台新增", "Added by the shop"),
    }
}

/// Where phones are sealed.
const PHONE: &str = "member.phone";

/// And ID numbers.
const ID_NUMBER: &str = "member.id_number";

/// The number on a member's papers, opened, if they gave it.
pub fn id_number(keys: &Keys, member: &Model) -> Result<Option<String>> {
    let sealed = member.id_number_sealed.as_ref();
    Ok(sealed.map(|sealed| keys.open(ID_NUMBER, sealed)).transpose()?)
}

/// A member's phone, opened; it prints masked.
pub fn phone(keys: &Keys, member: &Model) -> Result<Phone> {
    sealed_phone(keys, &member.phone_sealed)
}

/// The same, of a phone that is about to be a member's.
pub fn sealed_phone(keys: &Keys, sealed: &[u8]) -> Result<Phone> {
    let phone = Phone::parse(&keys.open(PHONE, sealed)?);
    Ok(phone.context("a member's phone is a mobile number")?)
}

/// A phone that was proven, by SMS or by WeChat, or that the staff answer for (REG-11).
#[derive(Clone, Debug)]
pub struct PhoneProof(pub Phone);

/// Which WeChat identity asks.
#[derive(Clone, Debug)]
pub struct Wechat {
    pub identity: IdentityId,
    pub appid: String,
    pub unionid: Option<String>,
}

#[derive(Clone)]
pub struct Enrol {
    pub merchant: MerchantId,
    pub keys: Arc<Keys>,
    pub phone: PhoneProof,
    pub nickname: String,
    pub name: Option<String>,
    pub id_number: Option<IdNumber>,
    /// As [`birthday`](super::birthday) has it.
    pub birthday: Option<String>,
    pub source: Source,
    /// Where they registered, or whose the staff say they are.
    pub store: Option<StoreId>,
    pub consent: Option<String>,
    /// None at a till, and in the back office.
    pub wechat: Option<Wechat>,
    pub phone_unique: bool,
}

/// A member as a row, which nobody has written yet.
pub fn row(world: &World, ask: &Enrol) -> Result<Model> {
    let PhoneProof(phone) = &ask.phone;
    let index = rows::phone_index(&ask.keys, phone);
    let sealed_id =
        ask.id_number.as_ref().map(|number| ask.keys.seal(world, ID_NUMBER, number.reveal()));
    Ok(Model {
        id: world.id(),
        merchant_id: ask.merchant,
        number: new_number(world),
        nickname: ask.nickname.clone(),
        name: ask.name.clone(),
        phone_sealed: ask.keys.seal(world, PHONE, phone.reveal())?,
        phone_unique: ask.phone_unique.then(|| index.clone()),
        phone_index: index,
        phone_tail: Some(rows::phone_tail(&ask.keys, phone)),
        unionid: ask.wechat.as_ref().and_then(|wechat| wechat.unionid.clone()),
        id_number_sealed: sealed_id.transpose()?,
        source: ask.source,
        consent: ask.consent.clone(),
        birthday: ask.birthday.clone(),
        email_sealed: None,
        // What the staff typed nobody has proven.
        phone_proven_at: (ask.source != Source::Office).then_some(world.now()),
        money_held_until: None,
        left_at: None,
        merged_into: None,
        store_id: ask.store,
        import_id: None,
        job: None,
        fax: None,
        website: None,
        title: None,
        language: None,
        remark: None,
        version: 0,
        created_at: world.now(),
    })
}

/// Make a member. Of many who ask for one openid, one unionid or one phone, one succeeds.
pub async fn enrol(tx: &Tx, world: &World, ask: Enrol) -> Result<Model> {
    let member = row(world, &ask)?;
    let id = member.id;
    if let Some(wechat) = &ask.wechat
        && !rows::claim_identity(tx, ask.merchant, wechat.identity, id).await?
    {
        return Err(MemberRefusal::AlreadyMember.into());
    }
    rows::insert(tx, member.clone()).await?;
    if let Some(version) = member.consent.clone() {
        let channel = channel(ask.source);
        consent(tx, world, Consent { merchant: ask.merchant, member: id, version, channel })
            .await?;
    }
    if let Some(unionid) = &member.unionid {
        rows::claim_by_unionid(tx, ask.merchant, unionid, member.id).await?;
    }
    Ok(member)
}

/// Where somebody agrees who joins here.
fn channel(source: Source) -> &'static str {
    match source {
        Source::Wechat => "wechat",
        Source::Mini => "mini",
        Source::Till => "till",
        Source::Office => "office",
    }
}

/// 会员编号: twelve digits without an order to guess. Two in a million million meet; then the index
/// refuses and the member presses again.
fn new_number(world: &World) -> String {
    (100_000_000_000 + world.below(900_000_000_000)).to_string()
}

#[derive(Clone)]
pub struct Bind {
    pub merchant: MerchantId,
    pub keys: Arc<Keys>,
    pub phone: PhoneProof,
    pub nickname: String,
    pub wechat: Wechat,
}

/// Recognise somebody as the member they already are (REG-08), unless the phone may be another's by
/// now (B10).
pub async fn bind(tx: &Tx, world: &World, ask: Bind) -> Result<Model> {
    let PhoneProof(phone) = &ask.phone;
    let index = rows::phone_index(&ask.keys, phone);
    let known = rows::by_phone(tx, ask.merchant, &index).await?;
    let named = known.into_iter().find(|member| member.nickname == ask.nickname);
    let named = named.ok_or(MemberRefusal::NoSuchMember)?;
    // Held until the end: of two who bind one member, the second sees the first.
    let member = rows::lock_living(tx, ask.merchant, named.id).await?;
    let Wechat { identity, appid, unionid } = ask.wechat;
    let same_person = unionid.is_some() && member.unionid == unionid;
    rules::may_bind(rules::proof_is_fresh(&member, world.now()), same_person)?;
    if rows::bound_in(tx, ask.merchant, member.id, &appid, identity).await? {
        return Err(MemberRefusal::BoundElsewhere.into());
    }
    if let Some(unionid) = &unionid
        && member.unionid.as_ref() != Some(unionid)
        && !rows::set_unionid(tx, ask.merchant, member.id, unionid).await?
    {
        return Err(MemberRefusal::BoundElsewhere.into());
    }
    if !rows::claim_identity(tx, ask.merchant, identity, member.id).await? {
        return Err(MemberRefusal::AlreadyMember.into());
    }
    if let Some(unionid) = &unionid {
        rows::claim_by_unionid(tx, ask.merchant, unionid, member.id).await?;
    }
    rows::change::prove(tx, ask.merchant, member.id, (&index, world.now())).await?;
    Ok(member)
}
