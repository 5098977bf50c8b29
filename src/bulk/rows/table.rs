//! Tables that go out, page by page: the oldest row first, so that what comes meanwhile comes last.
use entity::{
    bulk_export::What,
    ids::{MerchantId, StoreId},
    values::Timestamp,
};
use sea_orm::{ActiveEnum, QueryResult, entity::prelude::*};

use super::cells::{self, Row};
use crate::{
    bulk::{
        rules::{Eyes, Filter},
        sheet::Cell,
    },
    engine::{asked, places},
    error::Result,
};

/// Which rows of which table.
#[derive(Clone, Debug)]
pub struct Which {
    pub merchant: MerchantId,
    pub what: What,
    /// What is asked of members besides.
    pub filter: Filter,
    /// None for the whole chain.
    pub stores: Option<Vec<StoreId>>,
    /// With what belongs to no store.
    pub and_none: bool,
    pub from: Timestamp,
    pub to: Timestamp,
}

/// Where a page ends: the moment, the row, and its part.
pub type Mark = (Timestamp, Uuid, i32);

/// How a table is told.
struct Told {
    from: &'static str,
    merchant: &'static str,
    at: &'static str,
    id: &'static str,
    part: &'static str,
    store: Option<&'static str>,
    columns: &'static str,
    only: &'static str,
    cells: fn(&Row<'_>, &Eyes) -> Result<Vec<Cell>>,
}

const MEMBERS: Told = Told {
    from: "member m LEFT JOIN card c ON c.primary_of = m.id LEFT JOIN level l ON l.id = c.level_id \
           LEFT JOIN store st ON st.id = m.store_id",
    merchant: "m.merchant_id",
    at: "m.created_at",
    id: "m.id",
    part: "0",
    store: Some("m.store_id"),
    columns: ", m.number, m.phone_sealed, m.name, m.nickname, m.source, m.birthday, \
              l.name AS level_name, c.number AS card_number, st.name AS store_name, \
              (SELECT CAST(COALESCE(SUM(a.balance), 0) AS BIGINT) FROM account a \
               WHERE a.card_id = c.id AND a.asset = 'points') AS points, \
              (SELECT CAST(COALESCE(SUM(a.balance), 0) AS BIGINT) FROM account a \
               WHERE a.card_id = c.id AND a.asset = 'principal') AS principal, \
              (SELECT CAST(COALESCE(SUM(a.balance), 0) AS BIGINT) FROM account a \
               WHERE a.card_id = c.id AND a.asset = 'gift') AS gift",
    only: "",
    cells: cells::members,
};

const SALES: Told = Told {
    from: "sale s JOIN store st ON st.id = s.store_id JOIN terminal t ON t.id = s.terminal_id \
           JOIN operator o ON o.id = s.operator_id LEFT JOIN member m ON m.id = s.member_id",
    merchant: "s.merchant_id",
    at: "s.settled_at",
    id: "s.id",
    part: "0",
    store: Some("s.store_id"),
    columns: ", s.order_no, st.name AS store_name, t.code AS till, o.name AS clerk, m.number, \
              m.name, m.nickname, s.list_total, s.paid, s.refunded, s.points_earned, \
              s.points_spent, s.state",
    only: "",
    cells: cells::sales,
};

const ENTRIES: Told = Told {
    from: "journal j JOIN entry e ON e.journal_id = j.id JOIN card c ON c.id = j.card_id \
           JOIN member m ON m.id = c.member_id LEFT JOIN store st ON st.id = j.store_id \
           LEFT JOIN operator o ON o.id = j.operator_id",
    merchant: "j.merchant_id",
    at: "j.created_at",
    id: "j.id",
    part: "e.line",
    store: Some("j.store_id"),
    columns: ", m.number, m.name, m.nickname, c.number AS card_number, e.asset, e.book, e.amount, \
              e.balance_after, j.reason, st.name AS store_name, o.name AS clerk",
    // The merchant's side says the same once more.
    only: " AND e.book IN ('card', 'held')",
    cells: cells::entries,
};

const TOP_UPS: Told = Told {
    from: "top_up s JOIN store st ON st.id = s.store_id JOIN operator o ON o.id = s.operator_id \
           JOIN member m ON m.id = s.member_id",
    merchant: "s.merchant_id",
    at: "s.created_at",
    id: "s.id",
    part: "0",
    store: Some("s.store_id"),
    columns: ", s.order_no, st.name AS store_name, o.name AS clerk, m.number, m.name, m.nickname, \
              s.principal, s.gift, s.tender, s.refunded",
    only: "",
    cells: cells::top_ups,
};

const COUPONS: Told = Told {
    from: "coupon c JOIN coupon_template t ON t.id = c.template_id \
           JOIN member m ON m.id = c.member_id",
    merchant: "c.merchant_id",
    at: "c.claimed_at",
    id: "c.id",
    part: "0",
    store: Some("t.store_id"),
    columns: ", t.title, m.number, m.name, m.nickname, c.state, c.valid_until, c.used_at",
    only: "",
    cells: cells::coupons,
};

const AUDIT: Told = Told {
    from: "audit a",
    merchant: "a.merchant_id",
    at: "a.at",
    id: "a.id",
    part: "0",
    store: None,
    columns: ", a.actor, a.action, a.subject, a.detail",
    only: "",
    cells: cells::audit,
};

fn told(what: What) -> Told {
    match what {
        What::Members => MEMBERS,
        What::Sales => SALES,
        What::Entries => ENTRIES,
        What::TopUps => TOP_UPS,
        What::Coupons => COUPONS,
        What::Audit => AUDIT,
    }
}

/// The head of a table.
pub fn head(what: What) -> &'static [&'static str] {
    match what {
        What::Members => &[
            "会员编号",
            "手机号",
            "姓名",
            "昵称",
            "会员类型",
            "卡号",
            "积分",
            "储值本金",
            "储值赠送",
            "生日",
            "归属门店",
            "来源",
            "注册时间",
        ],
        What::Sales => &[
            "销售单号",
            "时间",
            "门店",
            "收银台",
            "收银员",
            "会员编号",
            "会员",
            "原价",
            "实付",
            "已退",
            "得积分",
            "用积分",
            "状态",
        ],
        What::Entries => &[
            "时间",
            "会员编号",
            "会员",
            "卡号",
            "项目",
            "变动",
            "变动后",
            "事由",
            "门店",
            "操作人",
        ],
        What::TopUps => &[
            "充值单号",
            "时间",
            "门店",
            "收银员",
            "会员编号",
            "会员",
            "本金",
            "赠送",
            "支付方式",
            "已退",
        ],
        What::Coupons => {
            &["优惠券", "会员编号", "会员", "状态", "领取时间", "有效期至", "使用时间"]
        }
        What::Audit => &["时间", "操作人", "操作", "对象", "内容"],
    }
}

