//! What an older version left, as this one finds it.
use entity::{ids::StoreId, operator, operator_store};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, QueryOrder, entity::prelude::*};

/// The last one that was shipped before roles were rows.
const SHIPPED: u32 = 9;

const SHOP: &str = "
    INSERT INTO merchant (id, slug, name, theme, sealed_key, code_prefix, phone_unique,
        default_level_wechat, default_level_till, created_at)
    VALUES (X'0000000000000000000000000000000A', 'old', '老店', 'jade', X'00', '29', 1,
        X'00000000000000000000000000000001', X'00000000000000000000000000000001', 1);
    INSERT INTO store (id, merchant_id, name, address, created_at) VALUES
        (X'00000000000000000000000000000001', X'0000000000000000000000000000000A', '一', '', 1),
        (X'00000000000000000000000000000002', X'0000000000000000000000000000000A', '二', '', 1),
        (X'00000000000000000000000000000003', X'0000000000000000000000000000000B', '别家', '', 1);
    INSERT INTO operator (id, merchant_id, store_id, login, name, password_hash, role, created_at) VALUES
        (X'00000000000000000000000000000001', X'0000000000000000000000000000000A', NULL,
            'owner', '老板', '', 'owner', 1),
        (X'00000000000000000000000000000002', X'0000000000000000000000000000000A', NULL,
            'all', '店长', '', 'manager', 1),
        (X'00000000000000000000000000000003', X'0000000000000000000000000000000A',
            X'00000000000000000000000000000002', 'one', '店长', '', 'manager', 1),
        (X'00000000000000000000000000000004', X'0000000000000000000000000000000A', NULL,
            'none', '店员', '', 'clerk', 1);";

#[tokio::test]
async fn managers_of_before_keep_their_shops_and_only_owners_are_headquarters_adm_02() {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1);
    let db = Database::connect(options).await.unwrap();
    migration::up_to(&db, SHIPPED).await.unwrap();
    db.execute_unprepared(SHOP).await.unwrap();
    migration::up(&db).await.unwrap();
    let staff = operator::Entity::find().order_by_asc(operator::Column::Id).all(&db).await.unwrap();
    let places = operator_store::Entity::find().all(&db).await.unwrap();
    let shop = |n: u128| StoreId::from(ulid::Ulid::from(n));
    for (who, (login, everywhere, shops)) in staff.iter().zip([
        ("owner", true, vec![]),
        ("all", false, vec![shop(1), shop(2)]),
        ("one", false, vec![shop(2)]),
        ("none", false, vec![]),
    ]) {
        let theirs = places.iter().filter(|place| place.operator_id == who.id);
        let mut theirs: Vec<StoreId> = theirs.map(|place| place.store_id).collect();
        theirs.sort_unstable();
        assert_eq!((who.login.as_str(), who.everywhere, theirs), (login, everywhere, shops));
    }
    assert_eq!(staff.len(), 4);
}
