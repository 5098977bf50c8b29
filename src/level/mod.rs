//! 等级: what a card has become, and what that is worth.
//!
//! **Invariant:** a level's code names one level of its merchant. **Invariant:** what midnight
//! does to a card follows from what was before that midnight: whoever comes first, a till or the
//! night's work, and however late, the card becomes the same. **Invariant:** a card's level changes
//! by a statement that names what it was, together with a line of its history that says why (F18,
//! P9). **Invariant:** whatever lifts a card by a rule never takes it down; only the end of a term
//! does, and a person.
mod card;
mod flow;
mod http;
mod jobs;
mod ladder;
mod past;
mod program;
mod rows;
mod rules;
mod terms;
mod view;

use entity::{
    ids::{CardId, MerchantId},
    values::Timestamp,
};

pub use card::CardView;
pub use flow::{Event, LevelMove, after, levels::restore, rise, settle_due};
pub use http::{ExplainedLevel, member_routes, office_routes, till_routes};
pub use jobs::nightly;
pub use ladder::{Ladder, Rung, forget_ladder as forget, held, ladder};
pub use past::{Changed, history};
pub use program::{BalanceStep, Expiry, Program, Upgrade};
pub use rows::{
    by_code, deleted, find, find_offered, insert, ladder as read_ladder, list, offered,
};
pub use rules::{
    LevelRefusal,
    check::{named as check_named, terms as check_terms},
};
pub use terms::{CategoryRate, Discount, FULL, Reward, Terms, Thresholds, discount};
pub use view::{LevelChoice, LevelName, LevelView};

use crate::{app::App, error::Result, ledger};

/// Which level a card has at the end of the day of `on`, and why.
pub async fn explain(
    app: &App,
    merchant: MerchantId,
    card: CardId,
    on: Timestamp,
) -> Result<ExplainedLevel> {
    let card = ledger::peek(&app.db, merchant, card).await?.card;
    let ladder = rows::ladder(&app.db, merchant).await?;
    let changes = rows::cards::changes(&app.db, merchant, card.id).await?;
    Ok(ExplainedLevel::of(on, rules::explain::on(&ladder, &card, &changes, on)))
}
