//! Templates as the back office reads them.
use entity::{
    coupon_template::Kind,
    ids::{CouponTemplateId, StoreId},
    values::{Fen, Timestamp},
};
use serde::{Deserialize, Serialize};

use super::{
    super::{
        rows::template::Issue,
        rules::{TemplateState, Terms, kind_text},
    },
    scope_text, terms_text, worth_text,
};

/// What the back office sees of a template.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
pub struct TemplateView {
    pub id: CouponTemplateId,
    pub kind: Kind,
    pub kind_text: String,
    pub title: String,
    /// Cash: fen. Discount: what is paid, in 1/10,000. Goods: pieces.
    pub worth: i64,
    pub worth_text: String,
    pub threshold: Fen,
    pub terms_text: String,
    pub scope_text: String,
    pub terms: Terms,
    /// Only good there; null if everywhere.
    pub store: Option<StoreId>,
    pub store_name: Option<String>,
    pub total: i32,
    /// Had by members, or printed.
    pub claimed: i32,
    pub used: i64,
    pub per_member: i32,
    pub listed: bool,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
    pub valid_until: Timestamp,
    pub created_at: Timestamp,
    #[serde(default)]
    pub state: TemplateState,
    /// 未开始, 发放中, 已结束, 已停止发放
    #[serde(default)]
    pub state_text: String,
}

/// A template, and when it is looked at.
impl TryFrom<(Issue, Timestamp)> for TemplateView {
    type Error = serde_json::Error;

    fn try_from((issue, now): (Issue, Timestamp)) -> Result<Self, Self::Error> {
        let Issue { template, store_name, used } = issue;
        let state = TemplateState::of(&template, now);
        Ok(Self {
            state,
            state_text: state.text().to_owned(),
            id: template.id,
            kind: template.kind,
            kind_text: kind_text(template.kind).to_owned(),
            worth: template.worth,
            worth_text: worth_text(template.kind, template.worth),
            threshold: template.threshold,
            terms_text: terms_text(template.threshold),
            scope_text: scope_text(template.kind, template.terms.as_deref()),
            terms: Terms::of(&template)?,
            title: template.title,
            store: template.store_id,
            store_name,
            total: template.total,
            claimed: template.claimed,
            used,
            per_member: template.per_member,
            listed: template.listed,
            opens_at: template.opens_at,
            closes_at: template.closes_at,
            valid_until: template.valid_until,
            created_at: template.created_at,
        })
    }
}
