//! What tills and people type, before it is kept.
use crate::error::refusals;

refusals! {
    /// Why what was typed is not kept.
    pub enum TypedRefusal {
        OrderNo = Invalid "order_no_malformed"
            "单号需要 1 到 64 个字母、数字或符号" "a number has 1 to 64 visible ASCII characters";
        Reason = Invalid "reason_needed"
            "请填写原因，1 到 200 个字" "a reason of 1 to 200 characters is needed";
    }
}

const LONGEST_REASON: usize = 200;

/// Text that can be a login, a till's code or its number: 1 to 64 visible characters. The rest is
/// not asked of a database, whose ASCII columns may answer with an error.
pub fn could_be_key(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// A till's own number: of a sale, a refund, a top-up, a hold.
pub fn order_no(text: &str) -> Result<(), TypedRefusal> {
    if could_be_key(text) { Ok(()) } else { Err(TypedRefusal::OrderNo) }
}

/// A line of 1 to `most` characters, without blanks around it; none of them is a control.
pub fn name(text: &str, most: usize) -> Option<String> {
    let text = text.trim();
    let fits = (1..=most).contains(&text.chars().count());
    (fits && !text.contains(char::is_control)).then(|| text.to_owned())
}

/// Why somebody did something by hand, without blanks around it.
pub fn reason(text: &str) -> Result<String, TypedRefusal> {
    name(text, LONGEST_REASON).ok_or(TypedRefusal::Reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_a_key_is_looked_up() {
        for good in ["owner", "clerk-2@shop", "T01", &"x".repeat(64)] {
            assert!(could_be_key(good), "{good}");
        }
        for bad in ["", "老板", "a b", "a\0", "a\n", "ｏｗｎｅｒ", &"x".repeat(65)] {
            assert!(!could_be_key(bad), "{bad:?}");
        }
    }

    #[test]
    fn numbers_are_what_a_column_can_keep() {
        for good in ["1", "T01-20261201-0001", &"x".repeat(64)] {
            assert_eq!(order_no(good), Ok(()), "{good}");
        }
        for bad in ["", " ", "单号", "a b", "a\0", &"x".repeat(65)] {
            assert_eq!(order_no(bad), Err(TypedRefusal::OrderNo), "{bad:?}");
        }
    }

    #[test]
    fn a_name_is_one_line_that_a_column_can_keep() {
        assert_eq!(name(" 人民路 店 ", 5).as_deref(), Some("人民路 店"));
        for bad in ["", "  ", "六个字的店名", "a\0b", "a\nb"] {
            assert_eq!(name(bad, 5), None, "{bad:?}");
        }
    }

    #[test]
    fn a_reason_is_a_few_words() {
        for good in ["x", &"退".repeat(200)] {
            assert_eq!(reason(good).as_deref(), Ok(good));
        }
        assert_eq!(reason(" 尺码不合适 ").as_deref(), Ok("尺码不合适"));
        for bad in ["", "  ", "a\u{7}b", &"退".repeat(201)] {
            assert_eq!(reason(bad), Err(TypedRefusal::Reason), "{bad:?}");
        }
    }
}
