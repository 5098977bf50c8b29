//! Who may decide, and until when.
use entity::{
    approval::{Model, State},
    ids::{OperatorId, StoreId},
    values::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    error::{Result, refusals},
    operator::{self, Right, Staff},
};

refusals! {
    /// Why something is not allowed, or not refused.
    pub enum ApprovalRefusal {
        NoSuchApproval = NotFound "no_such_approval" "没有这条审批" "there is no such request";
        NotYourOwn = Conflict "not_your_own"
            "不能审批自己提交的申请" "nobody allows what they asked for themselves";
        MakerGone = Conflict "maker_gone"
            "申请人已停用或没有这项权限了，请有权限的人重新提交"
            "whoever asked does not work here any more, or may not do it any more";
        Elsewhere = Forbidden "approval_elsewhere"
            "这条申请涉及您不管理的门店" "this request is about a shop where you decide nothing";
        LimitNegative { field: &'static str } = Invalid "limit_negative"
            "额度不能是负数" "a limit is nothing or more: {field}";
        Over = Gone "approval_over"
            "这条申请已处理或已过期" "this request was decided, or is too old";
    }
}

/// How long a request waits.
pub const WAITS_MS: i64 = 72 * 3600 * 1000;

/// What sort of deed wants two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// 手工调整会员资产
    Adjust,
    /// 批量发券
    SendCoupons,
    /// 导出完整资料
    Export,
}

impl Deed {
    pub const ALL: [Self; 3] = [Self::Adjust, Self::SendCoupons, Self::Export];

    pub fn key(self) -> &'static str {
        match self {
            Self::Adjust => "adjust",
            Self::SendCoupons => "coupon_send",
            Self::Export => "export",
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Self::Adjust => "调整会员权益",
            Self::SendCoupons => "批量发券",
            Self::Export => "导出完整资料",
        }
    }

    /// What it takes to do it, and so to ask for it and to allow it.
    pub fn right(self) -> Right {
        match self {
            Self::Adjust => Right::AdjustBenefits,
            Self::SendCoupons => Right::SendCoupons,
            Self::Export => Right::ExportFull,
        }
    }

    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.key() == key)
    }
}

/// Where a request stands, by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    Waiting,
    Approved,
    Refused,
    Expired,
}

impl Stand {
    pub fn of(row: &Model, now: Timestamp) -> Self {
        match row.state {
            State::Approved => Self::Approved,
            State::Refused => Self::Refused,
            State::Waiting if row.expires_at > now => Self::Waiting,
            State::Waiting => Self::Expired,
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Self::Waiting => "待审批",
            Self::Approved => "已通过",
            Self::Refused => "已拒绝",
            Self::Expired => "已过期",
        }
    }
}

/// Whether this person may decide on it now. Whoever asked may take it back by refusing it.
pub fn may_decide(
    row: &Model,
    checker: OperatorId,
    allows: bool,
    now: Timestamp,
) -> Result<(), ApprovalRefusal> {
    if allows && row.maker == checker {
        return Err(ApprovalRefusal::NotYourOwn);
    }
    match Stand::of(row, now) {
        Stand::Waiting => Ok(()),
        _ => Err(ApprovalRefusal::Over),
    }
}

/// Whether this person could do it themselves, in all the shops that it is about (ADM-02).
pub fn may_do(who: &Staff, deed: Deed, stores: &[StoreId]) -> Result<()> {
    operator::may(who, deed.right(), false)?;
    match stores.iter().all(|store| who.scope.covers(Some(*store))) {
        true => Ok(()),
        false => Err(ApprovalRefusal::Elsewhere.into()),
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;

    #[test]
    fn one_asks_another_allows_and_in_time_e19() {
        let (maker, checker): (OperatorId, OperatorId) =
            (Ulid::from(1).into(), Ulid::from(2).into());
        let row = |state| Model {
            id: Ulid::from(3).into(),
            merchant_id: Ulid::from(4).into(),
            kind: "adjust".to_owned(),
            deed: "{}".to_owned(),
            what: String::new(),
            reason: String::new(),
            maker,
            made_at: Timestamp(0),
            expires_at: Timestamp(WAITS_MS),
            state,
            checker: None,
            decided_at: None,
            refused_because: None,
        };
        let (own, over) = (Err(ApprovalRefusal::NotYourOwn), Err(ApprovalRefusal::Over));
        for (state, who, allows, at, outcome) in [
            (State::Waiting, checker, true, 0, Ok(())),
            (State::Waiting, checker, true, WAITS_MS - 1, Ok(())),
            (State::Waiting, maker, true, 0, own),
            (State::Waiting, maker, false, 0, Ok(())),
            (State::Waiting, checker, true, WAITS_MS, Err(ApprovalRefusal::Over)),
            (State::Approved, checker, true, 0, Err(ApprovalRefusal::Over)),
            (State::Refused, checker, true, 0, over),
        ] {
            assert_eq!(
                may_decide(&row(state), who, allows, Timestamp(at)),
                outcome,
                "{state:?} {at}"
            );
        }
        for deed in Deed::ALL {
            assert_eq!(Deed::of_key(deed.key()), Some(deed));
        }
    }
}
