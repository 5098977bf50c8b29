//! What may go out, and what is seen of it.
use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use entity::{
    account::{Asset, Book},
    bulk_export::{Model, State, What},
    coupon,
    member::Source,
    sale, sale_tender,
    values::{Phone, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    card::masked_number,
    error::{Result, refusals},
    member, office, pos,
    seal::Keys,
};

refusals! {
    /// Why a file does not go out.
    pub enum ExportRefusal {
        NoSuchExport = NotFound "no_such_export" "没有这个导出文件" "no such export";
        NotReady = Conflict "export_not_ready" "文件还没有生成好" "the file is not ready yet";
        Over = Gone "export_over" "文件已过期，请重新导出" "the file is gone: ask for another";
        Busy { most: u64 } = TooMany "export_busy"
            "同时最多导出 {most} 个文件，请稍后再试" "at most {most} exports are made at once";
        FullClosed = Conflict "export_full_closed"
            "完整导出需要另一人审批，暂未开放" "a full export takes another person's approval";
        Period = Invalid "export_period" "日期范围不正确" "a period begins before it ends";
        ReasonNeeded = Invalid "export_reason_needed"
            "完整导出请填写用途" "a full export takes a reason";
    }
}

/// Of one person, waiting or being made.
pub const AT_ONCE: u64 = 3;

pub fn may_ask(under_way: u64) -> Result<(), ExportRefusal> {
    if under_way < AT_ONCE { Ok(()) } else { Err(ExportRefusal::Busy { most: AT_ONCE }) }
}

/// Which rows, by the day of each: a member's of joining, a sale's of paying, a coupon's of coming.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// The first day; from the beginning, if absent.
    #[schema(value_type = Option<String>)]
    pub from: Option<NaiveDate>,
    /// The last day, within.
    #[schema(value_type = Option<String>)]
    pub to: Option<NaiveDate>,
    /// One store's; of members, entries without a store and the log there is no store.
    #[schema(value_type = Option<String>)]
    pub store: Option<entity::ids::StoreId>,
}

/// From which moment up to which.
pub fn moments(filter: &Filter, now: Timestamp) -> Result<(Timestamp, Timestamp), ExportRefusal> {
    use chrono::Datelike;
    let known = |day: &NaiveDate| (1..=9998).contains(&day.year());
    let days = [filter.from, filter.to];
    let from = filter.from.map_or(Timestamp(0), Timestamp::start_of);
    let to = filter.to.map_or(now.plus_ms(1), |day| Timestamp::start_of(day).midnight_in(1));
    if days.iter().flatten().all(known) && from < to {
        Ok((from, to))
    } else {
        Err(ExportRefusal::Period)
    }
}

pub fn what_text(what: What) -> &'static str {
    match what {
        What::Members => "会员",
        What::Sales => "销售单",
        What::Entries => "资产明细",
        What::TopUps => "充值单",
        What::Coupons => "优惠券",
        What::Audit => "操作日志",
    }
}

/// `会员-20261122.xlsx`
pub fn file_name(export: &Model) -> String {
    let day = export.created_at.day().replace('-', "");
    format!("{}-{day}.xlsx", what_text(export.what))
}

pub fn over(export: &Model, now: Timestamp) -> bool {
    export.expires_at.is_some_and(|end| end <= now)
}

pub fn state_text(state: State, over: bool) -> &'static str {
    match state {
        _ if over => "已过期",
        State::Waiting => "等待生成",
        State::Running => "生成中",
        State::Ready => "可以下载",
        State::Failed => "没有完成，请缩小日期范围后重试",
    }
}

pub fn state_of_sale(state: sale::State) -> &'static str {
    match state {
        sale::State::Voided => "已作废",
        _ => "已结账",
    }
}

pub fn state_of_coupon(state: coupon::State, until: Timestamp, now: Timestamp) -> &'static str {
    match state {
        coupon::State::Used => "已使用",
        _ if until <= now => "已过期",
        coupon::State::Reserved => "使用中",
        coupon::State::Usable => "可使用",
    }
}

pub fn tender(kind: sale_tender::Kind) -> &'static str {
    match kind {
        sale_tender::Kind::StoredValue => "储值",
        sale_tender::Kind::Cash => "现金",
        sale_tender::Kind::Wechat => "微信",
        sale_tender::Kind::Alipay => "支付宝",
        sale_tender::Kind::BankCard => "银行卡",
        sale_tender::Kind::Other => "其他",
    }
}

