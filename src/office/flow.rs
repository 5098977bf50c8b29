//! What can happen to settings, and to a card at the desk.
use entity::{
    account::Asset,
    card::Model as Card,
    ids::{LevelId, MerchantId, OperatorId},
    merchant::Model,
};
use serde_json::{Value, json};

use super::{desk::DeskRefusal, view::Choices};
use crate::{
    app::Tx,
    audit::{self, Deed},
    card::{self, Handle},
    error::Result,
    ledger, level, member, merchant,
    world::World,
};

#[derive(Clone)]
pub struct Change {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub choices: Choices,
}

/// Choose the default levels, which do not depend on each other (REG-09), and whether a phone is
/// one member (REG-16). Whoever registers meanwhile waits, or is waited for.
pub async fn change(tx: &Tx, world: &World, ask: Change) -> Result<()> {
    let Change { merchant, choices, .. } = ask;
    let before = merchant::lock(tx, merchant).await?;
    let Choices { default_level_wechat: wechat, default_level_till: till, phone_unique } = choices;
    level::find_offered(tx, merchant, wechat).await?;
    level::find_offered(tx, merchant, till).await?;
    if phone_unique != before.phone_unique {
        member::set_phone_unique(tx, merchant, phone_unique).await?;
    }
    merchant::set_defaults(tx, merchant, wechat, till, phone_unique).await?;
    let deed = Deed {
        merchant,
        actor: ask.operator.to_string(),
        action: "settings.change",
        subject: &merchant,
        detail: json!({ "before": told(&before), "after": choices }),
    };
    audit::write(tx, world, deed).await
}

fn told(shop: &Model) -> Value {
    let (wechat, till): (LevelId, LevelId) = (shop.default_level_wechat, shop.default_level_till);
    json!({
        "default_level_wechat": wechat,
        "default_level_till": till,
        "phone_unique": shop.phone_unique,
    })
}

/// 退卡. Money on a void card could never be had again, so there must be none.
pub async fn give_back(tx: &Tx, world: &World, ask: Handle) -> Result<Card> {
    let holdings = ledger::lock(tx, ask.merchant, ask.card).await?;
    let money = [Asset::Principal, Asset::Gift];
    if money.iter().any(|asset| holdings.have(*asset) > 0 || holdings.held(*asset) > 0) {
        return Err(DeskRefusal::NotEmpty.into());
    }
    card::void(tx, world, ask).await
}
