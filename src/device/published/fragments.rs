//! The items and elements of a file that no page speaks of, as they are written there.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::item::{self, AccountItem, Index, Item, TextItem};
use super::reader::{self, FRAME};
use crate::value::Position;

/// The items of the registration PIN. A run that sets one of them speaks of both.
const PIN: [&str; 2] = [
    "bs_custom.bit.userandomregistrationpin",
    "bs_custom.auckdspin",
];

/// The items and elements of a file, but for those of accounts, handsets, the window and the MAC.
pub struct Fragments {
    text: String,
    units: Vec<Unit>,
    /// The items inside other elements, by key.
    nested: Vec<String>,
    /// Whether something of an account, a handset, the window or the MAC was left out.
    has_known: bool,
}

/// An item or element with everything inside it.
struct Unit {
    raw: Range<usize>,
    name: Box<str>,
    kind: Kind,
    position: Option<Position>,
    /// The value, where it is needed.
    version: Option<Box<str>>,
    /// Whether letters outside ASCII are in its values and texts only, where references can replace them.
    is_plain: bool,
    prefixes: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Item,
    Element,
    Version,
    /// An account, a handset, the window or the MAC.
    Known,
    /// An element with one of these inside, or an item that would make accounts of free positions.
    Tangled,
}

/// An item or element of a file, as it is written there.
#[derive(Clone, Copy)]
pub struct Fragment<'f> {
    unit: &'f Unit,
    text: &'f str,
}

impl Fragments {
    /// Reads the fragments of a file that [`super::read`] understands.
    ///
    /// # Errors
    /// When it is no XML.
    pub fn of_file(bytes: &[u8]) -> Result<Self, String> {
        Self::of_text(reader::decoded(bytes, bytes)?)
    }

    /// Reads the fragments of a file that is not encoded yet, or of its beginning.
    pub(crate) fn of_text(text: String) -> Result<Self, String> {
        Self::scan(text, 0)
    }

    /// Reads the fragments of a piece of a file: whole elements out of its frame.
    pub(crate) fn of_piece(piece: &[u8], file: &[u8]) -> Result<Self, String> {
        Self::scan(reader::decoded(piece, file)?, 1)
    }

    fn scan(text: String, frames: usize) -> Result<Self, String> {
        let mut scan = Scan {
            frames,
            open: None,
            found: Self {
                text: String::new(),
                units: Vec::new(),
                nested: Vec::new(),
                has_known: false,
            },
        };
        scan.run(&text)?;
        scan.found.text = text;
        Ok(scan.found)
    }

    /// The fragments in their order.
    pub fn iter(&self) -> impl Iterator<Item = Fragment<'_>> {
        self.units.iter().map(|unit| Fragment {
            unit,
            text: &self.text[unit.raw.clone()],
        })
    }

    /// Whether there is more than fragments.
    pub(crate) fn has_known(&self) -> bool {
        self.has_known
    }

    /// The keys of everything that is written here.
    pub(crate) fn keys(&self) -> BTreeSet<String> {
        let mut keys: BTreeSet<String> = self.iter().map(Fragment::key).collect();
        keys.extend(self.nested.iter().cloned());
        if PIN.iter().any(|item| keys.contains(*item)) {
            keys.extend(PIN.map(str::to_owned));
        }
        keys
    }
}

