//! The rows behind a figure, the newest first.
use entity::{
    day_figure::Metric,
    ids::{MemberId, MerchantId, StoreId},
    values::Timestamp,
};
use sea_orm::{FromQueryResult, entity::prelude::*};

use super::{ISSUED, SPENT};
use crate::{
    engine::{asked, places},
    error::Result,
    http::Mark,
};

/// One row, and its part of the figure.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Behind {
    pub id: Uuid,
    pub moment: Timestamp,
    pub member: Option<MemberId>,
    /// A number or a title.
    pub what: String,
    pub value: i64,
}

/// Which rows.
pub struct Where {
    pub merchant: MerchantId,
    /// None for the whole chain.
    pub stores: Option<Vec<StoreId>>,
    pub metric: Metric,
    pub from: Timestamp,
    pub to: Timestamp,
}

/// How one figure is told row by row.
struct Told {
    id: &'static str,
    from: &'static str,
    merchant: &'static str,
    at: &'static str,
    store: Option<&'static str>,
    member: &'static str,
    what: &'static str,
    value: &'static str,
    /// Which of them count.
    only: &'static str,
}

const SALE: Told = Told {
    id: "id",
    from: "sale",
    merchant: "merchant_id",
    at: "settled_at",
    store: Some("store_id"),
    member: "member_id",
    what: "order_no",
    value: "1",
    only: "",
};

const TOP_UP: Told = Told { from: "top_up", at: "created_at", value: "principal", ..SALE };

const JOURNAL: Told = Told {
    id: "j.id",
    from: "journal j JOIN card ON card.id = j.card_id JOIN entry e ON e.journal_id = j.id",
    merchant: "j.merchant_id",
    at: "j.created_at",
    store: Some("j.store_id"),
    member: "card.member_id",
    what: "j.reason",
    value: ISSUED,
    only: " AND e.asset = 'points' AND e.book IN ('granted', 'adjusted') AND e.amount < 0",
};

/// Of what cards have there are no rows of a day.
fn told(metric: Metric) -> Option<Told> {
    Some(match metric {
        Metric::MembersNew => Told {
            from: "member",
            at: "created_at",
            store: None,
            member: "id",
            what: "number",
            ..SALE
        },
        Metric::SalesCount => SALE,
        Metric::SalesAmount => Told { value: "paid", ..SALE },
        Metric::CouponsUsed => Told { only: " AND coupon_id IS NOT NULL", ..SALE },
        Metric::RefundAmount => Told {
            id: "r.id",
            from: "refund r JOIN sale ON sale.id = r.sale_id",
            merchant: "r.merchant_id",
            at: "r.created_at",
            store: Some("r.store_id"),
            member: "sale.member_id",
            what: "r.refund_no",
            value: "r.amount",
            only: "",
        },
        Metric::TopUpPrincipal => TOP_UP,
        Metric::TopUpGift => Told { value: "gift", only: " AND gift <> 0", ..TOP_UP },
        Metric::PointsIssued => JOURNAL,
        Metric::PointsSpent => Told {
            value: SPENT,
            only: " AND e.asset = 'points' AND e.book = 'spent' AND e.amount > 0",
            ..JOURNAL
        },
        Metric::CouponsClaimed => Told {
            id: "c.id",
            from: "coupon c JOIN coupon_template t ON t.id = c.template_id",
            merchant: "c.merchant_id",
            at: "c.claimed_at",
            store: Some("t.store_id"),
            member: "c.member_id",
            what: "t.title",
            value: "1",
            only: "",
        },
        Metric::PrincipalNet | Metric::GiftNet | Metric::PointsNet => return None,
    })
}

/// So many rows before `before`; none if there are none to be told.
pub async fn behind(
    db: &impl ConnectionTrait,
    ask: &Where,
    before: Option<Mark<Uuid>>,
    limit: u64,
) -> Result<Option<Vec<Behind>>> {
    let Some(told) = told(ask.metric) else { return Ok(None) };
    let Told { id, from, merchant, at, member, what, value, only, .. } = told;
    let mut about = vec![ask.merchant.0];
    let mut more = only.to_owned();
    if let Some((stores, column)) = ask.stores.as_ref().zip(told.store) {
        let places = places(&mut about, stores.iter().map(|store| store.0));
        more.push_str(&format!(" AND {column} IN ({places})"));
    }
    if let Some(Mark { at: Timestamp(then), id: last }) = before {
        about.push(last);
        let nth = about.len();
        more.push_str(&format!(" AND ({at} < {then} OR ({at} = {then} AND {id} < ${nth}))"));
    }
    let sql = format!(
        "SELECT {id} AS id, {at} AS moment, {member} AS member, {what} AS what, \
         CAST(SUM({value}) AS BIGINT) AS value FROM {from} \
         WHERE {merchant} = $1 AND {at} >= {} AND {at} < {}{more} \
         GROUP BY {id}, {at}, {member}, {what} ORDER BY {at} DESC, {id} DESC LIMIT {limit}",
        ask.from.0, ask.to.0
    );
    let rows = Behind::find_by_statement(asked(db.get_database_backend(), &sql, &about));
    Ok(Some(rows.all(db).await?))
}
