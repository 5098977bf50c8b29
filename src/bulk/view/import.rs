//! An import, and what became of its rows.
use std::collections::BTreeMap;

use entity::{
    bulk_import::{Model, State},
    bulk_wrong,
    ids::{ImportId, OperatorId},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::bulk::rules;

/// An import, and what became of its rows.
#[derive(Serialize, ToSchema)]
pub struct ImportView {
    id: ImportId,
    #[schema(inline)]
    state: State,
    state_text: &'static str,
    file_name: String,
    dry_run: bool,
    rows: i32,
    /// Rows that had their turn: all of them, unless it was stopped.
    done: i32,
    fine: i32,
    wrong: i32,
    /// `2026-11-22 10:30:05`
    at_text: String,
    by: String,
    /// Of the one who reads it: theirs to go on with, if it is `running`.
    mine: bool,
    /// The first 200 that were not taken; in a list none.
    report: Vec<WrongRow>,
}

#[derive(Serialize, ToSchema)]
struct WrongRow {
    /// As the sheet numbers them: the first below the head is 2.
    row: i32,
    /// 会员编号 as it was typed; a phone masked, for whom may not see phones.
    number: String,
    problem: String,
    code: String,
}

/// Who reads it, and what people are called.
pub struct Who {
    pub reader: OperatorId,
    /// May see whole phones.
    pub phones: bool,
    pub names: BTreeMap<OperatorId, String>,
}

impl ImportView {
    pub fn new(import: Model, who: &Who, wrong: Vec<bulk_wrong::Model>) -> Self {
        let state_text = match import.state {
            State::Running => "没有完成，请用同一文件继续",
            State::Checked => "试运行完成，没有写入",
            State::Done => "已导入",
        };
        Self {
            id: import.id,
            state: import.state,
            state_text,
            file_name: import.file_name,
            dry_run: import.dry_run,
            rows: import.rows_total,
            done: import.rows_done,
            fine: import.rows_done - import.wrong,
            wrong: import.wrong,
            at_text: import.created_at.clock(),
            by: who.names.get(&import.operator_id).cloned().unwrap_or_default(),
            mine: import.operator_id == who.reader,
            report: wrong.into_iter().map(|row| who.row(row)).collect(),
        }
    }
}

impl Who {
    fn row(&self, row: bulk_wrong::Model) -> WrongRow {
        let bulk_wrong::Model { row_no, number, problem, code, .. } = row;
        let number = if self.phones { number } else { rules::masked(&number) };
        WrongRow { row: row_no, number, problem, code }
    }
}
