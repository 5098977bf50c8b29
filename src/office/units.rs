//! Numbers of the log in the unit that their field has.
use entity::{
    said::grouped,
    values::{Fen, Points, Timestamp},
};

/// Fields that hold fen wherever they are; `worth` does so of some coupons only.
const MONEY: [&str; 18] = [
    "adjust_money",
    "cap",
    "card_cap",
    "cash_limit",
    "daily_cap",
    "gift",
    "given",
    "held",
    "member_price",
    "paid",
    "price",
    "principal",
    "promotion_price",
    "recharge",
    "refunded",
    "spend",
    "sum",
    "threshold",
];

/// `¥298.00`, `12,345`, `307.9`; an amount is of the line's asset, and money where none is named.
pub fn number(name: &str, value: i64, asset: Option<&str>) -> String {
    match (name, asset) {
        ("amount" | "balance", Some("points" | "growth")) => Points(value).to_string(),
        ("amount" | "balance", Some(_)) => grouped(value),
        ("amount" | "balance", None) => Fen(value).exact(),
        (name, _) if MONEY.contains(&name) => Fen(value).exact(),
        ("waits_until" | "closes_at", _) => Timestamp(value).clock(),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_the_log_has_its_fields_unit_adm_07() {
        for (name, value, asset, text) in [
            ("price", 29_800, None, "¥298.00"),
            ("adjust_money", 100_000_000, None, "¥1,000,000.00"),
            ("amount", 300_050, None, "¥3,000.50"),
            ("amount", 12_345_000, Some("points"), "1,234.5"),
            ("balance", -12_000, Some("tickets"), "-12,000"),
            ("threshold", 10_000, None, "¥100.00"),
            ("waits_until", 1_796_090_400_000, None, "2026-12-01 10:00:00"),
            ("version", 12_345, None, "12345"),
        ] {
            assert_eq!(number(name, value, asset), text, "{name}");
        }
    }
}
