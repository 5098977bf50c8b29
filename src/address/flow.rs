//! What can happen to an address.
use std::sync::Arc;

use entity::{
    address::Model,
    ids::{AddressId, MemberId, MerchantId},
};

use super::{
    rows,
    rules::{Address, AddressRefusal, MOST},
};
use crate::{app::Tx, error::Result, member, seal::Keys, world::World};

/// Where the parts are sealed.
pub(super) const NAME: &str = "address.name";
pub(super) const PHONE: &str = "address.phone";
pub(super) const DETAIL: &str = "address.detail";

#[derive(Clone, Copy, Debug)]
pub struct Whose {
    pub merchant: MerchantId,
    pub member: MemberId,
}

#[derive(Clone)]
pub struct Keep {
    pub whose: Whose,
    pub keys: Arc<Keys>,
    pub address: Address,
    pub is_default: bool,
    /// The one to be replaced; none for a new one.
    pub id: Option<AddressId>,
}

/// Keep a new one, or another in the place of one. The first is the default, asked for or not.
pub async fn keep(tx: &Tx, world: &World, ask: Keep) -> Result<AddressId> {
    let Whose { merchant, member } = ask.whose;
    member::lock_living(tx, merchant, member).await?;
    let all = rows::of_member(tx, merchant, member).await?;
    let before = match ask.id {
        None if all.len() >= MOST => return Err(AddressRefusal::Full.into()),
        None => None,
        Some(id) => {
            let before =
                all.iter().find(|row| row.id == id).ok_or(AddressRefusal::NoSuchAddress)?;
            Some(before.clone())
        }
    };
    let is_default = ask.is_default || all.is_empty();
    if is_default {
        rows::no_default(tx, merchant, member).await?;
    }
    let Address { name, phone, region, detail, postal_code } = ask.address;
    let row = Model {
        id: before.as_ref().map_or_else(|| world.id(), |before| before.id),
        merchant_id: merchant,
        member_id: member,
        name_sealed: ask.keys.seal(world, NAME, &name)?,
        phone_sealed: ask.keys.seal(world, PHONE, phone.reveal())?,
        region: region.join(" "),
        detail_sealed: ask.keys.seal(world, DETAIL, &detail)?,
        postal_code,
        default_of: is_default.then_some(member),
        created_at: before.as_ref().map_or(world.now(), |before| before.created_at),
    };
    let id = row.id;
    match before {
        None => rows::insert(tx, row).await?,
        Some(_) => rows::replace(tx, row).await?,
    }
    Ok(id)
}

#[derive(Clone, Copy)]
pub struct Choose {
    pub whose: Whose,
    pub id: AddressId,
}

/// From now on this one is the default.
pub async fn make_default(tx: &Tx, _: &World, ask: Choose) -> Result<AddressId> {
    let Whose { merchant, member } = ask.whose;
    member::lock_living(tx, merchant, member).await?;
    let row = rows::find(tx, merchant, member, ask.id).await?;
    let row = row.ok_or(AddressRefusal::NoSuchAddress)?;
    rows::no_default(tx, merchant, member).await?;
    rows::replace(tx, Model { default_of: Some(member), ..row }).await?;
    Ok(ask.id)
}

/// If it was the default, none is.
pub async fn drop(tx: &Tx, _: &World, ask: Choose) -> Result<()> {
    let Whose { merchant, member } = ask.whose;
    match rows::delete(tx, merchant, member, ask.id).await? {
        true => Ok(()),
        false => Err(AddressRefusal::NoSuchAddress.into()),
    }
}

/// None of a member's is left.
pub async fn forget(tx: &Tx, merchant: MerchantId, member: MemberId) -> Result<()> {
    rows::delete_of(tx, merchant, member).await
}
