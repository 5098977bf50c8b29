//! The form's columns.
use std::collections::BTreeMap;

use super::BulkRefusal;

/// The form's columns, as its template has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Number,
    Phone,
    Name,
    Nickname,
    Level,
    Birthday,
    Email,
    Store,
    Tags,
    Points,
    Principal,
    Remark,
}

impl Column {
    pub const ALL: [Self; 12] = [
        Self::Number,
        Self::Phone,
        Self::Name,
        Self::Nickname,
        Self::Level,
        Self::Birthday,
        Self::Email,
        Self::Store,
        Self::Tags,
        Self::Points,
        Self::Principal,
        Self::Remark,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Number => "会员编号",
            Self::Phone => "手机号*",
            Self::Name => "姓名",
            Self::Nickname => "昵称",
            Self::Level => "会员类型",
            Self::Birthday => "生日",
            Self::Email => "邮箱",
            Self::Store => "归属门店",
            Self::Tags => "标签",
            Self::Remark => "备注",
            Self::Points => "初始积分",
            Self::Principal => "初始储值(本金)",
        }
    }

    /// For whoever fills the form in.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Number => "不填则自动生成；全部门店不能重复，1 到 15 个字母、数字或短横线",
            Self::Phone => "必填，11 位手机号",
            Self::Name => "最多 32 个字",
            Self::Nickname => "最多 32 个字；不填则用姓名",
            Self::Level => "等级名称或编码；不填则用收银台默认等级",
            Self::Birthday => "如 2020-02-29",
            Self::Email => "如 xiaomei@example.com",
            Self::Store => "门店名称；不填则属于您的门店，总部导入时属于全部门店",
            Self::Tags => "已有的标签，多个用逗号隔开",
            Self::Remark => "最多 200 个字",
            Self::Points => "如 100；最多 4 位小数",
            Self::Principal => "元，如 200 或 200.50；只计本金",
        }
    }

    /// Whatever brackets and stars a form has around its titles.
    pub fn read(title: &str) -> Option<Self> {
        let plain = |text: &str| -> String {
            let text = text.replace(['（', '('], "(").replace(['）', ')'], ")");
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊')).collect()
        };
        let title = plain(title);
        Self::ALL.into_iter().find(|column| plain(column.title()) == title)
    }
}

/// Where each column is that the form has.
pub fn columns(head: &[String]) -> Result<BTreeMap<Column, usize>, BulkRefusal> {
    let mut at = BTreeMap::new();
    for (place, title) in head.iter().enumerate() {
        let Some(column) = Column::read(title) else { continue };
        if at.insert(column, place).is_some() {
            return Err(BulkRefusal::ColumnTwice { column: column.title().to_owned() });
        }
    }
    if at.contains_key(&Column::Phone) {
        Ok(at)
    } else {
        Err(BulkRefusal::Columns { missing: Column::Phone.title().to_owned() })
    }
}
