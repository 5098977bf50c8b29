//! How the tables came to be. A migration that has shipped is never edited, so it spells its names
//! out instead of borrowing them from `entity`, which moves on.
mod columns;
mod m20261122_000001_ground;
mod m20261122_000002_merchant;
mod m20261122_000003_member;
mod m20261122_000004_wechat;
mod m20261122_000005_coupon;
mod m20261122_000006_ledger;
mod m20261122_000007_sale;
mod m20261122_000008_value;
mod m20261122_000009_centre;
mod m20261122_000010_staff;
mod m20261122_000011_crm;
mod m20261122_000012_rules;
mod m20261122_000013_bulk;
mod m20261122_000015_connect;
mod m20261122_000016_seal;

use sea_orm_migration::{prelude::*, sea_orm::DatabaseConnection};

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_ground::Migration),
            Box::new(m20261122_000002_merchant::Migration),
            Box::new(m20261122_000003_member::Migration),
            Box::new(m20261122_000004_wechat::Migration),
            Box::new(m20261122_000005_coupon::Migration),
            Box::new(m20261122_000006_ledger::Migration),
            Box::new(m20261122_000007_sale::Migration),
            Box::new(m20261122_000008_value::Migration),
            Box::new(m20261122_000009_centre::Migration),
            Box::new(m20261122_000010_staff::Migration),
            Box::new(m20261122_000011_crm::Migration),
            Box::new(m20261122_000012_rules::Migration),
            Box::new(m20261122_000013_bulk::Migration),
            Box::new(m20261122_000015_connect::Migration),
            Box::new(m20261122_000016_seal::Migration),
        ]
    }
}

/// Bring a database up to date.
pub async fn up(db: &DatabaseConnection) -> Result<(), DbErr> {
    Migrator::up(db, None).await
}

/// How many migrations this database still waits for.
pub async fn pending(db: &DatabaseConnection) -> Result<usize, DbErr> {
    Ok(Migrator::get_pending_migrations(db).await?.len())
}
