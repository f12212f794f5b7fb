use std::fmt::Write as _;

use encoding_rs::{UTF_8, WINDOWS_1252};
use proptest::prelude::*;

use super::*;
use crate::input::InputError;

/// A sheet as `(line, [(column, text)])`.
type Rows = Vec<(u32, Vec<(u16, String)>)>;

fn read_with(bytes: &[u8], options: &ReadOptions) -> Result<Rows, InputError> {
    let sheet =
        read(bytes.to_vec(), false, options).map_err(|fault| fault.in_file("roster.csv"))?;
    let rows = sheet.rows().map(|row| {
        let cells = row.cells().map(|(column, cell)| {
            assert_eq!(cell.kind, CellKind::Text);
            (column, cell.text.to_owned())
        });
        (row.number(), cells.collect())
    });
    Ok(rows.collect())
}

fn rows(bytes: impl AsRef<[u8]>) -> Rows {
    read_with(bytes.as_ref(), &ReadOptions::default()).unwrap()
}

fn fault(bytes: impl AsRef<[u8]>) -> String {
    let error = read_with(bytes.as_ref(), &ReadOptions::default()).unwrap_err();
    assert!(!error.help().is_empty());
    error.to_string()
}

/// The rows as one line each: `2: a|b` with empty cells left out.
fn shown(bytes: impl AsRef<[u8]>) -> String {
    rows(bytes)
        .iter()
        .fold(String::new(), |mut text, (line, cells)| {
            let cells: Vec<_> = cells.iter().map(|(_, text)| text.as_str()).collect();
            writeln!(text, "{line}: {}", cells.join("|")).unwrap();
            text
        })
}

#[test]
fn cells_are_verbatim_and_keep_their_columns() {
    let cell = |column, text: &str| (column, text.to_owned());
    assert_eq!(
        rows("a,b,c\n x ,,\u{a0}\n,,\"\"\n,\"q\"\"q\",\n"),
        [
            (1, vec![cell(0, "a"), cell(1, "b"), cell(2, "c")]),
            (2, vec![cell(0, " x "), cell(2, "\u{a0}")]),
            (4, vec![cell(1, "q\"q")]),
        ]
    );
}

#[test]
fn empty_files_have_no_rows() {
    for text in ["", "\n\r\n", ",,\n,", "\u{FEFF}", "sep=;\n"] {
        assert!(rows(text).is_empty(), "{text:?}");
    }
}

#[test]
fn lines_count_through_every_line_end_and_quoted_ones() {
    assert_eq!(shown("a,b\nc,d\n"), "1: a|b\n2: c|d\n");
    assert_eq!(shown("a,b\r\n\r\nc,d"), "1: a|b\n3: c|d\n");
    assert_eq!(
        shown("\r\ra,b\r\"x\ry\",d\re,f"),
        "3: a|b\n4: x\ry|d\n6: e|f\n"
    );
    assert_eq!(
        shown("\n\na,\"b\r\nc\"\r\n\n\nd,e"),
        "3: a|b\r\nc\n7: d|e\n"
    );
    assert_eq!(shown("\u{FEFF}\r\na,b\r\n\"\"\r\nc,d"), "2: a|b\n4: c|d\n");
}

#[test]
fn a_separator_line_is_no_row_but_counts_as_a_line() {
    assert_eq!(shown("sep=;\r\na;b,c\r\nd;e"), "2: a|b,c\n3: d|e\n");
    assert_eq!(shown("\u{FEFF}sep=|\na|b\n"), "2: a|b\n");
}

#[test]
fn ragged_rows_are_kept_as_they_are() {
    assert_eq!(shown("a,b,c\nd\ne,f,g,h\n"), "1: a|b|c\n2: d\n3: e|f|g|h\n");
}

#[test]
fn quotes_inside_a_field_are_text() {
    assert_eq!(shown("a\"b,c\"\n"), "1: a\"b|c\"\n");
    assert_eq!(shown("a,\"b\"\"c\",\"\"\nd,\"e\"\n"), "1: a|b\"c\n2: d|e\n");
}

#[test]
fn a_cell_that_goes_on_behind_its_closing_quote_keeps_its_quotes() {
    assert_eq!(
        shown("d,\"e\"f,\"g\"\"h\"\n\"i,j\"k,\"l\"m\"\n"),
        "1: d|\"e\"f|g\"h\n2: \"i,j\"k|\"l\"m\"\n"
    );
    // A space behind the quote is none of it, and an empty cell may follow.
    assert_eq!(shown("a\"b,\"c\" ,,\"d\"e,\n"), "1: a\"b|c |\"d\"e\n");
    let long = "x".repeat(10_000);
    assert_eq!(
        shown(format!("a,\"{long}\"y\nb,c\n")),
        format!("1: a|\"{long}\"y\n2: b|c\n")
    );
}

#[test]
fn encodings_of_spreadsheets() {
    assert_eq!(
        shown(b"J\xF6rg;\x80 5\r\n\xE4;b\r\n"),
        "1: Jörg|€ 5\n2: ä|b\n"
    );
    let utf16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    assert_eq!(
        shown(utf16("\u{FEFF}Jörg\t€\r\n\r\n\"x\ny\"\tz\r\n")),
        "1: Jörg|€\n3: x\ny|z\n"
    );
    assert_eq!(
        shown(utf16("name\tno\nJörg\t1\n")),
        "1: name|no\n2: Jörg|1\n"
    );
}

