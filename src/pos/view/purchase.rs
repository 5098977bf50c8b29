//! What a member bought, in a list.
use entity::{
    ids::SaleId,
    sale, sale_line,
    values::{Fen, Points, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::Detail;
use crate::{
    lang::{many, moment, say},
    pos::flow::Sold,
};

/// Whether anything came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PurchaseState {
    Settled,
    PartRefunded,
    Refunded,
    Voided,
}

/// A sale as its buyer sees it in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Purchase {
    pub id: SaleId,
    /// The till's own number.
    pub number: String,
    /// `11月22日 14:03`
    pub at_text: String,
    pub store_name: String,
    /// `爱他美奶粉 等 3 件`
    pub summary_text: String,
    /// `¥239.00`
    pub total_text: String,
    /// What it earned and was not taken back: `+182 积分`; empty if nothing.
    pub points_text: String,
    pub state: PurchaseState,
    /// 已完成, 部分退款, 已退款, 已作废
    pub state_text: String,
}

impl Purchase {
    pub fn of(paid: &Sold, now: Timestamp) -> Self {
        let sale = &paid.sale;
        let state = state(sale, &paid.lines);
        let kept = earned(paid);
        Self {
            id: sale.id,
            number: sale.order_no.clone(),
            at_text: moment(sale.settled_at.unwrap_or(sale.created_at), now),
            store_name: paid.store_name.clone(),
            summary_text: summary(&paid.lines),
            total_text: sale.paid.exact(),
            points_text: match kept {
                Points::ZERO => String::new(),
                kept => say(format!("+{kept} 积分"), format!("+{}", many(kept, "point"))),
            },
            state,
            state_text: match state {
                PurchaseState::Settled => say("已完成", "Done"),
                PurchaseState::PartRefunded => say("部分退款", "Part refunded"),
                PurchaseState::Refunded => say("已退款", "Refunded"),
                PurchaseState::Voided => say("已作废", "Voided"),
            }
            .to_owned(),
        }
    }
}

/// What the sale earned, less what returns took back.
fn earned(paid: &Sold) -> Points {
    // What we wrote we can read; an older shape shows less.
    let detail = |detail: &str| serde_json::from_str::<Detail>(detail).unwrap_or_default();
    let clawed: i64 = paid.refunds.iter().map(|row| detail(&row.detail).clawed_points.0).sum();
    Points((paid.sale.points_earned.0 - clawed).max(0))
}

fn state(sale: &sale::Model, lines: &[sale_line::Model]) -> PurchaseState {
    if sale.state == sale::State::Voided {
        return PurchaseState::Voided;
    }
    let none = lines.iter().all(|line| line.returned == 0);
    let all = lines.iter().all(|line| line.returned == line.quantity);
    match sale.refunded {
        // Points or a coupon may have paid it all.
        refunded if refunded == sale.paid && (all || refunded > Fen::ZERO) => {
            PurchaseState::Refunded
        }
        Fen::ZERO if none => PurchaseState::Settled,
        _ => PurchaseState::PartRefunded,
    }
}

/// The first thing, and how many there are of all. What is weighed counts as one.
fn summary(lines: &[sale_line::Model]) -> String {
    const PIECE: i64 = 1_000;
    let pieces = |line: &sale_line::Model| match line.quantity % PIECE {
        0 => line.quantity / PIECE,
        _ => 1,
    };
    let Some(first) = lines.first() else { return String::new() };
    match (lines.len(), lines.iter().map(pieces).sum::<i64>()) {
        (_, 0 | 1) => first.name.clone(),
        (1, count) => format!("{} × {count}", first.name),
        (_, count) => {
            let name = &first.name;
            say(
                format!("{name} 等 {count} 件"),
                format!("{name} and {} more", count - pieces(first)),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use entity::ids::MerchantId;
    use ulid::Ulid;

    use super::*;

    fn line(name: &str, quantity: i64) -> sale_line::Model {
        sale_line::Model {
            sale_id: Ulid::from(1).into(),
            line: 1,
            merchant_id: MerchantId::from(Ulid::from(2)),
            goods_id: None,
            category_id: None,
            name: name.to_owned(),
            quantity,
            returned: 0,
            list: Fen(100),
            paid: Fen(100),
        }
    }

    #[test]
    fn a_summary_names_the_first_thing_and_counts_them_all() {
        for (lines, text) in [
            (vec![], ""),
            (vec![line("奶粉", 1_000)], "奶粉"),
            (vec![line("奶粉", 2_000)], "奶粉 × 2"),
            (vec![line("苹果", 1_355)], "苹果"),
            (vec![line("奶粉", 2_000), line("苹果", 355)], "奶粉 等 3 件"),
            (vec![line("奶粉", 1_000), line("连体衣", 1_000)], "奶粉 等 2 件"),
        ] {
            assert_eq!(summary(&lines), text);
        }
    }
}
