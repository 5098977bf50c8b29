//! What a form's rows say.
use std::collections::HashSet;

use chrono::NaiveDate;
use entity::{
    ids::StoreId,
    level, store, tag,
    values::{Fen, Points},
};

use super::{
    BulkRefusal, Column, Newcomer, RowRefusal,
    column::columns,
    newcomer::{Names, newcomer},
};
use crate::{
    bulk::sheet::{Line, Table},
    operator::Scope,
};

/// Whose members they are who come without a word of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// The whole chain's: whoever sends them works in all stores.
    Chain,
    /// This store's: there is no other that it could be.
    Only(StoreId),
    /// Each row has to say it.
    Said,
}

impl Home {
    pub fn of(scope: &Scope, stores: &[store::Model]) -> Self {
        match (scope, stores) {
            (Scope::Chain, _) => Self::Chain,
            (_, [only]) => Self::Only(only.id),
            _ => Self::Said,
        }
    }
}

/// What a form is read against.
pub struct Against<'a> {
    pub levels: &'a [level::Model],
    /// Those that whoever sends the form may speak for.
    pub stores: &'a [store::Model],
    pub home: Home,
    pub tags: &'a [tag::Model],
    /// 会员手机号不能重复 is on.
    pub phone_unique: bool,
    /// Most that a card may have.
    pub card_cap: Option<Fen>,
    pub today: NaiveDate,
}

/// One row of a form, as far as it can be told without a look at the members there are.
#[derive(Clone, Debug)]
pub struct Row {
    pub row: u32,
    /// As it was typed.
    pub number: String,
    pub cells: Vec<String>,
    pub read: Result<Newcomer, RowRefusal>,
}

/// All rows of a form; what is twice in it is wrong the second time.
pub fn rows(table: Table, against: &Against<'_>) -> Result<Vec<Row>, BulkRefusal> {
    let at = columns(&table.head)?;
    if table.lines.is_empty() {
        return Err(BulkRefusal::Empty);
    }
    let names = Names::of(against);
    let (mut numbers, mut phones) = (HashSet::new(), HashSet::new());
    let mut once = |newcomer: Newcomer| {
        if let Some(number) = &newcomer.number
            && !numbers.insert(number.clone())
        {
            return Err(RowRefusal::NumberTwice);
        }
        if !phones.insert(newcomer.phone.reveal().to_owned()) && against.phone_unique {
            return Err(RowRefusal::PhoneTwice);
        }
        if against.card_cap.is_some_and(|cap| newcomer.principal > cap) {
            return Err(RowRefusal::ValueTooMuch);
        }
        Ok(newcomer)
    };
    let row = |Line { row, cells }: Line| {
        let said =
            |column| at.get(&column).and_then(|at| cells.get(*at)).map_or("", String::as_str);
        // PostgreSQL keeps no NUL.
        let read = match cells.iter().any(|cell| cell.contains('\0')) {
            true => Err(RowRefusal::Unprintable),
            false => newcomer(&said, &names, against).and_then(&mut once),
        };
        Row { row, number: said(Column::Number).replace('\0', ""), read, cells }
    };
    Ok(table.lines.into_iter().map(row).collect())
}

