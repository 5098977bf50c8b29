//! Decisions about levels.
use crate::error::refusals;

refusals! {
    /// Why a level cannot be given.
    pub enum LevelRefusal {
        NoSuchLevel = NotFound "no_such_level" "没有这个会员等级" "no such level";
    }
}
