//! One flow.
use entity::{
    card::Model as Card,
    ids::{MemberId, MerchantId, OperatorId},
    member::Model as Member,
    member_merge::Model,
};
use serde_json::{Value, json};

use super::{MergeRefusal, rows, rules};
use crate::{
    app::Tx,
    audit::{self, Deed},
    card::{self, masked_number},
    coupon,
    error::Result,
    member::{self, Pair},
    stored_value,
    world::World,
};

/// Who says that two are one.
#[derive(Clone, Copy, Debug)]
pub enum By {
    Operator(OperatorId),
    /// The one who stays, who proved the phone of the other.
    Member,
}

#[derive(Clone, Debug)]
pub struct Merge {
    pub merchant: MerchantId,
    /// Who ends.
    pub from: MemberId,
    /// Who stays.
    pub into: MemberId,
    pub by: By,
    /// As [`typed::reason`](crate::typed::reason) has it.
    pub reason: String,
}

/// What changed hands, now or when it was first asked.
pub struct Merged {
    pub into: MemberId,
    pub cards: i32,
    pub coupons: i32,
}

impl From<Model> for Merged {
    fn from(row: Model) -> Self {
        Self { into: row.into_member, cards: row.cards, coupons: row.coupons }
    }
}

/// Make two members one, or answer that they are.
pub async fn merge(tx: &Tx, world: &World, ask: Merge) -> Result<Merged> {
    let Merge { merchant, from, into, .. } = ask;
    if from == into {
        return Err(MergeRefusal::Oneself.into());
    }
    let pair = member::pair(tx, merchant, (from, into)).await?;
    let pair = pair.ok_or(MergeRefusal::NoSuchMember)?;
    if let Some(before) = rows::find(tx, merchant, from).await? {
        let same = before.into_member == into;
        return if same { Ok(before.into()) } else { Err(MergeRefusal::Merged.into()) };
    }
    rules::may_merge(&pair, ask.by)?;
    let both = (from, into);
    let cards = card::hand_over(tx, merchant, both).await?;
    let coupons = coupon::hand_over(tx, merchant, both).await?;
    stored_value::hand_over(tx, merchant, both).await?;
    rows::hand_over(tx, merchant, both, world.now()).await?;
    member::tag::hand_over(tx, merchant, both).await?;
    member::note::hand_over(tx, merchant, both).await?;
    member::hand_over(tx, &pair).await?;
    let row = Model {
        from_member: from,
        merchant_id: merchant,
        into_member: into,
        actor: actor(&ask),
        reason: ask.reason,
        cards: i32::try_from(cards.len()).unwrap_or(i32::MAX),
        coupons: i32::try_from(coupons).unwrap_or(i32::MAX),
        merged_at: world.now(),
    };
    rows::insert(tx, row.clone()).await?;
    tell(tx, world, (&pair, &cards), &row).await?;
    Ok(row.into())
}

fn actor(ask: &Merge) -> String {
    match ask.by {
        By::Operator(operator) => operator.to_string(),
        By::Member => ask.into.to_string(),
    }
}

/// A line in the log of each: whoever looks for one of them finds it.
async fn tell(tx: &Tx, world: &World, (pair, cards): (&Pair, &[Card]), row: &Model) -> Result<()> {
    let told = |member: &Member, identities: usize| {
        let Member { id, number, .. } = member;
        json!({ "member": id, "number": number, "identities": identities })
    };
    let cards: Vec<Value> =
        cards.iter().map(|card| json!([card.id, masked_number(&card.number)])).collect();
    let (from, into) = (pair.from_identities.len(), pair.into_identities.len());
    let detail = json!({
        "reason": row.reason,
        "before": { "from": told(&pair.from, from), "into": told(&pair.into, into) },
        "after": {
            "member": row.into_member, "identities": from + into,
            "cards": cards, "coupons": row.coupons,
        },
    });
    for subject in [row.from_member, row.into_member] {
        let deed = Deed {
            merchant: row.merchant_id,
            actor: row.actor.clone(),
            action: "member.merge",
            subject: &subject,
            detail: detail.clone(),
        };
        audit::write(tx, world, deed).await?;
    }
    Ok(())
}
