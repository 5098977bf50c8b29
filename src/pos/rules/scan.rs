//! What a scan is, and how much of a member a till may show.
use entity::values::Phone;

use crate::{code::looks_like_code, error::refusals};

refusals! {
    /// Why a scan names nobody, or nobody new.
    pub enum PosRefusal {
        PaymentCode = Invalid "payment_code"
            "这是付款码，请在收款框里收款" "a payment code: charge it in the payment box";
        SeveralMembers = Conflict "several_members"
            "有多位会员使用这个手机号，请扫会员码或输入卡号"
            "several members have this phone: scan a code or type a card's number";
        PhoneTaken = Conflict "phone_taken"
            "这个手机号已经是会员，不用再登记" "this phone is a member's already";
        NameMalformed = Invalid "name_malformed"
            "姓名需要 1 到 32 个字" "a name has 1 to 32 characters";
    }
}

/// What a scanner can have read, by its looks alone.
#[derive(Debug, PartialEq, Eq)]
pub enum Scan {
    MemberCode,
    /// Somebody's money: never looked up, never written down (D6).
    PaymentCode,
    Card,
    Phone(Phone),
    MemberNumber,
    Malformed,
}

/// What digits are, to a merchant whose codes begin with `prefix`. A number printed on a card is
/// looked up before this is asked.
pub fn classify(digits: &str, prefix: &str) -> Scan {
    if looks_like_code(prefix, digits) {
        Scan::MemberCode
    } else if is_payment_code(digits) {
        Scan::PaymentCode
    } else if let Some(phone) = Phone::parse(digits) {
        Scan::Phone(phone)
    } else if digits.starts_with('+') {
        Scan::Malformed
    } else {
        match digits.len() {
            18 if ("80".."88").contains(&&digits[..2]) => Scan::Card,
            4..=12 => Scan::MemberNumber,
            _ => Scan::Malformed,
        }
    }
}

/// WeChat: 18 digits from 10 to 15. Alipay: 16 to 24 digits from 25 to 30. UnionPay: 19 or 20 from
/// 62. e-CNY: 19 or 20 from 01.
fn is_payment_code(digits: &str) -> bool {
    let family = digits.get(..2).and_then(|first| first.parse().ok());
    matches!(
        (family, digits.len()),
        (Some(10..=15u8), 18) | (Some(25..=30), 16..=24) | (Some(62 | 1), 19 | 20)
    )
}

/// Surnames of two characters that a shop meets.
const DOUBLE_SURNAMES: [&str; 12] = [
    "欧阳", "上官", "司马", "司徒", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "东方",
];

/// `王*`, `欧阳**`: a surname, and a star for each character after it.
pub fn masked_name(name: &str) -> String {
    let letters = name.chars().count();
    let double = letters > 2 && DOUBLE_SURNAMES.iter().any(|surname| name.starts_with(surname));
    let shown = if double { 2 } else { 1 };
    let surname: String = name.chars().take(shown).collect();
    format!("{surname}{}", "*".repeat(letters.saturating_sub(shown).max(1)))
}

