//! How many histories, how long, and where the seeds of those that failed are kept.
use std::{
    collections::BTreeMap,
    env,
    fmt::Debug,
    fs,
    ops::RangeInclusive,
    sync::{Arc, Mutex, atomic::AtomicUsize},
};

use kabao::world::World;
use proptest::test_runner::{Config, FileFailurePersistence, TestError, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

type State<T> = <<T as StateMachineTest>::Reference as ReferenceStateMachine>::State;
type Transition<T> = <<T as StateMachineTest>::Reference as ReferenceStateMachine>::Transition;

/// Run so many histories of so many steps each, those that failed before first.
pub fn run<T: StateMachineTest>(seeds: &'static str, histories: u32, steps: RangeInclusive<usize>)
where
    State<T>: Debug,
    Transition<T>: Debug,
{
    let kept = FileFailurePersistence::Direct(seeds);
    let config = Config {
        cases: histories * times(),
        failure_persistence: Some(Box::new(kept)),
        max_shrink_iters: 2_000,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config.clone());
    let strategy = T::Reference::sequential_strategy(steps);
    let outcome = runner.run(&strategy, |(state, steps, seen): History<T>| {
        T::test_sequential(config.clone(), state, steps, seen);
        Ok(())
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(why, (_, steps, _))) => {
            let told: Vec<String> = steps.iter().map(|step| format!("  {step:?}")).collect();
            panic!("{why}\nafter\n{}\nits seed is in {seeds}", told.join("\n"));
        }
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

type History<T> = (State<T>, Vec<Transition<T>>, Option<Arc<AtomicUsize>>);

/// `KABAO_TEST_TIMES=100` runs a hundred times as many, at night.
#[expect(clippy::disallowed_methods, reason = "how long tests run is nobody's setting")]
pub fn times() -> u32 {
    env::var("KABAO_TEST_TIMES").ok().map_or(1, |times| times.parse().unwrap())
}

/// What was asked in all histories, and how often it came to what.
#[derive(Default)]
pub struct Tally(Mutex<BTreeMap<(String, String), usize>>);

impl Tally {
    pub const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// `done`, or the code of a refusal.
    pub fn saw(&self, what: &str, outcome: &str) {
        let mut seen = self.0.lock().unwrap();
        *seen.entry((what.to_owned(), outcome.to_owned())).or_default() += 1;
    }

    /// Of all kinds together, done or refused.
    pub fn count(&self) -> usize {
        self.0.lock().unwrap().values().sum()
    }

    /// A run in which something was never done, or nothing was ever refused so, shows nothing.
    pub fn assert_saw(&self, wanted: &[(&str, &str)]) {
        let seen = self.0.lock().unwrap();
        println!("{} operations: {seen:?}", seen.values().sum::<usize>());
        for (what, outcome) in wanted {
            let often = seen.get(&((*what).to_owned(), (*outcome).to_owned()));
            assert!(often.is_some(), "{what} never came to {outcome}");
        }
    }
}

/// Seeds of storms: those that failed once, and some that nobody has tried.
pub fn seeds(kept: &str, fresh: u32) -> Vec<u64> {
    let kept = fs::read_to_string(kept).unwrap_or_default();
    let kept: Vec<u64> = kept.lines().filter_map(|line| line.parse().ok()).collect();
    let dice = World::real();
    let fresh = (0..fresh * times()).map(|_| dice.below(1_000_000_000) as u64);
    kept.into_iter().chain(fresh).collect()
}

/// What a storm of this seed came to; the seed is kept if it failed.
pub async fn keeping<T: Send + 'static>(
    kept: &str,
    seed: u64,
    storm: impl Future<Output = T> + Send + 'static,
) -> T {
    tokio::spawn(storm).await.unwrap_or_else(|failed| {
        let mut known = fs::read_to_string(kept).unwrap_or_default();
        known.push_str(&format!("{seed}\n"));
        fs::write(kept, known).unwrap();
        panic!("seed {seed}, kept in {kept}: {failed}")
    })
}
