//! What the staff write of a member, and what the clock fills in.
use std::sync::Arc;

use entity::{
    ids::{MemberId, MerchantId, StoreId},
    member::Model,
    values::IdNumber,
};

use super::{super::rows, EMAIL, ID_NUMBER, phone};
use crate::{
    app::{App, Tx},
    error::Result,
    merchant,
    seal::Keys,
    world::World,
};

/// Tails that are filled in one transaction.
const HANDFUL: u64 = 500;

/// All of it, as it is kept.
#[derive(Clone)]
pub struct Edit {
    pub keys: Arc<Keys>,
    pub nickname: String,
    pub name: Option<String>,
    pub birthday: Option<String>,
    /// As it is, unless given.
    pub email: Option<Option<String>>,
    /// As it is, unless given.
    pub id_number: Option<Option<IdNumber>>,
    pub job: Option<String>,
    pub fax: Option<String>,
    pub website: Option<String>,
    pub title: Option<String>,
    pub language: Option<String>,
    pub remark: Option<String>,
    pub store: Option<StoreId>,
}

/// Write it onto a member who is held: who they are then.
pub async fn edit(tx: &Tx, world: &World, before: &Model, ask: Edit) -> Result<Model> {
    let seal = |place: &str, text: &str| ask.keys.seal(world, place, text);
    let email_sealed = match &ask.email {
        None => before.email_sealed.clone(),
        Some(email) => email.as_ref().map(|email| seal(EMAIL, email)).transpose()?,
    };
    let id_number_sealed = match &ask.id_number {
        None => before.id_number_sealed.clone(),
        Some(number) => {
            number.as_ref().map(|number| seal(ID_NUMBER, number.reveal())).transpose()?
        }
    };
    let after = Model {
        nickname: ask.nickname,
        name: ask.name,
        birthday: ask.birthday,
        email_sealed,
        id_number_sealed,
        job: ask.job,
        fax: ask.fax,
        website: ask.website,
        title: ask.title,
        language: ask.language,
        remark: ask.remark,
        store_id: ask.store,
        ..before.clone()
    };
    rows::change::edit(tx, &after).await?;
    Ok(after)
}

/// Make phones findable by their last four digits that are not yet: a handful at a time, so that
/// it can stop anywhere and go on there. A phone that cannot be read is passed over, and tried again
/// when the clock comes by next.
pub async fn fill_tails(app: &App) -> Result<u64> {
    let mut filled = 0;
    for id in merchant::all(&app.db).await? {
        let keys = merchant::keys(app, id).await?;
        let (mut after, mut unread) = (None, 0);
        while !app.stop.is_cancelled() {
            let done = app.transact(fill, (id, keys.clone(), after)).await?;
            (filled, unread) = (filled + done.filled, unread + done.unread);
            let Some(last) = done.last else { break };
            after = Some(last);
        }
        if unread > 0 {
            tracing::error!(merchant = %id, unread, "phones that cannot be read");
        }
    }
    Ok(filled)
}

/// What came of a handful.
#[derive(Default)]
struct Filled {
    filled: u64,
    unread: u64,
    last: Option<MemberId>,
}

async fn fill(
    tx: &Tx,
    _: &World,
    (merchant, keys, after): (MerchantId, Arc<Keys>, Option<MemberId>),
) -> Result<Filled> {
    let missing = rows::tail::lock_missing(tx, merchant, after, HANDFUL).await?;
    let Some(last) = missing.last() else { return Ok(Filled::default()) };
    let read = |member: &Model| match tail(&keys, member) {
        Ok(tail) => Some((member.id, tail)),
        Err(why) => {
            tracing::warn!(member = %member.id, %why, "a phone cannot be read");
            None
        }
    };
    let tails: Vec<_> = missing.iter().filter_map(read).collect();
    let unread = (missing.len() - tails.len()) as u64;
    let filled = match tails.is_empty() {
        true => 0,
        false => rows::tail::fill(tx, merchant, tails).await?,
    };
    Ok(Filled { filled, unread, last: Some(last.id) })
}

/// Of who left, nobody's.
fn tail(keys: &Keys, member: &Model) -> Result<Vec<u8>> {
    if member.phone_sealed.is_empty() {
        return Ok(member.phone_index.clone());
    }
    Ok(rows::phone_tail(keys, &phone(keys, member)?))
}
