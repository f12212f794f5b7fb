//! Text without a single quote, in which every delimiter and every line end is one: read in pieces,
//! on all threads.

use memchr::{memchr, memchr3_iter};
use rayon::prelude::*;

use super::MAX_FIELDS;
use super::dialect::Dialect;
use crate::input::lines;
use crate::input::sheet::{CellKind, Index, Refusal};

/// How many bytes one task takes, at least: enough that handing out tasks costs nothing.
pub(super) const PIECE: usize = 1 << 20;

/// Finds the cells of a text. `None` where that takes more care: there is a quote, or something that
/// cannot be read, or not like this.
pub(super) fn read(text: &[u8], dialect: &Dialect, piece: usize) -> Option<Vec<Index>> {
    if memchr(b'"', text).is_some() {
        return None;
    }
    let parts: Vec<_> = pieces(text, dialect.body, piece)
        .into_par_iter()
        .map(|(from, to)| part(text, from, to, dialect.delimiter))
        .collect();
    let mut line = 1 + lines::ends(text, 0, dialect.body);
    let numbered = parts.into_iter().map(|part| {
        let (mut part, lines) = part?;
        part.count_from(u32::try_from(line).map_err(|_| Refusal::TooLarge)?)?;
        line += u64::from(lines);
        Ok(part)
    });
    numbered.collect::<Result<_, Refusal>>().ok()
}

/// Cuts the text behind line feeds, where a record ends in any case.
fn pieces(text: &[u8], body: usize, piece: usize) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    let mut from = body;
    while from < text.len() {
        let least = text.len().min(from + piece);
        let to = memchr(b'\n', &text[least..]).map_or(text.len(), |at| least + at + 1);
        pieces.push((from, to));
        from = to;
    }
    pieces
}

/// The cells of a piece, and how many lines it has. The lines count from 0.
fn part(text: &[u8], from: usize, to: usize, delimiter: u8) -> Result<(Index, u32), Refusal> {
    let mut index = Index::starting_at(from);
    let (mut line, mut column) = (0_u32, 0);
    let mut start = from;
    for at in memchr3_iter(delimiter, b'\r', b'\n', &text[from..to]) {
        let end = from + at;
        index.push(line, column, CellKind::Text, end - start)?;
        index.skip(1);
        start = end + 1;
        if text[end] == delimiter {
            column += 1;
        } else {
            if column >= MAX_FIELDS {
                return Err(Refusal::TooManyColumns);
            }
            column = 0;
            let ends_line = text[end] == b'\n' || text.get(start) != Some(&b'\n');
            line = line
                .checked_add(ends_line.into())
                .ok_or(Refusal::TooLarge)?;
        }
    }
    index.push(line, column, CellKind::Text, to - start)?;
    Ok((index, line))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use zeroize::Zeroizing;

    use super::super::Compaction;
    use super::*;
    use crate::input::sheet::Sheet;

    /// Every row as its number and its cells.
    fn rows(sheet: &Sheet) -> Vec<(u32, Vec<(u16, &str)>)> {
        let cells = sheet.rows().map(|row| {
            let cells = row.cells().map(|(column, cell)| (column, cell.text));
            (row.number(), cells.collect())
        });
        cells.collect()
    }

    proptest! {
        #[test]
        fn it_reads_what_the_careful_parser_reads(
            text in "(sep=;\n)?([a-zä€]|[,;\r\n\t]|\r\n|,,){0,60}",
            delimiter in prop::sample::select(b",;\t".as_slice()),
            piece in 1..20_usize,
        ) {
            let body = if text.starts_with("sep=") { 6 } else { 0 };
            let dialect = Dialect { delimiter, body, usual: 0 };
            let parts = read(text.as_bytes(), &dialect, piece).unwrap();
            let quick = Sheet::new(String::new(), None, Zeroizing::new(text.clone()), parts);
            let bytes = Zeroizing::new(text.clone().into_bytes());
            let mut swallowed = Vec::new();
            let Ok((careful, arena)) = Compaction::new(bytes, &dialect, &mut swallowed).run() else {
                panic!("{text:?}");
            };
            let careful = Sheet::new(String::new(), None, arena, [careful]);
            prop_assert_eq!(rows(&quick), rows(&careful), "{:?}", text);
            for line in 0..=62 {
                let number = |sheet: &Sheet| sheet.row_by_number(line).map(|row| row.number());
                prop_assert_eq!(number(&quick), number(&careful), "{} in {:?}", line, text);
            }
        }
    }

    #[test]
    fn what_takes_more_care_is_left_to_the_careful_parser() {
        let dialect = Dialect {
            delimiter: b',',
            body: 0,
            usual: 0,
        };
        let reads = |text: &str| read(text.as_bytes(), &dialect, PIECE).is_some();
        assert!(reads("a,b\n"));
        assert!(!reads("a,\"b\"\n"));
        assert!(reads(&format!("a{}b", ",".repeat(255))));
        assert!(!reads(&format!("a{}b", ",".repeat(256))));
        assert!(!reads(&format!("{}b", ",".repeat(16_384))));
    }
}