/// What all rows that can be read bring together.
pub fn brought(rows: &[Row]) -> (Points, Fen) {
    let read = || rows.iter().filter_map(|row| row.read.as_ref().ok());
    let sum = |of: fn(&Newcomer) -> i64| read().map(of).fold(0, i64::saturating_add);
    (Points(sum(|newcomer| newcomer.points.0)), Fen(sum(|newcomer| newcomer.principal.0)))
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use entity::{
        ids::LevelId,
        values::{Fen, Points},
    };

    use super::*;

    fn gold() -> level::Model {
        level::Model {
            id: LevelId::from(Ulid::from(7)),
            merchant_id: Ulid::from(1).into(),
            code: "003".to_owned(),
            name: "金卡".to_owned(),
            system: false,
            rank: None,
            description: String::new(),
            benefits: String::new(),
            terms: None,
            code_was: None,
            deleted_at: None,
            created_at: entity::values::Timestamp(0),
        }
    }

    fn form(head: &[&str], lines: &[&[&str]]) -> Result<Vec<Row>, BulkRefusal> {
        form_of(Home::Chain, head, lines)
    }

    fn form_of(home: Home, head: &[&str], lines: &[&[&str]]) -> Result<Vec<Row>, BulkRefusal> {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let lines = lines.iter().zip(2..).map(|(cells, row)| Line { row, cells: texts(cells) });
        let table = Table { head: texts(head), lines: lines.collect() };
        let today = NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day");
        let levels = [gold()];
        let against = Against {
            levels: &levels,
            stores: &[],
            home,
            tags: &[],
            phone_unique: true,
            card_cap: Some(Fen(500_000)),
            today,
        };
        rows(table, &against)
    }

    #[test]
    fn a_form_has_a_phone_and_may_have_the_rest_reg_12() {
        for (head, no) in [
            (&["姓名"][..], BulkRefusal::Columns { missing: "手机号*".to_owned() }),
            (&["手机号", "手机号*"][..], BulkRefusal::ColumnTwice { column: "手机号*".to_owned() }),
            (&["手机号"][..], BulkRefusal::Empty),
        ] {
            assert_eq!(form(head, &[]).err(), Some(no), "{head:?}");
        }
        let read =
            form(&["备用", " 手机号 ", "初始储值（本金）"], &[&["x", "138 0000 0001", "1,200.5"]]);
        let newcomer = read.expect("a form")[0].read.clone().expect("a newcomer");
        assert_eq!((newcomer.phone.reveal(), newcomer.principal), ("13800000001", Fen(120_050)));
        assert_eq!(newcomer.nickname, "会员0001");
    }

    #[test]
    fn every_cell_is_read_or_refused_reg_14() {
        let head = Column::ALL.map(Column::title);
        let fine = [
            "A-1",
            "13800000001",
            "王小美",
            "",
            "金卡",
            "2020/2/9",
            "a@b.cn",
            "",
            "",
            "12.5",
            "200",
            "",
        ];
        let read = form(&head, &[&fine]).expect("a form")[0].read.clone().expect("a newcomer");
        assert_eq!(read.nickname, "王小美");
        assert_eq!(read.birthday.as_deref(), Some("2020-02-09"));
        assert_eq!((read.points, read.principal), (Points(125_000), Fen(20_000)));
        assert_eq!(read.level, Some(gold().id));
        let (long, wordy) = ("x".repeat(33), "字".repeat(201));
        for (column, cell, no) in [
            (0, "a b", RowRefusal::NumberMalformed),
            (0, "1234567890123456", RowRefusal::NumberMalformed),
            (0, "13900000009", RowRefusal::NumberMalformed),
            (1, "", RowRefusal::PhoneMissing),
            (1, "12800000001", RowRefusal::PhoneMalformed),
            (2, long.as_str(), RowRefusal::NameMalformed),
            (3, long.as_str(), RowRefusal::NicknameMalformed),
            (4, "钻石卡", RowRefusal::LevelUnknown),
            (5, "2021-02-29", RowRefusal::BirthdayMalformed),
            (5, "2027-01-01", RowRefusal::BirthdayMalformed),
            (6, "a@b", RowRefusal::EmailMalformed),
            (7, "月球店", RowRefusal::StoreUnknown),
            (8, "老客", RowRefusal::TagUnknown { tag: "老客".to_owned() }),
            (11, wordy.as_str(), RowRefusal::RemarkMalformed),
            (9, "-1", RowRefusal::PointsMalformed),
            (9, "1.23456", RowRefusal::PointsMalformed),
            (10, "-1", RowRefusal::ValueMalformed),
            (10, "1.234", RowRefusal::ValueMalformed),
            (10, "9999999999", RowRefusal::ValueMalformed),
            (10, "5000.01", RowRefusal::ValueTooMuch),
        ] {
            let mut cells = fine;
            cells[column] = cell;
            let read = form(&head, &[&cells]).expect("a form")[0].read.clone();
            assert_eq!(read, Err(no), "{column} {cell}");
        }
        let mut own = fine;
        own[0] = "13800000001";
        assert!(form(&head, &[&own]).expect("a form")[0].read.is_ok());
    }

    #[test]
    fn a_stores_staff_bring_members_of_their_stores_adm_02() {
        let store = StoreId::from(Ulid::from(9));
        for (home, read) in [
            (Home::Chain, Ok(None)),
            (Home::Only(store), Ok(Some(store))),
            (Home::Said, Err(RowRefusal::StoreMissing)),
        ] {
            let rows = form_of(home, &["手机号*"], &[&["13800000001"]]).expect("a form");
            assert_eq!(rows[0].read.clone().map(|newcomer| newcomer.store), read, "{home:?}");
        }
    }

    #[test]
    fn what_no_database_keeps_makes_a_row_wrong_reg_14() {
        let rows = form(&["会员编号", "手机号*", "备用"], &[&["A\0", "13800000001", "x"]]);
        let row = &rows.expect("a form")[0];
        assert_eq!(
            (row.number.as_str(), row.read.clone().err()),
            ("A", Some(RowRefusal::Unprintable))
        );
        let rows = form(&["手机号*", "备用"], &[&["13800000001", "\0"]]).expect("a form");
        assert_eq!(rows[0].read.clone().err(), Some(RowRefusal::Unprintable));
    }

    #[test]
    fn what_is_twice_in_a_file_is_wrong_the_second_time_reg_14() {
        let head = ["会员编号", "手机号*"];
        let read = form(
            &head,
            &[
                &["A1", "13800000001"],
                &["A1", "13800000002"],
                &["A2", "+86 138-0000-0001"],
                &["", "13800000003"],
                &["", "13800000004"],
            ],
        );
        let read: Vec<_> = read.expect("a form").into_iter().map(|row| row.read.err()).collect();
        let wrong = [None, Some(RowRefusal::NumberTwice), Some(RowRefusal::PhoneTwice), None, None];
        assert_eq!(read, wrong);
    }
}
