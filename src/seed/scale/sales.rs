//! Sales that were paid in cash; four of five are a member's and earn a point a yuan.
use std::{ops::Range, time::Duration};

use entity::{
    account::{Asset, Book},
    card, goods, journal,
    sale::{self, State},
    sale_line, sale_tender,
    values::{Fen, Points},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    DAY_MS, Scale, Shop, YEAR_MS,
    books::{Books, Gain},
    rows::Batch,
};
use crate::{
    pos::{self, Item},
    world::World,
};

const PIECE: i64 = 1_000;

/// These of all, at the moment where the clock stands, and on.
pub fn some(
    shop: &Shop,
    (world, scale): (&World, Scale),
    which: Range<i64>,
    (cards, books): (&[card::Model], &mut Books),
) -> anyhow::Result<Batch> {
    let mut batch = Batch::default();
    let step = Duration::from_millis((scale.days * DAY_MS / scale.sales.max(1)).unsigned_abs());
    for number in which {
        // Of those who were members by then.
        let age = YEAR_MS - (shop.now.0 - world.now().0);
        let joined = (cards.len() as i64 * age / YEAR_MS).clamp(0, cards.len() as i64);
        let buyer =
            (number % 5 > 0 && joined > 0).then(|| &cards[(number * 7_919 % joined) as usize]);
        sell(shop, world, (number, buyer), (&mut *books, &mut batch))?;
        world.advance(step);
    }
    Ok(batch)
}

fn sell(
    shop: &Shop,
    world: &World,
    (number, buyer): (i64, Option<&card::Model>),
    (books, batch): (&mut Books, &mut Batch),
) -> anyhow::Result<()> {
    let at = usize::try_from(number)?;
    let items: Vec<Item> =
        (0..=at % 3).map(|more| item(&shop.goods[(at * 5 + more) % shop.goods.len()])).collect();
    let bill = pos::guest(&items)?;
    let till = &shop.tills[at % shop.tills.len()];
    // A point a yuan.
    let points = buyer.map_or(Points::ZERO, |_| Points(bill.payable.0 / 100 * Points::ONE.0));
    let now = world.now();
    let row = sale::Model {
        id: world.id(),
        merchant_id: shop.merchant.id,
        store_id: till.store_id,
        terminal_id: till.id,
        operator_id: shop.operator,
        order_no: format!("scale-{number}"),
        state: State::Settled,
        card_id: buyer.map(|card| card.id),
        member_id: buyer.map(|card| card.member_id),
        code_window: None,
        coupon_id: None,
        hash: vec![0; 32],
        cart: "{}".to_owned(),
        priced: json!({
            "bill": bill, "earned": null, "level": null, "versions": [0, 0, 0], "handle": null,
        })
        .to_string(),
        list_total: bill.list_total,
        payable: bill.payable,
        points_spent: Points::ZERO,
        points_from: None,
        points_earned: points,
        growth_earned: Points::ZERO,
        paid: bill.payable,
        refunded: Fen::ZERO,
        expires_at: now.plus_ms(15 * 60_000),
        created_at: now,
        settled_at: Some(now),
    };
    for line in &bill.lines {
        batch.lines.push(sale_line::Model {
            sale_id: row.id,
            line: line.line,
            merchant_id: row.merchant_id,
            goods_id: line.goods,
            category_id: line.category,
            name: line.name.clone(),
            quantity: line.quantity,
            returned: 0,
            list: line.list,
            paid: line.paid,
        });
    }
    batch.tenders.push(sale_tender::Model {
        sale_id: row.id,
        kind: sale_tender::Kind::Cash,
        merchant_id: row.merchant_id,
        amount: row.paid,
        refunded: Fen::ZERO,
    });
    if let Some(card) = buyer.filter(|_| points > Points::ZERO) {
        let gain = Gain {
            asset: Asset::Points,
            amount: points.0,
            from: Book::Granted,
            source: Uuid::nil(),
        };
        books.post(card, journal(world, card, &row), &[gain], batch);
    }
    batch.sales.push(row);
    Ok(())
}

fn item(goods: &goods::Model) -> Item {
    Item {
        goods: Some(goods.id),
        category: Some(goods.category_id),
        code: goods.code.clone(),
        name: goods.name.clone(),
        unit: goods.unit.clone(),
        quantity: PIECE,
        price: goods.price,
        member_price: None,
        promotion_price: goods.promotion_price,
    }
}

fn journal(world: &World, card: &card::Model, sale: &sale::Model) -> journal::Model {
    journal::Model {
        id: world.id(),
        merchant_id: card.merchant_id,
        kind: journal::Kind::Settle,
        business_key: format!("settle/{}", sale.id),
        card_id: card.id,
        subject: sale.id.0,
        store_id: Some(sale.store_id),
        terminal_id: Some(sale.terminal_id),
        operator_id: Some(sale.operator_id),
        reverses: None,
        reason: "消费".to_owned(),
        created_at: sale.created_at,
    }
}
