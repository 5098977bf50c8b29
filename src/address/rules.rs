//! What an address is.
use entity::values::Phone;

use crate::{error::refusals, member::hidden};

refusals! {
    /// Why an address is not kept.
    pub enum AddressRefusal {
        Full = Conflict "addresses_full" "最多保存 20 个地址" "20 addresses are kept at the most";
        Malformed { field: &'static str } = Invalid "address_malformed"
            "地址填写不正确，请检查后再保存" "this is not right: {field}";
        NoSuchAddress = NotFound "no_such_address" "没有这个地址" "no such address";
    }
}

pub const MOST: usize = 20;

/// What was typed, or came from WeChat's address book.
#[derive(Clone, Debug)]
pub struct Typed {
    pub name: String,
    pub phone: String,
    pub region: Vec<String>,
    pub detail: String,
    pub postal_code: Option<String>,
}

/// An address as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub name: String,
    pub phone: Phone,
    /// Province, city, district; a place without districts has two.
    pub region: Vec<String>,
    pub detail: String,
    pub postal_code: Option<String>,
}

pub fn address(typed: Typed) -> Result<Address, AddressRefusal> {
    let wrong = |field| AddressRefusal::Malformed { field };
    let region: Option<Vec<String>> = typed.region.iter().map(|part| words(part, 24)).collect();
    let region = region
        .filter(|parts| (1..=3).contains(&parts.len()) && parts.iter().all(|part| unbroken(part)));
    let code = typed.postal_code.as_deref().map(str::trim).filter(|code| !code.is_empty());
    let digits = |code: &&str| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
    let postal_code = match code {
        None => None,
        Some(code) => {
            Some(code).filter(digits).map(|c| Some(c.to_owned())).ok_or(wrong("postal_code"))?
        }
    };
    Ok(Address {
        name: words(&typed.name, 32).ok_or(wrong("name"))?,
        phone: Phone::parse(&typed.phone).ok_or(wrong("phone"))?,
        region: region.ok_or(wrong("region"))?,
        detail: words(&typed.detail, 120).ok_or(wrong("detail"))?,
        postal_code,
    })
}

/// Trimmed, 1 to `longest` characters, none of them invisible.
fn words(typed: &str, longest: usize) -> Option<String> {
    let text = typed.trim();
    let fine = (1..=longest).contains(&text.chars().count()) && !text.chars().any(hidden);
    fine.then(|| text.to_owned())
}

/// They are kept with a space between them.
fn unbroken(part: &str) -> bool {
    !part.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Typed {
        Typed {
            name: " 王小满 ".to_owned(),
            phone: "138 0000 0001".to_owned(),
            region: ["浙江省", "杭州市", "上城区"].map(str::to_owned).to_vec(),
            detail: "人民路 18 号 3 幢 502 室".to_owned(),
            postal_code: Some("310000".to_owned()),
        }
    }

    #[test]
    fn an_address_is_kept_as_it_was_meant() {
        let kept = address(typed()).expect("an address");
        assert_eq!((kept.name.as_str(), kept.phone.reveal()), ("王小满", "13800000001"));
        assert_eq!(kept.detail, "人民路 18 号 3 幢 502 室");
        for empty in [None, Some(" ".to_owned())] {
            let kept = address(Typed { postal_code: empty, ..typed() }).expect("an address");
            assert_eq!(kept.postal_code, None);
        }
    }

    #[test]
    fn what_is_wrong_with_an_address_is_named() {
        let long = "长".repeat(121);
        let part = |text: &str| vec![text.to_owned()];
        for (wrong, field) in [
            (Typed { name: " ".to_owned(), ..typed() }, "name"),
            (Typed { name: "a\u{202e}b".to_owned(), ..typed() }, "name"),
            (Typed { phone: "12345".to_owned(), ..typed() }, "phone"),
            (Typed { region: vec![], ..typed() }, "region"),
            (Typed { region: part("浙江 省"), ..typed() }, "region"),
            (Typed { region: vec!["省".to_owned(); 4], ..typed() }, "region"),
            (Typed { detail: long, ..typed() }, "detail"),
            (Typed { detail: "a\nb".to_owned(), ..typed() }, "detail"),
            (Typed { postal_code: Some("31000".to_owned()), ..typed() }, "postal_code"),
            (Typed { postal_code: Some("31000a".to_owned()), ..typed() }, "postal_code"),
        ] {
            assert_eq!(address(wrong), Err(AddressRefusal::Malformed { field }));
        }
    }
}
