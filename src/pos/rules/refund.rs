//! What of a sale comes back. Pure, and by cumulative formulas: whatever the pieces, they add up.
use entity::{
    card::Status,
    sale::Model as Sale,
    sale_line::Model as Line,
    sale_tender::{Kind, Model as Tender},
    values::{Fen, Points},
};

use super::SaleRefusal;
use crate::{
    card::{self, CardRefusal},
    coupon::apportion,
};

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
    /// That paid as cash for what is returned; and those that went back before.
    pub points: Points,
    pub points_before: Points,
    /// How much of the sale has come back before this and after it, and of how much: what was
    /// earned is taken back by this.
    pub before: Fen,
    pub after: Fen,
    pub whole: Fen,
    /// Nothing of the sale is left: no money, and no goods.
    pub ends_it: bool,
}

/// Nothing of a sale has come back yet: no money, and no goods, which may have cost none.
pub fn untouched(sale: &Sale, lines: &[Line]) -> bool {
    sale.refunded == Fen::ZERO && lines.iter().all(|line| line.returned == 0)
}

/// Nothing comes back to a card that is lost or void (CRD-03). Past one that is void for ever goes
/// what never was on it, with a word about what stays: the money over the counter.
pub fn past_the_card(status: Status, back: &Refund) -> Result<Option<String>, CardRefusal> {
    let stored = back.tenders.iter().any(|(kind, _)| *kind == Kind::StoredValue);
    if status == Status::Void && !stored {
        return Ok(Some("会员卡已退卡，积分和成长值不再变动".to_owned()));
    }
    card::usable(status).map(|()| None)
}

/// What `asked` is worth on this sale. `tenders` come in the order they were spent; `points` are
/// those that paid, by line.
pub fn refund(
    sale: &Sale,
    lines: &[Line],
    tenders: &[Tender],
    points: &[(i32, Points)],
    asked: &Asked,
) -> Result<Refund, SaleRefusal> {
    let left = Fen(sale.paid.0 - sale.refunded.0);
    let mut returned = returned(lines, asked)?;
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
    if *asked == Asked::All {
        share(&mut returned, left);
    }
    let (before, after, whole) = progress(sale, lines, &returned, amount);
    let points_before = of_points(points, lines, &[]);
    let ends_it = amount == left
        && lines.iter().all(|line| line.returned + fresh(&returned, line) == line.quantity);
    Ok(Refund {
        tenders: back(tenders, amount),
        points: Points(of_points(points, lines, &returned).0 - points_before.0),
        points_before,
        lines: returned,
        amount,
        before,
        after,
        whole,
        ends_it,
    })
}

/// What is left may be less than its lines cost: money went back without goods.
fn share(returned: &mut [Returned], left: Fen) {
    let costs: Vec<Fen> = returned.iter().map(|part| part.amount).collect();
    for (part, amount) in returned.iter_mut().zip(apportion(left, &costs)) {
        part.amount = amount;
    }
}

/// So much of a line comes back now.
fn fresh(now: &[Returned], line: &Line) -> i64 {
    now.iter().find(|part| part.line == line.line).map_or(0, |part| part.quantity)
}

