//! A gateway that is told what the [books](super::books) were told, and must come to the same.
use kabao::error::{Error, Result};
use uuid::Uuid;

use super::{
    books::{Books, No},
    house::House,
    ledger::{Asked, Told},
    runner::Tally,
};

/// Of all histories.
pub static SEEN: Tally = Tally::new();

pub struct Ledger {
    house: House,
    /// Of the books' journals, in their order: their ids, and what they are about.
    journals: Vec<(String, Uuid)>,
}

type Expected = std::result::Result<usize, No>;

impl Ledger {
    pub fn open(cards: usize) -> Self {
        Self { house: House::with_cards(cards), journals: vec![] }
    }

    pub fn told(&mut self, told: &Told, books: &Books) {
        self.house.pass(1);
        let desk = &self.house.desk;
        match told {
            Told::Nothing => {}
            Told::Ask(key, asked, expected) => self.ask(*key, asked, expected),
            Told::Undo(journal, expected) => {
                let (id, subject) = self.journals[*journal].clone();
                let card = books.journals[*journal].card;
                let answer = self.house.run(desk.undo(card, &id));
                self.compare("undo", answer, expected, subject);
            }
            Told::Lapse(card, expected) => {
                SEEN.saw("lapse", if *expected == 0 { "nothing" } else { "done" });
                assert_eq!(i128::from(self.house.run(desk.lapse(*card))), *expected);
            }
            Told::Freeze(card, frozen) => self.house.run(desk.freeze(*card, *frozen)),
            Told::Pass(ms) => self.house.pass(*ms as u64),
            Told::Restart => {
                SEEN.saw("restart", "done");
                self.house.restart();
            }
        }
    }

    fn ask(&mut self, key: usize, asked: &Asked, expected: &Expected) {
        let subject = match asked.about {
            Some(about) => self.journals[about].1,
            None => Uuid::from_u128(u128::from(asked.number) + 1),
        };
        let key = format!("key-{key}");
        let answer = self.house.run(self.house.desk.post(&key, asked, subject));
        let what = if asked.about.is_some() { "continue" } else { "post" };
        self.compare(what, answer, expected, subject);
    }

    fn compare(&mut self, what: &str, answer: Result<String>, expected: &Expected, subject: Uuid) {
        SEEN.saw(what, answer.as_ref().err().map_or("done", |no| no.code().unwrap_or("broken")));
        match (answer, expected) {
            (Ok(id), Ok(at)) if *at == self.journals.len() => self.journals.push((id, subject)),
            (Ok(id), Ok(at)) => assert_eq!(id, self.journals[*at].0, "the first answer again"),
            (Err(Error::Refused(no)), Err(expected)) => {
                let code = no.problem().1;
                assert!(expected.contains(code), "{code}, but one of {expected:?}");
            }
            (answer, expected) => panic!("{answer:?}, but {expected:?}"),
        }
    }

    /// Every account and every lot is as in the books, and so is what the last journals took.
    pub fn assert_has(&self, books: &Books) {
        let desk = &self.house.desk;
        self.house.run(desk.assert_has(books));
        if let Some(last) = books.journals.last() {
            let taken = self.house.run(desk.taken(self.journals[last.about].1));
            let expected = books.taken(last.about).into_iter().collect();
            assert_eq!(taken, expected, "what was taken from lots");
        }
    }
}
