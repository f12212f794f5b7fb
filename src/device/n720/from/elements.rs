//! Where the elements and comments of a provisioning file are.

use std::ops::Range;

use crate::device::xml::{ReadError, Step, Tag, walk};

/// A piece of the file.
pub(super) struct Element {
    /// Its place in the text, with its end tag.
    pub range: Range<usize>,
    pub kind: ElementKind,
}

/// What a piece is.
pub(super) enum ElementKind {
    /// An item with its id and its value as written, quotes included.
    Item {
        id: String,
        value: String,
    },
    Mac,
    Version,
    Comment,
}

/// The items, the comments, and the elements that differ from base to base, in their order.
pub(super) fn elements(text: &str) -> Result<Vec<Element>, ReadError> {
    let mut elements: Vec<Element> = Vec::new();
    // The elements that are not closed yet: where in the list, if they are there.
    let mut open = Vec::new();
    walk(text, |step, range| {
        let kind = match step {
            Step::Begin(tag) => {
                let kind = kind(tag);
                open.push(kind.is_some().then_some(elements.len()));
                kind
            }
            Step::End => {
                if let Some(Some(begun)) = open.pop() {
                    elements[begun].range.end = range.end;
                }
                None
            }
            Step::Comment => Some(ElementKind::Comment),
            Step::Entity | Step::Text | Step::Other => None,
        };
        elements.extend(kind.map(|kind| Element { range, kind }));
        Ok(())
    })?;
    Ok(elements)
}

fn kind(tag: &Tag<'_>) -> Option<ElementKind> {
    match tag.name() {
        "SYMB_ITEM" => Some(ElementKind::Item {
            id: tag.id.as_deref()?.to_owned(),
            value: tag.value.as_deref()?.to_owned(),
        }),
        "MAC_ADDRESS" => Some(ElementKind::Mac),
        "VERSION" => Some(ElementKind::Version),
        _ => None,
    }
}
