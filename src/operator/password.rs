//! Passwords: slow on purpose (argon2id, 19 MiB, two passes), so that few are worked on at once.
use anyhow::{Context, anyhow};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::OperatorRefusal;
use crate::{app::App, error::Result, world::World};

/// One for all nodes in this process: what it guards is the processor's.
pub(super) static GATE: Gate = Gate::new();

const SEATS: usize = 2;
const LINE: usize = 16;

pub(super) struct Gate {
    places: Semaphore,
    seats: Semaphore,
}

/// The right to work on one password.
#[derive(Debug)]
pub(super) struct Seat {
    _place: SemaphorePermit<'static>,
    _seat: SemaphorePermit<'static>,
}

impl Gate {
    const fn new() -> Self {
        Self { places: Semaphore::const_new(SEATS + LINE), seats: Semaphore::const_new(SEATS) }
    }

    /// A seat, after some waiting; or a refusal, if too many wait already.
    pub(super) async fn enter(&'static self) -> Result<Seat> {
        let place = self.places.try_acquire().map_err(|_| OperatorRefusal::Busy)?;
        let seat = self.seats.acquire().await.context("the gate is never closed")?;
        Ok(Seat { _place: place, _seat: seat })
    }
}

/// What is stored of a password: a PHC string.
pub fn hash(world: &World, password: &str) -> anyhow::Result<String> {
    hash_with(&world.bytes(), password)
}

/// As [`hash`], in its turn and beside the work of others.
pub(super) async fn hash_in_turn(app: &App, password: String) -> Result<String> {
    let seat = GATE.enter().await?;
    let salt = app.world.bytes();
    let work = move || {
        let _seat = seat;
        hash_with(&salt, &password)
    };
    Ok(tokio::task::spawn_blocking(work).await.context("hashing a password panicked")??)
}

fn hash_with(salt: &[u8; 16], password: &str) -> anyhow::Result<String> {
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), salt);
    Ok(hash.map_err(|why| anyhow!("cannot hash a password: {why}"))?.to_string())
}

/// Whether the password is the one that was hashed. Without a hash it is not, which takes as long.
pub(super) async fn verify(seat: Seat, password: String, hash: Option<String>) -> Result<bool> {
    let work = move || {
        // Held to the end of the work, even if the caller has gone away.
        let _seat = seat;
        check(&password, hash.as_deref())
    };
    Ok(tokio::task::spawn_blocking(work).await.context("checking a password panicked")??)
}

fn check(password: &str, hash: Option<&str>) -> anyhow::Result<bool> {
    use argon2::password_hash::Error;
    let Some(hash) = hash else { return hash_with(&[0; 16], password).map(|_| false) };
    match Argon2::default().verify_password(password.as_bytes(), hash) {
        Ok(()) => Ok(true),
        Err(Error::PasswordInvalid) => Ok(false),
        Err(why) => Err(anyhow!("a stored password hash cannot be read: {why}")),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        task::{Context as Poll, Waker},
    };

    use entity::values::Timestamp;

    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash() {
        let world = World::standing(Timestamp(0), 1);
        let hashed = hash(&world, "kabao-demo").expect("hashing works");
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert_ne!(hashed, hash(&world, "kabao-demo").expect("hashing works"), "salted");
        for (password, right) in
            [("kabao-demo", true), ("kabao-demo ", false), ("Kabao-demo", false), ("", false)]
        {
            assert_eq!(check(password, Some(&hashed)).expect("readable"), right, "{password}");
        }
        assert!(!check("kabao-demo", None).expect("nobody's"));
        assert!(check("kabao-demo", Some("md5:x")).is_err());
    }

    #[test]
    fn two_sit_sixteen_wait_and_the_rest_are_refused_b16() {
        static GATE: Gate = Gate::new();
        let mut cx = Poll::from_waker(Waker::noop());
        let enter = || Box::pin(GATE.enter());
        let mut callers: Vec<_> = (0..SEATS + LINE + 182).map(|_| enter()).collect();
        let (mut seated, mut refused) = (vec![], 0);
        for caller in &mut callers {
            match caller.as_mut().poll(&mut cx) {
                std::task::Poll::Ready(Ok(seat)) => seated.push(seat),
                std::task::Poll::Ready(Err(no)) => {
                    assert_eq!(no.code(), Some("busy"));
                    refused += 1;
                }
                std::task::Poll::Pending => {}
            }
        }
        assert_eq!((seated.len(), refused), (SEATS, 182));
        seated.pop();
        let mut next = pin!(&mut callers[SEATS]);
        assert!(next.as_mut().poll(&mut cx).is_ready(), "a seat came free");
    }
}
