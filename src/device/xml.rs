//! The XML of a provisioning file: its encoding, and one way through it for all who read it.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::{Encoding, UTF_8};
use quick_xml::XmlVersion;
use quick_xml::errors::IllFormedError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use thiserror::Error;

mod plain;

pub(super) use plain::walk as walk_plainly;

/// The elements around all others, of all devices.
const FRAMES: [&str; 4] = ["ProviderFrame", "Provider", "provisioning", "nvm"];

/// How many attributes a tag may have. No provisioning file needs more than a handful, and each is
/// compared with those before it, for none may be there twice.
const MOST_ATTRIBUTES: usize = 100;

/// Why a file in place cannot be understood, and at which line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {what}")]
pub struct ReadError {
    /// The line, from 1.
    pub line: usize,
    /// What stands there, without its value.
    pub what: String,
}

impl ReadError {
    pub(crate) fn at(text: &str, place: usize, what: String) -> Self {
        let before = text.as_bytes().get(..place).unwrap_or(text.as_bytes());
        Self {
            line: 1 + memchr::memchr_iter(b'\n', before).count(),
            what,
        }
    }
}

/// A step on the way through a file.
pub(crate) enum Step<'t> {
    /// An element begins.
    Begin(Tag<'t>),
    /// The innermost element ends. One without content begins and ends in the same place.
    End,
    Comment,
    /// A reference to an entity that XML does not know by itself.
    Entity,
    Text,
    Other,
}

/// How an element begins.
pub struct Tag<'t> {
    /// What stands between the brackets.
    content: &'t str,
    /// The name of the element, with its namespace.
    full_name: &'t str,
    /// The attribute `ID`.
    pub id: Attribute<'t>,
    /// The attribute `name`.
    pub called: Attribute<'t>,
    /// The attribute `value`.
    pub value: Attribute<'t>,
}

impl Tag<'_> {
    /// The name of the element without its namespace.
    pub fn name(&self) -> &str {
        let name = self.full_name;
        let colon = name.bytes().position(|byte| byte == b':');
        colon.map_or(name, |colon| &name[colon + 1..])
    }

    /// The tag with its namespaces, where it may have any.
    pub fn with_namespaces(&self) -> Option<BytesStart<'_>> {
        let tag = || BytesStart::from_content(self.content, self.full_name.len());
        self.content.contains(':').then(tag)
    }

    pub fn is(&self, name: &str) -> bool {
        let own = self.name();
        own.len() == name.len() && (own == name || own.eq_ignore_ascii_case(name))
    }
}

/// Goes through a text once. `see` is given each step and its place, and may end the way with an error.
pub(crate) fn walk(
    text: &str,
    mut see: impl FnMut(&Step<'_>, Range<usize>) -> Result<(), String>,
) -> Result<(), ReadError> {
    let mut reader = Reader::from_str(text);
    let mut start = 0;
    loop {
        let event = reader.read_event();
        let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let mut see = |step| see(&step, start..end);
        let seen = match event {
            Ok(Event::Eof) => return Ok(()),
            Ok(Event::Start(tag)) => attributes(&tag).and_then(|tag| see(Step::Begin(tag))),
            Ok(Event::Empty(tag)) => attributes(&tag)
                .and_then(|tag| see(Step::Begin(tag)))
                .and_then(|()| see(Step::End)),
            Ok(Event::End(_)) => see(Step::End),
            Ok(Event::Comment(_)) => see(Step::Comment),
            Ok(Event::GeneralRef(name))
                if !name.is_char_ref()
                    && !["amp", "lt", "gt", "quot", "apos"].contains(&name.as_ref()) =>
            {
                see(Step::Entity)
            }
            Ok(Event::Text(_) | Event::GeneralRef(_)) => see(Step::Text),
            Ok(_) => see(Step::Other),
            Err(error) => Err(format!("this is not XML: {}", without_content(&error))),
        };
        seen.map_err(|what| ReadError::at(text, end, what))?;
        start = end;
    }
}

/// What is wrong, without what stands there. In a broken file a piece of a password may look like a
/// tag or an entity, and the reader names those.
fn without_content(error: &quick_xml::Error) -> String {
    use quick_xml::Error::{Escape, IllFormed, InvalidAttr, Syntax};
    match error {
        Syntax(error) => error.to_string(),
        InvalidAttr(error) => error.to_string(),
        IllFormed(IllFormedError::MismatchedEndTag { expected, .. })
            if FRAMES.contains(&expected.as_str()) =>
        {
            format!("the tag {expected} is not closed")
        }
        IllFormed(_) => "the tags do not fit each other".into(),
        Escape(_) => "an & that is not written as &amp;, or a character that XML forbids".into(),
        _ => "it cannot be read".into(),
    }
}

/// An id as a message may name it. One with signs that no id has is a piece of a broken file, and
/// may hold anything.
pub(crate) fn shown_id(id: &str) -> &str {
    let of_an_id = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:-[]%".contains(&byte);
    if id.bytes().all(of_an_id) {
        id
    } else {
        "an item with an odd ID"
    }
}

/// The text of a file, or of a piece of a file that declares its encoding elsewhere.
///
/// ISO-8859-1 is read as Windows-1252, its superset: files that people make by hand often say the
/// one and are the other.
pub(crate) fn decoded<'b>(bytes: &'b [u8], declared_in: &[u8]) -> Result<Cow<'b, str>, ReadError> {
    let failed = |what| ReadError { line: 1, what };
    let encoding = match Encoding::for_bom(declared_in) {
        Some((encoding, _)) => encoding,
        None => declared_encoding(declared_in).map_err(failed)?,
    };
    let (text, _, malformed) = encoding.decode(bytes);
    if malformed {
        let name = encoding.name();
        return Err(failed(format!(
            "the file is not in the encoding {name} that it names"
        )));
    }
    Ok(text)
}

