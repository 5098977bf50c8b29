//! Sales in a list.
use entity::{
    ids::SaleId,
    sale::State,
    values::{Fen, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::pos::{
    flow::Listed,
    rules::{masked_name, state_text},
};

/// A sale in a list.
#[derive(Serialize, ToSchema)]
pub struct SaleView {
    pub id: SaleId,
    pub order_no: String,
    pub state: State,
    /// 待收款, 已挂单, 已收款, 已取消, 已作废
    pub state_text: String,
    /// `T01`
    pub terminal: String,
    /// `王*`, or their nickname if they gave no name; none for a guest.
    pub member_masked: Option<String>,
    /// What the first line sells.
    pub first_line: String,
    /// How many lines there are.
    pub lines: usize,
    /// In fen.
    pub payable: Fen,
    pub payable_text: String,
    pub refunded: Fen,
    pub created_at: Timestamp,
    pub settled_at: Option<Timestamp>,
}

impl From<Listed> for SaleView {
    fn from(listed: Listed) -> Self {
        let Listed { sale, quote, terminal, member } = listed;
        let lines = quote.bill.lines;
        Self {
            id: sale.id,
            order_no: sale.order_no,
            state: sale.state,
            state_text: state_text(sale.state).to_owned(),
            terminal,
            member_masked: member
                .map(|member| member.name.as_deref().map_or(member.nickname, masked_name)),
            lines: lines.len(),
            first_line: lines.into_iter().next().map(|line| line.name).unwrap_or_default(),
            payable: sale.payable,
            payable_text: sale.payable.exact(),
            refunded: sale.refunded,
            created_at: sale.created_at,
            settled_at: sale.settled_at,
        }
    }
}
