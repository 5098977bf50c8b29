//! What may go out, and to whom.
use chrono::{Datelike, NaiveDate};
use entity::{
    approval,
    bulk_export::{Failure, Model, State, What},
    ids::{ImportId, LevelId, StoreId, TagId},
    member::{Source, Standing},
    values::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    approval::Stand,
    bulk::sheet::ABOVE,
    error::{Error, refusals},
    operator::{OperatorRefusal, Right, Rights, Scope},
};

refusals! {
    /// Why a file does not go out.
    pub enum ExportRefusal {
        NoSuchExport = NotFound "no_such_export" "没有这个导出文件" "no such export";
        NotReady = Conflict "export_not_ready" "文件还没有生成好" "the file is not ready yet";
        Over = Gone "export_over" "文件已过期，请重新导出" "the file is gone: ask for another";
        Busy { most: u64 } = TooMany "export_busy"
            "同时最多导出 {most} 个文件，请稍后再试" "at most {most} exports are made at once";
        FullEnough { most: i64 } = TooMany "export_full_enough"
            "完整导出一天最多申请 {most} 次，请明天再试" "a full export can be asked for {most} times a day";
        Beyond = Forbidden "export_beyond"
            "您管理的门店已变更，请重新导出" "it has rows of stores that are not yours any more: ask for another";
        Period = Invalid "export_period" "日期范围不正确" "a period begins before it ends";
        Filter = Invalid "export_filter"
            "等级、来源、标签、导入文件、生日和状态只能用于导出会员" "of members alone, and there are twelve months";
        ReasonNeeded = Invalid "export_reason_needed"
            "完整导出请填写用途" "a full export takes a reason";
    }
}

/// Of one person, waiting or being made.
pub const AT_ONCE: u64 = 3;
/// Unmasked ones that one person may ask for in a day.
pub const FULL_A_DAY: i64 = 3;

pub fn may_ask(under_way: u64) -> Result<(), ExportRefusal> {
    if under_way < AT_ONCE { Ok(()) } else { Err(ExportRefusal::Busy { most: AT_ONCE }) }
}

/// What somebody wants to have.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    pub what: What,
    pub full: bool,
    /// None for the whole chain.
    pub stores: Option<&'a [StoreId]>,
}

/// Whether it is theirs to have: asked when they ask, when the file is made, and when it is taken
/// away.
pub fn may_have((rights, scope): (&Rights, &Scope), wanted: Wanted<'_>) -> Result<(), Error> {
    let everywhere = wanted.full || wanted.what == What::Audit;
    for (right, needed) in [
        (Right::ExportMasked, true),
        (Right::ExportFull, wanted.full),
        (Right::SeeAudit, wanted.what == What::Audit),
    ] {
        if needed && !rights.has(right) {
            return Err(OperatorRefusal::lacks(right).into());
        }
    }
    if everywhere && !scope.is_chain() {
        return Err(OperatorRefusal::HeadquartersOnly.into());
    }
    let within = match wanted.stores {
        None => scope.is_chain(),
        Some(stores) => stores.iter().all(|store| scope.covers(Some(*store))),
    };
    if within { Ok(()) } else { Err(ExportRefusal::Beyond.into()) }
}

/// Which rows, by the day of each: a member's of joining, a sale's of paying, a coupon's of coming;
/// and which members, as their list is filtered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// The first day; from the beginning, if absent.
    #[schema(value_type = Option<String>)]
    pub from: Option<NaiveDate>,
    /// The last day, within.
    #[schema(value_type = Option<String>)]
    pub to: Option<NaiveDate>,
    /// One store's; of entries without a store and the log there is no store.
    #[schema(value_type = Option<String>)]
    pub store: Option<StoreId>,
    #[schema(value_type = Option<String>)]
    pub level: Option<LevelId>,
    #[schema(inline)]
    pub source: Option<Source>,
    #[schema(value_type = Option<String>)]
    pub tag: Option<TagId>,
    /// Who came in with one file.
    #[schema(value_type = Option<String>)]
    pub import: Option<ImportId>,
    /// 1 to 12
    pub birthday_month: Option<u8>,
    /// Of members `living`, unless given.
    #[schema(inline)]
    pub status: Option<Standing>,
}

