//! 新会员: a member is made at the till, where they stand.
use std::sync::Arc;

use entity::{
    ids::{LevelId, MerchantId, OperatorId, StoreId, TerminalId},
    level, member,
    member::Source,
    sms_code::Purpose,
    values::{IdNumber, Phone},
};
use serde_json::json;

use super::super::{rules::PosRefusal, view::RegisteredView};
use crate::{
    app::{App, Tx},
    audit::{self, Deed},
    card::{self, Enrolled},
    error::{Error, Result},
    level as levels,
    member::{Enrol, PhoneProof},
    merchant,
    once::Key,
    operator::Clerk,
    seal::Keys,
    sms::{self, Check, Proof},
    world::World,
};

/// What the clerk typed, read.
pub struct Form {
    pub phone: Phone,
    pub sms_code: String,
    /// The merchant's default for tills, unless given.
    pub level: Option<LevelId>,
    pub nickname: String,
    pub name: Option<String>,
    pub id_number: Option<IdNumber>,
    /// Which privacy notice they agreed to, if they were shown one.
    pub consent: Option<String>,
}

/// A member, as one sees them who was there.
pub struct Registered {
    pub member: member::Model,
    pub card: entity::card::Model,
    pub level: level::Model,
    pub phone: Phone,
}

#[derive(Clone)]
struct Register {
    merchant: MerchantId,
    operator: OperatorId,
    terminal: TerminalId,
    store: StoreId,
    keys: Arc<Keys>,
    proof: Proof,
    level: Option<LevelId>,
    nickname: String,
    name: Option<String>,
    id_number: Option<IdNumber>,
    consent: Option<String>,
}

/// Make a member of a phone that the code proves (REG-06, REG-07).
pub async fn register(app: &App, clerk: &Clerk, key: Key, form: Form) -> Result<RegisteredView> {
    let merchant = clerk.merchant;
    let key = key.of(clerk.terminal.id);
    if let Some(level) = form.level {
        levels::find_offered(&app.db, merchant, level).await?;
    }
    let check = Check {
        merchant,
        phone: form.phone,
        purpose: Purpose::TillRegister,
        asked_by: clerk.terminal.id.to_string(),
        code: form.sms_code,
    };
    let proof = match sms::check(app, check).await {
        Ok(proof) => proof,
        // Unless the code was used by this very request, whose answer did not arrive.
        Err(no) => return app.answered(merchant, &key).await?.ok_or(no),
    };
    let ask = Register {
        merchant,
        operator: clerk.operator.id,
        terminal: clerk.terminal.id,
        store: clerk.terminal.store_id,
        keys: merchant::keys(app, merchant).await?,
        proof,
        level: form.level,
        nickname: form.nickname,
        name: form.name,
        id_number: form.id_number,
        consent: form.consent,
    };
    app.once(merchant, key, enrol, ask).await.map_err(|no: Error| match no.code() {
        Some("phone_taken") => PosRefusal::PhoneTaken.into(),
        _ => no,
    })
}

/// The level is the merchant's default for tills as it is now, unless one was chosen (REG-09).
async fn enrol(tx: &Tx, world: &World, ask: Register) -> Result<Registered> {
    let merchant = ask.merchant;
    let shop = merchant::hold(tx, merchant).await?;
    let level = ask.level.unwrap_or(shop.default_level_till);
    let level = levels::find_offered(tx, merchant, level).await?;
    sms::consume(tx, world, &ask.proof).await?;
    let phone = ask.proof.phone;
    let enrol = Enrol {
        merchant,
        keys: ask.keys,
        phone: PhoneProof(phone.clone()),
        nickname: ask.nickname,
        name: ask.name,
        id_number: ask.id_number,
        birthday: None,
        source: Source::Till,
        store: Some(ask.store),
        consent: ask.consent,
        wechat: None,
        phone_unique: shop.phone_unique,
    };
    let Enrolled { member, card } = card::enrol(tx, world, enrol, level.id).await?;
    let deed = Deed {
        merchant,
        actor: ask.operator.to_string(),
        action: "member.register",
        subject: &member.id,
        detail: json!({
            "source": Source::Till, "terminal": ask.terminal, "level": level.id,
            "phone": phone.masked(),
        }),
    };
    audit::write(tx, world, deed).await?;
    Ok(Registered { member, card, level, phone })
}
