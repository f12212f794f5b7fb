//! The items of the file in place that the template does not write, put among those that it writes.
//!
//! They come before the template's own items, in their old order: of two items that set the same, the
//! base takes the later one, so nothing that is carried over can overrule the template.

use std::collections::BTreeSet;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::RenderError;
use crate::device::page::Page;
use crate::device::published::{Fragment, Fragments};

/// What the items of the file in place are set off with.
const INDENT: &str = "\n    ";

/// A rendered text with what was carried over.
pub(super) struct Merged<'p> {
    pub(super) text: String,
    /// What was carried over.
    pub(super) carried: Vec<Fragment<'p>>,
    /// What was neither carried over nor written by the template.
    pub(super) lost: Vec<Fragment<'p>>,
}

/// Puts the items of a page that the template does not write into the text that it made.
pub(super) fn merge<'p>(text: String, page: &Page<'p>) -> Result<Merged<'p>, RenderError> {
    let mut merged = Merged {
        text,
        carried: Vec::new(),
        lost: Vec::new(),
    };
    if page.in_place.is_empty() {
        return Ok(merged);
    }
    let text = merged.text.as_str();
    let written = Fragments::of_text(text.to_owned()).map_err(RenderError::Mismatch)?;
    let written = written.keys();
    let point = point(text);
    let (before, after) = text.split_at(point);
    for item in &page.in_place {
        let fragment = item.fragment;
        if written.contains(&fragment.key()) {
            continue;
        }
        let is_declared = |prefix: &str| before.contains(&format!("xmlns:{prefix}="));
        let fits = fragment.is_portable() && fragment.prefixes().all(is_declared);
        let list = if item.stays && fits {
            &mut merged.carried
        } else {
            &mut merged.lost
        };
        list.push(fragment);
    }
    let pieces: Vec<_> = merged
        .carried
        .iter()
        .map(|it| it.with_version(&page.version))
        .collect();
    let length: usize = pieces.iter().map(|piece| INDENT.len() + piece.len()).sum();
    // All of it at once, or a smaller buffer with passwords would be left behind.
    let mut whole = String::with_capacity(text.len() + length);
    whole.push_str(before);
    for piece in pieces {
        whole.push_str(INDENT);
        whole.push_str(&piece);
    }
    whole.push_str(after);
    merged.text = whole;
    Ok(merged)
}

/// Where in a rendered text the items of the file in place belong: behind `MAC_ADDRESS` and the elements
/// that follow it, before the first item.
pub(super) fn point(text: &str) -> usize {
    let mut reader = Reader::from_str(text);
    let place =
        |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
    let (mut depth, mut head) = (0_usize, None);
    loop {
        let start = place(&reader);
        let event = reader.read_event();
        let end = place(&reader);
        match event {
            Ok(Event::Start(tag) | Event::Empty(tag)) if is(&tag, "SYMB_ITEM") => {
                return head.map_or(start, |(_, end)| end);
            }
            Ok(Event::Empty(tag)) => {
                if is(&tag, "MAC_ADDRESS") || head.is_some_and(|(at, _)| at == depth) {
                    head = Some((depth, end));
                }
            }
            Ok(Event::Start(tag)) => {
                if is(&tag, "MAC_ADDRESS") {
                    head = Some((depth, end));
                }
                depth += 1;
            }
            Ok(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                match head {
                    Some((at, _)) if at == depth => head = Some((at, end)),
                    Some((at, end)) if depth < at => return end,
                    _ => {}
                }
            }
            // A text without MAC_ADDRESS is refused in any case.
            Ok(Event::Eof) | Err(_) => return head.map_or(text.len(), |(_, end)| end),
            Ok(_) => {}
        }
    }
}

fn is(tag: &BytesStart<'_>, name: &str) -> bool {
    tag.local_name().as_ref() == name
}

/// Whether a file in place has between two parts of a rendered text only what would be carried over
/// there again.
pub(super) fn is_carried(
    middle: &[u8],
    file: &[u8],
    before: &str,
    stays: impl Fn(Fragment<'_>) -> bool,
) -> bool {
    let Ok(fragments) = Fragments::of_piece(middle, file) else {
        return false;
    };
    let head = Fragments::of_text(before.to_owned()).map(|head| head.keys());
    let head: BTreeSet<String> = head.unwrap_or_default();
    !fragments.has_known()
        && fragments.iter().all(|fragment| {
            fragment.is_portable()
                && !fragment.uses_namespaces()
                && stays(fragment)
                && !head.contains(&fragment.key())
        })
}

/// Whether a finished file has everything that was carried over, in its order.
pub(super) fn verify(carried: &[Fragment<'_>], page: &Page<'_>, file: &[u8]) -> Result<(), String> {
    if carried.is_empty() {
        return Ok(());
    }
    let there = Fragments::of_file(file)?;
    let mut there = there.iter();
    let missing = carried.iter().find(|fragment| {
        let raw = fragment.with_version(&page.version);
        !there.any(|found| found.says_the_same_as(&raw))
    });
    match missing {
        Some(fragment) => Err(format!(
            "{} of the present file cannot be written in the encoding of the template",
            fragment.shown()
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_is_behind_the_head_and_before_the_first_item() {
        for (before, after) in [
            (
                "<P><MAC_ADDRESS value='1'/>",
                "<SYMB_ITEM ID='a' value='1'/></P>",
            ),
            (
                "<P><MAC_ADDRESS value='1'/><V value='2'/>",
                "\n<!-- SIP account 1 --><SYMB_ITEM/></P>",
            ),
            (
                "<P><MAC_ADDRESS value='1'></MAC_ADDRESS><V><W/></V>",
                "</P>",
            ),
            (
                "<P><MAC_ADDRESS value='1'/><V/>",
                "<G><X/><SYMB_ITEM/></G></P>",
            ),
            (
                "<P>",
                "<SYMB_ITEM ID='a' value='1'/><MAC_ADDRESS value='1'/></P>",
            ),
            ("<P><Q><MAC_ADDRESS/></Q>", ""),
        ] {
            let text = format!("{before}{after}");
            let expected = if after.is_empty() {
                text.len() - "</Q>".len()
            } else {
                before.len()
            };
            assert_eq!(point(&text), expected, "{text}");
        }
    }
}
