//! Who may do what.
use entity::{
    operator::{Model, Role},
    terminal,
    values::Timestamp,
};

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

/// A clerk stands at a till of their own shop; so does a manager, unless they have none.
pub fn may_stand_at(operator: &Model, terminal: &terminal::Model) -> bool {
    let at_home = operator.store_id == Some(terminal.store_id);
    let ours = operator.merchant_id == terminal.merchant_id;
    ours && match operator.role {
        Role::Owner => true,
        Role::Manager => at_home || operator.store_id.is_none(),
        Role::Clerk => at_home,
    }
}

pub fn may_use_office(role: Role) -> bool {
    matches!(role, Role::Owner | Role::Manager)
}

/// Gifts that no rule gives, and money that goes back, want more than a clerk (RCH-08).
pub fn may_approve(role: Role) -> bool {
    matches!(role, Role::Owner | Role::Manager)
}

/// What concerns all shops is for headquarters (LVL-01).
pub fn is_headquarters(role: Role) -> bool {
    role == Role::Owner
}

pub fn role_text(role: Role) -> &'static str {
    match role {
        Role::Owner => "老板",
        Role::Manager => "店长",
        Role::Clerk => "收银员",
    }
}

#[cfg(test)]
mod tests {
    use entity::ids::{MerchantId, StoreId};
    use ulid::Ulid;

    use super::*;

    fn merchant(n: u128) -> MerchantId {
        Ulid::from(n).into()
    }

    fn shop(n: u128) -> StoreId {
        Ulid::from(n).into()
    }

    fn somebody(role: Role, at: Option<StoreId>) -> Model {
        Model {
            id: Ulid::from(9).into(),
            merchant_id: merchant(1),
            store_id: at,
            login: "somebody".to_owned(),
            name: "某人".to_owned(),
            password_hash: String::new(),
            role,
            disabled_at: None,
            created_at: Timestamp(0),
        }
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
    fn a_clerk_stands_at_a_till_of_their_own_shop() {
        for (role, home, at_home, elsewhere) in [
            (Role::Clerk, Some(shop(1)), true, false),
            (Role::Clerk, None, false, false),
            (Role::Manager, Some(shop(1)), true, false),
            (Role::Manager, None, true, true),
            (Role::Owner, Some(shop(1)), true, true),
            (Role::Owner, None, true, true),
        ] {
            let who = somebody(role, home);
            assert_eq!(may_stand_at(&who, &till(merchant(1), shop(1))), at_home, "{role:?}");
            assert_eq!(may_stand_at(&who, &till(merchant(1), shop(2))), elsewhere, "{role:?}");
            assert!(!may_stand_at(&who, &till(merchant(2), shop(1))), "another merchant's");
        }
    }

    #[test]
    fn the_office_is_for_managers_and_settings_are_for_headquarters_lvl_01() {
        for (role, office, headquarters) in
            [(Role::Owner, true, true), (Role::Manager, true, false), (Role::Clerk, false, false)]
        {
            assert_eq!(may_use_office(role), office, "{role:?}");
            assert_eq!(is_headquarters(role), headquarters, "{role:?}");
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
