//! 积分 and 成长值: what earns them, what they buy, and how they go.
//!
//! **Invariant:** what a sale earned is rounded once, down, and never up. **Invariant:** a return
//! takes back base and level points to the last unit, whatever pieces it comes in; what birthdays,
//! holidays and periods added stays (PTS-06).
mod flow;
mod http;
mod jobs;
mod rows;
mod rules;

pub use flow::{Claw, adjust_allowed, claw, keep_pending};
pub use http::office_routes;
pub use jobs::{by_the_clock, clear_warning};
pub use rules::{
    AsCash, Bought, Calc, Cap, CategoryRule, Clawed, Component, Days, Earned, Earning, Expiry,
    GoodsRule, Growth, LevelRate, LineEarned, Multipliers, Occasion, PointsRefusal, Program,
    Redeem, Season, Source, Tier, Times, Way, as_cash, check, check_redeem, claw_back, clawed,
    credit, earn, earn_legs, growth_claw_back, growth_credit,
};
