//! Decisions about members.
mod birthday;
mod bond;
mod change;
mod picture;
mod said;

pub use birthday::{birthdays, is_birthday};
pub use bond::{may_bind, proof_is_fresh};
pub use change::{HELD_MS, WAITS_MS, may_spend_value, value_held_text};
pub use picture::picture;
pub use said::{birthday, email};

use entity::{member::Model, values::Phone};

use crate::error::refusals;

refusals! {
    /// Why somebody does not become, or is not recognised as, a member.
    pub enum MemberRefusal {
        AlreadyMember = Conflict "already_member" "您已经是会员了" "already a member";
        PhoneTaken = Conflict "phone_taken"
            "这个手机号已经是会员，请直接绑定" "this phone is a member's already: bind instead";
        NumberTaken = Conflict "member_number_taken"
            "这个会员编号已被使用" "this number is another member's";
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
        ProofTooOld = Conflict "proof_too_old"
            "这个手机号太久没有验证，请携带证件到门店办理"
            "the phone was proven too long ago: bring your papers to the store";
        PhoneOfAnother = Conflict "phone_taken"
            "这个手机号已是另一位会员的" "this phone is another member's";
        PhoneSame = Conflict "phone_same" "这就是现在的手机号" "this is the phone there is";
        PhoneChangePending = Conflict "phone_change_pending"
            "已有一次更换在等待生效，请先取消" "a change is waiting already: call it off first";
        ValueHeld { until_text: String } = Conflict "value_held"
            "更换手机号后，储值将于 {until_text} 恢复使用"
            "the phone was changed: stored value can be spent from {until_text} on";
        EmailMalformed = Invalid "email_malformed" "邮箱不正确" "not an e-mail address";
        BirthdayMalformed = Invalid "birthday_malformed"
            "生日不正确" "not a day between 1900 and today, written 1990-02-28";
        BirthdaySet = Conflict "birthday_set"
            "生日只能自己填写一次，修改请到门店" "a birthday is set once; the store changes it";
        AvatarMalformed = Invalid "avatar_malformed"
            "头像需要是 32 KB 以内的 JPEG、PNG 或 WebP 图片"
            "a JPEG, PNG or WebP of 32 KiB at the most";
        NoAvatar = NotFound "no_such_avatar" "还没有设置头像" "no picture was chosen";
    }
}

/// Whether there is still somebody: they did not leave, and did not become another.
pub fn living(member: &Model) -> bool {
    member.left_at.is_none() && member.merged_into.is_none()
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

/// The version of a privacy notice as it is kept.
pub fn consented(version: &str) -> Result<String, MemberRefusal> {
    let version = version.trim();
    let fine = (1..=32).contains(&version.len()) && version.bytes().all(|b| b.is_ascii_graphic());
    if fine { Ok(version.to_owned()) } else { Err(MemberRefusal::ConsentNeeded) }
}

/// Controls, and marks that turn text around (A13). The joiner inside emoji is neither.
pub fn hidden(c: char) -> bool {
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
