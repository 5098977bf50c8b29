//! What the staff may do: one right for each function of the back office and of the till.
use std::collections::BTreeSet;

use entity::role::{self, System};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A right as a type, for a handler to ask for: `May<right::SeeMembers>`.
pub trait Granted: 'static {
    const RIGHT: Right;
}

macro_rules! rights {
    ($($group:literal { $($name:ident = $key:tt $text:literal;)* })*) => {
        /// One function of the back office or of the till.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
        )]
        pub enum Right {
            $($(#[doc = $text] #[serde(rename = $key)] $name,)*)*
        }

        impl Right {
            /// In the order in which people read them.
            pub const ALL: &'static [Self] = &[$($(Self::$name,)*)*];

            /// Its name in roles, in the contract and in refusals.
            pub fn key(self) -> &'static str {
                match self { $($(Self::$name => $key,)*)* }
            }

            pub fn text(self) -> &'static str {
                match self { $($(Self::$name => $text,)*)* }
            }

            pub fn group_text(self) -> &'static str {
                match self { $($(Self::$name => $group,)*)* }
            }
        }

        /// Each right as a type of its own.
        pub mod right {
            use super::{Granted, Right};
            $($(
                #[doc = $text]
                pub struct $name;

                impl Granted for $name {
                    const RIGHT: Right = Right::$name;
                }
            )*)*
        }
    };
}

rights! {
    "会员" {
        SeeMembers = "members.see" "查看会员";
        EditMembers = "members.edit" "编辑会员";
        SeePhones = "members.phone" "查看完整手机号";
        MergeMembers = "members.merge" "合并会员";
        AdjustBenefits = "benefits.adjust" "调整会员权益";
        DeskCards = "cards.desk" "挂失补办退卡";
        GiveLevels = "levels.give" "调整会员等级";
        ImportMembers = "members.import" "批量导入";
    }
    "规则与营销" {
        EditRules = "rules.edit" "积分等级与储值规则";
        EditCoupons = "coupons.edit" "制作优惠券";
        SendCoupons = "coupons.send" "发送优惠券";
        EditGoods = "goods.edit" "商品";
        EditWechat = "wechat.edit" "微信设置";
        EditSettings = "settings.edit" "会员设置";
    }
    "数据" {
        SeeReports = "reports.see" "仪表盘与报表";
        ExportMasked = "export.masked" "导出（脱敏）";
        ExportFull = "export.full" "导出（完整）";
    }
    "安全" {
        EditStaff = "staff.edit" "员工与权限";
        SeeAudit = "audit.see" "操作日志";
        RunProof = "proof.run" "账目核对";
        Approve = "approve" "审批";
        Restore = "recycle.restore" "回收站";
        EditKeys = "keys.edit" "收银接口密钥";
    }
    "收银台" {
        Sell = "till.sell" "收银";
        Refund = "till.refund" "退货";
        Gift = "till.gift" "编辑赠送金额与退储值";
    }
}

impl Right {
    /// Concerns all shops, so whoever works in some of them has no use for it (LVL-01).
    pub fn headquarters(self) -> bool {
        matches!(
            self,
            Self::EditGoods
                | Self::EditWechat
                | Self::EditSettings
                | Self::ExportFull
                | Self::RunProof
                | Self::EditKeys
        )
    }

    /// Is used at a till and not in the back office.
    pub fn of_till(self) -> bool {
        matches!(self, Self::Sell | Self::Refund | Self::Gift)
    }

    fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|right| right.key() == key)
    }
}

/// All that a role allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights(BTreeSet<Right>);

impl Rights {
    pub fn all() -> Self {
        Self(Right::ALL.iter().copied().collect())
    }

    /// An owner's are all there are, also those that a later version brings.
    pub fn of(role: &role::Model) -> Self {
        if role.system == Some(System::Owner) {
            return Self::all();
        }
        // Whatever this version does not know, it does not allow.
        let keys: Vec<String> = serde_json::from_str(&role.rights).unwrap_or_default();
        Self(keys.iter().filter_map(|key| Right::of_key(key)).collect())
    }

    pub fn has(&self, right: Right) -> bool {
        self.0.contains(&right)
    }

    /// Whether there is anything for them in the back office.
    pub fn open_office(&self) -> bool {
        self.0.iter().any(|right| !right.of_till())
    }

    /// Nobody gives what they have not.
    pub fn within(&self, others: &Self) -> bool {
        self.0.is_subset(&others.0)
    }

    pub fn list(&self) -> Vec<Right> {
        self.0.iter().copied().collect()
    }

    /// As a role's row keeps them.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        Self(rights.into_iter().collect())
    }
}

/// What the house's own roles begin with; 老板 has everything.
pub fn at_first(system: System) -> Rights {
    use Right::*;
    let some: &[Right] = match system {
        System::Owner => Right::ALL,
        System::Manager => &[
            SeeMembers,
            EditMembers,
            SeePhones,
            AdjustBenefits,
            DeskCards,
            GiveLevels,
            EditRules,
            SendCoupons,
            SeeReports,
            ExportMasked,
            EditStaff,
            SeeAudit,
            Approve,
            Restore,
            Sell,
            Refund,
            Gift,
        ],
        System::Clerk => &[Sell, Refund],
    };
    some.iter().copied().collect()
}

/// 老板, 店长, 收银员
pub fn system_name(system: System) -> &'static str {
    match system {
        System::Owner => "老板",
        System::Manager => "店长",
        System::Clerk => "收银员",
    }
}

#[cfg(test)]
mod tests {
    use entity::values::Timestamp;
    use ulid::Ulid;

    use super::*;

    fn role(system: Option<System>, rights: &str) -> role::Model {
        role::Model {
            id: Ulid::from(1).into(),
            merchant_id: Ulid::from(1).into(),
            system,
            name: "角色".to_owned(),
            rights: rights.to_owned(),
            created_at: Timestamp(0),
            deleted_at: None,
        }
    }

    #[test]
    fn a_role_allows_what_its_row_says_and_an_owners_everything_adm_03() {
        let some = Rights::of(&role(None, r#"["members.see","till.sell","of.tomorrow"]"#));
        assert_eq!(some.list(), [Right::SeeMembers, Right::Sell]);
        for nothing in ["[]", "", "owner", "{}", "[1]"] {
            assert_eq!(Rights::of(&role(None, nothing)), Rights::default(), "{nothing}");
        }
        assert_eq!(Rights::of(&role(Some(System::Owner), "[]")), Rights::all());
        let kept = at_first(System::Manager);
        assert_eq!(Rights::of(&role(Some(System::Manager), &kept.to_json())), kept);
    }

    #[test]
    fn a_key_names_one_right_and_goes_over_the_wire_as_it_is() {
        for right in Right::ALL {
            assert_eq!(Right::of_key(right.key()), Some(*right));
            assert_eq!(serde_json::to_value(right).ok(), Some(right.key().into()));
        }
    }

    #[test]
    fn the_office_is_for_whoever_has_something_to_do_there() {
        for (system, office) in
            [(System::Owner, true), (System::Manager, true), (System::Clerk, false)]
        {
            assert_eq!(at_first(system).open_office(), office, "{system:?}");
        }
        assert!(!Rights::default().open_office());
        assert!(at_first(System::Clerk).within(&at_first(System::Manager)));
        assert!(!at_first(System::Manager).within(&at_first(System::Clerk)));
    }
}
