//! Decisions about members.
use entity::values::Phone;

use crate::error::refusals;

refusals! {
    /// Why somebody does not become, or is not recognised as, a member.
    pub enum MemberRefusal {
        AlreadyMember = Conflict "already_member" "您已经是会员了" "already a member";
        PhoneTaken = Conflict "phone_taken"
            "这个手机号已经是会员，请直接绑定" "this phone is a member's already: bind instead";
        PhonesRepeat = Conflict "phones_repeat"
            "有会员的手机号重复，不能打开此项" "some phones are used by several members";
        BoundElsewhere = Conflict "bound_elsewhere"
            "这位会员已绑定其他微信，请到门店处理" "this member is bound to another WeChat account";
        NoSuchMember = NotFound "no_such_member" "没有找到这位会员，请核对" "no such member";
        NicknameMalformed = Invalid "nickname_malformed"
            "昵称需要 1 到 32 个字" "a nickname has 1 to 32 characters";
        PhoneMalformed = Invalid "phone_malformed" "手机号不正确" "not a mobile number";
        IdNumberMalformed = Invalid "id_number_malformed"
            "身份证号码不正确" "not an identity card number";
        ConsentNeeded = Invalid "consent_needed"
            "请先阅读并同意隐私说明" "the privacy notice must be agreed to";
    }
}

/// A nickname as it is kept: trimmed, 1 to 32 characters, none of them invisible.
pub fn nickname(typed: &str) -> Result<String, MemberRefusal> {
    let name = typed.trim();
    let fits = (1..=32).contains(&name.chars().count());
    if fits && !name.chars().any(hidden) {
        Ok(name.to_owned())
    } else {
        Err(MemberRefusal::NicknameMalformed)
    }
}

/// Controls, and marks that turn text around (A13). The joiner inside emoji is neither.
fn hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// For a member who was given no name: 会员0001.
pub fn default_nickname(phone: &Phone) -> String {
    format!("会员{}", &phone.reveal()[7..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nicknames_are_what_people_call_themselves_a13() {
        for good in ["小美", "a", "👨‍👩‍👧 家", "O'Neil", "<b>x</b>", &"长".repeat(32)]
        {
            assert_eq!(nickname(good).as_deref(), Ok(good));
        }
        assert_eq!(nickname("  小美\u{3000}").as_deref(), Ok("小美"));
        for bad in ["", "   ", "a\0b", "a\nb", "\u{202e}abc", &"长".repeat(33), &"x".repeat(10_000)]
        {
            assert_eq!(nickname(bad), Err(MemberRefusal::NicknameMalformed), "{bad:?}");
        }
    }
}
