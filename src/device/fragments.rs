//! The items and elements of a file that no page speaks of, as they are written there.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use super::Layout;
use super::xml::{ReadError, Step, Tag, decoded, shown_id, walk};
use crate::value::{Ipui, Position};

/// The items and elements of a file, but for those of accounts, handsets, the window and the MAC.
pub struct Fragments {
    layout: &'static dyn Layout,
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
    owner: Owner,
    /// The value, where it is needed.
    version: Option<Box<str>>,
    /// Whether letters outside ASCII are in its values and texts only, where references can replace them.
    is_plain: bool,
    prefixes: BTreeSet<String>,
}

/// What an element means to what is carried over.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// Its id, or its name.
    pub(super) name: Box<str>,
    pub(super) kind: Kind,
    pub(super) owner: Owner,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Item,
    Element,
    Version,
    /// An account, a handset, the window or the MAC.
    Known,
    /// A part of one of these.
    Part,
    /// One of these if it has a part inside, else an element.
    Either,
    /// An element with one of these inside, or an item that would make accounts of free positions.
    Tangled,
}

/// What an item is about, besides the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Nothing else.
    Base,
    /// A position.
    Position(Position),
    /// A handset.
    Handset(Ipui),
    /// The account of a handset.
    Account(Ipui),
}

/// An item or element of a file, as it is written there.
#[derive(Clone, Copy)]
pub struct Fragment<'f> {
    layout: &'static dyn Layout,
    unit: &'f Unit,
    text: &'f str,
}

impl Fragments {
    /// Finds the fragments of a file that is not encoded yet, or of its beginning.
    pub(crate) fn of_text(layout: &'static dyn Layout, text: String) -> Result<Self, ReadError> {
        Self::scan(layout, text, 0)
    }

    /// Finds the fragments of a piece of a file: whole elements out of its frame.
    pub(crate) fn of_piece(
        layout: &'static dyn Layout,
        piece: &[u8],
        file: &[u8],
    ) -> Result<Self, ReadError> {
        Self::scan(layout, decoded(piece, file)?.into_owned(), 1)
    }

    fn scan(layout: &'static dyn Layout, text: String, frames: usize) -> Result<Self, ReadError> {
        let mut scan = Scan {
            frames,
            ..Scan::new(layout)
        };
        walk(&text, |step, range| scan.see(step, range, &text))?;
        Ok(scan.into_fragments(text))
    }

    /// The fragments in their order.
    pub fn iter(&self) -> impl Iterator<Item = Fragment<'_>> {
        self.units.iter().map(|unit| Fragment {
            layout: self.layout,
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
        self.layout.complete(&mut keys);
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
        shown_id(self.name())
    }

    /// What it is about, besides the base.
    #[must_use]
    pub fn owner(self) -> Owner {
        self.unit.owner
    }

    /// Whether it can stand in another file: nothing inside it is about an account.
    #[must_use]
    pub fn is_portable(self) -> bool {
        self.unit.kind != Kind::Tangled
    }

    /// The same for two spellings of an id.
    pub(crate) fn key(self) -> String {
        match self.unit.kind {
            Kind::Item => self.layout.key(self.name()),
            _ => format!("<{}", self.name().to_ascii_lowercase()),
        }
    }

    /// Whether it is about the registration PIN.
    pub(crate) fn is_pin(self) -> bool {
        self.unit.kind == Kind::Item && self.layout.is_pin(&self.key())
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

    /// Whether it is another fragment as a finished file has it, where the encoding may have made
    /// references of letters.
    pub(crate) fn is_written_as(self, other: Fragment<'_>, version: &str) -> bool {
        other.text == self.with_version(version)
            || (self.unit.is_plain && other.unit.is_plain && other.key() == self.key())
    }
}

impl fmt::Debug for Fragment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown())
    }
}

/// Finds fragments on the way through a file.
pub(super) struct Scan {
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
    /// Whether what is inside tells what it is.
    is_either: bool,
}

