//! What a push says, whichever of its two formats it came in: names and values, in order.
//!
//! **Invariant:** every body from outside is read here and nowhere else: UTF-8 only, no DOCTYPE,
//! no name twice, at most [`MAX_DEPTH`] deep and [`MAX_NODES`] large, no NUL.
use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;

use crate::xml;

/// How deep a body may nest, its root counted.
pub const MAX_DEPTH: usize = 8;
/// How many elements a body may have.
pub const MAX_NODES: usize = 512;

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    #[error("not UTF-8")]
    Encoding,
    #[error("a document type is not read")]
    Doctype,
    #[error("not an <xml> element")]
    Root,
    #[error("an element is there twice")]
    Duplicate,
    #[error("nested too deeply")]
    TooDeep,
    #[error("too many elements")]
    TooLarge,
    #[error("holds a NUL character")]
    Nul,
    #[error("not well-formed")]
    Syntax,
    #[error("{0} is missing or not what it should be")]
    Field(&'static str),
}

/// The data format chosen in WeChat's console; a reply is in the format of its push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Xml,
    Json,
}

impl Format {
    /// JSON begins with a brace; whatever does not is read as XML.
    pub fn of(body: &[u8]) -> Self {
        if body.trim_ascii_start().starts_with(b"{") { Self::Json } else { Self::Xml }
    }
}

/// Names and values in the order they were said.
///
/// An XML leaf is a string; elements inside an element are an object; a name repeated below the
/// top level is an array, so `List` is an object once and an array twice, as in WeChat's JSON.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(Vec<(String, Value)>);

impl Fields {
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a body of either format.
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        let text = std::str::from_utf8(body).map_err(|_| Malformed::Encoding)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let fields = match Format::of(text.as_bytes()) {
            Format::Xml => Self(xml::parse(text)?),
            Format::Json => serde_json::from_str(text).map_err(|_| Malformed::Syntax)?,
        };
        fields.within_bounds()
    }

    /// The same fields and one more.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    /// The same fields and one more, if there is one.
    pub fn with_some(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(crate) fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find_map(|(known, value)| (known == name).then_some(value))
    }

    /// A string, or a number as it would be written; anything else is `None`.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// [`Self::text`] where there is some.
    pub fn filled(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.is_empty())
    }

    /// A number, whether it was said as a number or as a string.
    pub fn number<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, Malformed> {
        let text = self.text(name).ok_or(Malformed::Field(name))?;
        text.trim().parse().map_err(|_| Malformed::Field(name))
    }

    pub fn to_xml(&self) -> String {
        xml::write(&self.0)
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("names are strings and values are JSON")
    }

    pub fn write(&self, format: Format) -> String {
        match format {
            Format::Xml => self.to_xml(),
            Format::Json => self.to_json(),
        }
    }

    /// The same text for the same fields, whatever their order or the white space between them.
    pub(crate) fn canonical(&self) -> String {
        let mut fields = self.clone();
        fields.0.sort_by(|(a, _), (b, _)| a.cmp(b));
        fields.to_json()
    }

    fn within_bounds(self) -> Result<Self, Malformed> {
        let mut nodes = 1;
        for (at, (name, value)) in self.0.iter().enumerate() {
            if self.0[..at].iter().any(|(earlier, _)| earlier == name) {
                return Err(Malformed::Duplicate);
            }
            bound(value, 2, &mut nodes)?;
        }
        Ok(self)
    }
}

/// Counts a value at this depth, and all it holds.
fn bound(value: &Value, depth: usize, nodes: &mut usize) -> Result<(), Malformed> {
    *nodes += 1;
    if depth > MAX_DEPTH {
        return Err(Malformed::TooDeep);
    }
    if *nodes > MAX_NODES {
        return Err(Malformed::TooLarge);
    }
    match value {
        Value::String(text) if text.contains('\0') => Err(Malformed::Nul),
        Value::Array(values) => values.iter().try_for_each(|inner| bound(inner, depth + 1, nodes)),
        Value::Object(fields) => {
            fields.values().try_for_each(|inner| bound(inner, depth + 1, nodes))
        }
        _ => Ok(()),
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Keeps a name that comes twice, so that it can be refused: `serde_json::Map` lets the last win.
impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Fields(pairs))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}
