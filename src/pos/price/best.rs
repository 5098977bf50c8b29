//! Of the prices that a line may be sold at, the lowest.
use entity::values::Fen;

use super::{Item, PricedLine, Rule, Step, bill::Member, round::product};
use crate::{level, pos::rules::SaleRefusal};

const PIECE: i64 = 1_000;
const FULL: i64 = 10_000;

/// One price a line could have.
struct Offer {
    rule: Rule,
    text: String,
    fen: Fen,
    rounding: Option<String>,
}

/// A line at its list price, or at what is lower and open to whoever buys. Guests have promotions;
/// members have their own price and their level's discount, too (LVL-03, LVL-24).
pub fn line(at: usize, item: &Item, member: Option<&Member>) -> Result<PricedLine, SaleRefusal> {
    let list = of(item, Rule::List, "零售价", item.price)?;
    let mut offers = vec![];
    if let Some(price) = item.promotion_price {
        offers.push(of(item, Rule::Promotion, "促销价", price)?);
    }
    if let Some(member) = member {
        if let Some(price) = item.member_price {
            offers.push(of(item, Rule::MemberPrice, "会员价", price)?);
        }
        let rate = level::discount(member.terms, item.category);
        if rate != FULL {
            let off = product(list.fen, rate, FULL)?;
            let text = format!("{}{}", member.level, folds(rate));
            offers.push(Offer { rule: Rule::Level, text, fen: off.fen, rounding: off.how });
        }
    }
    let mut line = PricedLine {
        line: i32::try_from(at + 1).unwrap_or(i32::MAX),
        goods: item.goods,
        category: item.category,
        code: item.code.clone(),
        name: item.name.clone(),
        unit: item.unit.clone(),
        quantity: item.quantity,
        price: item.price,
        list: list.fen,
        paid: list.fen,
        sold_at: Rule::List,
        steps: vec![],
    };
    line.apply(list, vec![]);
    lowest(&mut line, offers);
    Ok(line)
}

/// Of equals the first: a promotion is told before what is the member's anyway.
fn lowest(line: &mut PricedLine, mut offers: Vec<Offer>) {
    offers.sort_by_key(|offer| offer.fen);
    let mut offers = offers.into_iter();
    let Some(best) = offers.next().filter(|best| best.fen < line.paid) else { return };
    let beat = offers.map(|offer| format!("{} {}", offer.text, offer.fen)).collect();
    line.sold_at = best.rule;
    line.apply(best, beat);
}

impl PricedLine {
    fn apply(&mut self, offer: Offer, beat: Vec<String>) {
        let Offer { rule, text, fen: after, rounding } = offer;
        let step = Step { rule, text, before: self.paid, after, beat, rounding };
        self.steps.push(step);
        self.paid = after;
    }
}

fn of(item: &Item, rule: Rule, name: &str, price: Fen) -> Result<Offer, SaleRefusal> {
    let amount = product(price, item.quantity, PIECE)?;
    let text = format!("{name} {price} × {}{}", pieces(item.quantity), item.unit);
    Ok(Offer { rule, text, fen: amount.fen, rounding: amount.how })
}

/// `2`, `0.355`
pub fn pieces(quantity: i64) -> String {
    let text = format!("{}.{:03}", quantity / PIECE, quantity % PIECE);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What is paid, in tenths: 9000 is `9折`.
fn folds(rate: i64) -> String {
    let text = format!("{}.{:03}", rate / 1000, rate % 1000);
    format!("{}折", text.trim_end_matches('0').trim_end_matches('.'))
}
