//! Secrets at rest. A master key, from the configuration, seals each merchant's own key; that key
//! seals and indexes everything of the merchant's, each use under a subkey of its own.
//!
//! **Invariant:** a sealed value opens only where it was sealed: merchant, table and column are
//! bound into it. **Invariant:** the same phone has another index in another merchant.
use std::fmt;

use aes_gcm_siv::{
    Aes256GcmSiv, KeyInit,
    aead::{Aead, Payload},
};
use anyhow::{Context, anyhow};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::world::World;

/// Of the layout `version ‖ nonce (12) ‖ ciphertext ‖ tag (16)`.
const VERSION: u8 = 1;

/// From `secrets.master`: at least 32 characters that nobody can guess.
pub struct MasterKey([u8; 32]);

impl MasterKey {
    pub fn new(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }

    /// A new merchant's keys, and the sealed form to be stored.
    pub fn make(&self, world: &World) -> anyhow::Result<(Keys, Vec<u8>)> {
        let key: [u8; 32] = world.bytes();
        Ok((Keys(key), seal(&self.0, world, "merchant.key", &key)?))
    }

    pub fn open(&self, sealed: &[u8]) -> anyhow::Result<Keys> {
        let key = open(&self.0, "merchant.key", sealed)
            .context("secrets.master is not the one this database was made with")?;
        Ok(Keys(key.try_into().map_err(|_| anyhow!("a merchant's key has 32 bytes"))?))
    }

    /// A key for something that belongs to no merchant, such as session tokens.
    pub fn subkey(&self, purpose: &str) -> [u8; 32] {
        derive(&self.0, purpose)
    }

    /// What two texts have in common only if they are the same. It may be kept where the text itself,
    /// which may have a password in it, may not: without the master key nobody can try out guesses.
    pub fn fingerprint(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        derive(&self.subkey(purpose), text)
    }
}

/// What opens one merchant's secrets.
#[derive(Clone)]
pub struct Keys([u8; 32]);

impl Keys {
    /// Seal text for one place, such as `member.phone`.
    pub fn seal(&self, world: &World, place: &str, text: &str) -> anyhow::Result<Vec<u8>> {
        self.seal_bytes(world, place, text.as_bytes())
    }

    /// As [`Keys::seal`], of what is no text: a file.
    pub fn seal_bytes(&self, world: &World, place: &str, bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
        seal(&self.subkey("seal"), world, place, bytes)
    }

    pub fn open_bytes(&self, place: &str, sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
        open(&self.subkey("seal"), place, sealed)
    }

    pub fn open(&self, place: &str, sealed: &[u8]) -> anyhow::Result<String> {
        let text = self.open_bytes(place, sealed)?;
        String::from_utf8(text).context("what was sealed was text")
    }

    /// Keyed hash of a value that must be found by equality.
    pub fn index(&self, place: &str, value: &str) -> Vec<u8> {
        derive(&self.subkey("index"), format!("{place}\n{value}")).to_vec()
    }

    pub fn subkey(&self, purpose: &str) -> [u8; 32] {
        derive(&self.0, purpose)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

fn derive(key: &[u8; 32], purpose: impl AsRef<[u8]>) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(purpose.as_ref());
    mac.finalize().into_bytes().into()
}

fn seal(key: &[u8; 32], world: &World, place: &str, plain: &[u8]) -> anyhow::Result<Vec<u8>> {
    let nonce: [u8; 12] = world.bytes();
    let payload = Payload { msg: plain, aad: place.as_bytes() };
    let sealed = Aes256GcmSiv::new(key.into()).encrypt(&nonce.into(), payload);
    let sealed = sealed.map_err(|_| anyhow!("cannot seal {place}"))?;
    Ok([&[VERSION][..], &nonce, &sealed].concat())
}

fn open(key: &[u8; 32], place: &str, sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
    let (version, rest) = sealed.split_first().context("nothing was sealed")?;
    let (nonce, sealed) = rest.split_first_chunk::<12>().context("sealed value cut short")?;
    anyhow::ensure!(*version == VERSION, "sealed in an unknown way: {version}");
    let payload = Payload { msg: sealed, aad: place.as_bytes() };
    let plain = Aes256GcmSiv::new(key.into()).decrypt(nonce.into(), payload);
    plain.map_err(|_| anyhow!("{place} does not open"))
}

#[cfg(test)]
mod tests {
    use entity::values::Timestamp;

    use super::*;

    fn keys(master: &str, world: &World) -> Keys {
        MasterKey::new(master).make(world).expect("sealing works").0
    }

    #[test]
    fn what_is_sealed_opens_in_its_own_place_only_g15() {
        let world = World::standing(Timestamp(0), 1);
        let (ours, theirs) = (keys("a", &world), keys("a", &world));
        let sealed = ours.seal(&world, "member.phone", "13800000001").expect("sealing works");
        assert_eq!(ours.open("member.phone", &sealed).ok().as_deref(), Some("13800000001"));
        assert!(ours.open("member.id_number", &sealed).is_err());
        assert!(theirs.open("member.phone", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut forged = sealed.clone();
            forged[at] ^= 1;
            assert!(ours.open("member.phone", &forged).is_err(), "byte {at}");
        }
        assert!(ours.open("member.phone", &[]).is_err());
    }

    #[test]
    fn the_same_phone_has_another_index_in_another_merchant_g15() {
        let world = World::standing(Timestamp(0), 1);
        let (ours, theirs) = (keys("a", &world), keys("a", &world));
        let phone = "13800000001";
        assert_eq!(ours.index("phone", phone), ours.index("phone", phone));
        assert_ne!(ours.index("phone", phone), theirs.index("phone", phone));
    }

    #[test]
    fn a_merchants_key_opens_under_its_master_only() {
        let world = World::standing(Timestamp(0), 1);
        let (_, sealed) = MasterKey::new("a").make(&world).expect("sealing works");
        assert!(MasterKey::new("a").open(&sealed).is_ok());
        assert!(MasterKey::new("b").open(&sealed).is_err());
    }

    #[test]
    fn whoever_has_no_master_key_cannot_make_a_fingerprint() {
        let (ours, theirs) = (MasterKey::new("a"), MasterKey::new("b"));
        let print = ours.fingerprint("idempotency", b"{}");
        assert_eq!(ours.fingerprint("idempotency", b"{}"), print);
        assert_ne!(ours.fingerprint("idempotency", b"{ }"), print);
        assert_ne!(ours.fingerprint("another", b"{}"), print);
        assert_ne!(theirs.fingerprint("idempotency", b"{}"), print);
    }
}
