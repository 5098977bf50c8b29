//! Who may do what.
mod draft;
mod password;
mod totp;

pub use draft::{Draft, NewStaff, may_give, may_make_checker, may_manage, role_name};
pub use password::check as check_password;
pub use totp::{Secret, new_recovery_codes, normal_recovery_code, picture};

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
        NotYoursToGive = Forbidden "not_yours_to_give"
            "不能授予自己没有的权限或门店" "nobody gives a right or a shop that they have not";
        OwnerEverywhere = Invalid "owner_everywhere"
            "老板管理所有门店，不能指定门店" "an owner is in all shops";
        StaffEverywhere = Invalid "staff_everywhere"
            "选了全部门店，就不能再指定门店" "whoever is in all shops is in none by name";
        StaffNoStore = Invalid "staff_no_store"
            "请选择门店，或选全部门店" "name a shop, or say everywhere";
        LastOwner = Conflict "last_owner"
            "至少要有一位在职的老板" "there must be an owner who works here";
        NotYourself = Conflict "not_yourself" "不能对自己这样做，请让同事来操作" "nobody does this to themselves";
        NoSuchStaff = NotFound "no_such_staff" "没有这位员工" "there is nobody like that";
        NoSuchRole = NotFound "no_such_role" "没有这个角色" "there is no such role";
        RoleInUse = Conflict "role_in_use"
            "还有员工是这个角色，请先调整" "somebody has this role: give them another first";
        RoleSystem = Conflict "role_system"
            "系统角色不能删除，老板的权限不能修改" "the house's own roles stay, and an owner's rights are all";
        RoleMalformed = Invalid "role_malformed"
            "角色名称需要 1 到 20 个字，不能和其他角色重名"
            "a role has a name of 1 to 20 characters that no other has";
        StaffMalformed { field: &'static str } = Invalid "staff_malformed"
            "账号需要 4 到 64 个字母、数字或符号，姓名 1 到 20 个字，工号 4 到 8 位数字"
            "malformed {field}: login of 4 to 64 visible ASCII characters, name of 1 to 20, number of 4 to 8 digits";
        LoginTaken = Conflict "login_taken" "这个账号已被使用" "this login is taken";
        NumberTaken = Conflict "number_taken" "这个工号已被使用" "this staff number is taken";
        InviteOver = Gone "invite_over"
            "邀请链接已失效，请让管理员重新发送" "this invitation is over: ask for another";
        PasswordWeak = Invalid "password_weak"
            "密码太简单：至少 10 个字符，不能是账号或常见密码"
            "too weak: 10 characters or more, neither the login nor a common password";
        PasswordWrong = Invalid "password_wrong" "原密码不正确" "the old password is wrong";
        TwoFactorNeeded = Unauthenticated "two_factor_needed"
            "请输入二次验证的验证码" "type the six digits of your second factor";
        TwoFactorWrong = Unauthenticated "two_factor_wrong"
            "验证码不正确，或已用过" "wrong digits, or digits that were used";
        TwoFactorFirst = Forbidden "two_factor_first"
            "请先启用二次验证" "enrol a second factor first";
        TwoFactorMismatch = Invalid "two_factor_mismatch"
            "验证码不正确，或已用过" "wrong digits, or digits that were used";
        TwoFactorOn = Conflict "two_factor_on"
            "已经启用了二次验证" "a second factor is enrolled already";
        TwoFactorOff = Conflict "two_factor_off"
            "还没有启用二次验证" "no second factor is enrolled, nor begun";
        TwoFactorKept = Conflict "two_factor_kept"
            "老板必须使用二次验证，不能关闭" "owners keep their second factor here";
        ApproverWrong = Forbidden "approver_wrong"
            "员工工号或密码不正确，或者没有这个权限" "wrong login or password, or not permitted";
        NoSuchSession = NotFound "no_such_session" "没有这个登录" "there is no such session";
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

/// What somebody has shown is still what they have to show: neither another password nor a second
/// factor that came or went, and they work here.
pub fn still_proven(proven: &Staff, now: &Staff) -> Result<(), OperatorRefusal> {
    let (then, is) = (&proven.operator, &now.operator);
    let same = then.password_hash == is.password_hash && proven.two_factor == now.two_factor;
    if same && is.disabled_at.is_none() { Ok(()) } else { Err(OperatorRefusal::SignInWrong) }
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
        let role = "某职".to_owned();
        Staff { operator, role, owner: false, two_factor: false, rights, scope }
    }

    fn till(of: MerchantId, at: StoreId) -> terminal::Model {
        terminal::Model {
            id: Ulid::from(8).into(),
            merchant_id: of,
            store_id: at,
            code: "T01".to_owned(),
            name: "一号收银台".to_owned(),
            locked_until: None,
            closed_at: None,
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
