//! How a text file separates its fields, and whether its last quote is closed.

use memchr::memchr;

use crate::input::lines;

/// The delimiters that spreadsheets write; on a tie the earlier one wins.
const CANDIDATES: [u8; 4] = *b",;\t|";

/// How many records are looked at to find the delimiter.
const SAMPLE_RECORDS: usize = 50;

/// How many bytes are looked at, at most, should a quote swallow the file.
const SAMPLE_BYTES: usize = 256 * 1024;

/// How to read one text file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    /// What separates fields.
    pub(super) delimiter: u8,
    /// Where the first record starts: behind a `sep=` line, if there is one.
    pub(super) body: usize,
    /// How many delimiters most of the first records have.
    pub(super) usual: usize,
}

/// Whether a byte can separate fields at all.
pub(super) fn can_delimit(byte: u8) -> bool {
    byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n' | 0)
}

/// The delimiter that the user named, else that of a `sep=` line, else the likeliest one.
pub(super) fn find(text: &[u8], named: Option<u8>, prefer_tabs: bool) -> Dialect {
    let (announced, body) = separator_line(text);
    let records = &text[body..];
    let delimiter = named
        .or(announced)
        .unwrap_or_else(|| detect(records, prefer_tabs));
    let usual = Counts::of(sample(records), delimiter).usual;
    Dialect {
        delimiter,
        body,
        usual,
    }
}

/// Excel's first line `sep=;`: what it announces, and where the text goes on.
fn separator_line(text: &[u8]) -> (Option<u8>, usize) {
    let after = lines::after_first(text);
    let line = text[..after].trim_ascii_end();
    // Some programs write it as a field like any other. A tab at the end was trimmed just now.
    let line = line
        .strip_prefix(b"\"")
        .map_or(line, |rest| rest.strip_suffix(b"\"").unwrap_or(rest));
    match line {
        [s, e, p, b'=', rest @ ..] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => match rest {
            [] if text[..after].contains(&b'\t') => (Some(b'\t'), after),
            [byte] if can_delimit(*byte) => (Some(*byte), after),
            _ => (None, 0),
        },
        _ => (None, 0),
    }
}

/// The candidate that splits the first records most evenly; a comma where none splits any.
///
/// A delimiter's weight is how many fields it adds to a record, times the records that have just
/// that many. It counts twice when it is also the one to split the first record that any candidate
/// splits as it does most: so a byte list such as `0x02,0x9E` in every row does not beat the
/// header, and title lines above the table do not matter.
fn detect(text: &[u8], prefer_tabs: bool) -> u8 {
    let text = sample(text);
    let counts = CANDIDATES.map(|delimiter| Counts::of(text, delimiter));
    if prefer_tabs && counts[2].usual > 0 {
        return b'\t';
    }
    let first = counts.iter().filter_map(|counts| counts.first).min();
    let weight = |counts: &Counts| {
        let leads = first.is_some() && counts.first == first;
        counts.usual * counts.records * if leads { 2 } else { 1 }
    };
    let mut best = (0, b',');
    for (delimiter, counts) in CANDIDATES.into_iter().zip(&counts) {
        if weight(counts) > best.0 {
            best = (weight(counts), delimiter);
        }
    }
    best.1
}

fn sample(text: &[u8]) -> &[u8] {
    &text[..text.len().min(SAMPLE_BYTES)]
}

/// How one candidate splits the sample.
struct Counts {
    /// The number of delimiters that most records with any have.
    usual: usize,
    /// How many records have just that many.
    records: usize,
    /// Where the first of those starts.
    first: Option<usize>,
}

impl Counts {
    fn of(text: &[u8], delimiter: u8) -> Self {
        let mut found: Vec<(usize, usize)> = Vec::with_capacity(SAMPLE_RECORDS);
        let mut start = 0;
        while start < text.len() && found.len() < SAMPLE_RECORDS {
            let scan = scan_record(&text[start..], delimiter);
            if scan.len > 1 || !matches!(text[start], b'\r' | b'\n') {
                found.push((start, scan.delimiters));
            }
            start += scan.len;
        }
        let records_with = |count: usize| found.iter().filter(|at| at.1 == count).count();
        // Which count is usual is weighed like the delimiters are: by how much it explains.
        let usual = found
            .iter()
            .map(|&(_, count)| count)
            .max_by_key(|&count| (count * records_with(count), count))
            .unwrap_or(0);
        Self {
            usual,
            records: records_with(usual),
            first: (usual > 0)
                .then(|| found.iter().find(|at| at.1 == usual).map(|at| at.0))
                .flatten(),
        }
    }
}

