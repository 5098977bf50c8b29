//! The small XML that WeChat speaks: one `<xml>`, leaves that are mostly CDATA, few levels.
use std::borrow::Cow;

use quick_xml::{
    Reader,
    escape::resolve_xml_entity,
    events::{BytesDecl, BytesRef, Event},
};
use serde_json::{Map, Value};

use crate::fields::{MAX_NODES, Malformed};

type Pairs = Vec<(String, Value)>;

const OPEN: &str = "<![CDATA[";
const CLOSE: &str = "]]>";
/// A CDATA terminator, said inside CDATA: half in one section and half in the next.
const CLOSE_SPLIT: &str = "]]]]><![CDATA[>";

/// What is inside `<xml>`. [`crate::Fields`] still has to refuse names said twice and deep nesting.
pub(crate) fn parse(text: &str) -> Result<Pairs, Malformed> {
    let text = mend(text);
    let mut reader = Reader::from_str(&text);
    let mut tree = Tree::default();
    loop {
        match reader.read_event().map_err(|_| Malformed::Syntax)? {
            Event::Start(tag) => tree.open(tag.name().as_ref())?,
            Event::Empty(tag) => {
                tree.open(tag.name().as_ref())?;
                tree.close()?;
            }
            Event::End(_) => tree.close()?,
            Event::Text(text) => tree.loose(&text)?,
            Event::GeneralRef(reference) => tree.loose(&resolve(&reference)?)?,
            Event::CData(text) => tree.quoted(&text)?,
            Event::Decl(declaration) => only_utf8(&declaration)?,
            Event::DocType(_) => return Err(Malformed::Doctype),
            Event::PI(_) => return Err(Malformed::Syntax),
            Event::Comment(_) => {}
            Event::Eof => return tree.finish(),
        }
    }
}

/// The five entities every XML knows and characters by number; nothing can be declared.
fn resolve(reference: &BytesRef<'_>) -> Result<String, Malformed> {
    let character = reference.resolve_char_ref().map_err(|_| Malformed::Syntax)?;
    let known = || resolve_xml_entity(reference).map(str::to_owned);
    character.map(String::from).or_else(known).ok_or(Malformed::Syntax)
}

fn only_utf8(declaration: &BytesDecl<'_>) -> Result<(), Malformed> {
    match declaration.encoding() {
        None => Ok(()),
        Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") => Ok(()),
        Some(_) => Err(Malformed::Encoding),
    }
}

/// Elements open at the moment, the root first.
#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    root: Option<Pairs>,
    nodes: usize,
}

#[derive(Default)]
struct Element {
    name: String,
    loose: String,
    quoted: Option<String>,
    children: Pairs,
}

impl Tree {
    fn open(&mut self, name: &str) -> Result<(), Malformed> {
        if self.open.is_empty() && (self.root.is_some() || name != "xml") {
            return Err(Malformed::Root);
        }
        // Already while reading: a value nested without bound would overflow the stack when dropped.
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(Malformed::TooLarge);
        }
        self.open.push(Element { name: name.to_owned(), ..Element::default() });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Malformed> {
        let element = self.open.pop().ok_or(Malformed::Syntax)?;
        let Some(parent) = self.open.last_mut() else {
            if element.quoted.is_some() || !element.loose.trim().is_empty() {
                return Err(Malformed::Syntax);
            }
            self.root = Some(element.children);
            return Ok(());
        };
        parent.children.push((element.name.clone(), element.value()?));
        Ok(())
    }

    fn loose(&mut self, text: &str) -> Result<(), Malformed> {
        match self.open.last_mut() {
            Some(element) => element.loose.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(Malformed::Root),
        }
        Ok(())
    }

    fn quoted(&mut self, text: &str) -> Result<(), Malformed> {
        let element = self.open.last_mut().ok_or(Malformed::Root)?;
        element.quoted.get_or_insert_default().push_str(text);
        Ok(())
    }

    fn finish(self) -> Result<Pairs, Malformed> {
        if self.open.is_empty() { self.root.ok_or(Malformed::Root) } else { Err(Malformed::Syntax) }
    }
}

impl Element {
    /// CDATA is taken exactly and the white space around it dropped; bare text is trimmed. An
    /// element holds text or elements, never both.
    fn value(self) -> Result<Value, Malformed> {
        let loose = self.loose.trim();
        match self.quoted {
            Some(_) if !loose.is_empty() || !self.children.is_empty() => Err(Malformed::Syntax),
            Some(text) => Ok(Value::String(text)),
            None if self.children.is_empty() => Ok(Value::String(loose.to_owned())),
            None if loose.is_empty() => Ok(Value::Object(grouped(self.children))),
            None => Err(Malformed::Syntax),
        }
    }
}

/// Children by name; a name that repeats becomes an array.
fn grouped(children: Pairs) -> Map<String, Value> {
    let mut group = Map::new();
    for (name, value) in children {
        match group.get_mut(&name) {
            None => {
                group.insert(name, value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    group
}

/// Splits the CDATA terminators that users typed.
///
/// WeChat wraps what a user says in CDATA and leaves a `]]>` in it as it is. Such a terminator is
/// the user's, not the element's, when neither the closing tag nor another section follows it.
///
/// A user cannot replace a field this way: to end `<Content>` early they must write `</Content>`,
/// and the real one behind it then needs a second `<Content>`, which is a duplicate and refused.
fn mend(text: &str) -> Cow<'_, str> {
    let mut mended = String::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(opening) = text[at..].find(OPEN) {
        let Some(tag) = tag_before(&text[..at + opening]) else {
            at += opening + OPEN.len();
            continue;
        };
        at += opening + OPEN.len();
        while let Some(terminator) = text[at..].find(CLOSE) {
            let start = at + terminator;
            at = start + CLOSE.len();
            let next = text[at..].trim_start();
            if closes(next, tag) {
                break;
            }
            if !next.starts_with(OPEN) {
                mended.push_str(&text[kept..start]);
                mended.push_str(CLOSE_SPLIT);
                kept = at;
            }
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    mended.push_str(&text[kept..]);
    Cow::Owned(mended)
}

/// The name of the tag that ends here, white space aside.
fn tag_before(text: &str) -> Option<&str> {
    let tag = text.trim_end().strip_suffix('>')?;
    let name = &tag[tag.rfind('<')? + 1..];
    name.split_ascii_whitespace().next()
}

fn closes(text: &str, tag: &str) -> bool {
    let rest = text.strip_prefix("</").and_then(|rest| rest.strip_prefix(tag));
    rest.is_some_and(|rest| rest.trim_start().starts_with('>'))
}

/// `<xml>` around these. Text goes into CDATA, numbers stand bare, an array repeats its element.
pub(crate) fn write(pairs: &[(String, Value)]) -> String {
    let mut out = "<xml>".to_owned();
    for (name, value) in pairs {
        element(&mut out, name, value);
    }
    out + "</xml>"
}

fn element(out: &mut String, name: &str, value: &Value) {
    if let Value::Array(values) = value {
        return values.iter().for_each(|value| element(out, name, value));
    }
    out.extend(["<", name, ">"]);
    match value {
        Value::String(text) => out.extend([OPEN, &quotable(text), CLOSE]),
        Value::Object(group) => group.iter().for_each(|(name, value)| element(out, name, value)),
        Value::Null => {}
        bare => out.push_str(&bare.to_string()),
    }
    out.extend(["</", name, ">"]);
}

/// XML has no way to write control characters, so they are left out.
fn quotable(text: &str) -> String {
    let written = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{80}'..);
    text.chars().filter(written).collect::<String>().replace(CLOSE, CLOSE_SPLIT)
}
