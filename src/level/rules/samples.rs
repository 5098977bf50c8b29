//! Ladders for the tables of the rules' own tests.
use entity::{
    ids::{LevelId, MerchantId},
    level,
    values::{Fen, Points, Timestamp},
};
use ulid::Ulid;

use super::super::{Expiry, Ladder, Program, Rung, Terms, Thresholds, Upgrade};

pub fn id(n: u128) -> LevelId {
    Ulid::from(n).into()
}

/// A level with its step; it is reached by so many whole points, growth and yuan alike.
pub fn rung(n: u128, name: &str, rank: Option<i32>, need: Option<i64>) -> Rung {
    let points = need.map(|need| Points(need * Points::ONE.0));
    let fen = need.map(|need| Fen(need * 100));
    let thresholds = Thresholds { growth: points, points, spend: fen, recharge: fen };
    let level = level::Model {
        id: id(n),
        merchant_id: MerchantId(uuid::Uuid::nil()),
        code: n.to_string(),
        name: name.to_owned(),
        system: false,
        rank,
        description: String::new(),
        benefits: String::new(),
        terms: None,
        code_was: None,
        deleted_at: None,
        created_at: Timestamp(0),
    };
    Rung { level, terms: Terms { thresholds, ..Terms::default() } }
}

/// 员工卡 on no step, then 一星 (from nothing), 银卡 (1000) and 金卡 (3000).
pub fn ladder(expiry: Expiry, upgrade: Upgrade) -> Ladder {
    let rungs = vec![
        rung(9, "员工卡", None, None),
        rung(3, "金卡", Some(30), Some(3000)),
        rung(1, "一星", Some(10), None),
        rung(2, "银卡", Some(20), Some(1000)),
    ];
    Ladder::new((Program { upgrade, expiry }, 1, Timestamp(0)), rungs)
}

/// The same; all last a year of days, and those above the lowest fall to it.
pub fn by_days(expiry: Expiry, upgrade: Upgrade) -> Ladder {
    let plain = ladder(expiry, upgrade);
    let rungs = plain.rungs().iter().cloned().map(|mut rung| {
        rung.terms.valid_days = Some(365);
        let high = rung.level.rank.is_some_and(|rank| rank > 10);
        rung.terms.falls_to = high.then(|| id(1));
        rung
    });
    Ladder::new((plain.program.clone(), 1, Timestamp(0)), rungs.collect())
}
