//! How many customer-service messages an account may send to a person, and until when (WeChat
//! docs, customer-service messages).
use crate::errcode::{self, Errcode};

const MINUTE: i64 = 60_000;
const TWO_DAYS: i64 = 48 * 60 * MINUTE;

/// What a person did that lets the account speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    Message,
    MenuClick,
    Follow,
    Scan,
}

#[derive(Default)]
pub struct Allowance(Vec<Grant>);

struct Grant {
    by: Trigger,
    left: u8,
    until: i64,
}

impl Allowance {
    /// The same trigger again starts its count anew.
    pub fn grant(&mut self, by: Trigger, now: i64) {
        let (left, window) = match by {
            Trigger::Message => (5, TWO_DAYS),
            Trigger::MenuClick | Trigger::Follow | Trigger::Scan => (3, MINUTE),
        };
        self.0.retain(|grant| grant.by != by);
        self.0.push(Grant { by, left, until: now + window });
    }

    /// Take one message, from the grant that ends first.
    pub fn spend(&mut self, now: i64) -> Result<(), Errcode> {
        self.0.retain(|grant| grant.until > now);
        if self.0.is_empty() {
            return Err(errcode::OUTSIDE_WINDOW);
        }
        let usable = self.0.iter_mut().filter(|grant| grant.left > 0);
        match usable.min_by_key(|grant| grant.until) {
            Some(grant) => {
                grant.left -= 1;
                Ok(())
            }
            None => Err(errcode::TOO_MANY_MESSAGES),
        }
    }

    /// Who unfollows is spoken to no more.
    pub fn revoke(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_allows_five_within_two_days() {
        let mut allowance = Allowance::default();
        assert_eq!(allowance.spend(0), Err(errcode::OUTSIDE_WINDOW), "nobody spoke yet");
        allowance.grant(Trigger::Message, 0);
        for _ in 0..5 {
            assert_eq!(allowance.spend(TWO_DAYS - 1), Ok(()));
        }
        assert_eq!(allowance.spend(TWO_DAYS - 1), Err(errcode::TOO_MANY_MESSAGES));
        assert_eq!(allowance.spend(TWO_DAYS), Err(errcode::OUTSIDE_WINDOW));
    }

    #[test]
    fn a_click_adds_three_for_a_minute_and_those_are_spent_first() {
        let mut allowance = Allowance::default();
        allowance.grant(Trigger::Message, 0);
        allowance.grant(Trigger::MenuClick, 0);
        for _ in 0..3 {
            assert_eq!(allowance.spend(1), Ok(()));
        }
        for _ in 0..5 {
            assert_eq!(allowance.spend(MINUTE), Ok(()), "the message's five are untouched");
        }
        assert_eq!(allowance.spend(MINUTE), Err(errcode::TOO_MANY_MESSAGES));
    }
}
