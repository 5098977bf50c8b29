//! Roles and what they may do, where staff work, how they are invited and proven, and what wants two.
use sea_orm_migration::{
    prelude::*,
    schema::*,
    sea_orm::{ConnectionTrait, prelude::Uuid},
};

use crate::columns::{index, index_hash, key_string, moment, prose, sealed, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Until now a role was a word: its name, and what it allowed. `owner` may everything, whatever its
/// row says.
const ROLES: [(&str, &str, &str); 3] = [
    ("owner", "老板", "[]"),
    (
        "manager",
        "店长",
        r#"["members.see","members.edit","members.phone","benefits.adjust","cards.desk","levels.give","rules.edit","coupons.send","reports.see","export.masked","staff.edit","audit.see","approve","recycle.restore","till.sell","till.refund","till.gift"]"#,
    ),
    ("clerk", "收银员", r#"["till.sell","till.refund"]"#),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        role(manager).await?;
        operator_store(manager).await?;
        additions(manager).await?;
        carry_over(manager).await?;
        for column in ["role", "store_id"] {
            let mut change = Table::alter();
            manager.alter_table(change.table("operator").drop_column(column).take()).await?;
        }
        invite(manager).await?;
        two_factor(manager).await?;
        approval(manager).await?;
        unique(manager, "operator", "operator_number", &["merchant_id", "number"]).await?;
        index(manager, "operator", "operator_of_role", &["role_id"]).await?;
        index(manager, "audit", "audit_by_actor", &["merchant_id", "actor", "id"]).await?;
        index(manager, "audit", "audit_of_action", &["merchant_id", "action", "id"]).await
    }
}

async fn role(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("role")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(key_string(manager, "system", 16).null())
        .col(prose(manager, "name"))
        .col(prose(manager, "rights"))
        .col(moment("created_at"))
        .col(moment("deleted_at").null())
        .take();
    manager.create_table(table).await?;
    // Of the house's own roles there is one of each; null is no duplicate of null.
    unique(manager, "role", "role_of_merchant", &["merchant_id", "system"]).await
}

async fn operator_store(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("operator_store")
        .col(uuid("operator_id"))
        .col(uuid("store_id"))
        .primary_key(Index::create().col("operator_id").col("store_id"))
        .take();
    manager.create_table(table).await?;
    index(manager, "operator_store", "operator_store_store", &["store_id"]).await
}

/// SQLite adds one column a statement.
async fn additions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        ("operator", uuid_null("role_id")),
        ("operator", boolean("everywhere").default(false).take()),
        ("operator", key_string(manager, "number", 8).null().take()),
        ("session", moment("seen_at").null().take()),
        ("session", key_string(manager, "address", 45).null().take()),
    ];
    for (table, column) in columns {
        let mut change = Table::alter();
        manager.alter_table(change.table(table).add_column(column).take()).await?;
    }
    Ok(())
}

/// Whoever works here keeps what they may and where; each gets a number, from 1001 on. A manager of no
/// shop worked in each of them and was not headquarters: so it stays.
async fn carry_over(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let merchants = Query::select().columns(["id", "created_at"]).from("merchant").take();
    for merchant in db.query_all(&merchants).await? {
        let id: Uuid = merchant.try_get("", "id")?;
        let created_at: i64 = merchant.try_get("", "created_at")?;
        for (n, (system, name, rights)) in (1..).zip(ROLES) {
            let role = Uuid::from_u128(id.as_u128() ^ n);
            let insert = Query::insert()
                .into_table("role")
                .columns(["id", "merchant_id", "system", "name", "rights", "created_at"])
                .values_panic([
                    role.into(),
                    id.into(),
                    system.into(),
                    name.into(),
                    rights.into(),
                    created_at.into(),
                ])
                .take();
            db.execute(&insert).await?;
            let give = Query::update()
                .table("operator")
                .value("role_id", role)
                .and_where(Expr::col("merchant_id").eq(id))
                .and_where(Expr::col("role").eq(system))
                .take();
            db.execute(&give).await?;
        }
        number(db, id).await?;
    }
    let owners = Query::update()
        .table("operator")
        .value("everywhere", true)
        .and_where(Expr::col("role").eq("owner"))
        .take();
    db.execute(&owners).await?;
    db.execute_unprepared(
        "INSERT INTO operator_store (operator_id, store_id) \
         SELECT id, store_id FROM operator WHERE store_id IS NOT NULL AND role <> 'owner'",
    )
    .await?;
    db.execute_unprepared(
        "INSERT INTO operator_store (operator_id, store_id) \
         SELECT operator.id, store.id FROM operator \
         JOIN store ON store.merchant_id = operator.merchant_id \
         WHERE operator.store_id IS NULL AND operator.role = 'manager'",
    )
    .await?;
    Ok(())
}

async fn number(db: &impl ConnectionTrait, merchant: Uuid) -> Result<(), DbErr> {
    let staff = Query::select()
        .column("id")
        .from("operator")
        .and_where(Expr::col("merchant_id").eq(merchant))
        .order_by("id", Order::Asc)
        .take();
    for (n, operator) in (1001..).zip(db.query_all(&staff).await?) {
        let id: Uuid = operator.try_get("", "id")?;
        let give = Query::update()
            .table("operator")
            .value("number", n.to_string())
            .and_where(Expr::col("id").eq(id))
            .take();
        db.execute(&give).await?;
    }
    Ok(())
}

/// One of an operator: a new one takes the place of the old.
async fn invite(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("invite")
        .col(pk_uuid("operator_id"))
        .col(uuid("merchant_id"))
        .col(index_hash("token_hash").unique_key())
        .col(moment("expires_at"))
        .take();
    manager.create_table(table).await
}

async fn two_factor(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("two_factor")
        .col(pk_uuid("operator_id"))
        .col(uuid("merchant_id"))
        .col(sealed("secret_sealed"))
        .col(big_integer("last_step"))
        .col(moment("enrolled_at").null())
        .col(moment("created_at"))
        .take();
    manager.create_table(table).await?;
    let table = Table::create()
        .table("recovery_code")
        .col(uuid("operator_id"))
        .col(index_hash("code_hash"))
        .col(moment("used_at").null())
        .primary_key(Index::create().col("operator_id").col("code_hash"))
        .take();
    manager.create_table(table).await
}

async fn approval(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("approval")
        .col(pk_uuid("id"))
        .col(uuid("merchant_id"))
        .col(key_string(manager, "kind", 32))
        .col(prose(manager, "deed"))
        .col(prose(manager, "what"))
        .col(prose(manager, "reason"))
        .col(uuid("maker"))
        .col(moment("made_at"))
        .col(moment("expires_at"))
        .col(key_string(manager, "state", 16))
        .col(uuid_null("checker"))
        .col(moment("decided_at").null())
        .col(prose(manager, "refused_because").null())
        .take();
    manager.create_table(table).await?;
    index(manager, "approval", "approval_of_merchant", &["merchant_id", "state", "id"]).await?;
    let table = Table::create()
        .table("approval_store")
        .col(uuid("approval_id"))
        .col(uuid("store_id"))
        .primary_key(Index::create().col("approval_id").col("store_id"))
        .take();
    manager.create_table(table).await
}
