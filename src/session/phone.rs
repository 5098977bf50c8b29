//! A phone that WeChat vouched for, handed to the mini-program sealed, to be shown when it
//! registers or binds.
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::{
    ids::IdentityId,
    values::{Phone, Timestamp},
};
use serde::{Deserialize, Serialize};

use super::SessionRefusal;
use crate::{error::Result, member::PhoneProof, seal::Keys, world::World};

const PLACE: &str = "session.phone_proof";
const LIFE_MS: i64 = 10 * 60_000;

#[derive(Serialize, Deserialize)]
struct Proof {
    identity: IdentityId,
    phone: String,
    until: Timestamp,
}

/// For this identity only, and for ten minutes.
pub fn make_proof(
    world: &World,
    keys: &Keys,
    identity: IdentityId,
    phone: &Phone,
) -> Result<String> {
    let until = world.now().plus_ms(LIFE_MS);
    let proof = Proof { identity, phone: phone.reveal().to_owned(), until };
    let sealed = keys.seal(world, PLACE, &serde_json::to_string(&proof)?)?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

/// The phone in a proof that this identity shows.
pub fn open_proof(
    world: &World,
    keys: &Keys,
    identity: IdentityId,
    shown: &str,
) -> Result<PhoneProof, SessionRefusal> {
    let read = || -> Option<Proof> {
        let sealed = URL_SAFE_NO_PAD.decode(shown).ok()?;
        serde_json::from_str(&keys.open(PLACE, &sealed).ok()?).ok()
    };
    let proof = read().filter(|proof| proof.identity == identity && proof.until > world.now());
    let phone = proof.and_then(|proof| Phone::parse(&proof.phone));
    phone.map(PhoneProof).ok_or(SessionRefusal::PhoneProofGone)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ulid::Ulid;

    use super::*;
    use crate::seal::MasterKey;

    #[test]
    fn a_proof_is_good_for_its_owner_for_ten_minutes_b9() {
        let world = World::standing(Timestamp(0), 1);
        let (keys, _) = MasterKey::new("a").make(&world).expect("sealing works");
        let (me, other) = (Ulid::from(1).into(), Ulid::from(2).into());
        let phone = Phone::parse("13800000001").expect("a mobile number");
        let proof = make_proof(&world, &keys, me, &phone).expect("sealing works");
        let shown = |who, proof: &str| open_proof(&world, &keys, who, proof).map(|p| p.0);
        assert_eq!(shown(me, &proof), Ok(phone.clone()));
        assert_eq!(shown(other, &proof), Err(SessionRefusal::PhoneProofGone));
        assert_eq!(shown(me, &proof[1..]), Err(SessionRefusal::PhoneProofGone));
        assert!(!proof.contains("13800000001"));
        world.advance(Duration::from_secs(599));
        assert_eq!(shown(me, &proof), Ok(phone));
        world.advance(Duration::from_secs(1));
        assert_eq!(shown(me, &proof), Err(SessionRefusal::PhoneProofGone));
    }
}
