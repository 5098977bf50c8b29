//! The gateway's ledger, asked in the words of the [books](super::books).
use std::collections::BTreeMap;

use entity::{
    account::{self, Asset, Book},
    card::{self as card_row, Status},
    ids::{CardId, JournalId, LevelId, LotId, MemberId, MerchantId},
    journal::{self, Kind},
    lot,
    values::{Fen, Points},
};
use kabao::{
    app::{App, Tx},
    card,
    error::Result,
    ledger::{self, Cause, Expired, Into as RealInto, Leg as RealLeg, OutOf, Place, Sum},
    once::Key,
    world::World,
};
use sea_orm::{QueryOrder, entity::prelude::*};
use uuid::Uuid;

use super::{
    books::{Account, Books, Into, Leg, Lot, LotName, in_lots},
    ledger::Asked,
};
use crate::town::MORNING;

pub struct Desk {
    pub app: App,
    pub merchant: MerchantId,
    pub cards: Vec<CardId>,
}

/// What a posting is asked for with.
#[derive(Clone)]
struct Posting {
    merchant: MerchantId,
    card: CardId,
    kind: Kind,
    number: u64,
    subject: Uuid,
    legs: Vec<RealLeg>,
}

async fn perform(tx: &Tx, world: &World, ask: Posting) -> Result<String> {
    let mut holdings = ledger::lock(tx, ask.merchant, ask.card).await?;
    let cause = Cause {
        kind: ask.kind,
        business_key: business_key(ask.number),
        subject: ask.subject,
        place: Place::default(),
        reason: "测试".to_owned(),
    };
    let journal = ledger::post(tx, world, &mut holdings, cause, ask.legs).await?;
    Ok(journal.id.to_string())
}

async fn undo(tx: &Tx, world: &World, ask: (MerchantId, CardId, JournalId)) -> Result<String> {
    let mut holdings = ledger::lock(tx, ask.0, ask.1).await?;
    let why = (Place::default(), "测试".to_owned());
    let journal = ledger::reverse(tx, world, &mut holdings, ask.2, why).await?;
    Ok(journal.id.to_string())
}

async fn issue(tx: &Tx, world: &World, merchant: MerchantId) -> Result<CardId> {
    let (member, level) = (world.id::<MemberId>(), world.id::<LevelId>());
    Ok(card::issue(tx, world, merchant, member, level).await?.id)
}

pub fn business_key(number: u64) -> String {
    format!("settle/{number}")
}

impl Desk {
    pub async fn with_cards(app: App, cards: usize) -> Self {
        let mut desk = Self { merchant: app.world.id(), app, cards: vec![] };
        for _ in 0..cards {
            desk.cards.push(desk.app.transact(issue, desk.merchant).await.unwrap());
        }
        desk
    }

    /// Under this key; what is continued names its subject.
    pub async fn post(&self, key: &str, asked: &Asked, subject: Uuid) -> Result<String> {
        let (merchant, card) = (self.merchant, self.cards[asked.card]);
        let lots = if names_lots(&asked.legs) { self.lots(card).await } else { BTreeMap::new() };
        let legs = asked.legs.iter().map(|leg| real(leg, &lots)).collect();
        let kind = if asked.ends { Kind::Release } else { Kind::Settle };
        let ask = Posting { merchant, card, kind, number: asked.number, subject, legs };
        let key = Key::new(key.to_owned(), "post", format!("{asked:?}").as_bytes());
        self.app.once(merchant, key, perform, ask).await
    }

    pub async fn undo(&self, card: usize, journal: &str) -> Result<String> {
        let ask = (self.merchant, self.cards[card], journal.parse().unwrap());
        self.app.transact(undo, ask).await
    }

    pub async fn lapse(&self, card: usize) -> u64 {
        let ask = Expired { merchant: self.merchant, card: self.cards[card] };
        self.app.transact(ledger::lapse, ask).await.unwrap()
    }

    pub async fn freeze(&self, card: usize, frozen: bool) {
        let status = if frozen { Status::Lost } else { Status::Active };
        let change =
            card_row::Entity::update_many().col_expr(card_row::Column::Status, Expr::value(status));
        let change = change.filter(card_row::Column::Id.eq(self.cards[card]));
        change.exec(&self.app.db).await.unwrap();
    }

    async fn lots(&self, card: CardId) -> BTreeMap<LotName, (LotId, Lot)> {
        let rows = lot::Entity::find().filter(lot::Column::CardId.eq(card));
        let rows = rows.all(&self.app.db).await.unwrap();
        rows.into_iter().map(|row| (name(&row), (row.id, lot_of(&row)))).collect()
    }