/// What whoever asked may see of people.
#[derive(Clone)]
pub struct Eyes {
    pub full: bool,
    pub keys: Arc<Keys>,
    /// Of the staff, by id.
    pub names: HashMap<String, String>,
    pub now: Timestamp,
}

impl Eyes {
    pub fn name(&self, name: String) -> String {
        if self.full || name.is_empty() { name } else { pos::masked_name(&name) }
    }

    /// A member's number may be their phone.
    pub fn number(&self, number: String) -> String {
        match Phone::parse(&number) {
            Some(phone) if !self.full => phone.masked(),
            _ => number,
        }
    }

    pub fn phone(&self, sealed: &[u8]) -> Result<String> {
        let phone = member::sealed_phone(&self.keys, sealed)?;
        Ok(if self.full { phone.reveal().to_owned() } else { phone.masked() })
    }

    pub fn card(&self, number: String) -> String {
        if self.full || number.is_empty() { number } else { masked_number(&number) }
    }

    /// The month is enough for a greeting.
    pub fn birthday(&self, birthday: String) -> String {
        match birthday.get(5..7) {
            Some(month) if !self.full => format!("{month} 月"),
            _ => birthday,
        }
    }

    pub fn source(&self, source: Source) -> &'static str {
        match source {
            Source::Wechat => "微信",
            Source::Mini => "小程序",
            Source::Till => "收银台",
            Source::Office => "后台",
        }
    }

    pub fn actor(&self, actor: &str) -> String {
        office::actor_text(actor, |id| self.names.get(&id.to_string()).cloned())
    }

    pub fn action<'a>(&self, action: &'a str) -> &'a str {
        office::action_text(action)
    }

    /// Money, points, or pieces.
    pub fn is_money(&self, asset: Asset) -> Option<bool> {
        match asset {
            Asset::Principal | Asset::Gift => Some(true),
            Asset::Points | Asset::PointsDebt | Asset::Growth | Asset::GrowthDebt => Some(false),
            Asset::Stamps | Asset::Tickets | Asset::Counts => None,
        }
    }

    pub fn asset(&self, asset: Asset, book: Book) -> String {
        let name = match asset {
            Asset::Principal => "储值本金",
            Asset::Gift => "储值赠送",
            Asset::Points => "积分",
            Asset::PointsDebt => "积分欠账",
            Asset::Growth => "成长值",
            Asset::GrowthDebt => "成长值欠账",
            Asset::Stamps => "积点",
            Asset::Tickets => "通票",
            Asset::Counts => "计次",
        };
        if book == Book::Held { format!("{name}（暂存）") } else { name.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{seal::MasterKey, world::World};

    type Seen = fn(&Eyes, String) -> String;

    #[test]
    fn who_is_not_to_see_people_sees_masks_g8() {
        let world = World::standing(Timestamp(0), 1);
        let (keys, _) =
            MasterKey::new("a master key for this very test").make(&world).expect("keys");
        let masked =
            Eyes { full: false, keys: keys.into(), names: HashMap::new(), now: Timestamp(0) };
        let whole = Eyes { full: true, ..masked.clone() };
        for (seen, mask, said) in [
            (Eyes::name as Seen, "王*", "王小美".to_owned()),
            (Eyes::number as Seen, "138****0001", "13800000001".to_owned()),
            (Eyes::card as Seen, "8012 **** **** 3456", "801200000000003456".to_owned()),
            (Eyes::birthday as Seen, "02 月", "1990-02-28".to_owned()),
        ] {
            assert!(seen(&masked, said.clone()).starts_with(mask), "{mask}");
            assert_eq!(seen(&whole, said.clone()), said);
        }
        assert_eq!(masked.number("A-17".to_owned()), "A-17");
    }

    #[test]
    fn a_period_begins_before_it_ends() {
        let day = |text: &str| text.parse().ok();
        let now = Timestamp::start_of("2026-12-01".parse().expect("a day"));
        for (from, to, fine) in [
            (None, None, true),
            (day("2026-12-01"), day("2026-12-01"), true),
            (day("2026-12-02"), day("2026-12-01"), false),
            (day("2026-12-02"), None, false),
        ] {
            let filter = Filter { from, to, store: None };
            assert_eq!(moments(&filter, now).is_ok(), fine, "{filter:?}");
        }
    }
}
