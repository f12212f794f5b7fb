//! A space behind every delimiter, as people write who type a CSV by hand: `201; Secret; "Berg, Anna"`.

use memchr::memchr3;

use super::dialect::closing_quote;

/// Takes away the space behind each delimiter if there is one behind every single one: then it is part of
/// the delimiter, a quote behind it opens a cell, and no password begins with it. Returns whether it did.
///
/// Most texts have no space behind their first delimiter, and then nothing more is looked at.
pub(super) fn tighten(text: &mut String, body: usize, delimiter: u8) -> bool {
    if !is_spaced(text.as_bytes(), body, delimiter) {
        return false;
    }
    let mut bytes = std::mem::take(text).into_bytes();
    let (mut written, mut at) = (body, body);
    while at < bytes.len() {
        let end = cell_end(&bytes, at, delimiter);
        bytes.copy_within(at..end, written);
        written += end - at;
        at = end;
        if let Some(&separator) = bytes.get(end) {
            bytes[written] = separator;
            (written, at) = (written + 1, end + 1);
            if separator == delimiter && bytes.get(at) == Some(&b' ') {
                at += 1;
            }
        }
    }
    bytes.truncate(written);
    // Only spaces were taken away, so what was UTF-8 still is.
    *text = String::from_utf8(bytes).unwrap_or_default();
    true
}

/// Whether there is a delimiter, and behind each a space or nothing more in its line.
fn is_spaced(text: &[u8], body: usize, delimiter: u8) -> bool {
    let (mut at, mut any) = (body, false);
    while at < text.len() {
        let end = cell_end(text, at, delimiter);
        at = end + 1;
        if text.get(end) == Some(&delimiter) {
            match text.get(at) {
                Some(b' ') => (at, any) = (at + 1, true),
                None | Some(b'\r' | b'\n') => {}
                Some(_) => return false,
            }
        }
    }
    any
}

/// Where the cell that starts at `at` ends: at a delimiter, a line end or the end of the text.
fn cell_end(text: &[u8], at: usize, delimiter: u8) -> usize {
    let closed = if text[at] == b'"' {
        closing_quote(text, at + 1).map_or(text.len(), |quote| quote + 1)
    } else {
        at
    };
    memchr3(delimiter, b'\r', b'\n', &text[closed..]).map_or(text.len(), |end| closed + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tightened(text: &str, body: usize) -> Option<String> {
        let mut tight = text.to_owned();
        tighten(&mut tight, body, b';').then_some(tight)
    }

    #[test]
    fn a_space_behind_every_delimiter_is_part_of_it() {
        assert_eq!(
            tightened("no; pin; name\r\n1;  2; \"a; b\"\r\n\r\n3; ; ;\n", 0).unwrap(),
            "no;pin;name\r\n1; 2;\"a; b\"\r\n\r\n3;;;\n"
        );
        assert_eq!(tightened("sep=;\na; b", 6).unwrap(), "sep=;\na;b");
        assert_eq!(tightened("title\na; ä", 0).unwrap(), "title\na;ä");
        assert_eq!(tightened("a; \"b", 0).unwrap(), "a;\"b");
    }

    #[test]
    fn one_without_a_space_leaves_all_as_they_are() {
        for text in [
            "a; b\nc;d\n",
            "a; b;\"c; d\"",
            "a;;b",
            "a, b",
            "",
            "a;",
            "a;\n",
        ] {
            assert_eq!(tightened(text, 0), None, "{text}");
        }
    }
}
