//! 积分转储值 (RDM-07): points go, and a gift comes. It is a gift because nobody paid for it (C13).
use std::sync::Arc;

use entity::{
    account::Book,
    ids::{CardId, JournalId},
    journal,
    values::{Fen, Points},
};

use super::super::{
    Program,
    desk::{Desk, told},
    recharge::gift_until,
    rules,
};
use crate::{
    app::Tx,
    audit, code,
    error::Result,
    ledger::{self, Cause, Into, Leg, OutOf, Sum},
    merchant,
    world::World,
};

#[derive(Clone)]
pub struct Convert {
    pub desk: Desk,
    pub program: Arc<merchant::Program<Program>>,
    pub card: CardId,
    /// Of the member code, which this uses up.
    pub window: i64,
    pub points: Points,
}

pub struct Converted {
    pub points: Points,
    pub worth: Fen,
    /// Principal and gift now.
    pub balance: (Fen, Fen),
    pub points_left: Points,
}

pub async fn convert(tx: &Tx, world: &World, ask: Convert) -> Result<Converted> {
    let (merchant, now) = (ask.desk.merchant, world.now());
    let program = &ask.program.terms;
    let worth = rules::worth_of(program, ask.points)?;
    ask.desk.moves(tx, world, worth).await?;
    let mut holdings = ledger::lock(tx, merchant, ask.card).await?;
    super::release_over(tx, world, &mut holdings).await?;
    rules::fits(program, worth, super::top_up::on_card(&holdings))?;
    let before = told(&holdings);
    let id: JournalId = world.id();
    let spend = code::Spend {
        merchant,
        card: ask.card,
        window: ask.window,
        terminal: ask.desk.terminal,
        subject: id.0,
    };
    code::spend(tx, world, spend).await?;
    let into = Into::Lot { source: id.0, expires_at: gift_until(program.gift_days, now) };
    let legs = vec![
        Leg::Debit { sum: Sum::points(ask.points), to: Book::Spent, out_of: OutOf::Soonest },
        Leg::Credit { sum: Sum::gift(worth), from: Book::Granted, into },
    ];
    let cause = Cause {
        kind: journal::Kind::Convert,
        business_key: format!("convert/{id}"),
        subject: id.0,
        place: ask.desk.place(),
        reason: format!("{} 积分转储值 {worth}", ask.points),
    };
    ledger::post(tx, world, &mut holdings, cause, legs).await?;
    let detail = audit::changed(before, told(&holdings));
    ask.desk.tell(tx, world, ("points.convert", &ask.card), detail).await?;
    let (balance, points_left) = ((holdings.principal(), holdings.gift()), holdings.points());
    Ok(Converted { points: ask.points, worth, balance, points_left })
}
