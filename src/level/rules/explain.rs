//! Which level on that date, and why.
use entity::{
    card,
    ids::LevelId,
    level_change::{Cause, Model as Change},
    values::Timestamp,
};

use super::super::{Ladder, Rung};
use crate::lang::say;

/// A card's level at the end of a day, told in sentences.
#[derive(Clone, Debug)]
pub struct Told<'a> {
    /// None before there was a card.
    pub level: Option<&'a Rung>,
    pub since: Option<Timestamp>,
    /// First moment after its validity.
    pub until: Option<Timestamp>,
    pub sentences: Vec<String>,
    /// What happened up to that day, the newest first.
    pub history: Vec<String>,
    /// What made it this level; none if the card was made with it.
    pub last: Option<&'a Change>,
}

impl Told<'_> {
    /// Why it is this level, for whoever holds the card: what the back office did is said without
    /// a name and without what was noted down.
    pub fn why(&self) -> String {
        match self.last {
            None => say("开卡时就是这个等级", "The card began with this level").to_owned(),
            Some(change) if change.cause == Cause::Manual => {
                say("由门店为您调整", "Set by the shop").to_owned()
            }
            Some(change) => say(why(change), english(change.cause).to_owned()),
        }
    }
}

/// From what is written down, the oldest first. `day` is any moment of it.
pub fn on<'a>(
    ladder: &'a Ladder,
    card: &card::Model,
    changes: &'a [Change],
    day: Timestamp,
) -> Told<'a> {
    let (end, date) = (day.midnight_in(1), day.day());
    if card.created_at >= end {
        let opened = format!("{date} 还没有这张卡：{} 开卡。", moment(card.created_at));
        return Told {
            level: None,
            since: None,
            until: None,
            sentences: vec![opened],
            history: vec![],
            last: None,
        };
    }
    let name = |id: LevelId| ladder.rung(id).map_or("", |rung| rung.level.name.as_str());
    let (past, ahead): (Vec<_>, Vec<_>) =
        changes.iter().partition(|change| change.effective_at < end);
    let last = past.last();
    let id = match (last, ahead.first()) {
        (Some(last), _) => last.to_level,
        (None, Some(next)) => next.from_level.unwrap_or(card.level_id),
        (None, None) => card.level_id,
    };
    let until = match last {
        Some(last) if ahead.is_empty() => last.until_at.or(card.level_until),
        Some(last) => last.until_at,
        None => card.level_until.filter(|_| ahead.is_empty()),
    };
    let mut sentences = vec![format!("{date} 的等级是{}。", name(id))];
    sentences.push(match last {
        Some(change) => format!("{} 起：{}。", moment(change.effective_at), why(change)),
        None => format!("{} 开卡时就是这个等级，此后没有变动。", moment(card.created_at)),
    });
    sentences.push(match until {
        None => "长期有效。".to_owned(),
        Some(until) if until >= end => format!("有效期至 {}。", until.plus_ms(-1).day()),
        Some(until) => {
            format!("有效期至 {}，从 {} 起重新评定。", until.plus_ms(-1).day(), until.day())
        }
    });
    let promised = ahead.iter().find(|change| change.created_at < end);
    if let Some(promised) = promised.filter(|next| next.effective_at > next.created_at) {
        let (at, to) = (moment(promised.effective_at), name(promised.to_level));
        sentences.push(format!("当时已确定：{at} 起为{to}。{}。", why(promised)));
    }
    let line = |change: &&Change| {
        format!("{} {}：{}", moment(change.effective_at), name(change.to_level), why(change))
    };
    let history = past.iter().rev().map(line).collect();
    let since = Some(last.map_or(card.created_at, |change| change.effective_at));
    Told { level: ladder.rung(id), since, until, sentences, history, last: last.copied() }
}

/// `2026-05-03 10:00` in China.
fn moment(at: Timestamp) -> String {
    let minutes = (at.0 - at.midnight().0) / 60_000;
    format!("{} {:02}:{:02}", at.day(), minutes / 60, minutes % 60)
}

/// The sentence that was written when it was decided.
pub fn why(change: &Change) -> String {
    let written: Option<serde_json::Value> = serde_json::from_str(&change.why).ok();
    let text = written.as_ref().and_then(|why| why["text"].as_str());
    text.unwrap_or("没有记录原因").to_owned()
}

