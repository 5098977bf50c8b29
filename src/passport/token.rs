//! The token: a JWT (HS256) that names its session and nothing of a person.
use entity::{
    ids::SessionId,
    session::{Kind, Model},
    values::Timestamp,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use crate::{error::Result, seal::MasterKey};

#[derive(Serialize, Deserialize)]
struct Claims {
    sid: SessionId,
    aud: Kind,
    iat: i64,
    exp: i64,
}

const PURPOSE: &str = "passport";
/// A token from the future is refused, less what clocks of nodes may differ.
const SKEW_S: i64 = 5;

pub(super) fn sign(master: &MasterKey, session: &Model) -> Result<String> {
    let claims = Claims {
        sid: session.id,
        aud: session.kind,
        iat: session.created_at.seconds(),
        exp: session.expires_at.seconds(),
    };
    let key = EncodingKey::from_secret(&master.subkey(PURPOSE));
    Ok(encode(&Header::new(Algorithm::HS256), &claims, &key).map_err(anyhow::Error::from)?)
}

pub(super) fn verify(
    master: &MasterKey,
    kind: Kind,
    shown: &str,
    now: Timestamp,
) -> Option<SessionId> {
    // One algorithm, ours; and our own clock, so that tests can hold it still.
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let key = DecodingKey::from_secret(&master.subkey(PURPOSE));
    let claims = decode::<Claims>(shown, &key, &validation).ok()?.claims;
    let now = now.seconds();
    let timely = claims.exp > now && claims.iat <= now + SKEW_S;
    (claims.aud == kind && timely).then_some(claims.sid)
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use ulid::Ulid;

    use super::*;

    const NOW: Timestamp = Timestamp(1_798_675_200_000);

    fn session() -> Model {
        Model {
            id: Ulid::from(7).into(),
            merchant_id: Ulid::from(1).into(),
            kind: Kind::Member,
            subject: Ulid::from(2).into(),
            terminal_id: None,
            created_at: NOW,
            expires_at: NOW.plus_ms(60_000),
            ended_at: None,
            seen_at: None,
            address: None,
        }
    }

    #[test]
    fn a_token_names_its_session_until_it_expires() {
        let master = MasterKey::new("a");
        let token = sign(&master, &session()).expect("signing works");
        let read = |kind, at| verify(&master, kind, &token, at);
        assert_eq!(read(Kind::Member, NOW), Some(session().id));
        assert_eq!(read(Kind::Member, NOW.plus_ms(59_000)), Some(session().id));
        assert_eq!(read(Kind::Member, NOW.plus_ms(60_000)), None);
        assert_eq!(read(Kind::Till, NOW), None, "another door");
    }

    #[test]
    fn a_forged_token_is_refused_b8() {
        let master = MasterKey::new("a");
        let token = sign(&master, &session()).expect("signing works");
        let (head, rest) = token.split_once('.').expect("three parts");
        let (body, _) = rest.split_once('.').expect("three parts");
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        let rs256 = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","typ":"JWT"}"#);
        let elsewhere = sign(&MasterKey::new("b"), &session()).expect("signing works");
        let mut early = session();
        early.created_at = NOW.plus_ms(60_000);
        let early = sign(&master, &early).expect("signing works");
        for forged in [
            format!("{none}.{body}."),
            format!("{rs256}.{rest}"),
            format!("{head}.{body}."),
            elsewhere,
            early,
            String::new(),
            "x.y.z".to_owned(),
        ] {
            assert_eq!(verify(&master, Kind::Member, &forged, NOW), None, "{forged}");
        }
    }
}
