//! The one way a price is rounded: to the nearest fen, and of two as near to the even one.
use entity::{rounding::half_even, values::Fen};

use super::super::rules::SaleRefusal;

/// An amount, and how it was rounded if it was.
#[derive(Debug, PartialEq, Eq)]
pub struct Rounded {
    pub fen: Fen,
    pub how: Option<String>,
}

/// `amount × times / by`, where `by` is a power of ten.
pub fn product(amount: Fen, times: i64, by: i64) -> Result<Rounded, SaleRefusal> {
    let (number, by) = (i128::from(amount.0) * i128::from(times), i128::from(by));
    if number < 0 || number > i128::from(Fen::CAP.0) * by {
        return Err(SaleRefusal::AmountTooLarge);
    }
    let (whole, rest) = (number / by, number % by);
    // Not above the cap, which fits.
    let fen = Fen(half_even(number, by) as i64);
    let how = (rest != 0).then(|| {
        let digits = by.ilog10() as usize;
        let part = format!("{rest:0digits$}");
        format!("算得 {whole}.{} 分，四舍六入五成双", part.trim_end_matches('0'))
    });
    Ok(Rounded { fen, how })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_fen_goes_to_the_even_side() {
        for (amount, times, by, fen, how) in [
            (999, 1_000, 1_000, 999, None),
            (999, 500, 1_000, 500, Some("算得 499.5 分，四舍六入五成双")),
            (997, 500, 1_000, 498, Some("算得 498.5 分，四舍六入五成双")),
            (333, 9_000, 10_000, 300, Some("算得 299.7 分，四舍六入五成双")),
            (1, 1, 1_000, 0, Some("算得 0.001 分，四舍六入五成双")),
            (0, 7, 1_000, 0, None),
        ] {
            let rounded = Rounded { fen: Fen(fen), how: how.map(str::to_owned) };
            assert_eq!(product(Fen(amount), times, by), Ok(rounded), "{amount} × {times}/{by}");
        }
    }

    #[test]
    fn what_no_shop_sells_is_refused_and_does_not_wrap_e7() {
        for (amount, times) in [(i64::MAX, i64::MAX), (-1, 1_000), (Fen::CAP.0 + 1, 1_000)] {
            assert_eq!(product(Fen(amount), times, 1_000), Err(SaleRefusal::AmountTooLarge));
        }
    }
}