impl Filter {
    /// What is asked that only members have an answer to.
    fn of_members(&self) -> Vec<&'static str> {
        let Self { level, source, tag, import, birthday_month, status, .. } = self;
        let asked = [
            (level.is_some(), "等级"),
            (source.is_some(), "来源"),
            (tag.is_some(), "标签"),
            (import.is_some(), "导入文件"),
            (birthday_month.is_some(), "生日月份"),
            (status.is_some(), "状态"),
        ];
        asked.into_iter().filter(|(asked, _)| *asked).map(|(_, name)| name).collect()
    }

    pub fn fits(&self, what: What) -> Result<(), ExportRefusal> {
        let month = self.birthday_month.is_none_or(|month| (1..=12).contains(&month));
        let fits = month && (what == What::Members || self.of_members().is_empty());
        if fits { Ok(()) } else { Err(ExportRefusal::Filter) }
    }

    /// `会员，2026-11-01 至 今天，人民路店，按等级、标签筛选`
    pub fn text(&self, what: What, place: &str) -> String {
        let mut text = what_text(what).to_owned();
        if self.from.is_some() || self.to.is_some() {
            let day = |day: Option<NaiveDate>, none: &str| {
                day.map_or(none.to_owned(), |day| day.to_string())
            };
            text.push_str(&format!("，{} 至 {}", day(self.from, "开始"), day(self.to, "今天")));
        }
        text.push_str(&format!("，{place}"));
        let by = self.of_members();
        if !by.is_empty() {
            text.push_str(&format!("，按{}筛选", by.join("、")));
        }
        text
    }
}

/// From which moment up to which.
pub fn moments(filter: &Filter, now: Timestamp) -> Result<(Timestamp, Timestamp), ExportRefusal> {
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
    let full = if export.full_data { "（完整）" } else { "" };
    format!("{}{full}-{day}.xlsx", what_text(export.what))
}

/// What stands above the head of an unmasked table: whose it is, wherever it turns up.
pub fn watermark(export: &Model, name: impl Fn(entity::ids::OperatorId) -> String) -> String {
    let allowed = export.allowed_by.map(&name).unwrap_or_default();
    let at = export.allowed_at.unwrap_or(export.created_at).clock();
    format!(
        "{ABOVE}，仅供内部使用。申请：{}，批准：{allowed}，{at}，用途：{}",
        name(export.operator_id),
        export.reason
    )
}

/// Where a file is on its way, by the clock and by what became of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Another has to allow it.
    Asked,
    /// Another did not, or nobody in time.
    Refused,
    Waiting,
    Running,
    Ready,
    Failed,
    /// It is gone.
    Over,
}

impl Stage {
    pub fn of(export: &Model, approval: Option<&approval::Model>, now: Timestamp) -> Self {
        if export.expires_at.is_some_and(|end| end <= now) {
            return Self::Over;
        }
        match export.state {
            State::Asked => match approval.map(|row| Stand::of(row, now)) {
                Some(Stand::Refused | Stand::Expired) => Self::Refused,
                _ => Self::Asked,
            },
            State::Waiting => Self::Waiting,
            State::Running => Self::Running,
            State::Ready => Self::Ready,
            State::Failed => Self::Failed,
        }
    }

    pub fn text(self, failure: Option<Failure>) -> &'static str {
        match self {
            Self::Asked => "等待审批",
            Self::Refused => "审批没有通过",
            Self::Waiting => "等待生成",
            Self::Running => "生成中",
            Self::Ready => "可以下载",
            Self::Over => "已过期",
            Self::Failed => match failure {
                Some(Failure::NotTheirs) => "没有生成：您的权限或门店已变更",
                Some(Failure::TooLong) => "没有生成：数据太多，请缩小日期范围",
                Some(Failure::Lost) | None => "没有生成，请重新导出",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;

    #[test]
    fn a_file_is_for_whom_may_have_its_rows_g8_adm_02() {
        let all = Rights::all();
        let some = |n: u128| StoreId::from(Ulid::from(n));
        let mine = Scope::Stores(vec![some(1), some(2)]);
        let (whole, two, third) = (None, Some(&[some(1), some(2)][..]), Some(&[some(3)][..]));
        for (scope, what, full, stores, no) in [
            (&Scope::Chain, What::Members, true, whole, None),
            (&Scope::Chain, What::Audit, false, whole, None),
            (&mine, What::Sales, false, two, None),
            (&mine, What::Sales, false, whole, Some("export_beyond")),
            (&mine, What::Sales, false, third, Some("export_beyond")),
            (&mine, What::Members, true, two, Some("headquarters_only")),
            (&mine, What::Audit, false, two, Some("headquarters_only")),
        ] {
            let had = may_have((&all, scope), Wanted { what, full, stores });
            assert_eq!(had.err().and_then(|no| no.code()), no, "{scope:?} {what:?} {full}");
        }
    }

    #[test]
    fn only_members_have_levels_and_birthdays_g8() {
        let month = |month| Filter { birthday_month: Some(month), ..Filter::default() };
        assert_eq!(month(12).fits(What::Members), Ok(()));
        assert_eq!(month(13).fits(What::Members), Err(ExportRefusal::Filter));
        assert_eq!(month(12).fits(What::Sales), Err(ExportRefusal::Filter));
        assert_eq!(Filter::default().fits(What::Audit), Ok(()));
        assert_eq!(month(2).text(What::Members, "人民路店"), "会员，人民路店，按生日月份筛选");
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
            let filter = Filter { from, to, ..Filter::default() };
            assert_eq!(moments(&filter, now).is_ok(), fine, "{filter:?}");
        }
    }
}
