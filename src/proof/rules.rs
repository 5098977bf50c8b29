//! What must hold, and how what does not is called.
use entity::{
    account::Asset,
    ids::{
        AccountId, CardId, CouponId, CouponTemplateId, HoldId, JournalId, LotId, MerchantId,
        RefundId, SaleId, TopUpId, TopUpRefundId,
    },
    said::grouped,
    values::{Fen, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::report::Bad;
use crate::error::refusals;

refusals! {
    /// Why the books are not proven just now.
    pub enum ProofRefusal {
        TooSoon { retry_after_s: i64 } = TooMany "proof_too_soon"
            "核对得太频繁了，请 {retry_after_s} 秒后再试" "too often: wait {retry_after_s} s";
    }
}

/// How often a merchant may ask for a proof in one [`WINDOW_MS`]: it reads all there is.
pub const RUNS: u64 = 6;
pub const WINDOW_MS: i64 = 10 * 60_000;
/// How long a proof is kept.
pub const KEPT_DAYS: i64 = 90;

/// Whether this run, counted already, may be made.
pub fn may_run(runs: u64, now: Timestamp) -> Result<(), ProofRefusal> {
    if runs <= RUNS {
        return Ok(());
    }
    let left = WINDOW_MS - now.0.rem_euclid(WINDOW_MS);
    Err(ProofRefusal::TooSoon { retry_after_s: (left + 999) / 1000 })
}

/// What must always hold.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
pub enum Invariant {
    I1,
    I2,
    I3,
    I4,
    I5,
    I6,
    I7,
    I8,
    I9,
    I10,
    I11,
}

impl Invariant {
    pub const ALL: [Self; 11] = [
        Self::I1,
        Self::I2,
        Self::I3,
        Self::I4,
        Self::I5,
        Self::I6,
        Self::I7,
        Self::I8,
        Self::I9,
        Self::I10,
        Self::I11,
    ];

    /// In Chinese and in English.
    pub fn titles(self) -> (&'static str, &'static str) {
        match self {
            Self::I1 => ("每张凭证借贷相等", "every journal adds up to nothing"),
            Self::I2 => ("每个账户等于它的分录", "every account is what its entries say"),
            Self::I3 => ("没有负数余额", "nothing is below nothing"),
            Self::I4 => ("全部分录合计为零", "all entries together add up to nothing"),
            Self::I5 => ("退款不超过实收", "no more comes back than was paid"),
            Self::I6 => ("优惠券不超发、不重用", "coupons are within stock and used once"),
            Self::I7 => ("每笔业务只记一次账", "everything is booked once"),
            Self::I8 => ("每个会员码只付一次", "a member code pays once"),
            Self::I9 => ("该发的通知都排了队", "who should be told has a message waiting"),
            Self::I10 => ("批次、冻结与余额一致", "lots and holds are the balance"),
            Self::I11 => ("历史没有被改写", "history was not rewritten"),
        }
    }

    /// Why this cannot be asked of the rows, if it cannot.
    pub fn unchecked(self) -> Option<&'static str> {
        match self {
            Self::I9 => Some("通知发出后任务即删除，事后无法从数据中核对"),
            _ => None,
        }
    }
}

/// A kind of row that can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    Merchant,
    Journal,
    Entry,
    /// All that was booked from one midnight to another.
    Night,
    Account,
    Card,
    Lot,
    Hold,
    Sale,
    SaleLine,
    Tender,
    Refund,
    TopUp,
    TopUpRefund,
    Coupon,
    CouponTemplate,
    CodeUse,
    Pending,
    Request,
}

impl Thing {
    /// Its name for programs, and for people.
    pub fn names(self, id: Uuid, part: i64, word: &str) -> (String, String) {
        let named = |id: &dyn std::fmt::Display, of: &str| (id.to_string(), format!("{of} {id}"));
        let (name, text) = match self {
            Self::Merchant => named(&MerchantId(id), "商户"),
            Self::Journal => named(&JournalId(id), "凭证"),
            Self::Entry => named(&JournalId(id), "分录"),
            Self::Account => named(&AccountId(id), "账户"),
            Self::Card | Self::CodeUse => named(&CardId(id), "卡"),
            Self::Lot => named(&LotId(id), "批次"),
            Self::Hold => named(&HoldId(id), "预留"),
            Self::Sale | Self::SaleLine | Self::Tender => named(&SaleId(id), "销售单"),
            Self::Pending => named(&SaleId(id), "待生效积分，销售单"),
            Self::Refund => named(&RefundId(id), "退款单"),
            Self::TopUp => named(&TopUpId(id), "充值单"),
            Self::TopUpRefund => named(&TopUpRefundId(id), "充值退款单"),
            Self::Coupon => named(&CouponId(id), "优惠券"),
            Self::CouponTemplate => named(&CouponTemplateId(id), "券种"),
            Self::Request => (word.to_owned(), format!("请求 {word}")),
            Self::Night => (word.to_owned(), format!("{word} 及以前未封存的账")),
        };
        match self {
            Self::Entry | Self::SaleLine => {
                (format!("{name}/{part}"), format!("{text} 第 {part} 行"))
            }
            Self::CodeUse => (format!("{name}/{part}"), format!("{text} 第 {part} 时段的会员码")),
            Self::Tender => (format!("{name}/{word}"), format!("{text} 的收款 {word}")),
            _ => (name, text),
        }
    }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Fen,
    Points,
    Pieces,
    /// The row's own asset.
    OfAsset,
    /// The numbers say nothing: the row itself is wrong.
    Nothing,
}