/// The encoding of the XML declaration; UTF-8 without one, as XML has it.
fn declared_encoding(bytes: &[u8]) -> Result<&'static Encoding, String> {
    let Some(label) = encoding_label(bytes) else {
        return Ok(UTF_8);
    };
    Encoding::for_label(label).ok_or_else(|| {
        format!(
            "the file names the unknown encoding {}",
            String::from_utf8_lossy(label).escape_debug()
        )
    })
}

/// Whether the first element of a file has this name, as far as its first bytes tell.
pub(crate) fn has_element(head: &[u8], name: &str) -> bool {
    memchr::memchr_iter(b'<', head).any(|at| {
        let tag = &head[at + 1..];
        let end = tag.get(name.len());
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(byte);
        tag.len() > name.len()
            && tag[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            && !end.is_some_and(is_name)
    })
}

/// What stands in `encoding="…"` of the XML declaration.
pub(crate) fn encoding_label(bytes: &[u8]) -> Option<&[u8]> {
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memchr::memmem::find(declaration, b"?>")?];
    let after = &declaration[memchr::memmem::find(declaration, b"encoding")? + b"encoding".len()..];
    let after = after
        .trim_ascii_start()
        .strip_prefix(b"=")?
        .trim_ascii_start();
    let (quote, label) = after.split_first()?;
    label
        .split(|byte| byte == quote)
        .next()
        .filter(|_| matches!(quote, b'"' | b'\''))
}

/// An attribute, where there is one.
pub type Attribute<'t> = Option<Cow<'t, str>>;

/// Finds the attributes `ID`, `name` and `value`.
fn attributes<'t>(start: &'t BytesStart<'t>) -> Result<Tag<'t>, String> {
    let (mut id, mut called, mut value) = (None, None, None);
    for (number, attribute) in start.attributes().enumerate() {
        if number == MOST_ATTRIBUTES {
            return Err(format!("a tag has more than {MOST_ATTRIBUTES} attributes"));
        }
        let attribute = attribute.map_err(|error| format!("an attribute is broken: {error}"))?;
        let slot = match attribute.key.as_ref() {
            "ID" => &mut id,
            "name" => &mut called,
            "value" => &mut value,
            _ => continue,
        };
        *slot = Some(if is_verbatim(&attribute.value) {
            attribute.value
        } else {
            let text = attribute.normalized_value(XmlVersion::Implicit1_0);
            text.map_err(|error| format!("an attribute is broken: {}", without_content(&error)))?
        });
    }
    Ok(Tag {
        content: start,
        full_name: start.name().into_inner(),
        id,
        called,
        value,
    })
}

/// Whether an attribute means just what is written: nothing to put in for an entity, no line end that
/// counts as a space. Without an end in the middle the loop takes many bytes at a time.
fn is_verbatim(value: &str) -> bool {
    let is_special = |byte: u8| byte == b'&' || byte < b' ';
    !value
        .bytes()
        .fold(false, |found, byte| found | is_special(byte))
}
