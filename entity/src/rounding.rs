//! The one way amounts of money are rounded.

/// `number / by`, to the nearest whole, and of two as near to the even one. `number` is not below
/// nothing, `by` is above it.
pub fn half_even(number: i128, by: i128) -> i128 {
    let (whole, rest) = (number / by, number % by);
    match (2 * rest).cmp(&by) {
        std::cmp::Ordering::Less => whole,
        std::cmp::Ordering::Greater => whole + 1,
        std::cmp::Ordering::Equal => whole + whole % 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_goes_to_the_even_side() {
        for (number, by, whole) in
            [(0, 2, 0), (1, 2, 0), (3, 2, 2), (5, 2, 2), (7, 2, 4), (4, 3, 1), (5, 3, 2), (9, 3, 3)]
        {
            assert_eq!(half_even(number, by), whole, "{number}/{by}");
        }
    }
}
