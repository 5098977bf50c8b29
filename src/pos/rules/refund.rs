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

#[cfg(test)]
mod tests {
    use entity::{sale::State, values::Timestamp};
    use ulid::Ulid;

    use super::*;

    fn sale(paid: i64, refunded: i64, points: i64) -> Sale {
        Sale {
            id: Ulid::from(1).into(),
            merchant_id: Ulid::from(1).into(),
            store_id: Ulid::from(1).into(),
            terminal_id: Ulid::from(1).into(),
            operator_id: Ulid::from(1).into(),
            order_no: "1".to_owned(),
            state: State::Settled,
            card_id: None,
            member_id: None,
            code_window: None,
            coupon_id: None,
            hash: vec![],
            cart: String::new(),
            priced: String::new(),
            list_total: Fen(paid),
            payable: Fen(paid),
            points_spent: Points(points),
            points_from: None,
            points_earned: Points::ZERO,
            growth_earned: Points::ZERO,
            paid: Fen(paid),
            refunded: Fen(refunded),
            expires_at: Timestamp(0),
            created_at: Timestamp(0),
            settled_at: None,
        }
    }

    fn line(line: i32, quantity: i64, list: i64, paid: i64) -> Line {
        Line {
            sale_id: Ulid::from(1).into(),
            line,
            merchant_id: Ulid::from(1).into(),
            goods_id: None,
            category_id: None,
            name: "x".to_owned(),
            quantity,
            returned: 0,
            list: Fen(list),
            paid: Fen(paid),
        }
    }

    fn tender(kind: Kind, amount: i64) -> Tender {
        let (sale_id, merchant_id) = (Ulid::from(1).into(), Ulid::from(1).into());
        Tender { sale_id, kind, merchant_id, amount: Fen(amount), refunded: Fen(0) }
    }

    /// Do it, as the rows would have it.
    fn done(sale: &mut Sale, lines: &mut [Line], tenders: &mut [Tender], back: &Refund) {
        sale.refunded = Fen(sale.refunded.0 + back.amount.0);
        for part in &back.lines {
            let line = lines.iter_mut().find(|line| line.line == part.line).expect("a line");
            line.returned += part.quantity;
        }
        for (kind, amount) in &back.tenders {
            let tender = tenders.iter_mut().find(|tender| tender.kind == *kind).expect("a tender");
            tender.refunded = Fen(tender.refunded.0 + amount.0);
        }
    }

    #[test]
    fn whatever_the_pieces_they_add_up_to_what_was_paid_e8() {
        // Three pieces of ¥10, a weighed line, and points: nothing divides evenly.
        for pieces in [vec![1000, 1000, 1000], vec![1, 2998, 1], vec![3000], vec![1234, 1766]] {
            let mut sale = sale(1_333, 0, 777);
            let mut lines = [line(1, 3000, 1_500, 1_000), line(2, 355, 400, 333)];
            let mut tenders = [tender(Kind::StoredValue, 500), tender(Kind::Cash, 833)];
            let (mut money, mut points) = (0, 0);
            let asked = pieces.iter().map(|quantity| (1, *quantity)).chain([(2, 100), (2, 255)]);
            for (number, quantity) in asked {
                let asked = Asked::Lines(vec![(number, quantity)]);
                let back = refund(&sale, &lines, &tenders, &asked).expect("a refund");
                assert_eq!(back.tenders.iter().map(|(_, fen)| fen.0).sum::<i64>(), back.amount.0);
                money += back.amount.0;
                points += back.points.0;
                assert_eq!(back.ends_it(), money == 1_333);
                done(&mut sale, &mut lines, &mut tenders, &back);
            }
            assert_eq!((money, points), (1_333, 777), "{pieces:?}");
            assert!(tenders.iter().all(|tender| tender.refunded == tender.amount));
            let more = refund(&sale, &lines, &tenders, &Asked::All);
            assert_eq!(more, Err(SaleRefusal::NothingToRefund));
        }
    }

    #[test]
    fn what_was_spent_last_comes_back_first_e9() {
        let tenders = [tender(Kind::StoredValue, 500), tender(Kind::Cash, 300)];
        let lines = [line(1, 1000, 800, 800)];
        for (amount, expected) in [
            (100, vec![(Kind::Cash, Fen(100))]),
            (300, vec![(Kind::Cash, Fen(300))]),
            (301, vec![(Kind::Cash, Fen(300)), (Kind::StoredValue, Fen(1))]),
            (800, vec![(Kind::Cash, Fen(300)), (Kind::StoredValue, Fen(500))]),
        ] {
            let asked = Asked::Amount(Fen(amount));
            let back = refund(&sale(800, 0, 0), &lines, &tenders, &asked).expect("a refund");
            assert_eq!(back.tenders, expected, "{amount}");
        }
    }

    #[test]
    fn more_than_there_is_does_not_come_back_e7() {
        let lines = [line(1, 2000, 100, 100)];
        let tenders = [tender(Kind::Cash, 100)];
        let too_much = SaleRefusal::RefundTooMuch { left: Fen(40) };
        for (asked, refused) in [
            (Asked::Amount(Fen(41)), too_much),
            (Asked::Lines(vec![(1, 2000)]), SaleRefusal::RefundTooMuch { left: Fen(40) }),
            (Asked::Amount(Fen(0)), SaleRefusal::RefundMalformed),
            (Asked::Amount(Fen(-1)), SaleRefusal::RefundMalformed),
            (Asked::Amount(Fen(i64::MAX)), SaleRefusal::RefundTooMuch { left: Fen(40) }),
            (Asked::Lines(vec![(1, 2001)]), SaleRefusal::ReturnTooMuch { line: 1 }),
            (Asked::Lines(vec![(1, 0)]), SaleRefusal::RefundMalformed),
            (Asked::Lines(vec![(1, 1), (1, 1)]), SaleRefusal::RefundMalformed),
            (Asked::Lines(vec![(2, 1)]), SaleRefusal::NoSuchLine { line: 2 }),
        ] {
            assert_eq!(
                refund(&sale(100, 60, 0), &lines, &tenders, &asked),
                Err(refused),
                "{asked:?}"
            );
        }
    }

    #[test]
    fn what_points_and_coupons_paid_whole_comes_back_by_the_goods_p23() {
        let lines = [line(1, 1000, 300, 0), line(2, 1000, 100, 0)];
        let sale = sale(0, 0, 400);
        let back = refund(&sale, &lines, &[], &Asked::Lines(vec![(1, 1000)])).expect("a refund");
        assert_eq!((back.amount, back.points, back.ends_it()), (Fen(0), Points(300), false));
        let back = refund(&sale, &lines, &[], &Asked::All).expect("a refund");
        assert_eq!((back.points, back.ends_it()), (Points(400), true));
        let gift = [line(1, 1000, 0, 0)];
        let back = refund(&sale, &gift, &[], &Asked::All).expect("a refund");
        assert_eq!((back.points, back.ends_it()), (Points(400), true));
    }
}
