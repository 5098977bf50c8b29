//! `encryptedData` of a mini-program (WeChat docs, open data verification and decryption):
//! AES-128-CBC under the member's session_key, padded to 16. We only ever open it.
use aes::Aes128;
use base64::{Engine, engine::general_purpose::STANDARD};
use cbc::cipher::{BlockModeDecrypt, KeyIvInit, block_padding::Pkcs7};
use serde::Deserialize;

use crate::crypt::CryptError;

/// What a mini-program was told about its user, addressed to us.
#[derive(Clone, PartialEq, Eq)]
pub struct UserData {
    /// The JSON WeChat sealed, byte for byte. Personal data.
    pub json: String,
    /// When WeChat sealed it, in seconds; how old is too old is the caller's to say.
    pub sealed_at_s: i64,
}

#[derive(Deserialize)]
struct Sealed {
    watermark: Watermark,
}

#[derive(Deserialize)]
struct Watermark {
    appid: String,
    timestamp: i64,
}

/// Opens `encryptedData` if it was sealed for `appid`; all three texts are base64.
///
/// Nothing signs it: whoever holds the session_key (WeChat, and we) could have written it.
pub fn decrypt(
    session_key: &str,
    iv: &str,
    encrypted_data: &str,
    appid: &str,
) -> Result<UserData, CryptError> {
    open(session_key, iv, encrypted_data, appid).ok_or(CryptError)
}

fn open(session_key: &str, iv: &str, encrypted_data: &str, appid: &str) -> Option<UserData> {
    let key: [u8; 16] = STANDARD.decode(session_key).ok()?.try_into().ok()?;
    let iv: [u8; 16] = STANDARD.decode(iv).ok()?.try_into().ok()?;
    let mut sealed = STANDARD.decode(encrypted_data).ok()?;
    let plain = cbc::Decryptor::<Aes128>::new(&key.into(), &iv.into())
        .decrypt_padded::<Pkcs7>(&mut sealed)
        .ok()?;
    let Sealed { watermark } = serde_json::from_slice(plain).ok()?;
    let json = String::from_utf8(plain.to_vec()).ok()?;
    (watermark.appid == appid).then_some(UserData { json, sealed_at_s: watermark.timestamp })
}
