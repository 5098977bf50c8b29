//! A picture that a member chose. What it is, its bytes say; what it calls itself counts for nothing
//! (G12).
use base64::{Engine, engine::general_purpose::STANDARD};

use super::MemberRefusal;

const LARGEST: usize = 32 * 1024;

/// The media type and the bytes inside a `data:` address.
pub fn picture(sent: &str) -> Result<(&'static str, Vec<u8>), MemberRefusal> {
    let read = || {
        let (kind, text) = sent.strip_prefix("data:image/")?.split_once(";base64,")?;
        let named =
            kind.len() <= 16 && kind.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+');
        let bytes = STANDARD.decode(text).ok().filter(|_| named)?;
        let media_type = media_type(&bytes).filter(|_| bytes.len() <= LARGEST)?;
        Some((media_type, bytes))
    };
    read().ok_or(MemberRefusal::AvatarMalformed)
}

fn media_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(called: &str, bytes: &[u8]) -> String {
        format!("data:{called};base64,{}", STANDARD.encode(bytes))
    }

    #[test]
    fn a_picture_is_what_its_bytes_say_g12() {
        let webp = b"RIFF\x10\0\0\0WEBPVP8 ";
        for (called, bytes, kept) in [
            ("image/jpeg", b"\xff\xd8\xff\xe0 picture".as_slice(), Some("image/jpeg")),
            ("image/png", b"\xff\xd8\xff\xe0 picture", Some("image/jpeg")),
            ("image/png", b"\x89PNG\r\n\x1a\n picture", Some("image/png")),
            ("image/webp", webp, Some("image/webp")),
            ("image/svg+xml", b"<svg onload=x>", None),
            ("image/png", b"<html>", None),
            ("image/gif", b"GIF89a", None),
            ("text/html", b"\xff\xd8\xff\xe0", None),
            ("image/jpeg", b"", None),
            ("image/webp", b"RIFF\x10\0\0\0WAVEfmt ", None),
        ] {
            let read = picture(&sent(called, bytes)).map(|(media_type, _)| media_type);
            assert_eq!(read.ok(), kept, "{called}");
        }
    }

    #[test]
    fn a_picture_is_no_larger_than_32_kib() {
        let of = |length: usize| {
            let mut bytes = b"\xff\xd8\xff\xe0".to_vec();
            bytes.resize(length, 0);
            picture(&sent("image/jpeg", &bytes)).is_ok()
        };
        assert_eq!((of(LARGEST), of(LARGEST + 1)), (true, false));
        for bad in ["", "data:image/jpeg;base64,%%%", "data:image/jpeg,abc", "https://e.com/a.jpg"]
        {
            assert!(picture(bad).is_err(), "{bad}");
        }
    }
}
