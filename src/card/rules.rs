//! Decisions about cards.
use entity::{
    card::{Model, Status},
    ids::{CardId, MemberId},
};

use crate::{error::refusals, lang::say, member};

refusals! {
    /// Why a card does not do what was asked.
    pub enum CardRefusal {
        NotActive { status_text: String } = Conflict "card_not_active"
            "这张会员卡{status_text}，不能使用" "this card is not active";
        NoSuchCard = NotFound "no_such_card" "没有这张会员卡" "no such card";
        NotLost = Conflict "card_not_lost" "只有已挂失的卡可以补办" "only a lost card is reissued";
        NameMalformed = Invalid "card_name_malformed"
            "卡名需要 1 到 16 个字" "a card's name has 1 to 16 characters";
    }
}

impl CardRefusal {
    pub fn not_active(status: Status) -> Self {
        Self::NotActive { status_text: status_text(status).to_owned() }
    }
}

pub fn status_text(status: Status) -> &'static str {
    match status {
        Status::Active => say("正常", "active"),
        Status::Lost => say("已挂失", "reported lost"),
        Status::Void => say("已作废", "void"),
    }
}

/// `8800 **** **** ** 4321`-like: the first and last four.
pub fn masked_number(number: &str) -> String {
    match (number.get(..4), number.len().checked_sub(4).and_then(|from| number.get(from..))) {
        (Some(first), Some(last)) if number.len() > 8 => format!("{first} **** **** {last}"),
        _ => "****".to_owned(),
    }
}

/// What is void stays void.
pub fn may_become(from: Status, to: Status) -> Result<(), CardRefusal> {
    match (from, to) {
        (Status::Active, Status::Lost | Status::Void) | (Status::Lost, Status::Active) => Ok(()),
        _ => Err(CardRefusal::not_active(from)),
    }
}

/// Whether a card may be used now.
pub fn usable(status: Status) -> Result<(), CardRefusal> {
    match status {
        Status::Active => Ok(()),
        Status::Lost | Status::Void => Err(CardRefusal::not_active(status)),
    }
}

/// Which card is the first of two members who become one, all their cards given from the oldest on:
/// of those that work the primary card of who stays, or the other's, or any; else so of all.
pub fn first(cards: &[Model], stays: MemberId) -> Option<CardId> {
    let rank = |card: &&Model| {
        let Model { status, primary_of, .. } = card;
        (*status != Status::Active, *primary_of != Some(stays), primary_of.is_none())
    };
    cards.iter().min_by_key(rank).map(|card| card.id)
}

/// A card's name as it is kept: trimmed, 1 to 16 characters, none of them invisible.
pub fn name(typed: &str) -> Result<String, CardRefusal> {
    let name = typed.trim();
    let fits = name.chars().count() <= 16;
    // What a person may be called, a card may be.
    match member::nickname(name) {
        Ok(name) if fits => Ok(name),
        _ => Err(CardRefusal::NameMalformed),
    }
}

#[cfg(test)]
mod tests {
    use entity::values::Timestamp;
    use ulid::Ulid;

    use super::*;

    fn card(id: u128, status: Status, primary_of: Option<u128>) -> Model {
        Model {
            id: Ulid::from(id).into(),
            merchant_id: Ulid::from(9).into(),
            member_id: Ulid::from(1).into(),
            number: "1".to_owned(),
            sequence: 1,
            level_id: Ulid::from(8).into(),
            name: "会员卡".to_owned(),
            status,
            primary_of: primary_of.map(|member| Ulid::from(member).into()),
            level_since: Timestamp(0),
            level_until: None,
            next_level_id: None,
            next_level_at: None,
            linked_number: None,
            created_at: Timestamp(0),
        }
    }

    #[test]
    fn of_two_who_become_one_a_card_that_works_is_the_first_b12() {
        use Status::{Active, Lost, Void};
        let (stays, ends) = (Some(1), Some(2));
        for (cards, first_is) in [
            (vec![], None),
            (vec![card(3, Active, ends), card(4, Active, stays)], Some(4)),
            (vec![card(3, Void, stays), card(4, Active, None), card(5, Active, ends)], Some(5)),
            (vec![card(3, Lost, stays), card(4, Void, ends), card(5, Active, None)], Some(5)),
            (vec![card(3, Void, ends), card(4, Void, stays)], Some(4)),
            (vec![card(3, Void, None), card(4, Lost, ends)], Some(4)),
        ] {
            let first_is: Option<CardId> = first_is.map(|id: u128| Ulid::from(id).into());
            assert_eq!(first(&cards, Ulid::from(1).into()), first_is, "{cards:?}");
        }
    }

    #[test]
    fn a_card_is_called_what_people_can_read_a13() {
        for good in ["会员卡", "妈妈的卡 👩", "<b>x</b>", &"长".repeat(16)] {
            assert_eq!(name(good).as_deref(), Ok(good));
        }
        assert_eq!(name(" 卡\u{3000}").as_deref(), Ok("卡"));
        for bad in ["", "  ", "a\nb", "\u{202e}abc", &"长".repeat(17)] {
            assert_eq!(name(bad), Err(CardRefusal::NameMalformed), "{bad:?}");
        }
    }

    #[test]
    fn a_number_is_shown_by_its_ends() {
        for (number, shown) in [
            ("268206698826022241", "2682 **** **** 2241"),
            ("12345678", "****"),
            ("", "****"),
            ("会员卡号码会员卡号码", "****"),
        ] {
            assert_eq!(masked_number(number), shown);
        }
    }

    #[test]
    fn a_void_card_stays_void_and_a_lost_one_is_not_thrown_away_crd_05() {
        use Status::{Active, Lost, Void};
        for (from, to, may) in [
            (Active, Lost, true),
            (Active, Void, true),
            (Lost, Active, true),
            (Lost, Void, false),
            (Void, Active, false),
            (Void, Lost, false),
        ] {
            assert_eq!(may_become(from, to).is_ok(), may, "{from:?} to {to:?}");
        }
    }

    #[test]
    fn only_an_active_card_is_used() {
        assert!(usable(Status::Active).is_ok());
        assert!(usable(Status::Lost).is_err() && usable(Status::Void).is_err());
    }
}
