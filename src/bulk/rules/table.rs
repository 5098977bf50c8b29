//! What is seen of the rows that go out.
use std::{collections::HashMap, sync::Arc};

use entity::{
    account::{Asset, Book},
    coupon,
    member::Source,
    values::Timestamp,
};

use super::masked;
use crate::{audit, card::masked_number, error::Result, member, pos, proof, seal::Keys};

pub fn state_of_coupon(state: coupon::State, until: Timestamp, now: Timestamp) -> &'static str {
    match state {
        coupon::State::Used => "已使用",
        _ if until <= now => "已过期",
        coupon::State::Reserved => "使用中",
        coupon::State::Usable => "未使用",
    }
}

/// What whoever asked may see of people.
#[derive(Clone)]
pub struct Eyes {
    pub full: bool,
    pub keys: Arc<Keys>,
    /// Of the staff, by id.
    pub names: HashMap<String, String>,
    pub now: Timestamp,
}

impl Eyes {
    pub fn name(&self, name: String) -> String {
        if self.full || name.is_empty() { name } else { pos::masked_name(&name) }
    }

    /// A member's number may be their phone.
    pub fn number(&self, number: String) -> String {
        if self.full { number } else { masked(&number) }
    }

    /// None of whoever left.
    pub fn phone(&self, sealed: &[u8]) -> Result<String> {
        if sealed.is_empty() {
            return Ok(String::new());
        }
        let phone = member::sealed_phone(&self.keys, sealed)?;
        Ok(if self.full { phone.reveal().to_owned() } else { phone.masked() })
    }

    pub fn card(&self, number: String) -> String {
        if self.full || number.is_empty() { number } else { masked_number(&number) }
    }

    /// The month is enough for a greeting.
    pub fn birthday(&self, birthday: String) -> String {
        match birthday.get(5..7) {
            Some(month) if !self.full => format!("{month} 月"),
            _ => birthday,
        }
    }

    pub fn source(&self, source: Source) -> &'static str {
        match source {
            Source::Wechat => "微信",
            Source::Mini => "小程序",
            Source::Till => "收银台",
            Source::Office => "后台",
        }
    }

    pub fn actor(&self, actor: &str) -> String {
        audit::actor_text(actor, |id| self.names.get(&id.to_string()).cloned())
    }

    pub fn action<'a>(&self, action: &'a str) -> &'a str {
        audit::action_text(action)
    }

    /// Money, points, or pieces.
    pub fn is_money(&self, asset: Asset) -> Option<bool> {
        match asset {
            Asset::Principal | Asset::Gift => Some(true),
            Asset::Points | Asset::PointsDebt | Asset::Growth | Asset::GrowthDebt => Some(false),
            Asset::Stamps | Asset::Tickets | Asset::Counts => None,
        }
    }

    pub fn asset(&self, asset: Asset, book: Book) -> String {
        let name = proof::asset_text(asset);
        if book == Book::Held { format!("{name}（暂存）") } else { name.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{seal::MasterKey, world::World};

    type Seen = fn(&Eyes, String) -> String;

    #[test]
    fn who_is_not_to_see_people_sees_masks_g8() {
        let world = World::standing(Timestamp(0), 1);
        let (keys, _) =
            MasterKey::new("a master key for this very test").make(&world).expect("keys");
        let masked =
            Eyes { full: false, keys: keys.into(), names: HashMap::new(), now: Timestamp(0) };
        let whole = Eyes { full: true, ..masked.clone() };
        for (seen, mask, said) in [
            (Eyes::name as Seen, "王*", "王小美".to_owned()),
            (Eyes::number as Seen, "138****0001", "13800000001".to_owned()),
            (Eyes::card as Seen, "8012 **** **** 3456", "801200000000003456".to_owned()),
            (Eyes::birthday as Seen, "02 月", "1990-02-28".to_owned()),
        ] {
            assert!(seen(&masked, said.clone()).starts_with(mask), "{mask}");
            assert_eq!(seen(&whole, said.clone()), said);
        }
        assert_eq!(masked.number("A-17".to_owned()), "A-17");
    }
}
