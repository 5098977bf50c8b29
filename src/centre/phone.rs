//! 更换手机号: with both proofs at once; with the new one alone after a wait, and not unheard (B11).
use std::sync::Arc;

use entity::{
    ids::{MemberId, MerchantId, PhoneChangeId},
    values::{Phone, Timestamp},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    error::Result,
    jobs::{self, Job},
    member::{self, ChangePhone, Due, PhoneProof, Vouched},
    merchant,
    seal::Keys,
    sms::{self, Notice, Proof},
    word::Word,
    world::World,
};

/// What was shown.
#[derive(Clone)]
pub struct Change {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub keys: Arc<Keys>,
    pub new: Proof,
    pub old: Option<Proof>,
}

/// Use up what was shown, and change the phone or have it wait. The log says neither number.
pub async fn change(tx: &Tx, world: &World, ask: Change) -> Result<()> {
    let Change { merchant, member: id, keys, new, old } = ask;
    // First, as everybody holds it who registers or sets what phones may be.
    merchant::hold(tx, merchant).await?;
    let before = member::lock_living(tx, merchant, id).await?;
    let phone_before = member::phone(&keys, &before)?;
    sms::consume(tx, world, &new).await?;
    if let Some(old) = &old {
        sms::consume(tx, world, old).await?;
    }
    // The phone may have changed since its code was shown.
    let proven = old.is_some_and(|old| old.phone == phone_before);
    let vouched = if proven { Vouched::Both } else { Vouched::New };
    let phone = PhoneProof(new.phone);
    let ask = ChangePhone { merchant, member: id, keys: keys.clone(), phone, vouched };
    let waits = member::change_phone(tx, world, ask).await?;
    let text = match &waits {
        // In Chinese, whoever asks in what language: it is for the phone's owner.
        None => "您的会员手机号已更换。如非本人操作，请马上联系门店。".to_owned(),
        Some(change) => {
            let effective_at = change.effective_at;
            let notice = Notice { merchant, keys, phone: phone_before, effective_at };
            sms::notice(tx, world, notice).await?;
            let due = PhoneDue { change: change.id };
            jobs::enqueue_at(tx, world, due, effective_at).await?;
            let at = effective_at.said(world.now());
            format!("您的会员手机号将于 {at} 更换。如非本人操作，请打开会员中心取消。")
        }
    };
    jobs::enqueue(tx, world, Word { merchant, member: id, text }).await?;
    log(tx, world, (merchant, id), waits.map(|change| change.effective_at)).await
}

async fn log(
    tx: &Tx,
    world: &World,
    (merchant, member): (MerchantId, MemberId),
    waits_until: Option<Timestamp>,
) -> Result<()> {
    let deed = Deed {
        merchant,
        actor: member.to_string(),
        action: "member.phone_change",
        subject: &member,
        detail: json!({ "waits_until": waits_until }),
    };
    audit::write(tx, world, deed).await
}

/// What the staff say is the member's phone.
#[derive(Clone)]
pub struct Mend {
    pub merchant: MerchantId,
    pub member: MemberId,
    pub keys: Arc<Keys>,
    pub phone: Phone,
}

/// A typo, or a phone that is no more: changed at once, and its member told where they follow. Whoever
/// asks writes the line of the log.
pub async fn mend(tx: &Tx, world: &World, ask: Mend) -> Result<()> {
    let Mend { merchant, member, keys, phone } = ask;
    let (phone, vouched) = (PhoneProof(phone), Vouched::Staff);
    member::change_phone(tx, world, ChangePhone { merchant, member, keys, phone, vouched }).await?;
    let text =
        "门店已更换您的会员手机号，储值将在 24 小时后恢复使用。如非本人要求，请马上联系门店。";
    jobs::enqueue(tx, world, Word { merchant, member, text: text.to_owned() }).await
}

/// A phone has waited long enough.
#[derive(Clone, Serialize, Deserialize)]
pub struct PhoneDue {
    pub change: PhoneChangeId,
}

impl Job for PhoneDue {
    const NAME: &'static str = "centre.phone_due";

    async fn run(self, app: &App) -> Result<()> {
        app.transact(due, self).await
    }
}

async fn due(tx: &Tx, world: &World, job: PhoneDue) -> Result<()> {
    let (merchant, member, text) = match member::phone_due(tx, world, job.change).await? {
        Due::Over => return Ok(()),
        Due::Changed(merchant, member) => {
            (merchant, member, "您的会员手机号已更换，储值将在 24 小时后恢复使用。")
        }
        Due::Taken(merchant, member) => {
            (merchant, member, "您要更换的手机号已是另一位会员的，没有更换。")
        }
    };
    jobs::enqueue(tx, world, Word { merchant, member, text: text.to_owned() }).await
}

/// What waits, as its member sees it.
pub fn waiting(keys: &Keys, change: &entity::phone_change::Model) -> Result<Phone> {
    member::sealed_phone(keys, &change.phone_sealed)
}
