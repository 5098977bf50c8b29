//! Many members and many sales in the demo's shop, to see what becomes slow: made from a clock and
//! dice of their own, so that they are the same whenever they are made on one day; and with books
//! that prove.
mod books;
mod people;
mod rows;
mod sales;

use anyhow::{Context, bail};
use entity::{
    card, goods,
    ids::{LevelId, MerchantId, OperatorId, TagId},
    merchant::Model as Merchant,
    tag, terminal,
    values::{Phone, Timestamp},
};

use super::SLUG;
use crate::{
    app::{App, Tx},
    catalog,
    error::Result,
    level, member, merchant, operator, proof, report,
    seal::Keys,
    store,
    world::World,
};
use books::Books;

const DAY_MS: i64 = 24 * 3600 * 1000;
/// Over so long they became members.
const YEAR_MS: i64 = 365 * DAY_MS;
/// Rows of each kind in one transaction.
const HANDFUL: usize = 2_000;
/// The dice's.
const SEED: u64 = 11;

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    pub members: i64,
    pub sales: i64,
    /// Over so many days, up to now.
    pub days: i64,
}

/// The shop that they are in.
struct Shop {
    merchant: Merchant,
    keys: Keys,
    levels: Vec<LevelId>,
    tills: Vec<terminal::Model>,
    operator: OperatorId,
    goods: Vec<goods::Model>,
    tags: Vec<TagId>,
    now: Timestamp,
}

impl Scale {
    /// Reads `members=100000,sales=10000`.
    pub fn parse(text: &str, days: i64) -> anyhow::Result<Self> {
        let mut scale = Self { members: 0, sales: 0, days };
        for part in text.split(',') {
            let (what, many) =
                part.split_once('=').context("--scale members=100000,sales=10000")?;
            let many: i64 = many.trim().parse().with_context(|| format!("how many {what}"))?;
            match what.trim() {
                "members" => scale.members = many,
                "sales" => scale.sales = many,
                other => bail!("{other} cannot be scaled: members or sales"),
            }
        }
        let fits = (1..=1_000_000).contains(&scale.members)
            && (0..=1_000_000).contains(&scale.sales)
            && (1..=365).contains(&days);
        if fits { Ok(scale) } else { bail!("up to a million of each, over up to 365 days") }
    }
}

impl Shop {
    async fn find(app: &App) -> anyhow::Result<Self> {
        let merchant = merchant::find_by_slug(&app.db, SLUG).await?.context("no demo shop")?;
        let (db, id) = (&app.db, merchant.id);
        let levels = level::list(db, id).await?;
        let owner = operator::list(db, id).await?.into_iter().next().context("no staff")?;
        let goods = catalog::on_sale(db, id, ("", None), None, 100).await?;
        if levels.is_empty() || goods.is_empty() {
            bail!("the demo shop has no levels or no goods");
        }
        Ok(Self {
            keys: app.master.open(&merchant.sealed_key)?,
            levels: levels.into_iter().map(|level| level.id).collect(),
            tills: store::terminals(db, id).await?,
            operator: owner.id,
            goods,
            tags: app.transact(make_tags, id).await?,
            now: app.world.now(),
            merchant,
        })
    }
}

async fn make_tags(tx: &Tx, world: &World, merchant_id: MerchantId) -> Result<Vec<TagId>> {
    let mut ids = vec![];
    for (name, color) in [
        ("常客", tag::Color::Teal),
        ("宝宝一岁内", tag::Color::Orange),
        ("贵宾", tag::Color::Purple),
    ] {
        let row = tag::Model {
            id: world.id(),
            merchant_id,
            name: name.to_owned(),
            color,
            deleted_at: None,
            created_at: world.now(),
        };
        ids.push(row.id);
        member::tag::insert(tx, row).await?;
    }
    Ok(ids)
}

/// Make them, and tell how far it is. Refused, if they are there.
pub async fn scale(app: &App, scale: Scale, tell: impl Fn(&str, usize)) -> anyhow::Result<()> {
    let shop = merchant::find_by_slug(&app.db, SLUG).await?.context("no demo shop")?;
    let keys = merchant::keys(app, shop.id).await?;
    let first = Phone::parse(&people::phone(0)).context("a phone")?;
    let known = member::by_phone(&app.db, shop.id, &member::phone_index(&keys, &first)).await?;
    if !known.is_empty() {
        bail!("many members are there already: this is for a database that has none of them");
    }
    still_open(app, shop.id).await?;
    let shop = Shop::find(app).await?;
    let mut books = Books::default();
    let mut cards: Vec<card::Model> = vec![];
    let began = shop.now.plus_ms(-YEAR_MS);
    let world = World::standing(began, SEED);
    while (cards.len() as i64) < scale.members {
        let some = people::some(&shop, &world, scale.members, (&mut cards, &mut books))?;
        still_open(app, shop.merchant.id).await?;
        app.transact(rows::write, some).await?;
        tell("members", cards.len());
    }
    let world = World::standing(shop.now.plus_ms(-scale.days * DAY_MS), SEED);
    let mut sold = 0;
    while sold < scale.sales {
        let until = (sold + HANDFUL as i64).min(scale.sales);
        let some = sales::some(&shop, (&world, scale), sold..until, (&cards, &mut books))?;
        still_open(app, shop.merchant.id).await?;
        app.transact(rows::write, some).await?;
        sold = until;
        tell("sales", sold as usize);
    }
    for some in books.close(HANDFUL) {
        still_open(app, shop.merchant.id).await?;
        app.transact(rows::write, some).await?;
    }
    app.transact(days_again, shop.merchant.id).await?;
    Ok(())
}

/// A server beside us may seal them meanwhile.
async fn still_open(app: &App, merchant: MerchantId) -> anyhow::Result<()> {
    if proof::is_sealed(app, merchant).await? {
        bail!("the days behind us are sealed (I11), and nothing can be put into them");
    }
    Ok(())
}

/// Days that are over have other figures now.
async fn days_again(tx: &Tx, _: &World, merchant: MerchantId) -> Result<()> {
    report::start_over(tx, merchant).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_read_as_it_is_written() {
        let read = Scale::parse("members=100000, sales=10000", 30).ok();
        assert_eq!(read, Some(Scale { members: 100_000, sales: 10_000, days: 30 }));
        for wrong in ["", "members", "members=x", "shops=1", "sales=10", "members=2000000"] {
            assert!(Scale::parse(wrong, 30).is_err(), "{wrong}");
        }
        assert!(Scale::parse("members=1", 0).is_err());
    }
}