impl Unit {
    pub fn of(asset: Asset) -> Self {
        match asset {
            Asset::Principal | Asset::Gift => Self::Fen,
            Asset::Points | Asset::PointsDebt | Asset::Growth | Asset::GrowthDebt => Self::Points,
            Asset::Stamps | Asset::Tickets | Asset::Counts => Self::Pieces,
        }
    }

    /// As people write it.
    pub fn text(self, n: i64) -> String {
        match self {
            Self::Fen => Fen(n).exact(),
            Self::Points => Points(n).to_string(),
            Self::Pieces | Self::OfAsset | Self::Nothing => grouped(n),
        }
    }
}

/// Whether an asset is one of ours, and which.
pub fn asset(word: &str) -> Option<Asset> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

pub fn asset_text(asset: Asset) -> &'static str {
    match asset {
        Asset::Principal => "储值本金",
        Asset::Gift => "储值赠送",
        Asset::Points => "积分",
        Asset::PointsDebt => "积分欠账",
        Asset::Growth => "成长值",
        Asset::GrowthDebt => "成长值欠账",
        Asset::Stamps => "积点",
        Asset::Tickets => "通票",
        Asset::Counts => "计次",
    }
}

/// A row as a question finds it.
#[derive(Clone, Debug)]
pub struct Found {
    pub id: Uuid,
    /// A line, a window, or nothing.
    pub part: i64,
    /// An asset, a way to pay, a key, or nothing.
    pub word: String,
    pub found: i64,
    pub wanted: i64,
}

/// Put into words.
pub fn bad(thing: Thing, unit: Unit, wrong: &str, row: &Found) -> Bad {
    let (name, text) = thing.names(row.id, row.part, &row.word);
    let known = asset(&row.word).filter(|_| unit == Unit::OfAsset);
    let text = match known {
        Some(asset) => format!("{text}（{}）", asset_text(asset)),
        None => text,
    };
    let unit = known.map_or(unit, Unit::of);
    let number = |n| (unit != Unit::Nothing).then(|| unit.text(n));
    let (found, wanted) = (number(row.found), number(row.wanted));
    Bad { thing, name, text, wrong: wrong.to_owned(), found, wanted }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;

    #[test]
    fn a_bad_row_is_called_by_its_name_and_its_numbers_as_people_write_them() {
        let id: Uuid = Ulid::from(7).into();
        let row = |word: &str, part| Found {
            id,
            part,
            word: word.to_owned(),
            found: 20_050,
            wanted: 100,
        };
        let told =
            |thing, unit, word: &str, part| bad(thing, unit, "不对", &row(word, part)).to_string();
        let seven = "00000000000000000000000007";
        for (said, text) in [
            (
                told(Thing::Entry, Unit::OfAsset, "principal", 2),
                format!("分录 jnl_{seven} 第 2 行（储值本金）：不对（现为 ¥200.50，应为 ¥1.00）"),
            ),
            (
                told(Thing::Journal, Unit::OfAsset, "points", 0),
                format!("凭证 jnl_{seven}（积分）：不对（现为 2.005，应为 0.01）"),
            ),
            (
                told(Thing::Tender, Unit::Fen, "cash", 0),
                format!("销售单 sal_{seven} 的收款 cash：不对（现为 ¥200.50，应为 ¥1.00）"),
            ),
            (told(Thing::Request, Unit::Nothing, "k", 0), "请求 k：不对".to_owned()),
            (
                told(Thing::Account, Unit::OfAsset, "gold", 0),
                format!("账户 acc_{seven}：不对（现为 20,050，应为 100）"),
            ),
        ] {
            assert_eq!(said, text);
        }
    }

    #[test]
    fn the_books_are_not_proven_all_day_long() {
        let now = Timestamp(WINDOW_MS + 1);
        assert_eq!(may_run(RUNS, now), Ok(()));
        assert_eq!(may_run(RUNS + 1, now), Err(ProofRefusal::TooSoon { retry_after_s: 600 }));
    }
}
