//! A page of members, in the order of their ids, the newest first.
//!
//! Whatever it is filtered by, an index is read backwards from the cursor: of the tag, of the level,
//! or of the member's own columns; what else is asked is asked of each in passing.
use entity::{
    card,
    ids::{ImportId, LevelId, MemberId, MerchantId, StoreId, TagId},
    member::{self, Source, Standing},
    member_tag,
};
use sea_orm::{
    Condition, ExprTrait, Order, QueryResult,
    entity::prelude::*,
    sea_query::{Func, Query, SelectStatement, UnionType},
};

use super::find::Found;
use crate::{error::Result, operator::Scope};

use card::Column as Card;
use member::Column as Member;
use member_tag::Column as On;

/// Which members.
#[derive(Clone, Debug)]
pub struct Filter {
    pub level: Option<LevelId>,
    pub store: Option<StoreId>,
    pub source: Option<Source>,
    pub tag: Option<TagId>,
    pub import: Option<ImportId>,
    /// `02`
    pub birth_month: Option<String>,
    pub standing: Standing,
    /// No others than these stores', and those of none.
    pub scope: Scope,
    /// What somebody looked for.
    pub found: Option<Found>,
}

/// So many before `before`, the newest first.
pub async fn ids(
    db: &impl ConnectionTrait,
    merchant: MerchantId,
    filter: &Filter,
    before: Option<MemberId>,
    limit: u64,
) -> Result<Vec<MemberId>> {
    // Another store's members are not there (ADM-02).
    if !filter.scope.covers(filter.store) {
        return Ok(vec![]);
    }
    let page = Page { merchant, filter, before, limit };
    let rows = db.query_all(&page.query()).await?;
    let id = |row: &QueryResult| row.try_get("", "id");
    Ok(rows.iter().map(id).collect::<Result<_, _>>()?)
}

struct Page<'a> {
    merchant: MerchantId,
    filter: &'a Filter,
    before: Option<MemberId>,
    limit: u64,
}

/// What the index that is read is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Tag(TagId),
    Level(LevelId),
    Member,
}

