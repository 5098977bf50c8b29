//! Decisions about shops and tills.
use entity::{terminal::Model, values::Timestamp};

use super::Place;
use crate::{error::refusals, typed};

refusals! {
    /// Why a shop or a till does not do what was asked.
    pub enum StoreRefusal {
        NoSuchStore = NotFound "no_such_store" "没有这家门店" "no such store";
        NoSuchTerminal = NotFound "no_such_terminal" "没有这个收银台" "no such till";
        Closed = Conflict "store_closed" "这家门店已经停业" "this store is closed";
        CodeTaken = Conflict "terminal_code_taken"
            "这个编号已经用过，请换一个" "another till has, or had, this code";
        Malformed { field: &'static str, why: &'static str } = Invalid "store_malformed"
            "填写有误：{why}" "{field} is malformed";
        TerminalClosed = Conflict "terminal_closed"
            "这个收银台已经停用" "this till is closed";
        TerminalLocked { retry_after_s: i64 } = TooMany "terminal_locked"
            "扫码错误次数过多，请 {retry_after_s} 秒后再试"
            "too many bad scans: wait {retry_after_s} s";
    }
}

const LONGEST_NAME: usize = 30;

/// What headquarters writes of a shop.
#[derive(Clone)]
pub struct StoreDraft {
    pub name: String,
    pub address: String,
    pub phone: Option<String>,
    /// In degrees, GCJ-02; both or neither.
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
}

impl StoreDraft {
    pub fn checked(self) -> Result<Self, StoreRefusal> {
        let address = self.address.trim().to_owned();
        if address.chars().count() > 100 || address.contains(char::is_control) {
            return Err(no("address", "地址为一行，最多 100 个字"));
        }
        let phone = self.phone.map(|phone| phone.trim().to_owned());
        let phone = phone.filter(|phone| !phone.is_empty());
        let dialled = |phone: &String| {
            (3..=20).contains(&phone.len())
                && phone.bytes().all(|byte| byte.is_ascii_digit() || b"-+ ".contains(&byte))
        };
        if !phone.as_ref().is_none_or(dialled) {
            return Err(no("phone", "电话只有数字和横线"));
        }
        let known = match (self.latitude, self.longitude) {
            (None, None) => true,
            (Some(latitude), Some(longitude)) => Place::new(latitude, longitude).is_some(),
            _ => false,
        };
        if !known {
            return Err(no("latitude", "经纬度要一起填，单位是度"));
        }
        Ok(Self { name: named(&self.name)?, address, phone, ..self })
    }

    /// Of a degree, as a row keeps them.
    pub fn millionths(&self) -> (Option<i32>, Option<i32>) {
        let millionths = |degrees: f64| (degrees * 1_000_000.0).round() as i32;
        (self.latitude.map(millionths), self.longitude.map(millionths))
    }
}

/// What headquarters writes of a till.
#[derive(Clone)]
pub struct TillDraft {
    pub code: String,
    pub name: String,
}

impl TillDraft {
    pub fn checked(self) -> Result<Self, StoreRefusal> {
        let code = self.code.trim().to_owned();
        let typed = (1..=16).contains(&code.len());
        if !typed || !code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err(no("code", "编号为 1–16 位英文或数字"));
        }
        Ok(Self { code, name: named(&self.name)? })
    }
}

/// What a shop or a till is called.
pub fn named(name: &str) -> Result<String, StoreRefusal> {
    typed::name(name, LONGEST_NAME).ok_or(no("name", "名称为 1–30 个字"))
}

fn no(field: &'static str, why: &'static str) -> StoreRefusal {
    StoreRefusal::Malformed { field, why }
}

/// Whether a till may read scans now.
pub fn open(terminal: &Model, now: Timestamp) -> Result<(), StoreRefusal> {
    match terminal.locked_until {
        Some(until) if until > now => {
            let retry_after_s = (until.0 - now.0 + 999) / 1000;
            Err(StoreRefusal::TerminalLocked { retry_after_s })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;

    #[test]
    fn a_locked_till_says_for_how_long_d5() {
        let mut till = Model {
            id: Ulid::from(1).into(),
            merchant_id: Ulid::from(2).into(),
            store_id: Ulid::from(3).into(),
            code: "T01".to_owned(),
            name: "一号收银台".to_owned(),
            locked_until: None,
            closed_at: None,
            created_at: Timestamp(0),
        };
        assert_eq!(open(&till, Timestamp(1_000)), Ok(()));
        till.locked_until = Some(Timestamp(61_000));
        for (now, wait) in [(1_000, Some(60)), (1_001, Some(60)), (60_999, Some(1)), (61_000, None)]
        {
            let said = match open(&till, Timestamp(now)) {
                Err(StoreRefusal::TerminalLocked { retry_after_s }) => Some(retry_after_s),
                _ => None,
            };
            assert_eq!(said, wait, "{now}");
        }
    }

    #[test]
    fn what_is_written_of_a_shop_and_a_till_is_checked() {
        let fine = || StoreDraft {
            name: " 人民路店 ".to_owned(),
            address: String::new(),
            phone: Some("0571-88000000".to_owned()),
            latitude: Some(30.2461),
            longitude: Some(120.1655),
        };
        let kept = fine().checked().map(|draft| (draft.millionths(), draft.name));
        assert_eq!(kept, Ok(((Some(30_246_100), Some(120_165_500)), "人民路店".to_owned())));
        for (wrong, named) in [
            (StoreDraft { name: " ".to_owned(), ..fine() }, "name"),
            (StoreDraft { name: "a\0".to_owned(), ..fine() }, "name"),
            (StoreDraft { address: "a\0".to_owned(), ..fine() }, "address"),
            (StoreDraft { address: "路".repeat(101), ..fine() }, "address"),
            (StoreDraft { phone: Some("请到店问".to_owned()), ..fine() }, "phone"),
            (StoreDraft { longitude: None, ..fine() }, "latitude"),
            (StoreDraft { latitude: Some(91.0), ..fine() }, "latitude"),
        ] {
            let refused = wrong.checked().err();
            let field = match refused {
                Some(StoreRefusal::Malformed { field, .. }) => field,
                _ => "",
            };
            assert_eq!(field, named);
        }
        for (code, taken) in [("T01", true), ("", false), ("收银", false), ("T 1", false)] {
            let draft = TillDraft { code: code.to_owned(), name: "1 号".to_owned() };
            assert_eq!(draft.checked().is_ok(), taken, "{code}");
        }
    }
}
