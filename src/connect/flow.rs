//! What can happen to a connection.
use std::sync::Arc;

use entity::{
    ids::{MerchantId, OperatorId},
    wechat_account::{Kind, Model},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    rules::{Change, ConnectRefusal, Terms},
    starter,
};
use crate::{
    app::Tx,
    audit::{self, Deed},
    error::Result,
    inbox, member,
    merchant::{
        MerchantRefusal, NewAccount, NewSecrets, SealedPair, account_rows as rows, reseal,
        seal_account,
    },
    seal::Keys,
    world::World,
};

/// How long WeChat may take to be told another pair.
const OVERLAP_MS: i64 = 3600 * 1000;
/// What the log says of a secret.
const HIDDEN: &str = "已修改";

/// Whose account, and who does it.
#[derive(Clone)]
pub struct Whose {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub keys: Arc<Keys>,
}

/// What is kept as the answer: the pair sealed, if there is one to show.
#[derive(Clone, Serialize, Deserialize)]
pub struct Connected {
    pub appid: String,
    pub pair: Option<SealedPair>,
}

impl Whose {
    fn deed<'a>(&self, action: &'static str, appid: &'a String, detail: Value) -> Deed<'a> {
        let actor = self.operator.to_string();
        Deed { merchant: self.merchant, actor, action, subject: appid, detail }
    }
}

/// Terms that were checked.
pub async fn connect(tx: &Tx, world: &World, (who, terms): (Whose, Terms)) -> Result<Connected> {
    let Terms { appid, kind, name, original_id, mode, secret, pair } = terms;
    let pair = pair.whole(world);
    let new = NewAccount {
        appid: &appid,
        merchant: who.merchant,
        kind,
        name: &name,
        original_id: &original_id,
        mode,
        secret: &secret,
        token: &pair.token,
        encoding_aes_key: &pair.aes_key,
    };
    let row = seal_account(world, &who.keys, new)?;
    if !rows::add(tx, row.clone()).await? {
        return Err(ConnectRefusal::Exists.into());
    }
    let actor = who.operator.to_string();
    if kind == Kind::Service {
        starter::furnish(tx, world, (who.merchant, &actor), (&appid, &name)).await?;
    }
    let detail = json!({ "after": told(&row) });
    audit::write(tx, world, who.deed("wechat.connect", &appid, detail)).await?;
    Ok(Connected { pair: Some(SealedPair::of(&row)), appid })
}

/// A change that was checked.
pub async fn change(
    tx: &Tx,
    world: &World,
    (who, appid, change): (Whose, String, Change),
) -> Result<Connected> {
    let before = locked(tx, &who, &appid).await?;
    let pair = change.pair(world, &SealedPair::of(&before).open(&who.keys)?);
    let (new_secret, new_pair) = (change.secret.is_some(), pair.is_some());
    let until = world.now().plus_ms(OVERLAP_MS);
    let new = NewSecrets { secret: change.secret, pair };
    let row = reseal(world, &who.keys, before.clone(), new, until)?;
    let row = Model {
        name: change.name,
        original_id: change.original_id,
        mode: change.mode,
        // What was seen of another secret says nothing of this one.
        green: row.green.filter(|_| !new_secret && !new_pair && row.mode == change.mode),
        // What WeChat sent in another mode does not show that it knows this one.
        reached_at: row.reached_at.filter(|_| row.mode == change.mode),
        ..row
    };
    rows::write(tx, row.clone()).await?;
    let mut after = told(&row);
    for (name, changed) in [("secret", new_secret), ("token", new_pair), ("aes_key", new_pair)] {
        if changed {
            after[name] = HIDDEN.into();
        }
    }
    let detail = audit::changed(told(&before), after);
    audit::write(tx, world, who.deed("wechat.change", &appid, detail)).await?;
    let shown = new_pair && change.renew;
    Ok(Connected { pair: shown.then(|| SealedPair::of(&row)), appid })
}

/// What a check found, when it is not what the last one found.
pub async fn checked(
    tx: &Tx,
    world: &World,
    (who, appid, green): (Whose, String, bool),
) -> Result<()> {
    let before = locked(tx, &who, &appid).await?;
    if before.green == Some(green) {
        return Ok(());
    }
    let detail = json!({ "before": { "green": before.green }, "after": { "green": green } });
    rows::write(tx, Model { green: Some(green), ..before }).await?;
    audit::write(tx, world, who.deed("wechat.check", &appid, detail)).await
}

/// Words of a file that was checked.
pub async fn domain(
    tx: &Tx,
    world: &World,
    (who, appid, words): (Whose, String, String),
) -> Result<()> {
    let before = locked(tx, &who, &appid).await?;
    let detail = json!({
        "before": { "domain_file": before.domain_words }, "after": { "domain_file": words },
    });
    let same = before.domain_words.as_ref() == Some(&words);
    let domain_read_at = before.domain_read_at.filter(|_| same);
    let row = Model { domain_words: Some(words), domain_read_at, ..before };
    rows::write(tx, row).await?;
    audit::write(tx, world, who.deed("wechat.domain", &appid, detail)).await
}

/// Forget an account that was typed wrongly: one that WeChat never reached and nobody came by.
pub async fn disconnect(tx: &Tx, world: &World, (who, appid): (Whose, String)) -> Result<()> {
    let before = locked(tx, &who, &appid).await?;
    if before.reached_at.is_some() || member::came_by(tx, who.merchant, &appid).await? {
        return Err(ConnectRefusal::InUse.into());
    }
    inbox::forget_account(tx, who.merchant, &appid).await?;
    rows::remove(tx, who.merchant, &appid).await?;
    let detail = json!({ "before": told(&before) });
    audit::write(tx, world, who.deed("wechat.disconnect", &appid, detail)).await
}

async fn locked(tx: &Tx, who: &Whose, appid: &str) -> Result<Model> {
    let found = rows::lock(tx, who.merchant, appid).await?;
    Ok(found.ok_or(MerchantRefusal::NoSuchAccount)?)
}

/// An account as the log tells it: nothing that is sealed.
fn told(row: &Model) -> Value {
    json!({
        "name": row.name, "kind": row.kind, "original_id": row.original_id, "mode": row.mode,
    })
}