impl Scan {
    pub(super) fn new(layout: &'static dyn Layout) -> Self {
        Self {
            frames: 0,
            open: None,
            found: Fragments {
                layout,
                text: String::new(),
                units: Vec::new(),
                nested: Vec::new(),
                has_known: false,
            },
        }
    }

    /// What was found in this text.
    pub(super) fn into_fragments(self, text: String) -> Fragments {
        Fragments { text, ..self.found }
    }

    pub(super) fn see(
        &mut self,
        step: &Step<'_>,
        range: Range<usize>,
        text: &str,
    ) -> Result<(), String> {
        match (step, &mut self.open) {
            (Step::Begin(tag), _) => self.begin(tag, range.start)?,
            (Step::End, _) => self.end(range.end),
            // Only the file in place declares it.
            (Step::Entity, Some(open)) => open.unit.kind = Kind::Tangled,
            (Step::Comment | Step::Other, Some(open)) => {
                open.unit.is_plain &= text[range].is_ascii();
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, tag: &Tag<'_>, start: usize) -> Result<(), String> {
        let layout = self.found.layout;
        let Some(open) = &mut self.open else {
            if self.frames == 0 || layout.frame().iter().any(|frame| tag.is(frame)) {
                self.frames += 1;
            } else {
                self.open = Some(Open::new(layout, tag, start)?);
            }
            return Ok(());
        };
        open.depth += 1;
        open.see_prefixes(tag)?;
        let inner = layout.meaning(tag);
        open.unit.is_plain &= tag.name().is_ascii();
        match (open.unit.kind, inner.kind) {
            (Kind::Known | Kind::Either, Kind::Part) => open.unit.kind = Kind::Known,
            (Kind::Known, _) | (_, Kind::Known | Kind::Either | Kind::Version | Kind::Tangled) => {
                open.unit.kind = Kind::Tangled;
            }
            (outer, Kind::Item | Kind::Part) => {
                if open.is_either && inner.kind == Kind::Part {
                    open.unit.kind = Kind::Tangled;
                } else if outer == Kind::Either {
                    open.unit.kind = Kind::Element;
                }
                self.found.nested.push(layout.key(&inner.name));
            }
            (_, Kind::Element) => {}
        }
        Ok(())
    }

    fn end(&mut self, end: usize) {
        match &mut self.open {
            None => self.frames = self.frames.saturating_sub(1),
            Some(open) if open.depth > 0 => open.depth -= 1,
            Some(open) => {
                open.unit.raw.end = end;
                open.unit
                    .prefixes
                    .retain(|prefix| !open.declared.contains(prefix));
                match self.open.take() {
                    Some(open) if open.unit.kind != Kind::Known => self.found.units.push(open.unit),
                    _ => self.found.has_known = true,
                }
            }
        }
    }
}

impl Open {
    fn new(layout: &dyn Layout, tag: &Tag<'_>, start: usize) -> Result<Self, String> {
        let unit = Unit::new(layout.meaning(tag), tag, start);
        let mut open = Self {
            is_either: unit.kind == Kind::Either,
            unit,
            depth: 0,
            declared: BTreeSet::new(),
        };
        open.see_prefixes(tag)?;
        Ok(open)
    }

    /// Notes the namespaces that a tag uses and declares.
    fn see_prefixes(&mut self, tag: &Tag<'_>) -> Result<(), String> {
        let Some(start) = tag.with_namespaces() else {
            return Ok(());
        };
        let mut used = |name: &str| {
            if let Some((prefix, _)) = name.split_once(':').filter(|(prefix, _)| *prefix != "xml") {
                self.unit.prefixes.insert(prefix.to_owned());
            }
        };
        used(start.name().as_ref());
        for attribute in start.attributes() {
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

impl Unit {
    fn new(meaning: Meaning, tag: &Tag<'_>, start: usize) -> Self {
        let version = tag.value.as_deref();
        Self {
            raw: start..start,
            version: version
                .filter(|_| meaning.kind == Kind::Version)
                .map(Into::into),
            name: meaning.name,
            kind: meaning.kind,
            owner: meaning.owner,
            is_plain: tag.name().is_ascii(),
            prefixes: BTreeSet::new(),
        }
    }
}
