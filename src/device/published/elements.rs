//! Where the elements and comments of a provisioning file are, for those who change its text.

use std::ops::Range;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::item::{ACCOUNTS, HANDSETS, Index, split_index, usual_spelling};
use super::reader::id_and_value;
use crate::value::Position;

/// A piece of the file.
pub(crate) struct Element {
    /// Its place in the text, with its end tag.
    pub range: Range<usize>,
    pub kind: ElementKind,
}

/// What a piece is.
pub(crate) enum ElementKind {
    /// An item with its id and its value as written, quotes included.
    Item {
        id: String,
        value: String,
    },
    Mac,
    Version,
    Comment,
}

/// The items, the comments, and the elements that differ from base to base, in their order. The text must
/// be one that [`super::read`] takes.
pub(crate) fn elements(text: &str) -> Result<Vec<Element>, String> {
    let mut reader = Reader::from_str(text);
    let mut elements = Vec::new();
    // The elements that are not closed yet: where in the list, if they are there.
    let mut open: Vec<Option<usize>> = Vec::new();
    loop {
        let start = place(&reader);
        let event = reader
            .read_event()
            .map_err(|_| "the file is not XML".to_owned())?;
        let range = start..place(&reader);
        let push = |kind: Option<ElementKind>| {
            kind.map(|kind| {
                elements.push(Element { range, kind });
                elements.len() - 1
            })
        };
        match event {
            Event::Start(tag) => open.push(push(kind(&tag)?)),
            Event::Empty(tag) => {
                push(kind(&tag)?);
            }
            Event::Comment(_) => {
                push(Some(ElementKind::Comment));
            }
            Event::End(_) => {
                let end = place(&reader);
                if let Some(Some(begun)) = open.pop() {
                    elements[begun].range.end = end;
                }
            }
            Event::Eof => return Ok(elements),
            _ => {}
        }
    }
}

fn place(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn kind(tag: &BytesStart<'_>) -> Result<Option<ElementKind>, String> {
    Ok(match tag.local_name().as_ref() {
        "SYMB_ITEM" => {
            let (Some(id), Some(value)) = id_and_value(tag)? else {
                return Ok(None);
            };
            Some(ElementKind::Item {
                id: id.into_owned(),
                value: value.into_owned(),
            })
        }
        "MAC_ADDRESS" => Some(ElementKind::Mac),
        "VERSION" => Some(ElementKind::Version),
        _ => None,
    })
}

/// An id that belongs to positions, taken apart: `array[` + index + `after`.
pub(crate) struct PositionId {
    pub array: &'static str,
    /// `None` where the item is about all positions.
    pub position: Option<Position>,
    pub after: String,
}

impl PositionId {
    /// Takes an id apart.
    pub fn parse(id: &str) -> Option<Self> {
        let id = usual_spelling(id)?;
        let array = [ACCOUNTS, HANDSETS]
            .into_iter()
            .find(|array| id.starts_with(array))?;
        let rest = &id[array.len()..];
        let position = match split_index(rest)?.0 {
            Index::At(position) => Some(position),
            Index::All => None,
            Index::Unknown => return None,
        };
        Some(Self {
            array,
            position,
            after: rest[rest.find(']')?..].to_owned(),
        })
    }
}
