//! Where somebody of the staff decides: in the whole chain, or in some of its shops.
use entity::ids::StoreId;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    Chain,
    /// No shop at all, if it is empty.
    Stores(Vec<StoreId>),
}

impl Scope {
    pub fn is_chain(&self) -> bool {
        *self == Self::Chain
    }

    /// Whether what belongs to this shop is theirs to see. What belongs to none is everybody's.
    pub fn covers(&self, store: Option<StoreId>) -> bool {
        match (self, store) {
            (Self::Chain, _) | (_, None) => true,
            (Self::Stores(mine), Some(store)) => mine.contains(&store),
        }
    }

    /// Whether it reaches no further than the other (ADM-02).
    pub fn within(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::Chain) => true,
            (Self::Chain, Self::Stores(_)) => false,
            (Self::Stores(mine), Self::Stores(theirs)) => {
                mine.iter().all(|store| theirs.contains(store))
            }
        }
    }

    /// The shops to look in; none for all of them.
    pub fn stores(&self) -> Option<&[StoreId]> {
        match self {
            Self::Chain => None,
            Self::Stores(stores) => Some(stores),
        }
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;

    fn shop(n: u128) -> StoreId {
        Ulid::from(n).into()
    }

    fn shops(which: &[u128]) -> Scope {
        Scope::Stores(which.iter().copied().map(shop).collect())
    }

    #[test]
    fn a_shops_staff_see_their_shops_and_what_is_nobodys_adm_02() {
        for (scope, store, covered) in [
            (Scope::Chain, Some(shop(1)), true),
            (Scope::Chain, None, true),
            (shops(&[1, 2]), Some(shop(2)), true),
            (shops(&[1, 2]), Some(shop(3)), false),
            (shops(&[1]), None, true),
            (shops(&[]), Some(shop(1)), false),
        ] {
            assert_eq!(scope.covers(store), covered, "{scope:?} {store:?}");
        }
    }

    #[test]
    fn nobody_reaches_further_than_whoever_sent_them_adm_02() {
        for (one, other, within) in [
            (Scope::Chain, Scope::Chain, true),
            (Scope::Chain, shops(&[1]), false),
            (shops(&[1]), Scope::Chain, true),
            (shops(&[1]), shops(&[1, 2]), true),
            (shops(&[1, 3]), shops(&[1, 2]), false),
            (shops(&[]), shops(&[1]), true),
        ] {
            assert_eq!(one.within(&other), within, "{one:?} {other:?}");
        }
    }
}
