//! A refund as a till shows it, and as its row keeps it.
use entity::{
    ids::{OperatorId, RefundId, SaleId},
    refund,
    sale::State,
    sale_tender,
    values::{Fen, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::pos::{
    flow::Refunded,
    rules::{Refund, state_text, tender_text},
};

/// What went where. Kept with the refund.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Detail {
    pub lines: Vec<LineBack>,
    /// What was spent last comes first.
    pub tenders: Vec<TenderBack>,
    /// That had paid as cash, and are back.
    pub points_back: Points,
    /// That the sale had earned, and are taken back.
    pub clawed_points: Points,
    pub clawed_growth: Points,
    /// What the card owes after that: it was spent before it could be taken back.
    pub points_debt: Points,
    pub coupon_back: bool,
    /// What did not move, and why.
    pub note: Option<String>,
    /// Who allowed it, where the clerk alone might not.
    pub approved_by: Option<OperatorId>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LineBack {
    pub line: i32,
    /// In 1/1000 pieces.
    pub quantity: i64,
    /// In fen.
    pub amount: Fen,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TenderBack {
    pub kind: sale_tender::Kind,
    pub kind_text: String,
    /// In fen.
    pub amount: Fen,
}

impl Detail {
    pub fn of(back: &Refund) -> Self {
        let line = |part: &crate::pos::rules::Returned| LineBack {
            line: part.line,
            quantity: part.quantity,
            amount: part.amount,
        };
        let tender = |(kind, amount): &(sale_tender::Kind, Fen)| TenderBack {
            kind: *kind,
            kind_text: tender_text(*kind).to_owned(),
            amount: *amount,
        };
        Self {
            lines: back.lines.iter().map(line).collect(),
            tenders: back.tenders.iter().map(tender).collect(),
            points_back: back.points,
            ..Self::default()
        }
    }
}

/// What came back of a sale.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct RefundView {
    pub id: RefundId,
    pub sale: SaleId,
    pub refund_no: String,
    /// In fen, all ways together.
    pub amount: Fen,
    pub amount_text: String,
    pub reason: String,
    #[serde(flatten)]
    pub detail: Detail,
    /// Of the sale.
    pub state: State,
    pub state_text: String,
    pub created_at: Timestamp,
}

impl RefundView {
    pub fn new(row: refund::Model, state: State) -> Self {
        Self {
            id: row.id,
            sale: row.sale_id,
            refund_no: row.refund_no,
            amount: row.amount,
            amount_text: row.amount.exact(),
            reason: row.reason,
            // What we wrote we can read; an older shape shows less.
            detail: serde_json::from_str(&row.detail).unwrap_or_default(),
            state,
            state_text: state_text(state).to_owned(),
            created_at: row.created_at,
        }
    }
}

impl From<Refunded> for RefundView {
    fn from(done: Refunded) -> Self {
        Self::new(done.row, done.sale.state)
    }
}
