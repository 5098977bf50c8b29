//! Who may do what.
use entity::{terminal, values::Timestamp};

use super::{Right, Staff};
use crate::error::refusals;

refusals! {
    /// Why somebody of the staff does not get in.
    pub enum OperatorRefusal {
        SignInWrong = Unauthenticated "sign_in_wrong"
            "账号、密码或收银台编号不正确" "wrong login, password or till";
        SignInLocked { retry_after_s: i64 } = TooMany "sign_in_locked"
            "登录失败次数过多，请 {retry_after_s} 秒后再试"
            "too many failures: wait {retry_after_s} s";
        Busy = Unavailable "busy" "现在登录的人太多，请稍后再试" "too many sign in; try again";
        Lacks { right: Right, right_text: &'static str } = Forbidden "not_permitted"
            "没有权限：{right_text}" "you may not do this: {right_text}";
        HeadquartersOnly = Forbidden "headquarters_only"
            "只有总部账号可以修改" "only headquarters may change this";
    }
}

/// Wrong passwords that one address may try for one login in one [`WINDOW_MS`].
pub const TRIES: u64 = 5;
/// Sign-ins, right or wrong, that one address may try in one [`WINDOW_MS`]: a shop's staff has one.
pub const TRIES_OF_ADDRESS: u64 = 100;
/// By the clock: a lock ends when the present quarter of an hour does.
pub const WINDOW_MS: i64 = 15 * 60_000;

/// Whether this try, counted already, may be made.
pub fn try_again(tries: u64, allowed: u64, now: Timestamp) -> Result<(), OperatorRefusal> {
    if tries <= allowed {
        return Ok(());
    }
    let left = WINDOW_MS - now.0.rem_euclid(WINDOW_MS);
    Err(OperatorRefusal::SignInLocked { retry_after_s: (left + 999) / 1000 })
}

impl OperatorRefusal {
    pub fn lacks(right: Right) -> Self {
        Self::Lacks { right, right_text: right.text() }
    }
}

/// Whoever sells stands at the tills of their own shops.
pub fn may_stand_at(staff: &Staff, terminal: &terminal::Model) -> bool {
    let ours = staff.operator.merchant_id == terminal.merchant_id;
    ours && staff.rights.has(Right::Sell) && staff.scope.covers(Some(terminal.store_id))
}

/// A right, and whether what is to be decided concerns all shops: then it is not for those who work
/// in some of them, whatever else they may (LVL-01).
pub fn may(staff: &Staff, right: Right, everywhere: bool) -> Result<(), OperatorRefusal> {
    if (everywhere || right.headquarters()) && !staff.scope.is_chain() {
        return Err(OperatorRefusal::HeadquartersOnly);
    }
    if staff.rights.has(right) { Ok(()) } else { Err(OperatorRefusal::lacks(right)) }
}

#[cfg(test)]
mod tests {
    use entity::{
        ids::{MerchantId, StoreId},
        operator::Model,
        role::System,
    };
    use ulid::Ulid;

    use super::{
        super::{Rights, Scope, rights::at_first},
        *,
    };

    fn merchant(n: u128) -> MerchantId {
        Ulid::from(n).into()
    }

    fn shop(n: u128) -> StoreId {
        Ulid::from(n).into()
    }

    fn somebody(rights: Rights, scope: Scope) -> Staff {
        let operator = Model {
            id: Ulid::from(9).into(),
            merchant_id: merchant(1),
            login: "somebody".to_owned(),
            name: "某人".to_owned(),
            number: "1001".to_owned(),
            password_hash: String::new(),
            role_id: Ulid::from(7).into(),
            everywhere: scope.is_chain(),
            disabled_at: None,
            created_at: Timestamp(0),
        };
        Staff { operator, role: "某职".to_owned(), rights, scope }
    }

    fn till(of: MerchantId, at: StoreId) -> terminal::Model {
        terminal::Model {
            id: Ulid::from(8).into(),
            merchant_id: of,
            store_id: at,
            code: "T01".to_owned(),
            name: "一号收银台".to_owned(),
            locked_until: None,
            created_at: Timestamp(0),
        }
    }

    #[test]
    fn whoever_sells_stands_at_the_tills_of_their_own_shops() {
        let sells = || at_first(System::Clerk);
        for (rights, scope, at_home, elsewhere) in [
            (sells(), Scope::Stores(vec![shop(1)]), true, false),
            (sells(), Scope::Stores(vec![shop(3), shop(1)]), true, false),
            (sells(), Scope::Stores(vec![]), false, false),
            (sells(), Scope::Chain, true, true),
            (Rights::all(), Scope::Chain, true, true),
            (Rights::default(), Scope::Chain, false, false),
        ] {
            let who = somebody(rights, scope);
            assert_eq!(may_stand_at(&who, &till(merchant(1), shop(1))), at_home, "{who:?}");
            assert_eq!(may_stand_at(&who, &till(merchant(1), shop(2))), elsewhere, "{who:?}");
            assert!(!may_stand_at(&who, &till(merchant(2), shop(1))), "another merchant's");
        }
    }

    #[test]
    fn what_concerns_all_shops_is_for_headquarters_lvl_01() {
        let here = || Scope::Stores(vec![shop(1)]);
        let lacks = OperatorRefusal::lacks;
        for (rights, scope, right, everywhere, outcome) in [
            (Rights::all(), Scope::Chain, Right::EditGoods, false, Ok(())),
            (
                Rights::all(),
                here(),
                Right::EditGoods,
                false,
                Err(OperatorRefusal::HeadquartersOnly),
            ),
            (Rights::all(), here(), Right::EditRules, false, Ok(())),
            (Rights::all(), here(), Right::EditRules, true, Err(OperatorRefusal::HeadquartersOnly)),
            (Rights::default(), Scope::Chain, Right::EditRules, true, Err(lacks(Right::EditRules))),
            (Rights::default(), here(), Right::Approve, false, Err(lacks(Right::Approve))),
        ] {
            assert_eq!(may(&somebody(rights, scope), right, everywhere), outcome, "{right:?}");
        }
    }

    #[test]
    fn the_sixth_try_waits_for_the_window_to_end_b15() {
        let now = Timestamp(WINDOW_MS * 100);
        for tries in 1..=TRIES {
            assert_eq!(try_again(tries, TRIES, now), Ok(()));
        }
        for (later, wait) in [(0, 900), (1, 900), (1_000, 899), (WINDOW_MS - 1, 1)] {
            let no = OperatorRefusal::SignInLocked { retry_after_s: wait };
            assert_eq!(try_again(TRIES + 1, TRIES, now.plus_ms(later)), Err(no), "{later}");
        }
    }
}
