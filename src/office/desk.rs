//! Why the desk turns somebody away.
use crate::error::refusals;

refusals! {
    /// Why a card is not given back.
    pub enum DeskRefusal {
        NotEmpty = Conflict "card_not_empty"
            "卡内还有储值，请先退款" "there is stored value on this card: refund it first";
    }
}
