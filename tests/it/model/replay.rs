//! Whether what many saw at once could have happened one after the other.
use std::{
    fmt::Debug,
    sync::atomic::{AtomicU64, Ordering},
};

use super::books::No;

/// One request as its client saw it. The client writes it down before it is sent.
#[derive(Clone, Debug)]
pub struct Seen<A> {
    pub ask: A,
    /// Ticks of one clock for all clients: when it was sent, and when it was answered.
    pub from: u64,
    pub until: u64,
    /// Nothing, if it was done.
    pub refused: Option<String>,
}

pub fn tick() -> u64 {
    static CLOCK: AtomicU64 = AtomicU64::new(0);
    CLOCK.fetch_add(1, Ordering::SeqCst)
}

/// Tell the model everything that was done, in the order in which it was done, and everything that
/// was refused at some moment between its question and its answer. What the model then has.
pub fn replay<M: Clone, A: Debug>(
    mut model: M,
    done: &[Seen<A>],
    refused: &[Seen<A>],
    step: impl Fn(&mut M, &A) -> Result<(), No>,
) -> M {
    for (at, later) in done.iter().enumerate() {
        let overtaken = done[..at].iter().find(|earlier| later.until < earlier.from);
        assert!(overtaken.is_none(), "{later:?} was over before {overtaken:?} began");
    }
    let mut open: Vec<(usize, usize, &Seen<A>)> =
        refused.iter().map(|no| (first_moment(done, no), last_moment(done, no), no)).collect();
    for at in 0..=done.len() {
        open.retain(|(first, last, no)| {
            let then = (*first..=*last).contains(&at);
            !(then && explains(&model, no, &step))
        });
        if let Some(late) = open.iter().find(|(_, last, _)| *last == at) {
            panic!("at no moment that {:?} met could it be refused so", late.2);
        }
        if let Some(next) = done.get(at) {
            let told = step(&mut model, &next.ask);
            assert_eq!(told, Ok(()), "but {next:?} was done");
        }
    }
    model
}

fn explains<M: Clone, A>(
    model: &M,
    no: &Seen<A>,
    step: impl Fn(&mut M, &A) -> Result<(), No>,
) -> bool {
    let reasons = step(&mut model.clone(), &no.ask).err().unwrap_or_default();
    no.refused.as_deref().is_some_and(|code| reasons.contains(code))
}

/// How much had been done for certain when it was asked.
fn first_moment<A>(done: &[Seen<A>], no: &Seen<A>) -> usize {
    done.iter().rposition(|done| done.until < no.from).map_or(0, |last| last + 1)
}

/// How much can have been done when it was answered.
fn last_moment<A>(done: &[Seen<A>], no: &Seen<A>) -> usize {
    done.iter().rposition(|done| done.from < no.until).map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A purse that gives what it has.
    fn take(purse: &mut i64, amount: &i64) -> Result<(), No> {
        if *purse < *amount {
            return Err(No::from(["balance_insufficient"]));
        }
        *purse -= amount;
        Ok(())
    }

    fn seen(ask: i64, from: u64, until: u64, refused: bool) -> Seen<i64> {
        let refused = refused.then(|| "balance_insufficient".to_owned());
        Seen { ask, from, until, refused }
    }

    #[test]
    fn a_refusal_that_was_right_at_some_moment_it_met_is_explained() {
        let done = [seen(3, 0, 5, false), seen(-5, 6, 9, false)];
        // It met the purse when it was empty.
        assert_eq!(replay(3, &done, &[seen(2, 4, 7, true)], take), 5);
    }

    #[test]
    #[should_panic(expected = "at no moment")]
    fn a_refusal_that_was_right_only_before_it_was_asked_is_not() {
        let done = [seen(3, 0, 1, false), seen(-5, 2, 3, false)];
        replay(3, &done, &[seen(2, 4, 7, true)], take);
    }

    #[test]
    #[should_panic(expected = "was done")]
    fn what_was_done_though_the_model_refuses_is_seen() {
        replay(3, &[seen(2, 0, 1, false), seen(2, 2, 3, false)], &[], take);
    }

    #[test]
    #[should_panic(expected = "was over before")]
    fn an_order_against_time_is_seen() {
        replay(3, &[seen(1, 5, 6, false), seen(1, 0, 1, false)], &[], take);
    }
}