impl Which {
    /// `$1` is the merchant, then come the stores.
    fn filter(&self, told: &Told, from: Timestamp) -> (String, Vec<Uuid>) {
        let Told { merchant, at, only, .. } = told;
        let mut about = vec![self.merchant.0];
        let (from, to) = (from.0, self.to.0);
        let mut filter = format!("{merchant} = $1 AND {at} >= {from} AND {at} < {to}{only}");
        if let Some((stores, column)) = self.stores.as_ref().zip(told.store) {
            let places = places(&mut about, stores.iter().map(|store| store.0));
            let none = if self.and_none { format!(" OR {column} IS NULL") } else { String::new() };
            filter.push_str(&format!(" AND ({column} IN ({places}){none})"));
        }
        if self.what == What::Members {
            filter.push_str(&self.of_members(&mut about));
        }
        (filter, about)
    }

    /// As the members' own list is filtered.
    fn of_members(&self, about: &mut Vec<Uuid>) -> String {
        let Filter { level, source, tag, import, birthday_month, status, .. } = self.filter;
        let mut only = format!(" AND m.standing = '{}'", status.unwrap_or_default().to_value());
        let mut nth = |id: Uuid| {
            about.push(id);
            about.len()
        };
        if let Some(level) = level {
            only.push_str(&format!(" AND c.level_id = ${}", nth(level.0)));
        }
        if let Some(tag) = tag {
            let tagged = "SELECT 1 FROM member_tag g WHERE g.member_id = m.id AND g.tag_id =";
            only.push_str(&format!(" AND EXISTS ({tagged} ${})", nth(tag.0)));
        }
        if let Some(import) = import {
            only.push_str(&format!(" AND m.import_id = ${}", nth(import.0)));
        }
        if let Some(source) = source {
            only.push_str(&format!(" AND m.source = '{}'", source.to_value()));
        }
        if let Some(month) = birthday_month {
            only.push_str(&format!(" AND m.birth_month = '{month:02}'"));
        }
        only
    }
}

/// How many rows there are.
pub async fn count(db: &impl ConnectionTrait, which: &Which) -> Result<i64> {
    let told = told(which.what);
    let (filter, about) = which.filter(&told, which.from);
    let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM {} WHERE {filter}", told.from);
    let row = db.query_one_raw(asked(db.get_database_backend(), &sql, &about)).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get("", "n"))?)
}

/// So many rows after `after`, and where they end.
pub async fn page(
    db: &impl ConnectionTrait,
    which: &Which,
    eyes: &Eyes,
    after: Option<Mark>,
    limit: u64,
) -> Result<(Vec<Vec<Cell>>, Option<Mark>)> {
    let told = told(which.what);
    // A bound of its own for the index: what is joined by OR below gives it none.
    let from = after.map_or(which.from, |(then, ..)| then);
    let (mut filter, mut about) = which.filter(&told, from);
    let Told { from, at, id, part, columns, .. } = told;
    if let Some((Timestamp(then), last, line)) = after {
        about.push(last);
        let nth = about.len();
        filter.push_str(&format!(
            " AND ({at} > {then} OR ({at} = {then} AND ({id} > ${nth} \
             OR ({id} = ${nth} AND {part} > {line}))))"
        ));
    }
    let sql = format!(
        "SELECT {at} AS moment, {id} AS row_id, CAST({part} AS BIGINT) AS part{columns} FROM {from} \
         WHERE {filter} ORDER BY {at}, {id}, part LIMIT {limit}"
    );
    let found = db.query_all_raw(asked(db.get_database_backend(), &sql, &about)).await?;
    let rows = found.iter().map(|row| (told.cells)(&Row(row), eyes)).collect::<Result<_>>()?;
    let mark = |row: &QueryResult| -> Result<Mark, DbErr> {
        let part: i64 = row.try_get("", "part")?;
        Ok((row.try_get("", "moment")?, row.try_get("", "row_id")?, part as i32))
    };
    let full = found.len() as u64 == limit;
    let next = found.last().filter(|_| full).map(mark).transpose()?;
    Ok((rows, next))
}
