//! A quote that nobody meant as one: it opens a cell, and the cell goes on over the rows below until
//! the next quote closes it.
//!
//! Ditto marks do that, and a nickname such as `"Chef`. Every parser reads such a text without a
//! complaint, and the handsets in those rows are gone.

use memchr::memchr2_iter;

use super::raw;

/// A cell that takes in what looks like rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Swallowed {
    /// Its column, from 0.
    pub(super) column: usize,
    /// Where in its record the cell is closed.
    pub(super) end: usize,
}

/// The first such cell of a record. `usual` is how many delimiters most records have.
pub(super) fn find(record: &[u8], delimiter: u8, usual: usize) -> Option<Swallowed> {
    raw::cells(record, delimiter)
        .enumerate()
        .find_map(|(column, raw)| {
            let end = raw.closed?;
            let cell = Cell {
                content: &record[raw.start + 1..end],
                has_tail: raw.has_tail(record),
                column,
            };
            cell.has_rows(delimiter, usual)
                .then_some(Swallowed { column, end })
        })
}

/// A quoted cell as it is in the text.
struct Cell<'t> {
    content: &'t [u8],
    /// Whether something is between the closing quote and the next delimiter.
    has_tail: bool,
    column: usize,
}

impl Cell<'_> {
    /// Whether the text looks like the end of one row and the beginning of another, and not like an address
    /// or a note of several lines.
    fn has_rows(&self, delimiter: u8, usual: usize) -> bool {
        let content = self.content;
        let breaks = memchr2_iter(b'\r', b'\n', content).count();
        let delimiters = memchr::memchr_iter(delimiter, content).count();
        if breaks == 0 {
            return false;
        }
        // The quote that closes the cell was to open another one.
        if self.has_tail {
            return true;
        }
        if delimiters == 0 {
            return false;
        }
        let inner = trim_spaces(content, delimiter);
        inner.first() == Some(&delimiter)
            || inner.last() == Some(&delimiter)
            || matches!(inner.first(), Some(b'\r' | b'\n'))
            || self.is_cut_like_rows(delimiter, usual)
            || (delimiters >= lines(content).count() - 1
                && lines(content)
                    .flat_map(|line| line.split(move |byte| *byte == delimiter))
                    .any(is_identity))
    }

    /// Whether each line has as many delimiters as what a row has before or behind this column, and those in
    /// the middle as many as a whole row.
    fn is_cut_like_rows(&self, delimiter: u8, usual: usize) -> bool {
        if usual == 0 {
            return false;
        }
        let counts = lines(self.content).map(|line| memchr::memchr_iter(delimiter, line).count());
        let mut counts = counts.peekable();
        let first = counts.next();
        let mut middle_is_row = false;
        let mut last = None;
        while let Some(count) = counts.next() {
            if counts.peek().is_none() {
                last = Some(count);
            } else if count != 0 {
                // A line with nothing in it is no row, and none speaks against it.
                middle_is_row = count == usual;
                if !middle_is_row {
                    return false;
                }
            }
        }
        middle_is_row
            || (first == Some(usual.saturating_sub(self.column)) && last == Some(self.column))
    }
}

/// The lines of a text, with an empty one between CR and LF.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| matches!(byte, b'\r' | b'\n'))
        .filter(|line| !line.is_empty())
}

/// Without spaces at the ends, of which a tab is none where it is the delimiter.
fn trim_spaces(text: &[u8], delimiter: u8) -> &[u8] {
    let is_space = |byte: &u8| *byte == b' ' || (*byte == b'\t' && delimiter != b'\t');
    let first = text.iter().position(|byte| !is_space(byte));
    let last = text.iter().rposition(|byte| !is_space(byte));
    match (first, last) {
        (Some(first), Some(last)) => &text[first..=last],
        _ => &[],
    }
}

/// Whether a value is ten hex digits that begin with 0, or twelve, and has letters and digits: an IPUI or a
/// MAC address. A telephone number has no letters.
fn is_identity(value: &[u8]) -> bool {
    const LONGEST: usize = 40;
    if value.len() > LONGEST {
        return false;
    }
    let separates = |byte: &u8| matches!(byte, b' ' | b':' | b'-' | b'.' | b'_' | b'"' | b'\t');
    let mut digits = value.iter().filter(|byte| !separates(byte)).peekable();
    let begins_with_0 = digits.peek() == Some(&&b'0');
    let (mut number, mut letters, mut figures) = (0, 0, 0);
    for byte in digits {
        if !byte.is_ascii_hexdigit() {
            return false;
        }
        number += 1;
        letters += usize::from(byte.is_ascii_alphabetic());
        figures += usize::from(byte.is_ascii_digit());
    }
    letters > 0 && figures > 0 && (number == 12 || (number == 10 && begins_with_0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: usize = 4;

    fn column(record: &str) -> Option<usize> {
        find(record.as_bytes(), b';', USUAL).map(|cell| cell.column)
    }

    #[test]
    fn rows_in_a_cell_are_seen() {
        // A nickname, closed by the next one.
        let nicknames = "1;p;\"Chef;029E74A599;7C2F80123456\r\n2;p;\"Anna\";0;7\r\n";
        assert_eq!(column(nicknames), Some(2));
        // Ditto marks in the last column and in the middle.
        assert_eq!(column("2;p;Bo;;\"\n3;p;Cy;;\"\n"), Some(4));
        assert_eq!(column("2;p;\";;7C\n3;p;\";;7C\n"), Some(2));
        assert_eq!(column("2;p;Bo;;\"\n3;19\";Cy;;\n"), Some(4));
        // A nickname, closed by a mark for inches.
        assert_eq!(column("2;p;\"Chef;;7C\n3;p;Screen 19\";;7C\n"), Some(2));
        assert_eq!(
            column("2;p;\"Chef;;7C\n3;p;Bo;;7C\n4;p;Bo;;19\"\n"),
            Some(2)
        );
        // Of other columns, with an identity between.
        assert_eq!(column("2;p;\"Chef;029E74A599;7C\n19\";p;Bo;;7C\n"), Some(2));
    }

    #[test]
    fn a_note_of_several_lines_is_none() {
        assert_eq!(column("2;p;\"Bo\nSales\";;7C\n"), None);
        assert_eq!(column("2;p;\"Berg AG\r\nHauptstr. 3; Ulm\" ;;7C\n"), None);
        assert_eq!(column("2;p;\"IPUI\n029E74A599\";;7C\n"), None);
        assert_eq!(
            column("2;p;\"call; 0301234567\nor; 0309876543\";;7C\n"),
            None
        );
        assert_eq!(column("2;p;\"a;b\";;7C\n"), None);
        assert_eq!(column("\"2\";\"p\";\"\"\"Bo\"\"\n\";;7C\n"), None);
    }

    #[test]
    fn an_identity_has_letters_and_digits() {
        for (text, expected) in [
            ("029E74A599", true),
            ("7c:2f:80:12:34:56", true),
            ("0301234567", false),
            ("ABCDEFABCDEF", false),
            ("129E74A599", false),
        ] {
            assert_eq!(is_identity(text.as_bytes()), expected, "{text}");
        }
    }
}