impl<'f> Fragment<'f> {
    /// The id, or the name of the element.
    #[must_use]
    pub fn name(self) -> &'f str {
        &self.unit.name
    }

    /// The name as a message may have it.
    #[must_use]
    pub fn shown(self) -> &'f str {
        reader::shown_id(self.name())
    }

    /// The position that it is about, where it is about one.
    #[must_use]
    pub fn position(self) -> Option<Position> {
        self.unit.position
    }

    /// Whether it can stand in another file: nothing inside it is about an account.
    #[must_use]
    pub fn is_portable(self) -> bool {
        self.unit.kind != Kind::Tangled
    }

    /// The same for two spellings of an id.
    pub(crate) fn key(self) -> String {
        match self.unit.kind {
            Kind::Item => item::key(self.name()).map(char::from).collect(),
            _ => format!("<{}", self.name().to_ascii_lowercase()),
        }
    }

    /// Whether it is about the registration PIN.
    pub(crate) fn is_pin(self) -> bool {
        self.unit.kind == Kind::Item && PIN.contains(&self.key().as_str())
    }

    /// The fragment as it is to be written into a file of this version. One that is no time stays.
    pub(crate) fn with_version(self, version: &str) -> Cow<'f, str> {
        let is_time = |old: &&str| old.len() == 10 && old.bytes().all(|byte| byte.is_ascii_digit());
        match self.unit.version.as_deref().filter(is_time) {
            Some(old) => self.text.replacen(old, version, 1).into(),
            None => self.text.into(),
        }
    }

    /// Whether it uses namespaces that are declared outside of it.
    #[must_use]
    pub fn uses_namespaces(self) -> bool {
        !self.unit.prefixes.is_empty()
    }

    /// The prefixes of namespaces that are declared outside of it.
    pub(crate) fn prefixes(self) -> impl Iterator<Item = &'f str> {
        self.unit.prefixes.iter().map(String::as_str)
    }

    /// Whether another fragment says the same, though its encoding may have made references of
    /// letters.
    pub(crate) fn says_the_same_as(self, raw: &str) -> bool {
        self.text == raw
            || (self.unit.is_plain && without_references(self.text) == without_references(raw))
    }
}

/// The text with letters in place of numeric references to letters outside ASCII.
fn without_references(text: &str) -> Cow<'_, str> {
    if !text.contains("&#") {
        return text.into();
    }
    let mut pieces = text.split("&#");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let letter = piece.split_once(';').and_then(|(number, rest)| {
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            let letter = char::from_u32(code.ok()?).filter(|letter| !letter.is_ascii())?;
            Some((letter, rest))
        });
        if let Some((letter, rest)) = letter {
            plain.push(letter);
            plain.push_str(rest);
        } else {
            plain.push_str("&#");
            plain.push_str(piece);
        }
    }
    plain.into()
}

impl fmt::Debug for Fragment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown())
    }
}

struct Scan {
    /// How many elements of the frame are open.
    frames: usize,
    open: Option<Open>,
    found: Fragments,
}

/// A fragment whose end has not come yet.
struct Open {
    unit: Unit,
    depth: usize,
    declared: BTreeSet<String>,
}

