//! The cipher around callback messages (WeChat docs, message encryption): AES-256-CBC over
//! `random(16) ‖ length(u32, big-endian) ‖ message ‖ receive-id`, padded to a multiple of 32.
//!
//! CBC does not authenticate. That a message is WeChat's is shown by its signature, checked before
//! anything is decrypted; what fails in here fails in one way.
use std::{fmt, str::FromStr};

use aes::Aes256;
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit, block_padding::NoPadding};
use subtle::ConstantTimeEq;

/// The cipher's block is 16 bytes, but WeChat pads to 32: `pad` runs from 1 to 32.
const PADDED_TO: usize = 32;

/// 43 characters are 258 bits: the two spare ones are arbitrary in real keys.
const KEY_BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// It could not be opened. Why, nobody outside learns: a reason would be an oracle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message could not be decrypted")]
pub struct CryptError;

/// Not an EncodingAESKey. The text itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an EncodingAESKey is 43 characters of A-Z, a-z and 0-9")]
pub struct NotAKey;

/// The EncodingAESKey of an account: 43 base64 characters in the console, 32 bytes in here.
#[derive(Clone)]
pub struct EncodingAesKey([u8; 32]);

impl FromStr for EncodingAesKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let bytes = KEY_BASE64.decode(text).map_err(|_| NotAKey)?;
        bytes.try_into().map(Self).map_err(|_| NotAKey)
    }
}

impl fmt::Debug for EncodingAesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncodingAesKey(***)")
    }
}

impl EncodingAesKey {
    fn iv(&self) -> [u8; 16] {
        let (iv, _) = self.0.split_at(16);
        iv.try_into().expect("half of 32 bytes is 16 bytes")
    }
}

/// Seals a message for `receive_id` (the appid; a third-party platform's component appid) and
/// returns it in base64. `random16` must be fresh: the IV is the same for every message.
pub fn encrypt(key: &EncodingAesKey, random16: [u8; 16], msg: &[u8], receive_id: &str) -> String {
    let length = u32::try_from(msg.len()).expect("a reply is kilobytes, never 4 GiB");
    let mut plain = [&random16, &length.to_be_bytes()[..], msg, receive_id.as_bytes()].concat();
    let pad = PADDED_TO - plain.len() % PADDED_TO;
    plain.resize(plain.len() + pad, pad as u8);
    let whole = plain.len();
    let sealed = cbc::Encryptor::<Aes256>::new(&key.0.into(), &key.iv().into())
        .encrypt_padded::<NoPadding>(&mut plain, whole)
        .expect("a multiple of 32 needs no room for padding");
    STANDARD.encode(sealed)
}

/// Opens what [`encrypt`] sealed and returns the message, if it was sealed for `receive_id`.
pub fn decrypt(
    key: &EncodingAesKey,
    encrypt: &str,
    receive_id: &str,
) -> Result<Vec<u8>, CryptError> {
    open(key, encrypt, receive_id).ok_or(CryptError)
}

fn open(key: &EncodingAesKey, encrypt: &str, receive_id: &str) -> Option<Vec<u8>> {
    let mut sealed = STANDARD.decode(encrypt).ok()?;
    let padded = cbc::Decryptor::<Aes256>::new(&key.0.into(), &key.iv().into())
        .decrypt_padded::<NoPadding>(&mut sealed)
        .ok()?;
    let (_random, rest) = unpad(padded)?.split_at_checked(16)?;
    let (length, rest) = rest.split_first_chunk()?;
    let (msg, id) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    bool::from(id.ct_eq(receive_id.as_bytes())).then(|| msg.to_vec())
}

/// PKCS#7 over 32 bytes, every byte of it checked; a library's would refuse a pad above 16.
fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let pad = usize::from(*padded.last()?);
    if !(1..=PADDED_TO).contains(&pad) {
        return None;
    }
    let (plain, padding) = padded.split_at_checked(padded.len().checked_sub(pad)?)?;
    padding.iter().all(|&byte| usize::from(byte) == pad).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    fn key() -> EncodingAesKey {
        KEY.parse().expect("a key with spare bits set")
    }

    /// Encrypts exactly these bytes: no length, no id, no padding of ours.
    fn seal_as_is(mut plain: Vec<u8>) -> String {
        let whole = plain.len();
        let sealed = cbc::Encryptor::<Aes256>::new(&key().0.into(), &key().iv().into())
            .encrypt_padded::<NoPadding>(&mut plain, whole)
            .expect("whole blocks");
        STANDARD.encode(sealed)
    }

    fn plain(length: u32, tail: &[u8]) -> Vec<u8> {
        [&[7; 16], &length.to_be_bytes()[..], tail].concat()
    }

    #[test]
    fn whatever_is_sealed_opens_again_at_every_length_of_padding() {
        for size in 0..100 {
            let msg = vec![b'x'; size];
            let sealed = encrypt(&key(), [1; 16], &msg, "wx1");
            assert_eq!(decrypt(&key(), &sealed, "wx1"), Ok(msg));
            assert_eq!(decrypt(&key(), &sealed, "wx2"), Err(CryptError));
        }
    }

    #[test]
    fn broken_ciphertexts_fail_in_one_way_a6() {
        // 16 + 4 + 2 + 3 = 25 bytes, so the honest pad is 7.
        let honest = plain(2, b"hiwx1");
        let padded = |pad: &[u8]| seal_as_is([&honest, pad].concat());
        assert_eq!(decrypt(&key(), &padded(&[7; 7]), "wx1"), Ok(b"hi".to_vec()));
        for (case, sealed) in [
            ("pad 0", padded(&[0; 7])),
            ("pad 33", padded(&[33; 7])),
            ("pad 255", padded(&[255; 7])),
            ("pad longer than the text", padded(&[32; 7])),
            ("one wrong pad byte", padded(&[7, 7, 7, 6, 7, 7, 7])),
            ("nothing but padding", seal_as_is(vec![32; 32])),
            ("no room for a length", seal_as_is([&[7; 18][..], &[14; 14]].concat())),
            ("length past the end", seal_as_is([plain(9, b"hiwx1"), vec![7; 7]].concat())),
            ("length of 4 GiB", seal_as_is([plain(u32::MAX, b"hiwx1"), vec![7; 7]].concat())),
            ("not whole blocks", STANDARD.encode([0; 31])),
            ("not base64", "!!!!".to_owned()),
            ("empty", String::new()),
        ] {
            assert_eq!(decrypt(&key(), &sealed, "wx1"), Err(CryptError), "{case}");
        }
    }

    #[test]
    fn keys_with_spare_bits_are_the_bytes_wechat_means() {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../tests/vectors.json")).expect("JSON");
        let vectors = file["vectors"].as_array().expect("a list");
        let vector = vectors.iter().find(|v| v["id"] == "aeskey-trailing-bits").expect("is there");
        let decoded = vector["expect"]["decoded_hex"].as_object().expect("keys");
        assert_eq!(decoded.len(), 5);
        for (text, bytes) in decoded {
            let key: EncodingAesKey = text.parse().expect("a key");
            assert_eq!(hex::encode(key.0), *bytes, "{text}");
        }
    }

    #[test]
    fn a_key_is_43_characters_and_shows_none_of_them() {
        for wrong in ["", &KEY[1..], &format!("{KEY}="), &format!("{KEY}A"), &KEY.replace('a', "!")]
        {
            assert_eq!(EncodingAesKey::from_str(wrong).err(), Some(NotAKey), "{wrong:?}");
        }
        assert_eq!(format!("{:?}", key()), "EncodingAesKey(***)");
    }
}
