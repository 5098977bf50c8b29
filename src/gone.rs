//! What was deleted and can come back, as every room tells of it and takes it back.
use entity::{
    ids::{MerchantId, OperatorId},
    values::Timestamp,
};

/// Something in the recycle bin.
pub struct Gone {
    /// As on the wire.
    pub id: String,
    pub name: String,
    pub at: Timestamp,
}

/// Somebody who takes something out of it.
#[derive(Clone)]
pub struct Back<Id> {
    pub merchant: MerchantId,
    pub operator: OperatorId,
    pub id: Id,
}
