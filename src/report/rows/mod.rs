//! Figures: added up from the rows themselves, and as they were written down.
mod behind;
mod kept;

use entity::{
    day_figure::Metric,
    ids::{MerchantId, StoreId},
    values::Timestamp,
};
use sea_orm::{QueryResult, entity::prelude::*};

pub use behind::{Behind, Where, behind};
pub use kept::{Which, advance, by_day, by_store, start_over, total, until};

use crate::{engine::question, error::Result};

/// What one store did in one day, of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its first moment.
    pub day: Timestamp,
    pub store: Option<StoreId>,
    pub metric: Metric,
    pub value: i64,
}

/// Where figures come from: one statement each.
struct Source {
    from: &'static str,
    merchant: &'static str,
    /// The moment whose day it is.
    at: &'static str,
    store: Option<&'static str>,
    /// What is added up.
    figures: &'static [(Metric, &'static str)],
}

const SOURCES: [Source; 6] = [
    Source {
        from: "member",
        merchant: "merchant_id",
        at: "created_at",
        store: None,
        figures: &[(Metric::MembersNew, "1")],
    },
    Source {
        from: "sale",
        merchant: "merchant_id",
        at: "settled_at",
        store: Some("store_id"),
        figures: &[
            (Metric::SalesCount, "1"),
            (Metric::SalesAmount, "paid"),
            (Metric::CouponsUsed, "CASE WHEN coupon_id IS NULL THEN 0 ELSE 1 END"),
        ],
    },
    Source {
        from: "refund",
        merchant: "merchant_id",
        at: "created_at",
        store: Some("store_id"),
        figures: &[(Metric::RefundAmount, "amount")],
    },
    Source {
        from: "top_up",
        merchant: "merchant_id",
        at: "created_at",
        store: Some("store_id"),
        figures: &[(Metric::TopUpPrincipal, "principal"), (Metric::TopUpGift, "gift")],
    },
    Source {
        from: "journal j JOIN entry e ON e.journal_id = j.id",
        merchant: "j.merchant_id",
        at: "j.created_at",
        store: Some("j.store_id"),
        figures: &[
            (Metric::PointsIssued, ISSUED),
            (Metric::PointsSpent, SPENT),
            (
                Metric::PrincipalNet,
                "CASE WHEN e.asset = 'principal' AND e.book IN ('card', 'held') THEN e.amount ELSE 0 END",
            ),
            (
                Metric::GiftNet,
                "CASE WHEN e.asset = 'gift' AND e.book IN ('card', 'held') THEN e.amount ELSE 0 END",
            ),
            (
                Metric::PointsNet,
                "CASE WHEN e.asset = 'points' AND e.book IN ('card', 'held') THEN e.amount ELSE 0 END",
            ),
        ],
    },
    Source {
        from: "coupon c JOIN coupon_template t ON t.id = c.template_id",
        merchant: "c.merchant_id",
        at: "c.claimed_at",
        store: Some("t.store_id"),
        figures: &[(Metric::CouponsClaimed, "1")],
    },
];

/// Points leave the merchant's side: given, by rule or by hand.
const ISSUED: &str = "CASE WHEN e.asset = 'points' AND e.book IN ('granted', 'adjusted') \
                      AND e.amount < 0 THEN -e.amount ELSE 0 END";
/// Points come to the merchant's side for something.
const SPENT: &str = "CASE WHEN e.asset = 'points' AND e.book = 'spent' AND e.amount > 0 \
                     THEN e.amount ELSE 0 END";

/// What happened from one moment up to another, of these things: a day and a store each, from the
/// rows themselves.
pub async fn sums(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    (from, to): (Timestamp, Timestamp),
    metrics: &[Metric],
) -> Result<Vec<Figure>> {
    let mut figures = vec![];
    if from >= to {
        return Ok(figures);
    }
    for source in &SOURCES {
        if source.figures.iter().any(|(metric, _)| metrics.contains(metric)) {
            let ask = question(db.get_database_backend(), &source.sql(from, to), merchant.0);
            for row in db.query_all_raw(ask).await? {
                source.read(&row, metrics, &mut figures)?;
            }
        }
    }
    Ok(figures)
}

impl Source {
    fn sql(&self, Timestamp(from): Timestamp, Timestamp(to): Timestamp) -> String {
        let Self { from: rows, merchant, at, .. } = self;
        // The day's first moment in China, without a division, which the engines do differently.
        let day = format!("{at} - ({at} + 28800000) % 86400000");
        let store = self.store.map(|store| format!(", {store}")).unwrap_or_default();
        let read_as = self.store.map(|store| format!(", {store} AS store_id")).unwrap_or_default();
        let sums = self.figures.iter().map(|(metric, what)| {
            format!(", CAST(COALESCE(SUM({what}), 0) AS BIGINT) AS {}", metric.to_value())
        });
        let sums: String = sums.collect();
        format!(
            "SELECT {day} AS day_begin{read_as}{sums} FROM {rows} \
             WHERE {merchant} = $1 AND {at} >= {from} AND {at} < {to} GROUP BY {day}{store}"
        )
    }

    fn read(&self, row: &QueryResult, metrics: &[Metric], into: &mut Vec<Figure>) -> Result<()> {
        let day: Timestamp = row.try_get("", "day_begin")?;
        let store = match self.store {
            Some(_) => row.try_get("", "store_id")?,
            None => None,
        };
        for (metric, _) in self.figures.iter().filter(|(metric, _)| metrics.contains(metric)) {
            let value: i64 = row.try_get("", &metric.to_value())?;
            if value != 0 {
                into.push(Figure { day, store, metric: *metric, value });
            }
        }
        Ok(())
    }
}
