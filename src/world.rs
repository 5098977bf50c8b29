//! Time and chance: all that a flow needs and that does not follow from what it is given.
use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use entity::values::Timestamp;
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use ulid::Ulid;

pub struct World {
    clock: Clock,
    chance: Mutex<StdRng>,
    last_id: Mutex<Ulid>,
}

enum Clock {
    Running,
    Standing(AtomicI64),
}

impl World {
    #[expect(clippy::disallowed_methods, reason = "the one door chance comes in by")]
    pub fn real() -> Self {
        Self {
            clock: Clock::Running,
            chance: Mutex::new(rand::make_rng()),
            last_id: Mutex::default(),
        }
    }

    /// A world in which time moves only by [`World::advance`], and the dice fall the same each
    /// time.
    pub fn standing(at: Timestamp, seed: u64) -> Self {
        let clock = Clock::Standing(AtomicI64::new(at.0));
        let chance = Mutex::new(StdRng::seed_from_u64(seed));
        Self { clock, chance, last_id: Mutex::default() }
    }

    pub fn now(&self) -> Timestamp {
        match &self.clock {
            #[expect(clippy::disallowed_methods, reason = "the one door time comes in by")]
            Clock::Running => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp(since.as_millis() as i64)
            }
            Clock::Standing(at) => Timestamp(at.load(Ordering::SeqCst)),
        }
    }

    /// Let time pass in a standing world. A running one does that by itself.
    pub fn advance(&self, by: Duration) {
        if let Clock::Standing(at) = &self.clock {
            at.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
        }
    }

    /// A fresh id of any kind, in the order of time, and of making within a millisecond.
    pub fn id<T: From<Ulid>>(&self) -> T {
        let fresh = Ulid::from_parts(self.now().0 as u64, self.chance().random());
        let mut last = self.last_id.lock().unwrap_or_else(PoisonError::into_inner);
        let next = last.increment().ok().filter(|next| next.timestamp_ms() == fresh.timestamp_ms());
        *last = next.unwrap_or(fresh);
        (*last).into()
    }

    /// Some time up to `limit`, so that those who collided do not meet again.
    pub fn up_to(&self, limit: Duration) -> Duration {
        limit.mul_f64(self.chance().random())
    }

    /// A whole number from 0 up to, but not including, `end`.
    pub fn below(&self, end: i64) -> i64 {
        self.chance().random_range(0..end)
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.chance().fill_bytes(&mut bytes);
        bytes
    }

    fn chance(&self) -> MutexGuard<'_, StdRng> {
        // A panic while rolling dice leaves dice that still roll.
        self.chance.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
