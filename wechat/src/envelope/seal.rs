//! Sealing the answer the way the question was sealed.
use super::{Account, Generation, Opened, Rejected};
use crate::{
    crypt,
    fields::{Fields, Format},
    reply::SUCCESS,
    signature::message_signature,
};

impl Account {
    /// The HTTP body that answers `opened` with `reply`, a document in `opened.format` or
    /// [`SUCCESS`], which goes out as it is. Encrypted with the key that opened the push (WeChat
    /// docs, message encryption); if that key was withdrawn meanwhile, we say nothing instead of
    /// saying it in the clear.
    pub fn seal(&self, reply: &str, opened: &Opened, now_s: i64, random16: [u8; 16]) -> String {
        let Some(sealed_with) = opened.sealed_with else { return reply.to_owned() };
        if reply == SUCCESS || reply.is_empty() {
            return reply.to_owned();
        }
        let key = self.keys().find(|(generation, _)| *generation == sealed_with);
        let token = self.tokens().find(|(generation, _)| *generation == opened.signed_with);
        let (Some((_, key)), Some((_, token))) = (key, token) else { return SUCCESS.to_owned() };
        let encrypt = crypt::encrypt(key, random16, reply.as_bytes(), &self.appid);
        let signature = message_signature(token, &now_s.to_string(), &opened.nonce, &encrypt);
        Fields::new()
            .with("Encrypt", encrypt)
            .with("MsgSignature", signature)
            .with("TimeStamp", now_s)
            .with("Nonce", opened.nonce.as_str())
            .write(opened.format)
    }

    /// Opens a sealed answer as WeChat would, with the current key and token alone; for the
    /// simulator. [`SUCCESS`] and other unsealed answers are [`Rejected::Mode`].
    pub fn open_reply(&self, body: &[u8]) -> Result<(Format, Vec<u8>), Rejected> {
        let fields = Fields::parse(body).map_err(|_| Rejected::Mode)?;
        let field = |name| fields.filled(name).ok_or(Rejected::Mode);
        let (encrypt, given) = (field("Encrypt")?, field("MsgSignature")?);
        let (timestamp, nonce) = (field("TimeStamp")?, field("Nonce")?);
        let signed_with = self
            .signed_with(&given, |token| message_signature(token, &timestamp, &nonce, &encrypt))?;
        match (signed_with, self.decrypt(&encrypt)?) {
            (Generation::Current, (Generation::Current, reply)) => Ok((Format::of(&reply), reply)),
            _ => Err(Rejected::Crypt),
        }
    }
}