/// Where in its text the quote opens that is still open at the end, if there is one.
///
/// The parser takes the end of the file for the closing quote; a roster that ends in the middle of
/// a field is broken. `record` is the last one of the file.
pub(super) fn unclosed_quote(record: &[u8], delimiter: u8) -> Option<usize> {
    scan_record(record, delimiter).open_quote
}

struct Scan {
    /// The record's length with its line end (CR LF counts as two ends, the second a blank line).
    len: usize,
    /// The delimiters outside quotes.
    delimiters: usize,
    open_quote: Option<usize>,
}

/// Follows the parser's rules: a quote is special only at the start of a field, two of them inside
/// quotes are one, and text after a closing quote belongs to the field.
fn scan_record(text: &[u8], delimiter: u8) -> Scan {
    let mut delimiters = 0;
    let mut field_start = true;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        if field_start && byte == b'"' {
            let Some(closed) = closing_quote(text, at + 1) else {
                return Scan {
                    len: text.len(),
                    delimiters,
                    open_quote: Some(at),
                };
            };
            at = closed;
            field_start = false;
        } else if matches!(byte, b'\r' | b'\n') {
            at += 1;
            break;
        } else {
            field_start = byte == delimiter;
            delimiters += usize::from(field_start);
        }
        at += 1;
    }
    Scan {
        len: at.min(text.len()),
        delimiters,
        open_quote: None,
    }
}

/// The offset of the quote that closes the field whose content starts at `from`.
pub(super) fn closing_quote(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr(b'"', &text[at..])?;
        if text.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> char {
        find(text.as_bytes(), None, false).delimiter.into()
    }

    #[test]
    fn the_most_even_split_wins() {
        assert_eq!(delimiter("a,b,c\n1,2,3\n"), ',');
        assert_eq!(delimiter("a;b;c\n1;2,5;3\n"), ';');
        assert_eq!(delimiter("a\tb\n\"x,y;z,\"\t2\n"), '\t');
        assert_eq!(delimiter("a|b\r1|2\r"), '|');
        assert_eq!(delimiter("one column\nonly\n"), ',');
        assert_eq!(delimiter(""), ',');
    }

    #[test]
    fn ragged_rows_and_titles_do_not_mislead() {
        let rows = "101;pw;Meier, Hans;0298765E12;7C2F80123456\n102;pw;Roe, Ann\n".repeat(9);
        let text = format!("Handsets, north site\n\nno;pin;name;ipui;mac\n{rows}");
        assert_eq!(delimiter(&text), ';');
    }

    #[test]
    fn byte_lists_do_not_beat_the_header() {
        let rows = "101;pw;Meier, Hans;0x02,0x9E,0x74,0xA5,0x99;7C2F80123456\n".repeat(60);
        assert_eq!(delimiter(&format!("no;pin;name;ipui;mac\n{rows}")), ';');
    }

    #[test]
    fn tabs_are_preferred_in_a_tsv() {
        let text = b"a,b,c\td\n1,2,3\t4\n";
        assert_eq!(find(text, None, true).delimiter, b'\t');
        assert_eq!(find(b"a;b\n", None, true).delimiter, b';');
    }

    #[test]
    fn a_separator_line_is_taken_and_left_out() {
        let found = |text: &[u8]| {
            let dialect = find(text, None, false);
            (dialect.delimiter, dialect.body)
        };
        assert_eq!(found(b"sep=;\r\na,b"), (b';', 7));
        assert_eq!(found(b"SEP=|\ra,b"), (b'|', 6));
        assert_eq!(found(b"\"sep=;\"\na,b"), (b';', 8));
        assert_eq!(found(b"sep=\t\na,b"), (b'\t', 6));
        assert_eq!(found(b"sep=;;\na"), (b';', 0));
        assert_eq!(find(b"sep=;\na,b", Some(b','), false).delimiter, b',');
    }

    #[test]
    fn finds_the_quote_that_stays_open() {
        assert_eq!(unclosed_quote(b"a,\"b\nc", b','), Some(2));
        assert_eq!(unclosed_quote(b"a,\"b\"\"", b','), Some(2));
        assert_eq!(unclosed_quote(b"a,\"b\"", b','), None);
        assert_eq!(unclosed_quote(b"a,b\"", b','), None);
        assert_eq!(unclosed_quote(b"\"a\"b\"", b','), None);
    }
}
