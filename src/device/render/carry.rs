//! The items of the file in place that the template does not write, put among those that it writes.
//!
//! They come before the template's own items, in their old order: of two items that set the same, the
//! base takes the later one, so nothing that is carried over can overrule the template.

use std::collections::BTreeSet;

use super::RenderError;
use crate::device::Layout;
use crate::device::fragments::{Fragment, Fragments};
use crate::device::page::Page;

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
    let layout = page.layout;
    let written = Fragments::of_text(layout, text.to_owned())
        .map_err(|error| RenderError::Mismatch(error.to_string()))?;
    let written = written.keys();
    let point = layout.point(text);
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

/// Whether a file in place has between two parts of a rendered text only what would be carried over
/// there again.
pub(super) fn is_carried(
    middle: &[u8],
    file: &[u8],
    before: &str,
    layout: &'static dyn Layout,
    stays: impl Fn(Fragment<'_>) -> bool,
) -> bool {
    let Ok(fragments) = Fragments::of_piece(layout, middle, file) else {
        return false;
    };
    let head = Fragments::of_text(layout, before.to_owned()).map(|head| head.keys());
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
pub(super) fn verify(
    carried: &[Fragment<'_>],
    page: &Page<'_>,
    file: &Fragments,
) -> Result<(), String> {
    let mut there = file.iter();
    let is_missing =
        |fragment: &&Fragment<'_>| !there.any(|found| fragment.is_written_as(found, &page.version));
    match carried.iter().find(is_missing) {
        Some(fragment) => Err(format!(
            "{} of the present file cannot be written in the encoding of the template",
            fragment.shown()
        )),
        None => Ok(()),
    }
}