impl Page<'_> {
    fn query(&self) -> SelectStatement {
        let Filter { tag, level, store, scope, .. } = self.filter;
        match (tag, level, scope.stores()) {
            (Some(tag), ..) => self.of_tag(*tag),
            (None, Some(level), _) => self.of_level(*level),
            // Each store's own index is read, and that of none: "this or none" would read neither.
            (None, None, Some(stores)) if store.is_none() => {
                let stores = stores.iter().copied().map(Some).chain([None]);
                self.together(stores.map(|store| self.of_members(Some(store))).collect())
            }
            (None, None, _) => self.of_members(store.map(Some)),
        }
    }

    fn of_tag(&self, tag: TagId) -> SelectStatement {
        let mut query = self.reading((member_tag::Entity, On::MemberId));
        query
            .from(member_tag::Entity)
            .and_where(On::MerchantId.eq(self.merchant))
            .and_where(On::TagId.eq(tag))
            .and_where(Expr::exists(
                self.member(Expr::col((member_tag::Entity, On::MemberId)), By::Tag(tag)),
            ));
        query
    }

    fn of_level(&self, level: LevelId) -> SelectStatement {
        let primary_of = Expr::col((card::Entity, Card::PrimaryOf));
        let mut query = self.reading((card::Entity, Card::PrimaryOf));
        query
            .from(card::Entity)
            .and_where(Card::MerchantId.eq(self.merchant))
            .and_where(Card::LevelId.eq(level))
            .and_where(Card::PrimaryOf.is_not_null())
            .and_where(Expr::exists(self.member(primary_of, By::Level(level))));
        query
    }

    fn of_members(&self, store: Option<Option<StoreId>>) -> SelectStatement {
        let mut query = self.reading((member::Entity, Member::Id));
        query
            .from(member::Entity)
            .and_where(Member::MerchantId.eq(self.merchant))
            .cond_where(self.fits(By::Member));
        match store {
            Some(Some(store)) => query.and_where(Member::StoreId.eq(store)),
            Some(None) => query.and_where(Member::StoreId.is_null()),
            None => &mut query,
        };
        query
    }

    /// The ids in this column, from the cursor on.
    fn reading<T, C>(&self, column: (T, C)) -> SelectStatement
    where
        T: Copy + Iden,
        C: Copy + Iden,
    {
        let mut query = Query::select();
        query.expr_as(Expr::col(column), "id").order_by(column, Order::Desc).limit(self.limit);
        if let Some(before) = self.before {
            query.and_where(Expr::col(column).lt(before));
        }
        query
    }

    /// Whoever this is, if all else that is asked holds of them.
    fn member(&self, id: Expr, by: By) -> SelectStatement {
        let mut query = Query::select();
        query
            .expr(Expr::val(1))
            .from(member::Entity)
            .and_where(Expr::col((member::Entity, Member::Id)).eq(id))
            .and_where(Member::MerchantId.eq(self.merchant))
            .cond_where(self.fits(by))
            .cond_where(self.seen());
        query
    }

    /// All that is asked, but for what the index answers.
    fn fits(&self, by: By) -> Condition {
        let filter = self.filter;
        let id = || Expr::col((member::Entity, Member::Id));
        let mut all = Condition::all().add(worked_out("standing").eq(filter.standing));
        if let Some(source) = filter.source {
            all = all.add(Member::Source.eq(source));
        }
        if let Some(import) = filter.import {
            all = all.add(Member::ImportId.eq(import));
        }
        if let Some(month) = &filter.birth_month {
            all = all.add(worked_out("birth_month").eq(month));
        }
        if let Some(found) = &filter.found {
            all = all.add(of(found));
        }
        if let (Some(level), By::Tag(_) | By::Member) = (filter.level, by) {
            let has = Query::select()
                .expr(Expr::val(1))
                .from(card::Entity)
                .and_where(Expr::col((card::Entity, Card::PrimaryOf)).eq(id()))
                .and_where(Card::LevelId.eq(level))
                .take();
            all = all.add(Expr::exists(has));
        }
        all
    }

    /// Of a member who was found by another table's index.
    fn seen(&self) -> Condition {
        let Filter { store, scope, .. } = self.filter;
        match (store, scope.stores()) {
            (Some(store), _) => Condition::all().add(Member::StoreId.eq(*store)),
            (None, Some(stores)) => Condition::any()
                .add(Member::StoreId.is_in(stores.iter().copied()))
                .add(Member::StoreId.is_null()),
            (None, None) => Condition::all(),
        }
    }

    /// The newest of all of these.
    fn together(&self, parts: Vec<SelectStatement>) -> SelectStatement {
        let whole = |part| Query::select().column("id").from_subquery(part, "part").take();
        let mut parts = parts.into_iter().map(whole);
        let mut all = parts.next().unwrap_or_default();
        all.unions(parts.map(|part| (UnionType::All, part)));
        Query::select()
            .column("id")
            .from_subquery(all, "parts")
            .order_by("id", Order::Desc)
            .limit(self.limit)
            .take()
    }
}

/// A column that the database works out of others.
fn worked_out(column: &'static str) -> Expr {
    Expr::col((member::Entity, column))
}

/// That somebody is among those who were looked for.
fn of(found: &Found) -> Condition {
    let among = |ids: &[MemberId]| Member::Id.is_in(ids.iter().copied());
    match found {
        Found::These(ids) => Condition::all().add(among(ids)),
        Found::Common { text, named } => {
            let length = i32::try_from(text.chars().count()).unwrap_or(i32::MAX);
            // As an expression, which no index answers: there are too many to sort.
            let begins = |column: Member| {
                let column = Expr::col((member::Entity, column));
                let part = Func::cust("SUBSTR").args([column, Expr::value(1), Expr::value(length)]);
                Expr::expr(part).eq(text)
            };
            Condition::any()
                .add(begins(Member::Nickname))
                .add(begins(Member::Name))
                .add(among(named))
        }
    }
}