    /// What the journals of one subject took from lots and have not put back.
    pub async fn taken(&self, subject: Uuid) -> BTreeMap<LotName, i128> {
        let uses = ledger::uses(&self.app.db, self.merchant, &[subject]).await.unwrap();
        let taken = uses.iter().filter(|used| used.taken > 0);
        taken.map(|used| (name(&used.lot), used.taken.into())).collect()
    }

    /// All journals, in the order in which each card's were committed: business key, card, id.
    pub async fn journals(&self) -> Vec<journal::Model> {
        let rows = journal::Entity::find().filter(journal::Column::MerchantId.eq(self.merchant));
        rows.order_by_asc(journal::Column::Id).all(&self.app.db).await.unwrap()
    }

    /// Every account and every lot is as in the books.
    pub async fn assert_has(&self, books: &Books) {
        let db = &self.app.db;
        let rows = account::Entity::find().filter(account::Column::MerchantId.eq(self.merchant));
        let rows = rows.all(db).await.unwrap();
        let all_lots = lot::Entity::find().filter(lot::Column::MerchantId.eq(self.merchant));
        let all_lots = all_lots.all(db).await.unwrap();
        for (id, card) in self.cards.iter().zip(&books.cards) {
            let ours = rows.iter().filter(|row| row.card_id == *id);
            let account = |row: &account::Model| Account {
                balance: row.balance.into(),
                entries: row.seq.into(),
            };
            let accounts: BTreeMap<(Book, Asset), Account> =
                ours.map(|row| ((row.book, row.asset), account(row))).collect();
            assert_eq!(accounts, card.accounts, "accounts");
            let ours = all_lots.iter().filter(|row| row.card_id == *id);
            let lots: BTreeMap<LotName, Lot> = ours.map(|row| (name(row), lot_of(row))).collect();
            assert_eq!(lots, card.lots, "lots");
        }
    }
}

fn names_lots(legs: &[Leg]) -> bool {
    legs.iter().any(|leg| {
        matches!(
            leg,
            Leg::Credit { into: Into::Back(_), .. } | Leg::Release { into: Into::Back(_), .. }
        )
    })
}

fn real(leg: &Leg, lots: &BTreeMap<LotName, (LotId, Lot)>) -> RealLeg {
    let out_of = |asset: &Asset| if in_lots(*asset) { OutOf::Soonest } else { OutOf::Balance };
    match leg {
        Leg::Credit { asset, units, from, into } => {
            RealLeg::Credit { sum: sum(*asset, *units), from: *from, into: real_into(into, lots) }
        }
        Leg::Debit { asset, units, to } => {
            RealLeg::Debit { sum: sum(*asset, *units), to: *to, out_of: out_of(asset) }
        }
        Leg::SetAside { asset, units } => {
            RealLeg::SetAside { sum: sum(*asset, *units), out_of: out_of(asset) }
        }
        Leg::Capture { asset, units, to } => RealLeg::Capture { sum: sum(*asset, *units), to: *to },
        Leg::Release { asset, units, into } => {
            RealLeg::Release { sum: sum(*asset, *units), into: real_into(into, lots) }
        }
    }
}

fn real_into(into: &Into, lots: &BTreeMap<LotName, (LotId, Lot)>) -> RealInto {
    match into {
        Into::Balance => RealInto::Balance,
        Into::Lot { source, expires_at } => RealInto::Lot {
            source: source_id(*source),
            expires_at: expires_at.map(|ms| MORNING.plus_ms(ms)),
        },
        Into::Back(shares) => {
            let share = |(name, units): &(LotName, i128)| (lots[name].0, *units as i64);
            RealInto::Back(shares.iter().map(share).collect())
        }
    }
}

fn name(row: &lot::Model) -> LotName {
    let expires_at = row.expires_at.map(|at| at.0 - MORNING.0);
    let source = (0..u8::MAX).find(|source| source_id(*source) == row.source).unwrap();
    LotName { asset: row.asset, source, expires_at }
}

fn lot_of(row: &lot::Model) -> Lot {
    let opened_at = row.opened_at.0 - MORNING.0;
    Lot { opened: row.opened.into(), remaining: row.remaining.into(), opened_at }
}

fn source_id(source: u8) -> Uuid {
    Uuid::from_u128(u128::from(source) + 1)
}

fn sum(asset: Asset, units: i128) -> Sum {
    let units = i64::try_from(units).unwrap();
    match asset {
        Asset::Principal => Sum::principal(Fen(units)),
        Asset::Gift => Sum::gift(Fen(units)),
        Asset::Points => Sum::points(Points(units)),
        Asset::PointsDebt => Sum::points_debt(Points(units)),
        Asset::Growth => Sum::growth(Points(units)),
        Asset::GrowthDebt => Sum::growth_debt(Points(units)),
        Asset::Stamps => Sum::stamps(units),
        Asset::Tickets => Sum::tickets(units),
        Asset::Counts => panic!("counts are of a service"),
    }
}
