//! Who may be recognised as a member by a phone alone (B10).
use entity::{member::Model, values::Timestamp};

use super::MemberRefusal;

/// Carriers may give a number to somebody else this long after it fell silent.
const GOOD_MS: i64 = 90 * 24 * 3600 * 1000;

/// Whether a code sent to this member's phone still says that it is theirs. Registering proved it
/// the first time; what the staff mended since counts as if it had been that one.
pub fn proof_is_fresh(member: &Model, now: Timestamp) -> bool {
    member.phone_proven_at.unwrap_or(member.created_at).plus_ms(GOOD_MS) >= now
}

/// A phone that its member has not proven for long may be somebody else's by now, unless WeChat
/// says that this is the very person whom the member's own account belongs to. It makes no
/// difference whether they came by a till or by WeChat: who registered at a till and binds within
/// the 90 days passes by the proof given there (REG-08), and who comes later shows their papers.
pub fn may_bind(fresh: bool, same_person: bool) -> Result<(), MemberRefusal> {
    if fresh || same_person { Ok(()) } else { Err(MemberRefusal::ProofTooOld) }
}

#[cfg(test)]
mod tests {
    use entity::member::Source;
    use ulid::Ulid;

    use super::*;

    const DAY_MS: i64 = 24 * 3600 * 1000;

    fn member(joined: i64, proven: Option<i64>) -> Model {
        Model {
            id: Ulid::from(1).into(),
            merchant_id: Ulid::from(9).into(),
            number: "1".to_owned(),
            nickname: "小美".to_owned(),
            name: None,
            phone_sealed: vec![],
            phone_index: vec![],
            phone_unique: None,
            unionid: None,
            id_number_sealed: None,
            source: Source::Till,
            consent: None,
            birthday: None,
            email_sealed: None,
            phone_proven_at: proven.map(|day| Timestamp(day * DAY_MS)),
            money_held_until: None,
            left_at: None,
            merged_into: None,
            store_id: None,
            import_id: None,
            phone_tail: None,
            job: None,
            fax: None,
            website: None,
            title: None,
            language: None,
            remark: None,
            version: 0,
            created_at: Timestamp(joined * DAY_MS),
        }
    }

    #[test]
    fn a_phone_vouches_for_ninety_days_b10_reg_08() {
        for (joined, proven, now_ms, fresh) in [
            (0, None, 0, true),
            (0, None, 90 * DAY_MS, true),
            (0, None, 90 * DAY_MS + 1, false),
            (0, Some(10), 100 * DAY_MS, true),
            (0, Some(10), 100 * DAY_MS + 1, false),
        ] {
            let told = proof_is_fresh(&member(joined, proven), Timestamp(now_ms));
            assert_eq!(told, fresh, "{joined} {proven:?} {now_ms}");
        }
    }

    #[test]
    fn an_old_proof_binds_only_whom_wechat_knows_b10() {
        for (fresh, same_person, may) in
            [(true, false, true), (true, true, true), (false, true, true), (false, false, false)]
        {
            let expected = if may { Ok(()) } else { Err(MemberRefusal::ProofTooOld) };
            assert_eq!(may_bind(fresh, same_person), expected, "{fresh} {same_person}");
        }
    }
}
