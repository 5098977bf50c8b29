//! Members with their cards, and a top-up for every tenth.
use std::{sync::Arc, time::Duration};

use anyhow::Context;
use entity::{
    account::{Asset, Book},
    card::{self, Status},
    journal, member as members,
    member::Source,
    member_tag, sale_tender, top_up,
    values::{Fen, Phone},
};

use super::{
    HANDFUL, Shop, YEAR_MS,
    books::{Books, Gain},
    rows::Batch,
};
use crate::{
    member::{self, Enrol, PhoneProof},
    world::World,
};

const FAMILY: [&str; 10] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"];
const GIVEN: [&str; 10] = ["小美", "强", "静", "伟", "敏", "丽娜", "军", "芳", "洋", "艳"];
/// In fen, and what a rule would give on top.
const TOP_UP: (i64, i64) = (10_000, 1_000);

/// Nobody's in the demo.
pub fn phone(number: i64) -> String {
    format!("130{number:08}")
}

/// The next handful.
pub fn some(
    shop: &Shop,
    world: &World,
    all: i64,
    (cards, books): (&mut Vec<card::Model>, &mut Books),
) -> anyhow::Result<Batch> {
    let mut batch = Batch::default();
    let keys = Arc::new(shop.keys.clone());
    let step = Duration::from_millis((YEAR_MS / all.max(1)).unsigned_abs());
    let first = cards.len() as i64;
    for number in first..(first + HANDFUL as i64).min(all) {
        let at = usize::try_from(number)?;
        let phone = Phone::parse(&phone(number)).context("a phone")?;
        let name = format!("{}{}", FAMILY[at % 10], GIVEN[at / 10 % 10]);
        let birthday = format!("{}-{:02}-{:02}", 1970 + at % 40, at % 12 + 1, at * 7 % 28 + 1);
        let source = [Source::Wechat, Source::Till, Source::Mini, Source::Office][at % 4];
        let store = (at % 5 < 4).then(|| shop.tills[at % shop.tills.len()].store_id);
        let ask = Enrol {
            merchant: shop.merchant.id,
            keys: keys.clone(),
            phone: PhoneProof(phone),
            nickname: format!("{}{number}", GIVEN[at % 10]),
            name: at.is_multiple_of(2).then_some(name),
            id_number: None,
            birthday: (at % 3 > 0).then_some(birthday),
            source,
            store,
            consent: None,
            wechat: None,
            phone_unique: shop.merchant.phone_unique,
        };
        let row = member::row(world, &ask)?;
        let card = card_of(shop, world, &row, at);
        if at.is_multiple_of(7) {
            let tag_id = shop.tags[at / 7 % shop.tags.len()];
            let (member_id, merchant_id) = (row.id, row.merchant_id);
            batch.tags.push(member_tag::Model { tag_id, member_id, merchant_id });
        }
        if at.is_multiple_of(10) {
            top_up(shop, world, &card, at, (&mut *books, &mut batch));
        }
        batch.members.push(row);
        batch.cards.push(card.clone());
        cards.push(card);
        world.advance(step);
    }
    Ok(batch)
}

/// Most have the first levels.
fn card_of(shop: &Shop, world: &World, member: &members::Model, at: usize) -> card::Model {
    let level = if at.is_multiple_of(4) { at / 4 % shop.levels.len() } else { at % 2 };
    card::Model {
        id: world.id(),
        merchant_id: member.merchant_id,
        member_id: member.id,
        number: format!("87{at:016}"),
        // Far from those that the dice gave, most likely; the index would say so.
        sequence: 500_000_000 + at as i64,
        level_id: shop.levels[level % shop.levels.len()],
        name: "会员卡".to_owned(),
        status: Status::Active,
        primary_of: Some(member.id),
        level_since: world.now(),
        level_until: None,
        next_level_id: None,
        next_level_at: None,
        linked_number: None,
        created_at: world.now(),
    }
}

fn top_up(
    shop: &Shop,
    world: &World,
    card: &card::Model,
    at: usize,
    (books, batch): (&mut Books, &mut Batch),
) {
    let till = &shop.tills[at % shop.tills.len()];
    let row = top_up::Model {
        id: world.id(),
        merchant_id: card.merchant_id,
        store_id: till.store_id,
        terminal_id: till.id,
        operator_id: shop.operator,
        order_no: format!("scale-top-up-{at}"),
        card_id: card.id,
        member_id: card.member_id,
        rule_id: None,
        principal: Fen(TOP_UP.0),
        gift: Fen(TOP_UP.1),
        tender: sale_tender::Kind::Cash,
        gifts: "{}".to_owned(),
        approved_by: Some(shop.operator),
        refunded: Fen::ZERO,
        created_at: world.now(),
    };
    let journal = journal::Model {
        id: world.id(),
        merchant_id: card.merchant_id,
        kind: journal::Kind::TopUp,
        business_key: format!("top_up/{}", row.id),
        card_id: card.id,
        subject: row.id.0,
        store_id: Some(till.store_id),
        terminal_id: Some(till.id),
        operator_id: Some(shop.operator),
        reverses: None,
        reason: "充值".to_owned(),
        created_at: world.now(),
    };
    let source = row.id.0;
    let gains = [
        Gain { asset: Asset::Principal, amount: TOP_UP.0, from: Book::Paid, source },
        Gain { asset: Asset::Gift, amount: TOP_UP.1, from: Book::Granted, source },
    ];
    books.post(card, journal, &gains, batch);
    batch.top_ups.push(row);
}