/// What points paid goes the way of the goods they paid for.
fn of_points(points: &[(i32, Points)], lines: &[Line], now: &[Returned]) -> Points {
    let of_line = |(number, points): &(i32, Points)| {
        let line = lines.iter().find(|line| line.line == *number)?;
        Some(portion(points.0, Fen(line.returned + fresh(now, line)), Fen(line.quantity)))
    };
    Points(points.iter().filter_map(of_line).sum())
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
    let sum = |returned: &dyn Fn(&Line) -> i64| {
        let part = |line: &Line| portion(weight(line), Fen(returned(line)), Fen(line.quantity));
        Fen(lines.iter().map(part).sum())
    };
    let before = sum(&|line| line.returned);
    let after = sum(&|line| line.returned + fresh(now, line));
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

    fn sale(paid: i64, refunded: i64) -> Sale {
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
            points_spent: Points::ZERO,
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
            let mut sale = sale(1_333, 0);
            let paid = [(1, Points(600)), (2, Points(177))];
            let mut lines = [line(1, 3000, 1_500, 1_000), line(2, 355, 400, 333)];
            let mut tenders = [tender(Kind::StoredValue, 500), tender(Kind::Cash, 833)];
            let (mut money, mut points) = (0, 0);
            let asked = pieces.iter().map(|quantity| (1, *quantity)).chain([(2, 100), (2, 255)]);
            for (number, quantity) in asked {
                let asked = Asked::Lines(vec![(number, quantity)]);
                let back = refund(&sale, &lines, &tenders, &paid, &asked).expect("a refund");
                assert_eq!(back.tenders.iter().map(|(_, fen)| fen.0).sum::<i64>(), back.amount.0);
                money += back.amount.0;
                points += back.points.0;
                assert_eq!(back.ends_it, money == 1_333);
                done(&mut sale, &mut lines, &mut tenders, &back);
            }
            assert_eq!((money, points), (1_333, 777), "{pieces:?}");
            assert!(tenders.iter().all(|tender| tender.refunded == tender.amount));
            let more = refund(&sale, &lines, &tenders, &paid, &Asked::All);
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
            let back = refund(&sale(800, 0), &lines, &tenders, &[], &asked).expect("a refund");
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
                refund(&sale(100, 60), &lines, &tenders, &[], &asked),
                Err(refused),
                "{asked:?}"
            );
        }
    }

    #[test]
    fn what_points_and_coupons_paid_whole_comes_back_by_the_goods_p23() {
        let lines = [line(1, 1000, 300, 0), line(2, 1000, 100, 0)];
        let (sale, points) = (sale(0, 0), [(1, Points(300)), (2, Points(100))]);
        let asked = Asked::Lines(vec![(1, 1000)]);
        let back = refund(&sale, &lines, &[], &points, &asked).expect("a refund");
        assert_eq!((back.amount, back.points, back.ends_it), (Fen(0), Points(300), false));
        assert_eq!((back.before, back.after, back.whole), (Fen(0), Fen(300), Fen(400)));
        let back = refund(&sale, &lines, &[], &points, &Asked::All).expect("a refund");
        assert_eq!((back.points, back.ends_it), (Points(400), true));
        let gift = [line(1, 1000, 0, 0)];
        let back = refund(&sale, &gift, &[], &[], &Asked::All).expect("a refund");
        assert_eq!((back.points, back.ends_it), (Points::ZERO, true));
    }

    #[test]
    fn points_come_back_with_the_goods_they_paid_for_and_with_no_money_alone_p30() {
        // 1000 points paid ¥100 of ¥100.01, half of it on each line.
        let mut lines = [line(1, 2000, 5_000, 0), line(2, 1000, 5_001, 1)];
        let points = [(1, Points(500)), (2, Points(500))];
        for (asked, amount, expected) in [
            (Asked::Lines(vec![(2, 1000)]), 1, 500),
            (Asked::Lines(vec![(1, 1000)]), 0, 250),
            (Asked::Amount(Fen(1)), 1, 0),
            (Asked::All, 1, 1_000),
        ] {
            let tenders = [tender(Kind::Cash, 1)];
            let back = refund(&sale(1, 0), &lines, &tenders, &points, &asked).expect("a refund");
            assert_eq!((back.amount, back.points), (Fen(amount), Points(expected)), "{asked:?}");
        }
        lines[0].returned = 1000;
        let back = refund(&sale(1, 1), &lines, &[], &points, &Asked::All).expect("a refund");
        assert_eq!((back.points_before, back.points), (Points(250), Points(750)));
    }

    #[test]
    fn a_sale_ends_when_its_money_and_its_goods_are_back_e14() {
        // The second line is free: a coupon paid it.
        let mut lines = [line(1, 1000, 100, 100), line(2, 1000, 100, 0)];
        let tenders = [tender(Kind::Cash, 100)];
        let ends = |refunded, lines: &[Line], asked| {
            let back = refund(&sale(100, refunded), lines, &tenders, &[], &asked);
            back.expect("a refund").ends_it
        };
        assert!(!ends(0, &lines, Asked::Lines(vec![(1, 1000)])));
        assert!(!ends(0, &lines, Asked::Amount(Fen(100))));
        assert!(ends(0, &lines, Asked::All));
        assert!(ends(100, &lines, Asked::All), "goods that cost nothing any more end it, too");
        assert!(untouched(&sale(100, 0), &lines) && !untouched(&sale(100, 1), &lines));
        lines[0].returned = 1000;
        assert!(ends(100, &lines, Asked::Lines(vec![(2, 1000)])));
        assert!(!untouched(&sale(0, 0), &lines), "free goods that came back came back");
    }

    #[test]
    fn the_lines_of_a_return_come_to_no_more_than_its_amount() {
        let lines = [line(1, 1000, 70, 70), line(2, 1000, 30, 30)];
        let back = refund(&sale(100, 50), &lines, &[], &[], &Asked::All).expect("a refund");
        let amounts: Vec<i64> = back.lines.iter().map(|part| part.amount.0).collect();
        assert_eq!((back.amount, amounts), (Fen(50), vec![35, 15]));
    }
}
