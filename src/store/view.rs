//! A shop as pages show it.
use entity::{ids::StoreId, store::Model};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::place::{Place, distance_text};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StoreView {
    pub id: StoreId,
    pub name: String,
    pub address: String,
}

/// A shop as members look for one.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct StoreNear {
    #[serde(flatten)]
    pub store: StoreView,
    pub phone: Option<String>,
    /// `1.2 公里`; null if one of the two places is not known.
    pub distance_text: Option<String>,
}

impl StoreNear {
    /// In the order of the list, without a distance.
    pub fn anywhere(store: Model) -> Self {
        let phone = store.phone.clone();
        Self { store: store.into(), phone, distance_text: None }
    }

    /// The nearest first; those whose place is not known last.
    pub fn from_here(stores: Vec<Model>, here: Place) -> Vec<Self> {
        let away = |store: Model| (Place::of(&store).map(|there| here.metres_to(there)), store);
        let mut stores: Vec<_> = stores.into_iter().map(away).collect();
        let far = |metres: &Option<f64>| metres.unwrap_or(f64::INFINITY);
        stores.sort_by(|(one, _), (other, _)| far(one).total_cmp(&far(other)));
        let near = |(metres, store): (Option<f64>, Model)| Self {
            distance_text: metres.map(distance_text),
            ..Self::anywhere(store)
        };
        stores.into_iter().map(near).collect()
    }
}

impl From<Model> for StoreView {
    fn from(store: Model) -> Self {
        Self { id: store.id, name: store.name, address: store.address }
    }
}
