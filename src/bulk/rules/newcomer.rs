//! One row of a form, read.
use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    ids::{LevelId, StoreId, TagId},
    values::{Fen, Phone, Points},
};

use super::{Against, Column, Home, RowRefusal};
use crate::member;

/// Somebody who is about to be a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// Ours, if none was given.
    pub number: Option<String>,
    pub phone: Phone,
    pub name: Option<String>,
    pub nickname: String,
    /// The merchant's default for tills, if none was given.
    pub level: Option<LevelId>,
    pub birthday: Option<String>,
    pub email: Option<String>,
    pub store: Option<StoreId>,
    pub tags: Vec<TagId>,
    pub remark: Option<String>,
    pub points: Points,
    pub principal: Fen,
}

/// What has a name in a form.
pub struct Names<'a> {
    levels: HashMap<&'a str, LevelId>,
    stores: HashMap<&'a str, StoreId>,
    tags: HashMap<&'a str, TagId>,
}

impl<'a> Names<'a> {
    pub fn of(against: &Against<'a>) -> Self {
        let Against { levels, stores, tags, .. } = *against;
        // A name that is another's code is still a name.
        let codes = levels.iter().map(|level| (level.code.as_str(), level.id));
        let names = levels.iter().map(|level| (level.name.as_str(), level.id));
        Self {
            levels: codes.chain(names).collect(),
            stores: stores.iter().map(|store| (store.name.as_str(), store.id)).collect(),
            tags: tags.iter().map(|tag| (tag.name.as_str(), tag.id)).collect(),
        }
    }

    fn tags(&self, text: &str) -> Result<Vec<TagId>, RowRefusal> {
        let parts = text.split([',', '，', '、', ';', '；']).map(str::trim);
        let known = |tag: &str| {
            self.tags.get(tag).copied().ok_or(RowRefusal::TagUnknown { tag: tag.to_owned() })
        };
        let mut tags: Vec<TagId> =
            parts.filter(|part| !part.is_empty()).map(known).collect::<Result<_, _>>()?;
        tags.sort();
        tags.dedup();
        Ok(tags)
    }
}

pub fn newcomer<'a>(
    said: &impl Fn(Column) -> &'a str,
    names: &Names<'_>,
    against: &Against<'_>,
) -> Result<Newcomer, RowRefusal> {
    let given = |column| Some(said(column)).filter(|text| !text.is_empty());
    let phone = given(Column::Phone).ok_or(RowRefusal::PhoneMissing)?;
    let phone = Phone::parse(phone).ok_or(RowRefusal::PhoneMalformed)?;
    let number = given(Column::Number).map(|text| number(text, &phone)).transpose()?;
    let name = given(Column::Name).map(member::nickname).transpose();
    let name = name.map_err(|_| RowRefusal::NameMalformed)?;
    let nickname = given(Column::Nickname).map(member::nickname).transpose();
    let nickname = nickname.map_err(|_| RowRefusal::NicknameMalformed)?.or_else(|| name.clone());
    let level = given(Column::Level)
        .map(|text| names.levels.get(text).copied().ok_or(RowRefusal::LevelUnknown))
        .transpose()?;
    let store = given(Column::Store)
        .map(|text| names.stores.get(text).copied().ok_or(RowRefusal::StoreUnknown))
        .transpose()?;
    let store = match (store, against.home) {
        (None, Home::Only(store)) => Some(store),
        (None, Home::Said) => return Err(RowRefusal::StoreMissing),
        (store, _) => store,
    };
    let birthday = given(Column::Birthday).map(|text| member::birthday(&day(text), against.today));
    let birthday = birthday.transpose().map_err(|_| RowRefusal::BirthdayMalformed)?;
    let email = given(Column::Email).map(member::read_email).transpose();
    Ok(Newcomer {
        number,
        nickname: nickname.unwrap_or_else(|| member::default_nickname(&phone)),
        name,
        level,
        birthday,
        email: email.map_err(|_| RowRefusal::EmailMalformed)?,
        store,
        tags: given(Column::Tags).map_or(Ok(vec![]), |text| names.tags(text))?,
        remark: given(Column::Remark).map(remark).transpose()?,
        points: given(Column::Points).map_or(Ok(Points::ZERO), points)?,
        principal: given(Column::Principal).map_or(Ok(Fen::ZERO), yuan)?,
        phone,
    })
}

/// Short enough to be no card's number and no payment code; of what looks like a phone, one's own.
fn number(text: &str, phone: &Phone) -> Result<String, RowRefusal> {
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let theirs = Phone::parse(text).is_none_or(|other| other == *phone);
    if plain && (1..=15).contains(&text.len()) && theirs {
        Ok(text.to_owned())
    } else {
        Err(RowRefusal::NumberMalformed)
    }
}

/// `2020/2/9` as `2020-02-09`; what is no day is left to be refused.
fn day(text: &str) -> String {
    let text = text.replace(['/', '.', '年', '月'], "-").replace('日', "");
    let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d");
    day.map_or(text, |day| day.to_string())
}

fn remark(text: &str) -> Result<String, RowRefusal> {
    let said = |c: char| c == '\n' || !c.is_control();
    let fine = text.chars().count() <= 200 && text.chars().all(said);
    if fine { Ok(text.to_owned()) } else { Err(RowRefusal::RemarkMalformed) }
}

fn points(text: &str) -> Result<Points, RowRefusal> {
    let points = Points::parse(text).filter(|points| *points >= Points::ZERO);
    points.ok_or(RowRefusal::PointsMalformed)
}

/// `200`, `200.5`, `¥200.50`
fn yuan(text: &str) -> Result<Fen, RowRefusal> {
    let text = text.trim_start_matches(['¥', '￥']).replace(',', "");
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let fen = (digits(whole, 9) && digits(part, 2))
        .then(|| format!("{whole}{part:0<2}").parse().ok())
        .flatten();
    fen.map(Fen).filter(|fen| *fen <= Fen::CAP).ok_or(RowRefusal::ValueMalformed)
}
