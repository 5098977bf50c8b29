//! One type for each kind of id: a ULID in a uuid column, `crd_01J…` on the wire and in logs, and
//! never a bare string in a signature.
use std::{fmt, str::FromStr};

/// Not an id of the kind that was asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct BadId;

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("malformed id")
    }
}

impl std::error::Error for BadId {}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            sea_orm::DeriveValueType, utoipa::ToSchema,
        )]
        #[schema(value_type = String)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// What an id of this kind begins with on the wire.
            pub const PREFIX: &'static str = $prefix;
        }

        impl From<ulid::Ulid> for $name {
            fn from(id: ulid::Ulid) -> Self {
                Self(id.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), ulid::Ulid::from(self.0))
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                let id = text.strip_prefix(concat!($prefix, "_")).ok_or(BadId)?;
                ulid::Ulid::from_string(id).map(Self::from).map_err(|_| BadId)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
            }
        }

        /// Sea-orm asks this of every primary key; ours are never numbers.
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

ids! {
    MerchantId = "mch";
    StoreId = "sto";
    TerminalId = "trm";
    OperatorId = "opr";
    SessionId = "ses";
    /// One person as one WeChat account knows them: an openid.
    IdentityId = "idn";
    MemberId = "mbr";
    CardId = "crd";
    LevelId = "lvl";
    SmsCodeId = "sms";
    CouponTemplateId = "tpl";
    CouponId = "cpn";
    CouponSendingId = "csd";
    KeywordRuleId = "kwr";
    JobId = "job";
    AuditId = "aud";
    CategoryId = "cat";
    GoodsId = "gds";
    /// What one card has of one asset: computed from both, so that nobody opens it twice.
    AccountId = "acc";
    JournalId = "jnl";
    LotId = "lot";
    HoldId = "hld";
    SaleId = "sal";
    RefundId = "rfd";
    RechargeRuleId = "rul";
    TopUpId = "top";
    TopUpRefundId = "trf";
    PrintedCouponId = "pcp";
    LevelChangeId = "lch";
    TerminalKeyId = "key";
    ProofId = "prf";
    ConsentId = "cns";
    AddressId = "adr";
    PhoneChangeId = "phc";
    RoleId = "rol";
    ApprovalId = "apv";
    TagId = "tag";
    NoteId = "nte";
    SavedViewId = "vew";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_what_it_names() {
        let card = CardId::from(ulid::Ulid::from(7));
        assert_eq!(card.to_string(), "crd_00000000000000000000000007");
        assert_eq!(card.to_string().parse(), Ok(card));
        for wrong in
            ["", "crd_", "crd_7", "mbr_00000000000000000000000007", "00000000000000000000000007"]
        {
            assert_eq!(wrong.parse::<CardId>(), Err(BadId), "{wrong}");
        }
    }
}