#[test]
fn what_the_user_names_is_taken() {
    let options = ReadOptions {
        delimiter: Some(b'\t'),
        encoding: Some(WINDOWS_1252),
        ..ReadOptions::default()
    };
    let read = read_with("ä;b\tc".as_bytes(), &options).unwrap();
    assert_eq!(read[0].1, [(0, "Ã¤;b".to_owned()), (1, "c".to_owned())]);
    let options = ReadOptions {
        encoding: Some(UTF_8),
        ..ReadOptions::default()
    };
    let error = read_with(b"a\r\nb\r\n\xE4", &options).unwrap_err();
    assert!(matches!(error.fault, Fault::Malformed(3, _)));
    for delimiter in *b"\"\n\xE4" {
        let options = ReadOptions {
            delimiter: Some(delimiter),
            ..ReadOptions::default()
        };
        let error = read_with(b"a", &options).unwrap_err();
        assert!(matches!(error.fault, Fault::BadDelimiter(_)));
    }
}

#[test]
fn an_unclosed_quote_is_found_where_it_opens() {
    assert_eq!(
        fault("a,b\nc,\"d\ne\"\n\"f\ng\",\"h\ni,j\nk"),
        "roster.csv, line 5: the quote that opens here is never closed"
    );
    assert_eq!(rows("a,\"b\"").len(), 1);
    assert_eq!(rows("a,\"b\"\r\n\r\n").len(), 1);
    assert!(fault("a,\"").contains("line 1"));
    let long = format!("a,b\n\"{}", "x\n".repeat(100_000));
    assert!(fault(long).contains("line 2"));
}

#[test]
fn nul_characters_are_refused_with_their_line() {
    assert_eq!(
        fault("a,b\r\nc,\0"),
        "roster.csv, line 2: a NUL character, which no text file has"
    );
}

#[test]
fn columns_end_where_those_of_a_spreadsheet_do() {
    let wide = |fields: usize, last: &str| format!("a\n{}{last}\n", ",".repeat(fields - 1));
    assert_eq!(rows(wide(16_384, "x"))[1].1, [(16_383, "x".to_owned())]);
    assert_eq!(rows(wide(16_385, "")).len(), 1);
    assert_eq!(
        fault(wide(16_385, "x")),
        "roster.csv, row 2: a cell beyond column XFD, the 16,384th"
    );
}

#[test]
fn long_fields_and_many_rows_survive_the_reuse_of_the_buffer() {
    let long = "y\"".repeat(10_000);
    let quoted = long.replace('"', "\"\"");
    let mut text = String::new();
    for row in 0..2000 {
        writeln!(text, "{row},\"{quoted}\",ä\r").unwrap();
    }
    let rows = rows(&text);
    assert_eq!(rows.len(), 2000);
    for (row, (line, cells)) in rows.iter().enumerate() {
        assert_eq!(*line as usize, row + 1);
        assert_eq!(cells[0].1, row.to_string());
        assert_eq!(cells[1].1, long);
        assert_eq!(cells[2].1, "ä");
    }
}

/// Any text but NUL, with all that is special to CSV more often than chance would have it.
fn field() -> impl Strategy<Value = String> {
    proptest::string::string_regex("([^\0]|[\"',;\r\n\t ]|[a-z0-9ä€]){0,12}").unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_a_writer_writes_is_read_back(
        table in prop::collection::vec(prop::collection::vec(field(), 1..6), 0..8),
        semicolon in any::<bool>(),
    ) {
        let delimiter = if semicolon { b';' } else { b',' };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_writer(Vec::new());
        for record in &table {
            writer.write_record(record).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        // A mark in front or a separator line is not a cell, whatever the writer meant by it.
        prop_assume!(!bytes.starts_with("\u{FEFF}".as_bytes()));
        prop_assume!(!bytes.trim_ascii_start().to_ascii_lowercase().starts_with(b"sep="));
        // A space behind every single delimiter, but for one at the end of a line, is not the cell's.
        let is_spaced = |record: &Vec<String>| {
            let behind = record[1..].strip_suffix(&[String::new()]).unwrap_or(&record[1..]);
            behind.iter().all(|cell| cell.starts_with(' '))
        };
        prop_assume!(!table.iter().all(is_spaced) || table.iter().all(|record| record.len() == 1));

        let options = ReadOptions { delimiter: Some(delimiter), ..ReadOptions::default() };
        let read = read_with(&bytes, &options).unwrap();
        let expected: Vec<Vec<(u16, String)>> = table
            .iter()
            .map(|record| (0..).zip(record.iter().cloned()).filter(|cell| !cell.1.is_empty()).collect())
            .filter(|cells: &Vec<_>| !cells.is_empty())
            .collect();
        let cells: Vec<_> = read.into_iter().map(|(_, cells)| cells).collect();
        prop_assert_eq!(cells, expected);
    }
}
