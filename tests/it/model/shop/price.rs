//! What a cart costs: at list price, less a coupon, less points.
use super::{
    Line, half_even,
    terms::{Off, POINT, POINTS_PER_YUAN, STEP_OF_POINTS, Template},
};

/// Pieces at a price each, in 1/1000 pieces.
pub type Items = Vec<(i128, i128)>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    None,
    /// As many as may.
    Auto,
    /// Whole points.
    So(i128),
}

/// Shared by weight, to the fen: what is left of the division goes to the largest rests, and of
/// equals to the first.
fn shares(whole: i128, weights: &[i128]) -> Vec<i128> {
    let all: i128 = weights.iter().sum();
    let mut shares: Vec<i128> = weights.iter().map(|weight| whole * weight / all.max(1)).collect();
    let mut rests: Vec<(i128, usize)> = weights
        .iter()
        .enumerate()
        .map(|(at, weight)| (-(whole * weight % all.max(1)), at))
        .collect();
    rests.sort_unstable();
    let left = if all == 0 { 0 } else { whole - shares.iter().sum::<i128>() };
    for (_, at) in rests.into_iter().take(left as usize) {
        shares[at] += 1;
    }
    shares
}

pub fn at_list(items: &Items) -> Vec<Line> {
    let line = |(price, quantity): &(i128, i128)| {
        let list = half_even(price * quantity, 1000);
        Line { list, paid: list, points: 0, quantity: *quantity, returned: 0 }
    };
    items.iter().map(line).collect()
}

pub fn total(lines: &[Line]) -> i128 {
    lines.iter().map(|line| line.paid).sum()
}

/// Or why it takes nothing off.
pub fn take_coupon(lines: &mut [Line], template: &Template) -> Result<(), &'static str> {
    let bill = total(lines);
    if bill < template.threshold {
        return Err("coupon_below_threshold");
    }
    if bill == 0 {
        return Err("coupon_not_applicable");
    }
    let off = match template.off {
        Off::Cash(worth) => worth.min(bill),
        Off::Rate(paid, cap) => half_even(bill * (10_000 - paid), 10_000).min(cap),
    };
    let dues: Vec<i128> = lines.iter().map(|line| line.paid).collect();
    for (line, off) in lines.iter_mut().zip(shares(off, &dues)) {
        line.paid -= off;
    }
    Ok(())
}

/// How many of those there are pay, or why none do.
pub fn take_points(lines: &mut [Line], wish: Wish, have: i128) -> Result<i128, &'static str> {
    let most = match wish {
        Wish::None => return Ok(0),
        Wish::Auto => have,
        Wish::So(points) if points * POINT > have => return Err("points_insufficient"),
        Wish::So(points) => points * POINT,
    };
    let fen = (most * 100 / POINTS_PER_YUAN).min(total(lines) / 2);
    let fen = fen / STEP_OF_POINTS * STEP_OF_POINTS;
    if fen == 0 {
        return if wish == Wish::Auto { Ok(0) } else { Err("redeem_nothing") };
    }
    let points = (fen * POINTS_PER_YUAN + 99) / 100;
    let dues: Vec<i128> = lines.iter().map(|line| line.paid).collect();
    let offs = shares(fen, &dues);
    for ((line, off), points) in lines.iter_mut().zip(&offs).zip(shares(points, &offs)) {
        line.paid -= off;
        line.points = points;
    }
    Ok(points)
}
