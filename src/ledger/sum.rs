//! An amount of something. It is made from a value that knows its unit, and keeps knowing it: there
//! is no way to put fen where points belong (E24).
use entity::{
    account::Asset,
    ids::GoodsId,
    values::{Fen, Points},
};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    pub(super) asset: Asset,
    pub(super) item: Uuid,
    pub(super) units: i64,
}

impl Sum {
    pub fn principal(fen: Fen) -> Self {
        Self::of(Asset::Principal, fen.0)
    }

    pub fn gift(fen: Fen) -> Self {
        Self::of(Asset::Gift, fen.0)
    }

    pub fn points(points: Points) -> Self {
        Self::of(Asset::Points, points.0)
    }

    pub fn points_debt(points: Points) -> Self {
        Self::of(Asset::PointsDebt, points.0)
    }

    pub fn growth(growth: Points) -> Self {
        Self::of(Asset::Growth, growth.0)
    }

    pub fn growth_debt(growth: Points) -> Self {
        Self::of(Asset::GrowthDebt, growth.0)
    }

    /// 积点, in pieces.
    pub fn stamps(pieces: i64) -> Self {
        Self::of(Asset::Stamps, pieces)
    }

    /// 通票, in pieces.
    pub fn tickets(pieces: i64) -> Self {
        Self::of(Asset::Tickets, pieces)
    }

    /// 计次: times that a service may be had.
    pub fn counts(service: GoodsId, times: i64) -> Self {
        Self { asset: Asset::Counts, item: service.0, units: times }
    }

    pub fn asset(self) -> Asset {
        self.asset
    }

    pub fn units(self) -> i64 {
        self.units
    }

    fn of(asset: Asset, units: i64) -> Self {
        Self { asset, item: Uuid::nil(), units }
    }
}
