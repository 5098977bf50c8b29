//! What may happen next, and how often.
use proptest::{prelude::*, sample::select};

use super::{
    super::shop::{
        price::Wish,
        terms::{DAY_MS, RULES, TEMPLATES},
        value::Mode,
    },
    Basket, CARDS, NODES, Part, Step,
};

pub fn any() -> BoxedStrategy<Step> {
    prop_oneof![30 => of_cards(), 68 => of_sales(), 18 => of_time()].boxed()
}

fn pick() -> impl Strategy<Value = usize> {
    0..100_000usize
}

fn card() -> impl Strategy<Value = usize> {
    0..CARDS
}

fn of_cards() -> impl Strategy<Value = Step> {
    let rule = prop_oneof![2 => Just(None), 3 => (0..RULES.len()).prop_map(Some)];
    let mode = select(vec![Mode::CoolingOff, Mode::MerchantCause, Mode::ConsumerCause]);
    let points = prop_oneof![6 => (1..2_000i128).prop_map(|n| n * 400), 1 => 0..1_000_000i128];
    prop_oneof![
        12 => (card(), rule, 1..150_000i128)
            .prop_map(|(card, rule, fen)| Step::TopUp { card, rule, fen }),
        4 => (pick(), mode).prop_map(|(top_up, mode)| Step::GiveBack(top_up, mode)),
        5 => (card(), points).prop_map(|(card, points)| Step::Convert(card, points)),
        8 => (card(), 0..TEMPLATES.len()).prop_map(|(card, which)| Step::Claim(card, which)),
        6 => (card(), 0..20_000i128).prop_map(|(card, fen)| Step::Hold { card, fen }),
        5 => (pick(), select(vec![1000i128, 400, 1001])).prop_map(|(h, s)| Step::Capture(h, s)),
        4 => pick().prop_map(Step::Release),
        3 => (card(), prop::bool::weighted(0.4)).prop_map(|(card, on)| Step::Lose(card, on)),
        5 => card().prop_map(Step::Reissue),
        3 => (card(), card()).prop_map(|(from, into)| Step::Merge(from, into)),
    ]
}

fn of_sales() -> impl Strategy<Value = Step> {
    let buyer = || prop_oneof![1 => Just(None), 6 => card().prop_map(Some)];
    let part = prop_oneof![
        6 => Just(Part::All),
        3 => select(vec![1i128, 250, 333, 500, 1000, 1001, 0]).prop_map(Part::Amount),
        3 => (pick(), select(vec![250i128, 333, 500, 1000, 1500]))
            .prop_map(|(line, share)| Part::Line(line, share)),
    ];
    prop_oneof![
        18 => (buyer(), basket()).prop_map(|(card, basket)| Step::Quote(card, basket)),
        3 => (pick(), buyer(), basket())
            .prop_map(|(sale, card, basket)| Step::QuoteAgain(sale, card, basket)),
        2 => pick().prop_map(Step::Park),
        3 => pick().prop_map(Step::Resume),
        2 => pick().prop_map(Step::Cancel),
        22 => settle(),
        12 => (pick(), part).prop_map(|(sale, part)| Step::Refund(sale, part)),
        3 => pick().prop_map(Step::Void),
    ]
}

fn basket() -> impl Strategy<Value = Basket> {
    let item = (100..30_000i128, select(vec![1000i128, 1000, 2000, 3000, 355, 1500]));
    let coupon = prop_oneof![1 => Just(None), 1 => pick().prop_map(Some)];
    let points = prop_oneof![
        4 => Just(Wish::None),
        3 => Just(Wish::Auto),
        1 => (1..60i128).prop_map(Wish::So),
    ];
    let items = prop::collection::vec(item, 1..4);
    (prop::bool::weighted(0.8), items, coupon, points)
        .prop_map(|(by_code, items, coupon, points)| Basket { by_code, items, coupon, points })
}

fn settle() -> impl Strategy<Value = Step> {
    let stored = select(vec![0i128, 100, 333, 500, 1000, 1000]);
    let off = prop_oneof![20 => Just(0i128), 1 => Just(1), 1 => Just(-1)];
    (pick(), stored, off, prop::bool::weighted(0.3), prop::bool::weighted(0.97)).prop_map(
        |(sale, stored, off, shown, hash)| Step::Settle { sale, stored, off, shown, hash },
    )
}

/// Mostly to the next half-minute, for that is how often a card pays; seldom past a quote, or, with
/// the night, past what lasts days or a month.
fn of_time() -> impl Strategy<Value = Step> {
    let passing = prop_oneof![
        12 => Just(30_000i64),
        2 => Just(29_999),
        2 => Just(1_000),
        2 => Just(900_000),
        1 => Just(DAY_MS),
    ];
    prop_oneof![
        20 => passing.prop_map(Step::Pass),
        1 => (-2..3i64).prop_map(Step::PassTo),
        4 => select(vec![0i64, 1, 1, 4, 4, 32]).prop_map(Step::Night),
        1 => (0..NODES).prop_map(Step::Restart),
        10 => pick().prop_map(Step::Again),
    ]
}

type Wanted = &'static [(&'static str, &'static str)];

/// What eight histories come to ten times or more.
pub const ALWAYS: Wanted = &[
    ("top-up", "done"),
    ("top-up by rule", "done"),
    ("quote", "done"),
    ("settle in money", "done"),
    ("refund of all", "done"),
    ("lose", "done"),
    ("again", "done"),
];

/// What forty histories come to ten times or more: what is rarer may be missing from one run.
pub const IN_MANY: Wanted = &[
    ("top-up back: cooling off", "done"),
    ("top-up back: merchant's cause", "done"),
    ("top-up back: consumer's cause", "done"),
    ("settle in stored value", "done"),
    ("settle in both", "done"),
    ("hold", "done"),
    ("convert", "done"),
    ("claim", "done"),
    ("quote", "card_not_active"),
    ("quote", "points_insufficient"),
    ("quote with coupon", "done"),
    ("quote with coupon", "coupon_used"),
    ("quote with coupon", "coupon_reserved"),
    ("quote with coupon", "coupon_expired"),
    ("quote again", "done"),
    ("park", "done"),
    ("resume", "done"),
    ("cancel", "done"),
    ("settle with coupon", "done"),
    ("settle with points", "done"),
    ("settle in both", "stored_value_insufficient"),
    ("settle in both", "code_used"),
    ("refund of money", "done"),
    ("refund of money", "refund_too_much"),
    ("refund of a line", "done"),
    ("refund of a line", "return_too_much"),
    ("void", "done"),
    ("reissue", "done"),
    ("merge", "done"),
    ("a sale of a card that changed hands", "done"),
    ("a hold's end", "done"),
    ("night", "done"),
    ("restart", "done"),
];
