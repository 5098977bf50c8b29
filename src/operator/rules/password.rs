//! Which passwords are too weak to be kept.
use super::super::OperatorRefusal;

/// In characters.
const SHORTEST: usize = 10;
/// In bytes: what argon2 works on is not for a stranger to choose.
const LONGEST: usize = 256;

/// What is tried first, of those that are long enough.
const COMMON: &[&str] = &[
    "1234567890",
    "0123456789",
    "0987654321",
    "9876543210",
    "12345678910",
    "123456789a",
    "a123456789",
    "1q2w3e4r5t",
    "q1w2e3r4t5",
    "1qaz2wsx3edc",
    "1qazxsw23edc",
    "qwertyuiop",
    "qwerty12345",
    "asdfghjkl1",
    "zxcvbnm123",
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "p@ssw0rd123",
    "iloveyou123",
    "woaini1314",
    "woaini1314520",
    "5201314520",
    "1314520520",
    "administrator",
    "admin12345",
    "admin123456",
    "welcome123",
    "letmein123",
    "changeme123",
    "football123",
    "abc1234567",
    "abcd123456",
    "abcdefghij",
    "aa12345678",
    "qq123456789",
    "112233445566",
    "11223344556677",
    "1472583690",
    "1472583690",
    "kabao-demo",
];

/// Long enough, and neither the login nor one of those that are tried first.
pub fn check(password: &str, login: &str) -> Result<(), OperatorRefusal> {
    let lower = password.to_lowercase();
    let long = password.chars().count() >= SHORTEST && password.len() <= LONGEST;
    let mut characters = lower.chars();
    let first = characters.next();
    let one_key = characters.all(|c| Some(c) == first);
    let named = lower.contains(&login.to_lowercase());
    let common = COMMON.contains(&lower.as_str());
    match long && !one_key && !named && !common {
        true => Ok(()),
        false => Err(OperatorRefusal::PasswordWeak),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_not_what_everybody_tries() {
        for good in ["correct horse", "蓝色的自行车停在楼下", "x8#kQ2!pLm"] {
            assert_eq!(check(good, "owner"), Ok(()), "{good}");
        }
        let long = "ab".repeat(129);
        for weak in [
            "short-one",
            "aaaaaaaaaaaa",
            "Password123",
            "1234567890",
            "the-owner-1",
            "OWNER-owner",
            "kabao-demo",
            "",
            &long,
        ] {
            assert_eq!(check(weak, "owner"), Err(OperatorRefusal::PasswordWeak), "{weak}");
        }
    }
}
