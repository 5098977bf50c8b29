//! Rows that were not taken, for whom may not see phones.
use entity::values::Phone;

use super::Column;

/// A cell that is a phone, wherever it stands: `138****0001`.
pub fn masked(cell: &str) -> String {
    Phone::parse(cell).map_or_else(|| cell.to_owned(), |phone| phone.masked())
}

/// The cells of a row, below their head. What stands where a phone belongs may be one with a slip in it.
pub fn masked_cells(head: &[String], cells: Vec<String>) -> Vec<String> {
    let cell = |(nth, cell): (usize, String)| {
        let column = head.get(nth).and_then(|title| Column::read(title));
        match (column, Phone::parse(&cell)) {
            (_, Some(phone)) => phone.masked(),
            (Some(Column::Phone), None) => {
                let kept: String = cell.chars().take(3).collect();
                if cell.is_empty() { kept } else { format!("{kept}****") }
            }
            _ => cell,
        }
    };
    cells.into_iter().enumerate().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_was_not_taken_tells_no_phone_g9() {
        let head = ["会员编号", "手机号*", "姓名", "备用"].map(str::to_owned);
        let cells = ["13800000001", "1380000000", "+86 138 0000 0002", "A-1"].map(str::to_owned);
        let masked = masked_cells(&head, cells.to_vec());
        assert_eq!(masked, ["138****0001", "138****", "138****0002", "A-1"]);
        assert_eq!(masked_cells(&head, vec![String::new(), String::new()]), ["", ""]);
    }
}