/// A name as it is kept: trimmed, 1 to 32 characters; none, if nothing was typed.
pub fn name(typed: Option<String>) -> Result<Option<String>, PosRefusal> {
    let Some(typed) = typed.filter(|typed| !typed.trim().is_empty()) else { return Ok(None) };
    let name = crate::member::nickname(&typed).map_err(|_| PosRefusal::NameMalformed)?;
    Ok(Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::normalise;

    fn read(scan: &str) -> Scan {
        normalise(scan).map_or(Scan::Malformed, |digits| classify(&digits, "88"))
    }

    fn phone() -> Scan {
        Scan::Phone(Phone::parse("13800000001").expect("a mobile number"))
    }

    #[test]
    fn payment_codes_of_every_family_are_recognised_d6() {
        for family in 10..=15 {
            assert_eq!(read(&format!("{family}{:016}", 7)), Scan::PaymentCode, "WeChat {family}");
        }
        for family in 25..=30 {
            for length in 16..=24 {
                let scan = format!("{family}{:0rest$}", 7, rest = length - 2);
                assert_eq!(read(&scan), Scan::PaymentCode, "Alipay {scan}");
            }
        }
        for (family, name) in [("62", "UnionPay"), ("01", "e-CNY")] {
            for length in [19, 20] {
                let scan = format!("{family}{:0rest$}", 7, rest = length - 2);
                assert_eq!(read(&scan), Scan::PaymentCode, "{name} {scan}");
            }
        }
    }

    #[test]
    fn what_only_resembles_a_payment_code_is_none() {
        for scan in [
            "09000000000000000007",
            "160000000000000007",
            "1000000000000000007",
            "24000000000000007",
            "31000000000000007",
            "250000000000007",
            "2500000000000000000000007",
            "620000000000000007",
            "010000000000000007",
        ] {
            assert_eq!(read(scan), Scan::Malformed, "{scan}");
        }
    }

    #[test]
    fn a_scan_is_what_it_looks_like() {
        for (scan, expected) in [
            ("881234567890123456", Scan::MemberCode),
            ("8812 3456 7890 1234 56", Scan::MemberCode),
            ("881234567890123456\r\n", Scan::MemberCode),
            ("881234567890123456\n", Scan::MemberCode),
            ("\t881234567890123456", Scan::MemberCode),
            ("８８１２３４５６７８９０１２３４５６", Scan::MemberCode),
            ("８８１２\u{3000}３４５６ 7890 1234 56", Scan::MemberCode),
            ("１３４５ 6789 0123 4567 89\r", Scan::PaymentCode),
            ("801234567890123456", Scan::Card),
            ("871234567890123456", Scan::Card),
            ("13800000001", phone()),
            ("+86 138 0000 0001", phone()),
            ("＋８６１３８０００００００１", phone()),
            ("008613800000001", phone()),
            ("138-0000-0001", phone()),
            ("100000000000", Scan::MemberNumber),
            ("0001", Scan::MemberNumber),
            ("12800000001", Scan::MemberNumber),
            ("891234567890123456", Scan::Malformed),
            ("88123456789012345", Scan::Malformed),
            ("8812345678901234567", Scan::Malformed),
            ("6901234567892", Scan::Malformed),
            ("123", Scan::Malformed),
        ] {
            assert_eq!(read(scan), expected, "{scan:?}");
        }
    }

    #[test]
    fn garbage_is_refused_whole_d14() {
        let long = "8".repeat(200);
        for scan in [
            "",
            " ",
            "\r\n",
            "\0",
            "88123456789012345\0",
            "88123456789\r\n0123456",
            &long,
            &long[..33],
            "🍼",
            "88123456789012345🍼",
            "' OR 1=1; --",
            "881234567890123456'; DROP TABLE member; --",
            "https://example.com/881234567890123456",
            "88123456789012345a",
            "88１２３４５６７８９０１２３４５六",
            "٨٨١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦",
            "88+1234567890123456",
            "++8613800000001",
            "+1 415 555 0100",
            "+881234567890123456",
            "\u{202e}881234567890123456",
            "\u{feff}881234567890123456",
        ] {
            assert_eq!(read(scan), Scan::Malformed, "{scan:?}");
        }
    }

    #[test]
    fn another_merchants_prefix_makes_no_code_here() {
        assert_eq!(classify("771234567890123456", "77"), Scan::MemberCode);
        assert_eq!(classify("881234567890123456", "77"), Scan::Malformed);
    }

    #[test]
    fn a_name_is_shown_by_its_surname() {
        for (name, shown) in [
            ("王芳", "王*"),
            ("王小明", "王**"),
            ("欧阳娜娜", "欧阳**"),
            ("欧阳", "欧*"),
            ("王", "王*"),
            ("Anna", "A***"),
            ("", "*"),
        ] {
            assert_eq!(masked_name(name), shown, "{name}");
        }
    }

    #[test]
    fn a_name_may_be_left_out_but_not_be_garbage_a13() {
        let read = |typed: &str| name(Some(typed.to_owned()));
        assert_eq!(name(None), Ok(None));
        assert_eq!(read("  "), Ok(None));
        assert_eq!(read(" 王芳 "), Ok(Some("王芳".to_owned())));
        for bad in ["王\0芳", "\u{202e}王芳", &"王".repeat(33)] {
            assert_eq!(read(bad), Err(PosRefusal::NameMalformed), "{bad:?}");
        }
    }
}
