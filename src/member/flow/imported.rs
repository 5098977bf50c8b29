//! What a form says of somebody beside what a till asks.
use std::sync::Arc;

use entity::ids::{ImportId, MemberId, MerchantId};

use super::{super::rows::imported, said::EMAIL};
use crate::{app::Tx, error::Result, seal::Keys, world::World};

pub struct Imported {
    pub merchant: MerchantId,
    pub member: MemberId,
    /// The file they are in.
    pub import: ImportId,
    pub keys: Arc<Keys>,
    /// 会员编号; the house's own, if there is none.
    pub number: Option<String>,
    pub email: Option<String>,
    /// 备注
    pub remark: Option<String>,
}

/// Somebody who was just made a member has these, too. A number that is another's is refused.
pub async fn imported(tx: &Tx, world: &World, ask: Imported) -> Result<()> {
    let Imported { merchant, member, import, keys, number, email, remark } = ask;
    let email = email.map(|email| keys.seal(world, EMAIL, &email)).transpose()?;
    imported::complete(tx, (merchant, member, import), number, email, remark).await
}
