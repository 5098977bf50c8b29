//! L13: one column of one row is changed behind the house's back, and the proof names the row; or
//! the database refuses, which is as good.
use entity::{
    account::{self, Asset, Book},
    idempotency,
    ids::{CardId, JournalId},
    journal, lot,
};
use sea_orm::{QueryOrder, entity::prelude::*};

use super::{books::Books, proven};
use crate::people::Shop;

/// Table, column, new value, which row, and what is said: an invariant with the row's name.
type Tampered = (&'static str, &'static str, &'static str, &'static str, &'static str);

const REFUSED: &str = "refused";
/// A journal's words only the seal of their night sees (I11), and no night has come yet; a lot's expiry
/// and a receipt's prices nothing sees.
const UNSEEN: &str = "unseen";

const FIRST: &str = "asset = 'principal' AND book = 'card' AND seq = 2";
const SPENT: &str = "asset = 'gift' AND book = 'spent' AND amount = 500";
const PURSE: &str = "asset = 'principal' AND book = 'card'";
const ASIDE: &str = "asset = 'points' AND book = 'held'";
const SETTLE: &str = "kind = 'settle'";
const PAID_IN: &str = "asset = 'principal'";
const POINTS: &str = "asset = 'points'";
const USED: &str = "amount = -2500";
const ALL: &str = "1 = 1";

const LEDGER: &[Tampered] = &[
    ("entry", "amount", "amount - 1", FIRST, "I2 {settle}/1"),
    ("entry", "amount", "amount + 1", SPENT, "I1 {settle}"),
    ("entry", "balance_after", "balance_after + 1", FIRST, "I2 {settle}/1"),
    ("entry", "balance_after", "NULL", FIRST, "I2 {settle}/1"),
    ("entry", "balance_after", "-1", FIRST, REFUSED),
    ("entry", "seq", "9", FIRST, "I2 {settle}/1"),
    ("entry", "seq", "3", FIRST, REFUSED),
    ("entry", "asset", "'gift'", FIRST, "I1 {settle}"),
    ("entry", "book", "'held'", FIRST, "I2 {settle}/1"),
    ("entry", "book", "'lapsed'", SPENT, "I5 {sale}"),
    ("entry", "item", "account_id", FIRST, "I1 {settle}"),
    ("entry", "account_id", "card_id", FIRST, "I2 {settle}/1"),
    ("entry", "account_id", "NULL", FIRST, "I2 {settle}/1"),
    ("entry", "account_id", "merchant_id", SPENT, "I2 {settle}/4"),
    ("entry", "card_id", "merchant_id", FIRST, "I2 {settle}/1"),
    ("entry", "journal_id", "merchant_id", FIRST, "I1 {no-journal}/1"),
    ("entry", "line", "99", FIRST, "I1 {settle}"),
    ("entry", "merchant_id", "card_id", FIRST, "I1 {settle}"),
    ("entry", "created_at", "created_at + 1", FIRST, "I1 {settle}/1"),
    ("account", "balance", "balance + 1", PURSE, "I2 {purse}"),
    ("account", "balance", "-1", PURSE, REFUSED),
    ("account", "seq", "seq + 1", PURSE, "I2 {purse}"),
    ("account", "asset", "'growth'", PURSE, "I2 {top-up}/2"),
    ("account", "book", "'held'", PURSE, "I2 {top-up}/2"),
    ("account", "card_id", "merchant_id", PURSE, "I2 {top-up}/2"),
    ("account", "item", "card_id", PURSE, "I2 {top-up}/2"),
    ("account", "merchant_id", "card_id", PURSE, "I2 {top-up}/2"),
    ("account", "balance", "0", ASIDE, "I10 {card}"),
    ("journal", "merchant_id", "card_id", SETTLE, "I1 {settle}/1"),
    ("journal", "kind", "'adjust'", SETTLE, "I7 {settle}"),
    ("journal", "business_key", "'refund/9'", SETTLE, "I7 {settle}"),
    ("journal", "business_key", "'refund/1'", SETTLE, REFUSED),
    ("journal", "card_id", "merchant_id", SETTLE, "I2 {settle}/1"),
    ("journal", "subject", "card_id", SETTLE, "I7 {settle}"),
    ("journal", "reverses", "card_id", SETTLE, "I7 {settle}"),
    ("journal", "created_at", "created_at + 1", SETTLE, "I1 {settle}/1"),
    ("journal", "reason", "'别的'", SETTLE, UNSEEN),
    ("journal", "operator_id", "NULL", SETTLE, UNSEEN),
    ("lot", "remaining", "remaining - 1", PAID_IN, "I10 {lot}"),
    ("lot", "remaining", "opened + 1", PAID_IN, REFUSED),
    ("lot", "opened", "opened - 1", PAID_IN, "I5 {top}"),
    ("lot", "opened", "opened + 1", POINTS, "I10 {card}"),
    ("lot", "asset", "'gift'", PAID_IN, "I10 {top-up}"),
    ("lot", "card_id", "merchant_id", PAID_IN, "I10 {top-up}"),
    ("lot", "merchant_id", "card_id", PAID_IN, "I10 {top-up}"),
    ("lot", "source", "card_id", PAID_IN, "I5 {top}"),
    ("lot", "expires_at", "expires_at + 1", POINTS, UNSEEN),
    ("lot_use", "amount", "amount - 1", USED, "I10 {lot}"),
    ("lot_use", "lot_id", "merchant_id", USED, "I10 {lot}"),
    ("lot_use", "journal_id", "merchant_id", USED, "I10 {no-journal}"),
    ("lot_use", "merchant_id", "lot_id", USED, "I10 {lot}"),
];

const BUSINESS: &[Tampered] = &[
    ("sale", "paid", "paid + 1", ALL, "I5 {sale}"),
    ("sale", "refunded", "refunded - 1", ALL, "I5 {sale}"),
    ("sale", "refunded", "paid + 1", ALL, REFUSED),
    ("sale", "state", "'cancelled'", ALL, "I5 {sale}"),
    ("sale", "settled_at", "NULL", ALL, "I5 {sale}"),
    ("sale", "card_id", "NULL", ALL, "I7 {settle}"),
    ("sale", "member_id", "card_id", ALL, "I6 {coupon}"),
    ("sale", "coupon_id", "NULL", ALL, "I6 {coupon}"),
    ("sale", "merchant_id", "card_id", ALL, "I5 {sale}/cash"),
    ("sale", "priced", "'[]'", ALL, UNSEEN),
    ("sale_line", "paid", "paid + 1", "line = 2", "I5 {sale}"),
    ("sale_line", "returned", "quantity + 1", "line = 2", REFUSED),
    ("sale_line", "sale_id", "merchant_id", "line = 2", "I5 {sale}"),
    ("sale_tender", "amount", "amount + 1", "kind = 'cash'", "I5 {sale}"),
    ("sale_tender", "refunded", "refunded + 1", "kind = 'cash'", "I5 {sale}"),
    ("sale_tender", "refunded", "amount + 1", "kind = 'cash'", REFUSED),
    ("sale_tender", "kind", "'wechat'", "kind = 'stored_value'", "I5 {sale}"),
    ("refund", "amount", "amount - 1", ALL, "I5 {sale}"),
    ("refund", "sale_id", "merchant_id", ALL, "I5 {sale}"),
    ("top_up", "principal", "principal + 1", ALL, "I5 {top}"),
    ("top_up", "gift", "gift + 1", ALL, "I5 {top}"),
    ("top_up", "refunded", "1", ALL, "I5 {top}"),
    ("top_up", "refunded", "principal + 1", ALL, REFUSED),
    ("top_up", "card_id", "member_id", ALL, "I5 {top}"),
    ("hold", "amount", "amount + 1", ALL, "I10 {card}"),
    ("hold", "state", "'released'", ALL, "I10 {card}"),
    ("pending_points", "amount", "amount - 1", ALL, "I10 {card}"),
    ("pending_points", "amount", "-1", ALL, REFUSED),
    ("pending_points", "granted_at", "due_at", ALL, "I10 {card}"),
    ("coupon", "state", "'usable'", ALL, "I6 {coupon}"),
    ("coupon", "used_at", "NULL", ALL, "I6 {coupon}"),
    ("coupon", "sale_id", "member_id", ALL, "I6 {coupon}"),
    ("coupon", "template_id", "member_id", ALL, "I6 {coupon}"),
    ("coupon_template", "claimed", "claimed + 1", "claimed = 1", "I6 {template}"),
    ("coupon_template", "total", "0", "claimed = 1", REFUSED),
    ("code_use", "subject", "card_id", ALL, "I8 {card}/7"),
    ("code_use", "card_id", "merchant_id", ALL, "I8 {no-card}/7"),
    ("idempotency", "answer", "NULL", ALL, "I7 {request}"),
];

#[tokio::test]
async fn whatever_is_changed_in_the_ledger_is_named_l13() {
    tamper(LEDGER).await;
}

#[tokio::test]
async fn whatever_is_changed_in_sales_and_coupons_is_named_l13() {
    tamper(BUSINESS).await;
}

async fn tamper(table: &[Tampered]) {
    let shop = Shop::open().await;
    let books = Books::open(&shop).await;
    let names = names(&shop, &books).await;
    for tampered in table {
        let (.., expected) = tampered;
        let said = said(&shop, &books, tampered).await;
        let named = names.iter().fold((*expected).to_owned(), |named, (word, name)| {
            named.replace(&format!("{{{word}}}"), name)
        });
        assert!(said.contains(&named), "{tampered:?}: {named} is not in {said:?}");
        assert!(*expected != UNSEEN || said.len() == 1, "{tampered:?}: {said:?}");
    }
    assert!(proven(&shop, &books).await.green, "and all of it was put back");
}

/// `I2 jnl_…/1` for everything that is red; or that the database refused; or that nobody saw.
async fn said(shop: &Shop, books: &Books, tampered: &Tampered) -> Vec<String> {
    let (table, column, to, which, _) = tampered;
    let db = &shop.town.app.db;
    db.execute_unprepared(&format!("CREATE TABLE kept AS SELECT * FROM {table}")).await.unwrap();
    let change = format!("UPDATE {table} SET {column} = {to} WHERE {which}");
    let said = match db.execute_unprepared(&change).await {
        Err(_) => vec![REFUSED.to_owned()],
        Ok(done) => {
            assert!(done.rows_affected() > 0, "{tampered:?}");
            let report = proven(shop, books).await;
            let red = report.findings.iter().filter_map(|finding| {
                finding.first_bad.as_ref().map(|bad| format!("{:?} {}", finding.id, bad.name))
            });
            let red: Vec<String> = red.collect();
            assert_eq!(report.green, red.is_empty());
            if red.is_empty() { vec![UNSEEN.to_owned()] } else { red }
        }
    };
    db.execute_unprepared(&format!("DELETE FROM {table}")).await.unwrap();
    db.execute_unprepared(&format!("INSERT INTO {table} SELECT * FROM kept")).await.unwrap();
    db.execute_unprepared("DROP TABLE kept").await.unwrap();
    said
}

/// What the words in braces stand for.
async fn names(shop: &Shop, books: &Books) -> Vec<(&'static str, String)> {
    let db = &shop.town.app.db;
    let journal = async |kind: journal::Kind| {
        let found = journal::Entity::find().filter(journal::Column::Kind.eq(kind));
        found.one(db).await.unwrap().unwrap().id.to_string()
    };
    let purse = account::Entity::find()
        .filter(account::Column::Book.eq(Book::Card))
        .filter(account::Column::Asset.eq(Asset::Principal));
    let lot = lot::Entity::find().filter(lot::Column::Asset.eq(Asset::Principal));
    let request = idempotency::Entity::find().order_by_asc(idempotency::Column::Key);
    vec![
        ("settle", journal(journal::Kind::Settle).await),
        ("top-up", journal(journal::Kind::TopUp).await),
        ("purse", purse.one(db).await.unwrap().unwrap().id.to_string()),
        ("lot", lot.one(db).await.unwrap().unwrap().id.to_string()),
        ("request", request.one(db).await.unwrap().unwrap().key),
        ("sale", books.sale.to_string()),
        ("top", books.top_up.to_string()),
        ("card", books.card.to_string()),
        ("coupon", books.coupon.id.to_string()),
        ("template", books.coupon.template_id.to_string()),
        ("no-journal", JournalId(books.merchant.0).to_string()),
        ("no-card", CardId(books.merchant.0).to_string()),
    ]
}
