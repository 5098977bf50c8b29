//! A receipt: as a page shows it, and as a printer prints it.
use entity::{
    ids::SaleId,
    sale::State,
    sale_line, sale_tender,
    values::{Fen, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::RefundView;
use crate::pos::{
    flow::{After, Receipt},
    price::{PricedLine, pieces},
    rules::{state_text, tender_text},
};

/// A sale as it was paid.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReceiptView {
    pub sale: SaleId,
    pub order_no: String,
    pub state: State,
    pub state_text: String,
    pub store_name: String,
    /// `T01`
    pub terminal: String,
    pub operator_name: String,
    pub lines: Vec<SoldLine>,
    pub tenders: Vec<TenderView>,
    /// In fen.
    pub list_total: Fen,
    pub off_total: Fen,
    pub paid: Fen,
    pub refunded: Fen,
    pub points_spent: Points,
    pub points_earned: Points,
    pub growth_earned: Points,
    /// What the card has now; only in the answer to the settle.
    pub after: Option<After>,
    pub refunds: Vec<RefundView>,
    pub created_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    /// Lines of text for a printer.
    pub print: Vec<String>,
}

/// A line of a receipt.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct SoldLine {
    #[serde(flatten)]
    pub priced: PricedLine,
    /// In 1/1000 pieces.
    pub returned: i64,
}

/// How much was paid in one way.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct TenderView {
    pub kind: sale_tender::Kind,
    /// 储值, 现金, 微信
    pub kind_text: String,
    /// In fen.
    pub amount: Fen,
    pub refunded: Fen,
}

impl From<sale_tender::Model> for TenderView {
    fn from(tender: sale_tender::Model) -> Self {
        Self {
            kind: tender.kind,
            kind_text: tender_text(tender.kind).to_owned(),
            amount: tender.amount,
            refunded: tender.refunded,
        }
    }
}

impl From<Receipt> for ReceiptView {
    fn from(receipt: Receipt) -> Self {
        let print = print(&receipt);
        let Receipt { sale, quote, lines, tenders, refunds, at, after } = receipt;
        let returned = |line: i32| {
            let row = lines.iter().find(|row: &&sale_line::Model| row.line == line);
            row.map_or(0, |row| row.returned)
        };
        let sold = quote.bill.lines.into_iter();
        let lines = sold.map(|priced| SoldLine { returned: returned(priced.line), priced });
        Self {
            sale: sale.id,
            lines: lines.collect(),
            state: sale.state,
            state_text: state_text(sale.state).to_owned(),
            store_name: at.store_name,
            terminal: at.terminal_code,
            operator_name: at.operator_name,
            tenders: tenders.into_iter().map(TenderView::from).collect(),
            list_total: sale.list_total,
            off_total: Fen(sale.list_total.0 - sale.payable.0),
            paid: sale.paid,
            refunded: sale.refunded,
            points_spent: sale.points_spent,
            points_earned: sale.points_earned,
            growth_earned: sale.growth_earned,
            after,
            refunds: refunds.into_iter().map(|row| RefundView::new(row, sale.state)).collect(),
            created_at: sale.created_at,
            settled_at: sale.settled_at,
            order_no: sale.order_no,
            print,
        }
    }
}

const RULE: &str = "--------------------------------";

fn print(receipt: &Receipt) -> Vec<String> {
    let Receipt { sale, quote, tenders, at, after, .. } = receipt;
    let mut print = vec![
        at.store_name.clone(),
        format!("单号 {}", sale.order_no),
        format!("收银台 {}  收银员 {}", at.terminal_code, at.operator_name),
        sale.settled_at.unwrap_or(sale.created_at).clock(),
        RULE.to_owned(),
    ];
    for line in &quote.bill.lines {
        print.push(line.name.clone());
        let (quantity, unit) = (pieces(line.quantity), &line.unit);
        print.push(format!("  {quantity}{unit} × {}  {}", line.price.exact(), line.paid.exact()));
        if line.paid != line.list {
            let off = Fen(line.list.0 - line.paid.0).exact();
            print.push(format!("  原价 {}，优惠 {off}", line.list.exact()));
        }
    }
    print.push(RULE.to_owned());
    print.push(format!("合计 {}", sale.list_total.exact()));
    if sale.list_total != sale.payable {
        print.push(format!("优惠 {}", Fen(sale.list_total.0 - sale.payable.0).exact()));
    }
    print.push(format!("实付 {}", sale.payable.exact()));
    let tender = |way: &sale_tender::Model| (tender_text(way.kind), way.amount.exact());
    print.extend(tenders.iter().map(tender).map(|(kind, amount)| format!("  {kind} {amount}")));
    if sale.points_spent > Points::ZERO {
        print.push(format!("使用积分 {}", sale.points_spent));
    }
    if sale.points_earned > Points::ZERO {
        print.push(format!("获得积分 {}", sale.points_earned));
    }
    if let Some(After { stored_value, points, .. }) = after {
        print.push(format!("储值余额 {}", stored_value.exact()));
        print.push(format!("积分余额 {points}"));
    }
    print.push("凭小票退换，谢谢惠顾".to_owned());
    print
}
