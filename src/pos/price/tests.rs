//! Bills as tables, and what holds of every bill.
use entity::ids::{CategoryId, GoodsId};
use ulid::Ulid;

use super::*;
use crate::{
    level::{CategoryRate, Discount, Terms},
    pos::rules::SaleRefusal,
};

fn category(n: u128) -> CategoryId {
    Ulid::from(n).into()
}

fn item(n: u128, price: i64, quantity: i64) -> Item {
    Item {
        goods: Some(GoodsId::from(Ulid::from(n))),
        category: Some(category(n % 3)),
        code: n.to_string(),
        name: format!("商品{n}"),
        unit: "件".to_owned(),
        quantity,
        price: Fen(price),
        member_price: None,
        promotion_price: None,
    }
}

fn terms(rate: i64) -> Terms {
    Terms { discount: Discount::All { rate }, ..Terms::default() }
}

fn paid(items: &[Item], terms: Option<&Terms>) -> Vec<(i64, Rule)> {
    let member = terms.map(|terms| Member { level: "金卡", terms });
    let bill = price(items, member.as_ref()).expect("a bill");
    bill.lines.iter().map(|line| (line.paid.0, line.sold_at)).collect()
}

#[test]
fn of_all_prices_the_lowest_is_taken_and_says_what_it_beat_lvl_24() {
    let all = |member, promotion| Item {
        member_price: Some(Fen(member)),
        promotion_price: Some(Fen(promotion)),
        ..item(1, 10_000, 1000)
    };
    let gold = terms(9_000);
    for (item, terms, expected) in [
        (all(9_500, 8_000), Some(&gold), (8_000, Rule::Promotion)),
        (all(8_500, 9_500), Some(&gold), (8_500, Rule::MemberPrice)),
        (all(9_500, 9_500), Some(&gold), (9_000, Rule::Level)),
        (all(9_000, 9_000), Some(&gold), (9_000, Rule::Promotion)),
        (all(8_000, 9_500), None, (9_500, Rule::Promotion)),
        (all(8_000, 12_000), None, (10_000, Rule::List)),
        (all(12_000, 12_000), Some(&terms(FULL)), (10_000, Rule::List)),
    ] {
        assert_eq!(paid(&[item], terms), [expected]);
    }
    let member = Member { level: "金卡", terms: &gold };
    let bill = price(&[all(9_500, 9_800)], Some(&member)).expect("a bill");
    let step = &bill.lines[0].steps[1];
    assert_eq!((step.text.as_str(), step.before, step.after), ("金卡9折", Fen(10_000), Fen(9_000)));
    assert_eq!(step.beat, ["会员价 ¥95 × 1件 ¥95", "促销价 ¥98 × 1件 ¥98"]);
}

const FULL: i64 = 10_000;

#[test]
fn milk_powder_is_full_price_and_all_else_at_ninety_lvl_03() {
    let at = |n| CategoryRate { category: category(n), rate: 9_000 };
    let discount = Discount::Categories { rates: vec![at(1), at(2)] };
    let terms = Terms { discount, ..Terms::default() };
    // Category 0 is milk powder; what has no code has no category.
    let typed = Item { goods: None, category: None, ..item(9, 1_000, 1000) };
    let items = [item(3, 10_000, 1000), item(1, 10_000, 1000), item(2, 333, 1000), typed];
    assert_eq!(
        paid(&items, Some(&terms)),
        [(10_000, Rule::List), (9_000, Rule::Level), (300, Rule::Level), (1_000, Rule::List)]
    );
}

#[test]
fn a_weighed_line_is_rounded_half_even_and_says_so() {
    for (price, quantity, fen) in [(999, 500, 500), (997, 500, 498), (333, 355, 118), (1, 1, 0)] {
        assert_eq!(paid(&[item(1, price, quantity)], None)[0].0, fen, "{price} × {quantity}");
    }
    let bill = super::price(&[item(1, 999, 500)], None).expect("a bill");
    assert!(bill.lines[0].steps[0].rounding.as_ref().is_some_and(|how| how.contains("499.5")));
    let absurd = price(&[item(1, Fen::CAP.0, 9_999_999)], None);
    assert_eq!(absurd, Err(SaleRefusal::AmountTooLarge));
    let many: Vec<Item> = (0..3).map(|n| item(n, Fen::CAP.0 / 2, 1000)).collect();
    assert_eq!(price(&many, None), Err(SaleRefusal::AmountTooLarge));
}

/// Dice that fall the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        i64::try_from(self.0 >> 33).unwrap_or(0) % end
    }
}

fn some_item(dice: &mut Dice, n: u128) -> Item {
    let mut item = item(n, dice.below(50_000), 1 + dice.below(3_000));
    item.member_price = (dice.below(3) == 0).then(|| Fen(dice.below(50_000)));
    item.promotion_price = (dice.below(3) == 0).then(|| Fen(dice.below(50_000)));
    item
}

/// A whole bill with a cash coupon and points, and the sum of its lines.
fn whole(items: &[Item], terms: &Terms, off: i64, points: i64) -> Bill {
    let member = Member { level: "金卡", terms };
    let mut bill = price(items, Some(&member)).expect("a bill");
    let due: Vec<Fen> = bill.lines.iter().map(|line| line.paid).collect();
    let coupon = CouponUsed {
        id: Ulid::from(1).into(),
        template: Ulid::from(1).into(),
        title: "立减".to_owned(),
        off: Fen(off.min(bill.payable.0)),
        why: "减".to_owned(),
    };
    let shares = crate::coupon::apportion(coupon.off, &due);
    bill.take_coupon(coupon, &shares);
    let worth = Fen(points.min(bill.payable.0));
    bill.take_points(PointsUsed { points: Points(1), off: worth, why: "抵现".to_owned() });
    bill
}

#[test]
fn whatever_the_order_of_lines_the_sum_is_the_same_and_never_below_zero_e17() {
    let mut dice = Dice(7);
    for round in 0..2_000 {
        let mut items: Vec<Item> =
            (0..1 + dice.below(6)).map(|n| some_item(&mut dice, n.unsigned_abs().into())).collect();
        let terms = terms(1 + dice.below(FULL));
        let (off, points) = (dice.below(60_000), dice.below(60_000));
        let first = whole(&items, &terms, off, points);
        // Each swap is a step on the way through all permutations.
        let (one, other) = (dice.below(6), dice.below(6));
        let last = items.len() as i64 - 1;
        items.swap(one.min(last) as usize, other.min(last) as usize);
        items.rotate_left(usize::from(round % 2 == 0));
        let again = whole(&items, &terms, off, points);
        assert_eq!((again.list_total, again.payable), (first.list_total, first.payable));
        assert!(again.payable >= Fen::ZERO && again.payable <= again.list_total);
        for bill in [&first, &again] {
            let sum: i64 = bill.lines.iter().map(|line| line.paid.0).sum();
            assert_eq!(sum, bill.payable.0, "round {round}");
            for line in &bill.lines {
                assert!(line.paid >= Fen::ZERO && line.paid <= line.list);
                let ends = line.steps.last().map(|step| step.after);
                assert_eq!(ends, Some(line.paid), "the steps lead to the price");
                let linked = line.steps.windows(2).all(|two| two[0].after == two[1].before);
                assert!(linked, "{:?}", line.steps);
            }
        }
    }
}
