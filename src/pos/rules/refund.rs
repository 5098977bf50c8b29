//! What of a sale comes back. Pure, and by cumulative formulas: whatever the pieces, they add up.
use entity::{
    sale::Model as Sale,
    sale_line::Model as Line,
    sale_tender::{Kind, Model as Tender},
    values::{Fen, Points},
};

use super::SaleRefusal;

/// What somebody wants back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// So much, in 1/1000 pieces, of these lines.
    Lines(Vec<(i32, i64)>),
    /// Money, and no goods.
    Amount(Fen),
    /// What is left.
    All,
}

/// So much of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returned {
    pub line: i32,
    /// In 1/1000 pieces.
    pub quantity: i64,
    pub amount: Fen,
}

/// What goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    pub lines: Vec<Returned>,
    pub amount: Fen,
    /// What was spent last comes first: money over the counter before stored value.
    pub tenders: Vec<(Kind, Fen)>,
    /// That paid as cash; and those that went back before.
    pub points: Points,
    pub points_before: Points,
    /// How much of the sale has come back before this and after it, and of how much: what was
    /// earned is taken back by this.
    pub before: Fen,
    pub after: Fen,
    pub whole: Fen,
}

impl Refund {
    /// Nothing of the sale is left.
    pub fn ends_it(&self) -> bool {
        self.after == self.whole
    }
}

/// What `asked` is worth on this sale. `tenders` come in the order they were spent.
pub fn refund(
    sale: &Sale,
    lines: &[Line],
    tenders: &[Tender],
    asked: &Asked,
) -> Result<Refund, SaleRefusal> {
    let left = Fen(sale.paid.0 - sale.refunded.0);
    let returned = returned(lines, asked)?;
    let amount = match asked {
        Asked::Lines(_) => Fen(returned.iter().map(|part| part.amount.0).sum()),
        Asked::Amount(amount) if amount.0 <= 0 => return Err(SaleRefusal::RefundMalformed),
        Asked::Amount(amount) => *amount,
        Asked::All => left,
    };
    if amount > left {
        return Err(SaleRefusal::RefundTooMuch { left });
    }
    if amount == Fen::ZERO && returned.is_empty() {
        return Err(SaleRefusal::NothingToRefund);
    }
    let (before, after, whole) = progress(sale, lines, &returned, amount);
    let of_points = |part: Fen| portion(sale.points_spent.0, part, whole);
    Ok(Refund {
        tenders: back(tenders, amount),
        points: Points(of_points(after) - of_points(before)),
        points_before: Points(of_points(before)),
        lines: returned,
        amount,
        before,
        after,
        whole,
    })
}

fn returned(lines: &[Line], asked: &Asked) -> Result<Vec<Returned>, SaleRefusal> {
    let wanted: Vec<(i32, i64)> = match asked {
        Asked::Lines(wanted) => wanted.clone(),
        Asked::Amount(_) => vec![],
        Asked::All => {
            let left = lines.iter().map(|line| (line.line, line.quantity - line.returned));
            left.filter(|(_, quantity)| *quantity > 0).collect()
        }
    };
    let part = |(at, (number, quantity)): (usize, &(i32, i64))| {
        let (line, quantity) = (*number, *quantity);
        let twice = wanted[..at].iter().any(|(other, _)| *other == line);
        if quantity <= 0 || twice {
            return Err(SaleRefusal::RefundMalformed);
        }
        let sold = lines.iter().find(|sold| sold.line == line);
        let sold = sold.ok_or(SaleRefusal::NoSuchLine { line })?;
        if quantity > sold.quantity - sold.returned {
            return Err(SaleRefusal::ReturnTooMuch { line });
        }
        let so_far = |returned: i64| portion(sold.paid.0, Fen(returned), Fen(sold.quantity));
        let amount = Fen(so_far(sold.returned + quantity) - so_far(sold.returned));
        Ok(Returned { line, quantity, amount })
    };
    wanted.iter().enumerate().map(part).collect()
}

/// Of money, if any was paid; of goods at list price, if coupons and points paid it all; of pieces,
/// if it cost nothing to begin with.
fn progress(sale: &Sale, lines: &[Line], now: &[Returned], amount: Fen) -> (Fen, Fen, Fen) {
    if sale.paid > Fen::ZERO {
        return (sale.refunded, Fen(sale.refunded.0 + amount.0), sale.paid);
    }
    let by_list = lines.iter().any(|line| line.list > Fen::ZERO);
    let weight = |line: &Line| if by_list { line.list.0 } else { line.quantity };
    let fresh = |line: &Line| {
        now.iter().find(|part| part.line == line.line).map_or(0, |part| part.quantity)
    };
    let sum = |returned: &dyn Fn(&Line) -> i64| {
        let part = |line: &Line| portion(weight(line), Fen(returned(line)), Fen(line.quantity));
        Fen(lines.iter().map(part).sum())
    };
    let before = sum(&|line| line.returned);
    let after = sum(&|line| line.returned + fresh(line));
    (before, after, sum(&|line| line.quantity))
}

fn back(tenders: &[Tender], mut amount: Fen) -> Vec<(Kind, Fen)> {
    let mut back = vec![];
    for tender in tenders.iter().rev() {
        let part = Fen((tender.amount.0 - tender.refunded.0).min(amount.0));
        if part > Fen::ZERO {
            back.push((tender.kind, part));
            amount = Fen(amount.0 - part.0);
        }
    }
    back
}

/// `total × part / whole`, rounded down; all of it once `part` is the whole.
fn portion(total: i64, part: Fen, whole: Fen) -> i64 {
    if part >= whole {
        return total;
    }
    // A part of what fits.
    (i128::from(total) * i128::from(part.0) / i128::from(whole.0)) as i64
}