/// For whoever reads no Chinese, in which the sentence was written.
fn english(cause: Cause) -> &'static str {
    match cause {
        Cause::Issued => "The card began with this level",
        Cause::Growth => "Your growth reached this level",
        Cause::Points => "Your points reached this level",
        Cause::Spend => "Your purchases reached this level",
        Cause::Recharge => "Your top-ups reached this level",
        Cause::Paid => "You bought this level",
        Cause::RechargeRule => "It came with a top-up",
        Cause::Manual => "Set by the shop",
        Cause::Renewed => "Earned again for another term",
        Cause::Extended => "It goes on, as you bought something in the past year",
        Cause::SteppedDown => "One level down: there was not enough growth, and no purchase",
        Cause::Recomputed => "It follows from what you earned in the term before",
        Cause::Fixed => "The level before had its last day",
        Cause::Balance => "It follows from your stored value",
    }
}

#[cfg(test)]
mod tests {
    use entity::{
        card::Status,
        ids::{CardId, LevelChangeId, MemberId, MerchantId},
    };
    use ulid::Ulid;

    use super::{super::samples::*, *};
    use crate::level::{Expiry, Upgrade};

    fn at(text: &str) -> Timestamp {
        let (day, hour) = text.split_once(' ').expect("a day and an hour");
        let hour: i64 = hour.parse().expect("an hour");
        Timestamp::start_of(day.parse().expect("a day")).plus_ms(hour * 3_600_000)
    }

    fn card() -> card::Model {
        card::Model {
            id: CardId(Ulid::from(1).into()),
            merchant_id: MerchantId(Ulid::from(1).into()),
            member_id: MemberId(Ulid::from(1).into()),
            number: String::new(),
            sequence: 0,
            level_id: id(2),
            name: String::new(),
            status: Status::Active,
            primary_of: None,
            level_since: at("2026-05-03 0"),
            level_until: None,
            next_level_id: None,
            next_level_at: None,
            linked_number: None,
            created_at: at("2026-01-01 9"),
        }
    }

    fn change(made: &str, effective: &str, (from, to): (u128, u128), why: &str) -> Change {
        Change {
            id: LevelChangeId(Ulid::from(1).into()),
            merchant_id: card().merchant_id,
            card_id: card().id,
            from_level: Some(id(from)),
            to_level: id(to),
            effective_at: at(effective),
            until_at: (to == 3).then(|| at("2026-06-02 0")),
            cause: Cause::Points,
            why: serde_json::json!({ "text": why }).to_string(),
            created_at: at(made),
        }
    }

    #[test]
    fn which_level_on_that_date_and_why() {
        let ladder = ladder(Expiry::None, Upgrade::Points);
        let changes = [
            change("2026-05-02 23", "2026-05-03 0", (1, 3), "积分够了"),
            change("2026-06-02 1", "2026-06-02 0", (3, 2), "积分不够"),
        ];
        for (day, level, sentences) in [
            ("2025-12-31 23", None, vec!["2025-12-31 还没有这张卡：2026-01-01 09:00 开卡。"]),
            (
                "2026-01-01 0",
                Some("一星"),
                vec![
                    "2026-01-01 的等级是一星。",
                    "2026-01-01 09:00 开卡时就是这个等级，此后没有变动。",
                    "长期有效。",
                ],
            ),
            (
                "2026-05-02 12",
                Some("一星"),
                vec![
                    "2026-05-02 的等级是一星。",
                    "2026-01-01 09:00 开卡时就是这个等级，此后没有变动。",
                    "长期有效。",
                    "当时已确定：2026-05-03 00:00 起为金卡。积分够了。",
                ],
            ),
            (
                "2026-05-03 0",
                Some("金卡"),
                vec![
                    "2026-05-03 的等级是金卡。",
                    "2026-05-03 00:00 起：积分够了。",
                    "有效期至 2026-06-01。",
                ],
            ),
            (
                "2026-06-02 1",
                Some("银卡"),
                vec!["2026-06-02 的等级是银卡。", "2026-06-02 00:00 起：积分不够。", "长期有效。"],
            ),
        ] {
            let told = on(&ladder, &card(), &changes, at(day));
            assert_eq!(told.level.map(|rung| rung.level.name.as_str()), level, "{day}");
            assert_eq!(told.sentences, sentences, "{day}");
        }
        let by_hand = Change {
            cause: Cause::Manual,
            ..change("2026-03-01 9", "2026-03-01 9", (1, 2), "王店主手动调整为银卡：投诉")
        };
        for (changes, why) in [
            (&changes[..0], "开卡时就是这个等级"),
            (&changes[..], "积分不够"),
            (std::slice::from_ref(&by_hand), "由门店为您调整"),
        ] {
            assert_eq!(on(&ladder, &card(), changes, at("2026-07-01 0")).why(), why);
        }
        let told = on(&ladder, &card(), &changes[..1], at("2026-07-01 0"));
        assert_eq!(told.sentences[2], "有效期至 2026-06-01，从 2026-06-02 起重新评定。");
        assert_eq!(told.history, ["2026-05-03 00:00 金卡：积分够了"]);
    }
}
