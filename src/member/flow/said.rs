//! What members say of themselves: their names, their birthday, their picture, what they agree to.
use std::sync::Arc;

use entity::{
    avatar, consent,
    ids::{MemberId, MerchantId},
    member::Model,
    values::Timestamp,
};

use super::super::{MemberRefusal, rows};
use crate::{app::Tx, error::Result, seal::Keys, world::World};

/// Where e-mail addresses are sealed.
pub(super) const EMAIL: &str = "member.email";

/// A member's e-mail address, opened.
pub fn email(keys: &Keys, member: &Model) -> Result<Option<String>> {
    let sealed = member.email_sealed.as_ref();
    Ok(sealed.map(|sealed| keys.open(EMAIL, sealed)).transpose()?)
}

/// All that they say, as it is kept.
#[derive(Clone)]
pub struct Say {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub keys: Arc<Keys>,
    pub nickname: String,
    pub email: Option<String>,
    pub birthday: Option<String>,
}

/// Write it, and name what became another: no word of what it says.
pub async fn say(tx: &Tx, world: &World, ask: Say) -> Result<Vec<&'static str>> {
    let before = rows::lock_living(tx, ask.merchant, ask.member).await?;
    // A gift waits on that day: they choose it once.
    if before.birthday.is_some() && before.birthday != ask.birthday {
        return Err(MemberRefusal::BirthdaySet.into());
    }
    let email_before = email(&ask.keys, &before)?;
    let changed = [
        ("nickname", before.nickname != ask.nickname),
        ("email", email_before != ask.email),
        ("birthday", before.birthday != ask.birthday),
    ];
    let sealed = ask.email.map(|email| ask.keys.seal(world, EMAIL, &email)).transpose()?;
    let said =
        rows::change::Said { nickname: ask.nickname, email_sealed: sealed, birthday: ask.birthday };
    rows::change::set(tx, ask.merchant, ask.member, rows::change::said(said)).await?;
    Ok(changed.into_iter().filter(|(_, changed)| *changed).map(|(what, _)| what).collect())
}

/// A picture as it is kept.
#[derive(Clone)]
pub struct Picture {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

pub async fn choose_picture(tx: &Tx, world: &World, ask: Picture) -> Result<Timestamp> {
    rows::lock_living(tx, ask.merchant, ask.member).await?;
    let row = avatar::Model {
        member_id: ask.member,
        merchant_id: ask.merchant,
        media_type: ask.media_type.to_owned(),
        bytes: ask.bytes,
        updated_at: world.now(),
    };
    rows::picture::replace(tx, row).await?;
    Ok(world.now())
}

pub async fn drop_picture(
    tx: &Tx,
    _: &World,
    (merchant, member): (MerchantId, MemberId),
) -> Result<()> {
    rows::picture::delete(tx, merchant, member).await
}

/// A privacy notice is agreed to.
#[derive(Clone, Debug)]
pub struct Consent {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub version: String,
    /// `wechat`, `mini` or `till`.
    pub channel: &'static str,
}

pub async fn consent(tx: &Tx, world: &World, ask: Consent) -> Result<consent::Model> {
    let row = consent::Model {
        id: world.id(),
        merchant_id: ask.merchant,
        member_id: ask.member,
        version: ask.version,
        channel: ask.channel.to_owned(),
        given_at: world.now(),
    };
    rows::consent::insert(tx, row.clone()).await?;
    Ok(row)
}