impl Scan {
    fn run(&mut self, text: &str) -> Result<(), String> {
        let mut reader = Reader::from_str(text);
        let place = |reader: &Reader<&[u8]>| {
            usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
        };
        loop {
            let start = place(&reader);
            let event = reader.read_event().map_err(|_| "this is not XML")?;
            let end = place(&reader);
            match event {
                Event::Start(tag) => self.start(&tag, start)?,
                Event::Empty(tag) => {
                    self.start(&tag, start)?;
                    self.end(end);
                }
                Event::End(_) => self.end(end),
                Event::GeneralRef(name) => {
                    let is_usual = name.is_char_ref()
                        || ["amp", "lt", "gt", "quot", "apos"].contains(&name.as_ref());
                    if let Some(open) = self.open.as_mut().filter(|_| !is_usual) {
                        // Only the file in place declares this entity.
                        open.unit.kind = Kind::Tangled;
                    }
                }
                Event::Eof => return Ok(()),
                Event::Text(_) => {}
                _ => {
                    if let Some(open) = &mut self.open {
                        open.unit.is_plain &= text[start..end].is_ascii();
                    }
                }
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, start: usize) -> Result<(), String> {
        let name = tag.local_name();
        let is_frame = FRAME
            .iter()
            .any(|frame| frame.eq_ignore_ascii_case(name.as_ref()));
        let Some(open) = &mut self.open else {
            if self.frames == 0 || is_frame {
                self.frames += 1;
            } else {
                self.open = Some(Open::new(tag, start)?);
            }
            return Ok(());
        };
        open.depth += 1;
        open.see_prefixes(tag)?;
        let inner = Unit::new(tag, start)?;
        open.unit.is_plain &= inner.is_plain;
        match inner.kind {
            Kind::Known | Kind::Version | Kind::Tangled => open.unit.kind = Kind::Tangled,
            _ if open.unit.kind == Kind::Known => open.unit.kind = Kind::Tangled,
            Kind::Item => self
                .found
                .nested
                .push(item::key(&inner.name).map(char::from).collect()),
            Kind::Element => {}
        }
        Ok(())
    }

    fn end(&mut self, end: usize) {
        match &mut self.open {
            None => self.frames = self.frames.saturating_sub(1),
            Some(open) if open.depth > 0 => open.depth -= 1,
            Some(_) => {
                let Some(mut open) = self.open.take() else {
                    return;
                };
                open.unit.raw.end = end;
                let declared = std::mem::take(&mut open.declared);
                open.unit
                    .prefixes
                    .retain(|prefix| !declared.contains(prefix));
                if open.unit.kind == Kind::Known {
                    self.found.has_known = true;
                } else {
                    self.found.units.push(open.unit);
                }
            }
        }
    }
}

impl Open {
    fn new(tag: &BytesStart<'_>, start: usize) -> Result<Self, String> {
        let mut open = Self {
            unit: Unit::new(tag, start)?,
            depth: 0,
            declared: BTreeSet::new(),
        };
        open.see_prefixes(tag)?;
        Ok(open)
    }

    /// Notes the namespaces that a tag uses and declares.
    fn see_prefixes(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        if !tag.contains(':') {
            return Ok(());
        }
        let mut used = |name: &str| {
            if let Some((prefix, _)) = name.split_once(':').filter(|(prefix, _)| *prefix != "xml") {
                self.unit.prefixes.insert(prefix.to_owned());
            }
        };
        used(tag.name().as_ref());
        for attribute in tag.attributes() {
            let attribute =
                attribute.map_err(|error| format!("an attribute is broken: {error}"))?;
            match attribute.key.as_ref().strip_prefix("xmlns:") {
                Some(prefix) => {
                    self.declared.insert(prefix.to_owned());
                }
                None => used(attribute.key.as_ref()),
            }
        }
        Ok(())
    }
}

/// Whether an item for all positions makes no account of one that nobody has.
fn may_stay(item: AccountItem, value: Option<&str>) -> bool {
    let value = value.unwrap_or_default();
    match item {
        AccountItem::Active => reader::parse_number(value) == Ok(0),
        AccountItem::Text(TextItem::Login | TextItem::Password | TextItem::UserId) => {
            reader::unquote(value).trim().is_empty()
        }
        _ => true,
    }
}

impl Unit {
    fn new(tag: &BytesStart<'_>, start: usize) -> Result<Self, String> {
        let (id, value) = reader::id_and_value(tag)?;
        let element = tag.local_name();
        let element: &str = element.as_ref();
        let is = |name: &str| element.eq_ignore_ascii_case(name);
        let (name, kind, position) = match id.as_deref().filter(|_| is("SYMB_ITEM")) {
            Some(id) => match Item::parse(id) {
                Item::Other => (id, Kind::Item, item::position(id)),
                Item::Account(Index::Unknown, _) | Item::Handset(Index::Unknown) => {
                    (id, Kind::Item, None)
                }
                Item::Account(Index::All, item) if may_stay(item, value.as_deref()) => {
                    (id, Kind::Item, None)
                }
                Item::Account(Index::All, _) => (id, Kind::Tangled, None),
                _ => (id, Kind::Known, None),
            },
            None if is("MAC_ADDRESS") => (element, Kind::Known, None),
            None if is("VERSION") => (element, Kind::Version, None),
            None => (element, Kind::Element, None),
        };
        Ok(Self {
            raw: start..start,
            name: name.into(),
            kind,
            position,
            version: value.filter(|_| kind == Kind::Version).map(Into::into),
            is_plain: element.is_ascii(),
            prefixes: BTreeSet::new(),
        })
    }
}
