//! Line numbers, counted the way text editors do.

use memchr::{memchr, memchr2_iter};

/// Counts the line ends whose last byte is in `text[from..to]`: LF, CR LF, or CR alone.
///
/// It looks at the byte after `to`, so that a CR LF astride the border counts once, at its LF.
pub(super) fn ends(text: &[u8], from: usize, to: usize) -> u64 {
    let count = memchr2_iter(b'\r', b'\n', &text[from..to])
        .map(|at| from + at)
        .filter(|&at| text[at] == b'\n' || text.get(at + 1) != Some(&b'\n'))
        .count();
    count as u64
}

/// The number of the line that the byte at `offset` is on, from 1; it stops at [`u32::MAX`].
pub(super) fn number_at(text: &[u8], offset: usize) -> u32 {
    u32::try_from(ends(text, 0, offset) + 1).unwrap_or(u32::MAX)
}

/// The offset behind the first line and its end.
pub(super) fn after_first(text: &[u8]) -> usize {
    match memchr::memchr2(b'\r', b'\n', text) {
        Some(at) if text[at..].starts_with(b"\r\n") => at + 2,
        Some(at) => at + 1,
        None => text.len(),
    }
}

/// The number of the line with the first NUL character, if there is one.
pub(super) fn of_nul(text: &[u8]) -> Option<u32> {
    memchr(0, text).map(|offset| number_at(text, offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let text = b"a\r\nb\rc\nd\r\r\n";
        assert_eq!(ends(text, 0, text.len()), 5);
        assert_eq!(ends(text, 0, 2) + ends(text, 2, text.len()), 5);
        assert_eq!(number_at(text, 5), 3);
        assert_eq!(after_first(text), 3);
        assert_eq!(after_first(b"only"), 4);
    }

    #[test]
    fn finds_the_line_of_a_nul() {
        assert_eq!(of_nul(b"a\n\nb\0"), Some(3));
        assert_eq!(of_nul(b"a"), None);
    }
}
