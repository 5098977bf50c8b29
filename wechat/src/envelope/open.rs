//! Opening what arrives: signature, freshness, cipher, in that order.
use super::{Account, Asked, FRESH_FOR_S, Generation, Mode, Opened, Query, Rejected};
use crate::{
    crypt,
    fields::{Fields, Format},
    signature::{matches, message_signature, plain_signature},
};

impl Account {
    /// Reads the GET with which WeChat checks the URL. It is signed with `signature` in every mode.
    pub fn verify_url<'q>(&self, query: &'q Query, now_s: i64) -> Result<Asked<'q>, Rejected> {
        let claim = Claim::of(query)?;
        let signed_with = self.check_plain(query, &claim)?;
        claim.fresh(now_s)?;
        let echostr = query.echostr.as_deref().ok_or(Rejected::Malformed)?;
        Ok(Asked { echostr, signed_with })
    }

    /// Opens a POST. `body` is as it came, within whatever limit the server sets (64 KiB is ample).
    pub fn open(&self, query: &Query, body: &[u8], now_s: i64) -> Result<Opened, Rejected> {
        match self.mode {
            Mode::Plain => self.open_plain(query, body, now_s),
            Mode::Compatible | Mode::Safe => self.open_sealed(query, body, now_s),
        }
    }

    fn open_plain(&self, query: &Query, body: &[u8], now_s: i64) -> Result<Opened, Rejected> {
        if query.encrypt_type.as_deref() == Some("aes") {
            return Err(Rejected::Mode);
        }
        let claim = Claim::of(query)?;
        let signed_with = self.check_plain(query, &claim)?;
        let timestamp = claim.fresh(now_s)?;
        Ok(claim.opened(timestamp, body.to_vec(), None, signed_with))
    }

    fn open_sealed(&self, query: &Query, body: &[u8], now_s: i64) -> Result<Opened, Rejected> {
        let outside = Fields::parse(body)?;
        let encrypt = outside.filled("Encrypt").ok_or(Rejected::Mode)?;
        let claim = Claim::of(query)?;
        let given = query.msg_signature.as_deref().ok_or(Rejected::Signature)?;
        let signed_with = self.signed_with(given, |token| {
            message_signature(token, claim.timestamp, claim.nonce, &encrypt)
        })?;
        let timestamp = claim.fresh(now_s)?;
        let (sealed_with, inside) = self.decrypt(&encrypt)?;
        Ok(claim.opened(timestamp, inside, Some(sealed_with), signed_with))
    }

    pub(super) fn decrypt(&self, encrypt: &str) -> Result<(Generation, Vec<u8>), Rejected> {
        self.keys()
            .find_map(|(generation, key)| {
                let inside = crypt::decrypt(key, encrypt, &self.appid).ok()?;
                Some((generation, inside))
            })
            .ok_or(Rejected::Crypt)
    }

    fn check_plain(&self, query: &Query, claim: &Claim) -> Result<Generation, Rejected> {
        let given = query.signature.as_deref().ok_or(Rejected::Signature)?;
        self.signed_with(given, |token| plain_signature(token, claim.timestamp, claim.nonce))
    }

    /// The token under which `given` is what `sign` says it should be.
    pub(super) fn signed_with(
        &self,
        given: &str,
        sign: impl Fn(&str) -> String,
    ) -> Result<Generation, Rejected> {
        self.tokens()
            .find_map(|(generation, token)| matches(&sign(token), given).then_some(generation))
            .ok_or(Rejected::Signature)
    }
}

/// When and with which nonce a callback says it was signed: strings, because strings are signed.
struct Claim<'q> {
    timestamp: &'q str,
    nonce: &'q str,
}

impl<'q> Claim<'q> {
    fn of(query: &'q Query) -> Result<Self, Rejected> {
        match (query.timestamp.as_deref(), query.nonce.as_deref()) {
            (Some(timestamp), Some(nonce)) => Ok(Self { timestamp, nonce }),
            _ => Err(Rejected::Signature),
        }
    }

    /// The time, if it is near ours. Asked only once the signature is known to be good, so that
    /// "stale" means a replay or a wrong clock, and not just anybody.
    fn fresh(&self, now_s: i64) -> Result<i64, Rejected> {
        let timestamp: i64 = self.timestamp.parse().map_err(|_| Rejected::Malformed)?;
        if timestamp.abs_diff(now_s) > FRESH_FOR_S { Err(Rejected::Stale) } else { Ok(timestamp) }
    }

    fn opened(
        &self,
        timestamp: i64,
        body: Vec<u8>,
        sealed_with: Option<Generation>,
        signed_with: Generation,
    ) -> Opened {
        let (format, nonce) = (Format::of(&body), self.nonce.to_owned());
        Opened { body, format, sealed_with, signed_with, nonce, timestamp }
    }
}
