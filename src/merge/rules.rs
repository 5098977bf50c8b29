//! Decisions about who may become whom.
use super::By;
use crate::{error::refusals, member::Pair};

refusals! {
    /// Why two members stay two.
    pub enum MergeRefusal {
        Oneself = Invalid "merge_same" "不能与自己合并" "a member is not merged with themselves";
        NoSuchMember = NotFound "no_such_member" "没有找到这位会员" "no such member";
        Merged = Conflict "member_merged"
            "这位会员已并入其他会员" "this member has become another already";
        TwoWechats = Conflict "merge_two_wechats"
            "两位会员绑定了不同的微信，不能合并" "each of them is bound to a WeChat account of their own";
        HeldElsewhere = Conflict "card_held_elsewhere"
            "这张卡的持有人已绑定其他微信，请到门店办理"
            "whoever holds this card is bound to another WeChat account";
    }
}

/// Whether the first may become the second, neither of whom was merged under this very request. A
/// member takes over only somebody whom WeChat does not know; for the staff it is enough that WeChat
/// does not know them as two.
pub fn may_merge(pair: &Pair, by: By) -> Result<(), MergeRefusal> {
    let Pair { from, into, from_identities, into_identities } = pair;
    if from.left_at.is_some() || into.left_at.is_some() {
        return Err(MergeRefusal::NoSuchMember);
    }
    if from.merged_into.is_some() || into.merged_into.is_some() {
        return Err(MergeRefusal::Merged);
    }
    if matches!(by, By::Member) && !from_identities.is_empty() {
        return Err(MergeRefusal::HeldElsewhere);
    }
    let account = |other: &str| into_identities.iter().any(|own| own.appid == other);
    let two_openids = from_identities.iter().any(|theirs| account(&theirs.appid));
    let two_unionids = from.unionid.is_some() && into.unionid.is_some();
    if two_openids || two_unionids { Err(MergeRefusal::TwoWechats) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use entity::{
        identity,
        member::{Model, Source},
        values::Timestamp,
    };
    use ulid::Ulid;

    use super::*;

    fn member(id: u128) -> Model {
        Model {
            id: Ulid::from(id).into(),
            merchant_id: Ulid::from(9).into(),
            number: id.to_string(),
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
            phone_proven_at: None,
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
            created_at: Timestamp(0),
        }
    }

    fn identity(appid: &str) -> identity::Model {
        identity::Model {
            id: Ulid::from(1).into(),
            merchant_id: Ulid::from(9).into(),
            appid: appid.to_owned(),
            openid: "o".to_owned(),
            unionid: None,
            member_id: None,
            nickname: None,
            avatar: None,
            followed_at: None,
            follow_told_at: None,
            closed_at: None,
            created_at: Timestamp(0),
        }
    }

    fn pair(from: Model, into: Model, wechat: [&[&str]; 2]) -> Pair {
        let [from_identities, into_identities] =
            wechat.map(|appids| appids.iter().map(|appid| identity(appid)).collect());
        Pair { from, into, from_identities, into_identities }
    }

    #[test]
    fn who_may_become_whom_b12() {
        use MergeRefusal::{HeldElsewhere, Merged, NoSuchMember, TwoWechats};
        let (staff, holder) = (By::Operator(Ulid::from(7).into()), By::Member);
        let (a, b) = (|| member(1), || member(2));
        let named =
            |member: Model, unionid: &str| Model { unionid: Some(unionid.to_owned()), ..member };
        let ended = |member: Model| Model { merged_into: Some(Ulid::from(3).into()), ..member };
        let gone = |member: Model| Model { left_at: Some(Timestamp(1)), ..member };
        for (what, by, verdict) in [
            (pair(b(), a(), [&[], &[]]), staff, Ok(())),
            (pair(b(), a(), [&[], &["wx1"]]), holder, Ok(())),
            (pair(b(), a(), [&["wx2"], &["wx1"]]), staff, Ok(())),
            (pair(b(), a(), [&["wx2"], &["wx1"]]), holder, Err(HeldElsewhere)),
            (pair(b(), a(), [&["wx1"], &["wx1"]]), staff, Err(TwoWechats)),
            (pair(named(b(), "u"), a(), [&[], &[]]), staff, Ok(())),
            (pair(named(b(), "u"), named(a(), "v"), [&[], &[]]), staff, Err(TwoWechats)),
            (pair(ended(b()), a(), [&[], &[]]), staff, Err(Merged)),
            (pair(b(), ended(a()), [&[], &[]]), staff, Err(Merged)),
            (pair(gone(b()), a(), [&[], &[]]), staff, Err(NoSuchMember)),
            (pair(b(), gone(a()), [&[], &[]]), holder, Err(NoSuchMember)),
        ] {
            assert_eq!(may_merge(&what, by), verdict);
        }
    }
}
