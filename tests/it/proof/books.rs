//! Books with a bit of everything in them, in order: a top-up, a sale paid with it and in cash, a
//! part of it given back, points that are still to come, a hold, a coupon, a code that paid.
use entity::{
    account::Book,
    code_use, coupon, hold,
    ids::{CardId, HoldId, JournalId, LotId, MemberId, MerchantId, RefundId, SaleId, TopUpId},
    journal::Kind,
    operator, pending_points, refund, sale, sale_line, sale_tender, terminal, top_up,
    values::{Fen, Points, Timestamp},
};
use kabao::{
    app::Tx,
    error::Result,
    ledger::{self, Cause, Into, Leg, OutOf, Place, Sum},
    world::World,
};
use sea_orm::{IntoActiveModel, entity::prelude::*};
use serde_json::json;
use uuid::Uuid;

use crate::people::Shop;

/// What is in the books, by id.
#[derive(Clone)]
pub struct Books {
    pub merchant: MerchantId,
    pub card: CardId,
    pub member: MemberId,
    pub till: terminal::Model,
    pub clerk: operator::Model,
    pub coupon: coupon::Model,
    pub top_up: TopUpId,
    pub sale: SaleId,
    pub refund: RefundId,
    pub hold: HoldId,
}

impl Books {
    pub async fn open(shop: &Shop) -> Self {
        let phone = shop.member("p1", "13800000001", "小美").await;
        let offers = phone.get("/offers").await;
        let offer = offers.body["items"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/member/offers/{offer}/claim");
        let claimed = phone.browser.post_once(&path, "claim", &json!({})).await;
        assert_eq!(claimed.status, 201, "{}", claimed.text);
        let app = &shop.town.app;
        let card = entity::card::Entity::find().one(&app.db).await.unwrap().unwrap();
        let books = Self {
            merchant: card.merchant_id,
            card: card.id,
            member: card.member_id,
            till: terminal::Entity::find().one(&app.db).await.unwrap().unwrap(),
            clerk: operator::Entity::find().one(&app.db).await.unwrap().unwrap(),
            coupon: coupon::Entity::find().one(&app.db).await.unwrap().unwrap(),
            top_up: app.world.id(),
            sale: app.world.id(),
            refund: app.world.id(),
            hold: app.world.id(),
        };
        app.transact(keep, books.clone()).await.unwrap();
        books
    }

    fn cause(&self, kind: Kind, key: &str, subject: Uuid) -> Cause {
        let place = Place {
            store: Some(self.till.store_id),
            terminal: Some(self.till.id),
            operator: Some(self.clerk.id),
        };
        let (business_key, reason) = (key.to_owned(), "测试".to_owned());
        Cause { kind, business_key, subject, place, reason }
    }
}

async fn keep(tx: &Tx, world: &World, books: Books) -> Result<()> {
    let now = world.now();
    keep_top_up(tx, world, &books).await?;
    keep_sale(tx, &books, now).await?;
    settle(tx, world, &books).await?;
    give_back(tx, world, &books).await?;
    set_aside(tx, world, &books).await
}

async fn keep_top_up(tx: &Tx, world: &World, books: &Books) -> Result<()> {
    let row = top_up::Model {
        id: books.top_up,
        merchant_id: books.merchant,
        store_id: books.till.store_id,
        terminal_id: books.till.id,
        operator_id: books.clerk.id,
        order_no: "TOP-1".to_owned(),
        card_id: books.card,
        member_id: books.member,
        rule_id: None,
        principal: Fen(10_000),
        gift: Fen(2_000),
        tender: sale_tender::Kind::Cash,
        gifts: "{}".to_owned(),
        approved_by: None,
        refunded: Fen(0),
        created_at: world.now(),
    };
    insert::<top_up::Entity, _>(tx, row).await?;
    let into = || Into::Lot { source: books.top_up.0, expires_at: None };
    let legs = vec![
        Leg::Credit { sum: Sum::principal(Fen(10_000)), from: Book::Paid, into: into() },
        Leg::Credit { sum: Sum::gift(Fen(2_000)), from: Book::Granted, into: into() },
    ];
    post(tx, world, books, books.cause(Kind::TopUp, "top-up/1", books.top_up.0), legs).await?;
    Ok(())
}

async fn keep_sale(tx: &Tx, books: &Books, now: Timestamp) -> Result<()> {
    let (merchant_id, sale_id) = (books.merchant, books.sale);
    insert::<sale::Entity, _>(tx, sale_row(books, now)).await?;
    for (line, list, paid) in [(1, 3_200, 3_000), (2, 2_000, 2_000)] {
        let row = sale_line::Model {
            sale_id,
            line,
            merchant_id,
            goods_id: None,
            category_id: None,
            name: "婴儿湿巾".to_owned(),
            quantity: 1_000,
            returned: if line == 1 { 333 } else { 0 },
            list: Fen(list),
            paid: Fen(paid),
        };
        insert::<sale_line::Entity, _>(tx, row).await?;
    }
    for (kind, amount, refunded) in
        [(sale_tender::Kind::StoredValue, 3_000, 600), (sale_tender::Kind::Cash, 2_000, 400)]
    {
        let (amount, refunded) = (Fen(amount), Fen(refunded));
        let row = sale_tender::Model { sale_id, kind, merchant_id, amount, refunded };
        insert::<sale_tender::Entity, _>(tx, row).await?;
    }
    let row = code_use::Model {
        card_id: books.card,
        window: 7,
        merchant_id,
        terminal_id: books.till.id,
        subject: sale_id.0,
        used_at: now,
    };
    insert::<code_use::Entity, _>(tx, row).await?;
    let row = coupon::Model {
        state: coupon::State::Used,
        sale_id: Some(sale_id),
        used_at: Some(now),
        ..books.coupon.clone()
    };
    coupon::Entity::update(row.into_active_model().reset_all()).exec(tx).await?;
    Ok(())
}

fn sale_row(books: &Books, now: Timestamp) -> sale::Model {
    sale::Model {
        id: books.sale,
        merchant_id: books.merchant,
        store_id: books.till.store_id,
        terminal_id: books.till.id,
        operator_id: books.clerk.id,
        order_no: "SALE-1".to_owned(),
        state: sale::State::Settled,
        card_id: Some(books.card),
        member_id: Some(books.member),
        code_window: Some(7),
        coupon_id: Some(books.coupon.id),
        hash: vec![7; 32],
        cart: "{}".to_owned(),
        priced: "{}".to_owned(),
        list_total: Fen(5_200),
        payable: Fen(5_000),
        points_spent: Points(0),
        points_from: None,
        points_earned: Points(500_000),
        growth_earned: Points(500_000),
        paid: Fen(5_000),
        refunded: Fen(1_000),
        expires_at: now,
        created_at: now,
        settled_at: Some(now),
    }
}

async fn settle(tx: &Tx, world: &World, books: &Books) -> Result<()> {
    let spent = |sum| Leg::Debit { sum, to: Book::Spent, out_of: OutOf::Soonest };
    let year_end = Some(Timestamp(1_830_268_800_000));
    let of_the_year = Into::Lot { source: Uuid::nil(), expires_at: year_end };
    let legs = vec![
        spent(Sum::principal(Fen(2_500))),
        spent(Sum::gift(Fen(500))),
        Leg::Credit { sum: Sum::points(Points(400_000)), from: Book::Granted, into: of_the_year },
        Leg::Await { sum: Sum::points(Points(100_000)), from: Book::Granted },
        Leg::Credit { sum: Sum::growth(Points(500_000)), from: Book::Granted, into: Into::Balance },
    ];
    post(tx, world, books, books.cause(Kind::Settle, "settle/1", books.sale.0), legs).await?;
    let row = pending_points::Model {
        sale_id: books.sale,
        merchant_id: books.merchant,
        card_id: books.card,
        amount: Points(100_000),
        due_at: world.now(),
        granted_at: None,
    };
    insert::<pending_points::Entity, _>(tx, row).await
}

async fn give_back(tx: &Tx, world: &World, books: &Books) -> Result<()> {
    let row = refund::Model {
        id: books.refund,
        merchant_id: books.merchant,
        sale_id: books.sale,
        refund_no: "REFUND-1".to_owned(),
        store_id: books.till.store_id,
        terminal_id: books.till.id,
        operator_id: books.clerk.id,
        amount: Fen(1_000),
        detail: "{}".to_owned(),
        reason: "退货".to_owned(),
        created_at: world.now(),
    };
    insert::<refund::Entity, _>(tx, row).await?;
    let used = ledger::uses(tx, books.merchant, &[books.sale.0]).await?;
    let lot = |asset| -> LotId { used.iter().find(|used| used.lot.asset == asset).unwrap().lot.id };
    let back = |sum: Sum, units| Leg::Credit {
        from: Book::Spent,
        into: Into::Back(vec![(lot(sum.asset()), units)]),
        sum,
    };
    let legs = vec![
        back(Sum::principal(Fen(500)), 500),
        back(Sum::gift(Fen(100)), 100),
        Leg::Debit { sum: Sum::points(Points(100_000)), to: Book::Granted, out_of: OutOf::Soonest },
    ];
    post(tx, world, books, books.cause(Kind::Refund, "refund/1", books.sale.0), legs).await?;
    Ok(())
}

async fn set_aside(tx: &Tx, world: &World, books: &Books) -> Result<()> {
    let legs = vec![Leg::SetAside { sum: Sum::principal(Fen(1_000)), out_of: OutOf::Soonest }];
    let cause = books.cause(Kind::Hold, "hold/1", books.hold.0);
    let journal_id = post(tx, world, books, cause, legs).await?;
    let row = hold::Model {
        id: books.hold,
        merchant_id: books.merchant,
        card_id: books.card,
        journal_id,
        terminal_id: Some(books.till.id),
        amount: 1_000,
        state: hold::State::Open,
        expires_at: world.now().plus_ms(60_000),
        created_at: world.now(),
    };
    insert::<hold::Entity, _>(tx, row).await
}

async fn post(
    tx: &Tx,
    world: &World,
    books: &Books,
    cause: Cause,
    legs: Vec<Leg>,
) -> Result<JournalId> {
    let mut holdings = ledger::lock(tx, books.merchant, books.card).await?;
    Ok(ledger::post(tx, world, &mut holdings, cause, legs).await?.id)
}

async fn insert<E, M>(tx: &Tx, row: M) -> Result<()>
where
    E: EntityTrait<Model = M>,
    M: sea_orm::ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    use sea_orm::ActiveModelTrait;
    E::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
    Ok(())
}
