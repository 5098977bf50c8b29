//! Many members and sales: the same every time, and with books that prove.
use entity::{card, member, sale, top_up};
use kabao::{
    proof,
    seed::{self, Scale},
};
use sea_orm::{QueryOrder, entity::prelude::*};

use crate::{people::Shop, staff::merchant_id};

const SCALE: Scale = Scale { members: 300, sales: 200, days: 3 };

#[tokio::test]
async fn what_is_seeded_in_numbers_proves_and_is_the_same_every_time() {
    let mut seen = vec![];
    for _ in 0..2 {
        let shop = Shop::open().await;
        let (app, db) = (&shop.town.app, &shop.town.app.db);
        seed::scale(app, SCALE, |_, _| ()).await.unwrap();
        let report = proof::run(app, merchant_id(&shop.town).await).await.unwrap();
        let bad: Vec<_> = report.findings.iter().filter_map(|one| one.first_bad.as_ref()).collect();
        assert!(report.green, "{}", bad.iter().map(|bad| bad.to_string()).collect::<String>());
        assert_eq!(member::Entity::find().count(db).await.unwrap(), 300);
        assert_eq!(sale::Entity::find().count(db).await.unwrap(), 200);
        assert_eq!(top_up::Entity::find().count(db).await.unwrap(), 30);
        let cards = card::Entity::find().order_by_asc(card::Column::Sequence);
        let cards = cards.all(db).await.unwrap();
        seen.push(cards.into_iter().map(|card| (card.id, card.created_at)).collect::<Vec<_>>());
        let again = seed::scale(app, SCALE, |_, _| ()).await;
        assert!(again.is_err(), "it is there already");
    }
    assert_eq!(seen[0], seen[1]);
}
