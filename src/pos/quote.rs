//! What a quote is: everything that a settle will do, decided and kept. Pure.
use entity::{
    ids::{LevelId, LotId},
    sale,
    values::{Fen, Points, Timestamp},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::price::{Bill, PricedLine, Rule, Step};
use crate::{
    coupon::{CouponLine, apportion},
    points::{Bought, Earned},
};

/// As it is kept with the sale.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Quote {
    pub bill: Bill,
    /// None for a guest.
    pub earned: Option<Earned>,
    pub level: Option<LevelId>,
    /// Versions of the programs that it followed: points, redeeming, levels.
    pub versions: [i32; 3],
    /// The handle of the card in the code that was shown: a reissued card has another (CRD-04).
    pub handle: Option<i64>,
}

/// A member code that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The half-minute it was made for.
    pub window: i64,
    /// The card's, when it was read.
    pub handle: i64,
}

/// What binds a settle to what was shown (D13): every word of the quote, whose it is and until when.
pub fn hash(sale: &sale::Model) -> Vec<u8> {
    let said = (
        (sale.id, sale.merchant_id, sale.terminal_id, &sale.order_no),
        (sale.card_id, sale.code_window, sale.coupon_id, sale.points_spent),
        (sale.payable, sale.expires_at),
        (&sale.cart, &sale.priced),
    );
    // A tuple of numbers and texts is JSON.
    let text = serde_json::to_vec(&said).unwrap_or_default();
    Sha256::digest(text).to_vec()
}

/// Points of one lot that paid, so that they can go back there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromLot {
    pub lot: LotId,
    pub points: Points,
    pub until: Option<Timestamp>,
}

/// What goes back to which lot, the last spent first, when `already` went back before.
pub fn points_back(spent: &[FromLot], already: Points, back: Points) -> Vec<FromLot> {
    let (mut skip, mut left) = (already.0, back.0);
    let mut shares = vec![];
    for from in spent.iter().rev() {
        let skipped = skip.min(from.points.0);
        let share = left.min(from.points.0 - skipped);
        (skip, left) = (skip - skipped, left - share);
        if share > 0 {
            shares.push(FromLot { points: Points(share), ..*from });
        }
    }
    shares
}

/// Points that paid, by line: as the money they took off each. They add up to all that paid.
pub fn points_by_line(bill: &Bill) -> Vec<(i32, Points)> {
    let Some(paid) = &bill.points else { return vec![] };
    let off = |step: &Step| step.before.0 - step.after.0;
    let of_line = |line: &PricedLine| {
        Fen(line.steps.iter().filter(|step| step.rule == Rule::Points).map(off).sum())
    };
    let weights: Vec<Fen> = bill.lines.iter().map(of_line).collect();
    // Shared among the lines as money is: to the unit, the largest remainders first.
    let shares = apportion(Fen(paid.points.0), &weights);
    bill.lines.iter().zip(shares).map(|(line, share)| (line.line, Points(share.0))).collect()
}

/// Lines as a coupon sees them.
pub fn coupon_lines(bill: &Bill) -> Vec<CouponLine> {
    let line = |line: &PricedLine| CouponLine {
        goods: line.goods,
        category: line.category,
        quantity: line.quantity,
        due: line.paid,
    };
    bill.lines.iter().map(line).collect()
}

/// Lines as earning sees them.
pub fn bought(bill: &Bill) -> Vec<Bought> {
    let line = |line: &PricedLine| Bought {
        line: line.line,
        goods: line.goods,
        category: line.category,
        quantity: line.quantity,
        list: line.list,
        paid: line.paid,
        promotion: line.sold_at == Rule::Promotion,
        member_priced: matches!(line.sold_at, Rule::MemberPrice | Rule::Level),
        no_code: line.goods.is_none(),
        activity: false,
    };
    bill.lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;

    fn from(lot: u128, points: i64) -> FromLot {
        FromLot { lot: LotId::from(Ulid::from(lot)), points: Points(points), until: None }
    }

    #[test]
    fn points_go_back_to_their_lots_in_pieces_that_add_up_e9() {
        let spent = [from(1, 5), from(2, 3), from(3, 4)];
        for (already, back, expected) in [
            (0, 12, vec![from(3, 4), from(2, 3), from(1, 5)]),
            (0, 1, vec![from(3, 1)]),
            (3, 2, vec![from(3, 1), from(2, 1)]),
            (7, 5, vec![from(1, 5)]),
            (12, 0, vec![]),
            (0, 99, vec![from(3, 4), from(2, 3), from(1, 5)]),
        ] {
            let shares = points_back(&spent, Points(already), Points(back));
            assert_eq!(shares, expected, "{back} after {already}");
        }
    }
}
