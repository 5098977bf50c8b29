//! Who may be recognised as a member by a phone alone (B10).
use entity::values::Timestamp;

use super::MemberRefusal;

/// Carriers may give a number to somebody else this long after it fell silent.
const GOOD_MS: i64 = 90 * 24 * 3600 * 1000;

/// What is known when somebody shows a member's phone and nickname.
#[derive(Clone, Copy, Debug)]
pub struct Bond {
    /// When the member last proved the phone; registering proved it the first time.
    pub proven_at: Timestamp,
    /// WeChat says that this is the very person whom the member's own account belongs to.
    pub same_person: bool,
}

/// A phone that its member has not proven for long may be somebody else's by now. It makes no
/// difference whether they came by a till or by WeChat: who registered at a till and binds within the
/// 90 days passes by the proof given there (REG-08), and who comes later shows their papers.
pub fn may_bind(now: Timestamp, bond: Bond) -> Result<(), MemberRefusal> {
    let fresh = bond.proven_at.plus_ms(GOOD_MS) >= now;
    if fresh || bond.same_person { Ok(()) } else { Err(MemberRefusal::ProofTooOld) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_vouches_for_ninety_days_b10_reg_08() {
        const DAY: i64 = 24 * 3600 * 1000;
        let now = Timestamp(1000 * DAY);
        for (proven_ms_ago, same_person, may) in [
            (0, false, true),
            (DAY, false, true),
            (90 * DAY, false, true),
            (90 * DAY + 1, false, false),
            (400 * DAY, false, false),
            (400 * DAY, true, true),
        ] {
            let bond = Bond { proven_at: now.plus_ms(-proven_ms_ago), same_person };
            let expected = if may { Ok(()) } else { Err(MemberRefusal::ProofTooOld) };
            assert_eq!(may_bind(now, bond), expected, "{proven_ms_ago} {same_person}");
        }
    }
}
