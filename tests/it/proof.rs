//! The books are proven: what is in order is green, and what was meddled with is named.
mod books;
mod tamper;

use kabao::proof::{self, Invariant, Report, State};

use crate::people::Shop;
use books::Books;

async fn proven(shop: &Shop, books: &Books) -> Report {
    proof::run(&shop.town.app, books.merchant).await.unwrap()
}

/// Invariants that do not hold.
fn red(report: &Report) -> Vec<Invariant> {
    let red = report.findings.iter().filter(|finding| finding.state == State::Red);
    red.map(|finding| finding.id).collect()
}

fn told(report: &Report) -> String {
    let bad = report.findings.iter().filter_map(|finding| {
        finding.first_bad.as_ref().map(|bad| format!("{:?} {bad}\n", finding.id))
    });
    bad.collect()
}

#[tokio::test]
async fn books_in_order_are_green_and_add_up() {
    let shop = Shop::open().await;
    let books = Books::open(&shop).await;
    let report = proven(&shop, &books).await;
    assert!(report.green, "{}", told(&report));
    let unchecked = report.findings.iter().filter(|finding| finding.state == State::Unchecked);
    let unchecked: Vec<_> = unchecked.map(|finding| finding.id).collect();
    assert_eq!(unchecked, [Invariant::I9, Invariant::I11], "what is not asked is not green");
    let held = report.outstanding.iter().map(|held| (held.label.as_str(), held.text.as_str()));
    assert_eq!(
        held.collect::<Vec<_>>(),
        [("储值本金", "¥80"), ("储值赠送", "¥16"), ("积分", "40"), ("成长值", "50")]
    );
    let sums = &report.findings[3].figures;
    let sums: Vec<_> = sums.iter().map(|sum| sum.text.as_str()).collect();
    assert_eq!(sums, ["¥96", "-¥96", "40", "-40"]);
}
