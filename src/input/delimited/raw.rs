//! The cells of a record as they are in the text, quotes included.

use memchr::memchr_iter;

use super::dialect::closing_quote;

/// A cell, by its places in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RawCell {
    pub(super) start: usize,
    /// The quote that closes it, if it begins with one.
    pub(super) closed: Option<usize>,
    /// The delimiter or line end behind it, or the end of the record.
    pub(super) end: usize,
}

impl RawCell {
    /// Whether there is something other than spaces between the closing quote and the end.
    pub(super) fn has_tail(&self, record: &[u8]) -> bool {
        let tail = self.closed.map(|quote| &record[quote + 1..self.end]);
        tail.is_some_and(|tail| !tail.trim_ascii().is_empty())
    }
}

/// The cells of a record; a quote that is never closed ends it.
pub(super) fn cells(record: &[u8], delimiter: u8) -> impl Iterator<Item = RawCell> {
    let ends_cell = move |byte: &u8| *byte == delimiter || matches!(byte, b'\r' | b'\n');
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let closed = if record.get(start) == Some(&b'"') {
            Some(closing_quote(record, start + 1)?)
        } else {
            None
        };
        let from = closed.map_or(start, |quote| quote + 1);
        let end = record[from..].iter().position(ends_cell);
        let end = end.map_or(record.len(), |len| from + len);
        next = (record.get(end) == Some(&delimiter)).then_some(end + 1);
        Some(RawCell { start, closed, end })
    })
}

/// Whether a quote neither opens a cell nor closes one nor is one of a pair, by a quick look: then a cell
/// may go on behind its closing quote.
pub(super) fn has_stray_quote(record: &[u8], delimiter: u8) -> bool {
    let borders = |byte: Option<&u8>| {
        byte.is_none_or(|byte| *byte == delimiter || matches!(byte, b'\r' | b'\n' | b'"'))
    };
    memchr_iter(b'"', record).any(|at| {
        let before = at.checked_sub(1).and_then(|before| record.get(before));
        !borders(before) && !borders(record.get(at + 1))
    })
}
