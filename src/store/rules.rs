//! Decisions about shops and tills.
use entity::{terminal::Model, values::Timestamp};

use crate::error::refusals;

refusals! {
    /// Why a shop or a till does not do what was asked.
    pub enum StoreRefusal {
        NoSuchStore = NotFound "no_such_store" "没有这家门店" "no such store";
        TerminalLocked { retry_after_s: i64 } = TooMany "terminal_locked"
            "扫码错误次数过多，请 {retry_after_s} 秒后再试"
            "too many bad scans: wait {retry_after_s} s";
    }
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
}
