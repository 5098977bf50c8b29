//! A shop as pages show it.
use entity::{ids::StoreId, store::Model};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StoreView {
    pub id: StoreId,
    pub name: String,
    pub address: String,
}

impl From<Model> for StoreView {
    fn from(store: Model) -> Self {
        Self { id: store.id, name: store.name, address: store.address }
    }
}
