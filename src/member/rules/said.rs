//! What members say of themselves.
use chrono::NaiveDate;

use super::MemberRefusal;

/// Longest address that mail is delivered to (RFC 5321), in bytes.
const LONGEST_EMAIL: usize = 254;

/// An e-mail address as it is kept. Only what every mail server takes: nobody is written to who did
/// not ask, so nothing is gained by more.
pub fn email(typed: &str) -> Result<String, MemberRefusal> {
    let text = typed.trim();
    let fine = text.len() <= LONGEST_EMAIL
        && text.split_once('@').is_some_and(|(who, host)| mailbox(who) && domain(host));
    if fine { Ok(text.to_owned()) } else { Err(MemberRefusal::EmailMalformed) }
}

fn mailbox(who: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._%+-'".contains(&b);
    (1..=64).contains(&who.len()) && who.bytes().all(plain)
}

fn domain(host: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let label = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(plain);
    host.contains('.') && host.split('.').all(label)
}

/// A birthday as it is kept: a day there was, from 1900 until today.
pub fn birthday(typed: &str, today: NaiveDate) -> Result<String, MemberRefusal> {
    let day = NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok();
    let day = day.filter(|day| day.to_string() == typed && typed >= "1900-01-01" && *day <= today);
    day.map(|day| day.to_string()).ok_or(MemberRefusal::BirthdayMalformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_is_one_that_mail_could_reach() {
        for good in ["a@b.cn", "xiao.man+kabao@mail.example.com", "O'Neil@x-y.org"] {
            assert_eq!(email(&format!(" {good} ")).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "a",
            "@b.cn",
            "a@",
            "a@b",
            "a@b..cn",
            "a@.cn",
            "a b@c.cn",
            "a@b@c.cn",
            "a@b.cn\n.x",
            "<a@b.cn>",
            "妈妈@b.cn",
            "a@b.cn, c@d.cn",
            &format!("{}@b.cn", "a".repeat(250)),
        ] {
            assert_eq!(email(bad), Err(MemberRefusal::EmailMalformed), "{bad:?}");
        }
    }

    #[test]
    fn a_birthday_is_a_day_that_has_been() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        for good in ["1900-01-01", "1992-02-29", "2026-11-22"] {
            assert_eq!(birthday(good, today).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "1899-12-31",
            "2026-11-23",
            "1990-02-30",
            "1991-02-29",
            "1990-2-3",
            "1990/02/03",
            "19900203",
            "+1990-02-03",
            "1990-02-03 ",
            "01990-02-03",
            "１９９０-02-03",
        ] {
            assert_eq!(birthday(bad, today), Err(MemberRefusal::BirthdayMalformed), "{bad:?}");
        }
    }
}
