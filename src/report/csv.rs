//! A line for every finding, to open in a spreadsheet.

use std::borrow::Cow;
use std::io;

use super::line::Line;
use crate::finding::Finding;
use crate::outcome::Outcome;

/// The columns, which do not change.
pub const COLUMNS: [&str; 12] = [
    "severity", "code", "file", "sheet", "row", "column", "cell", "field", "value", "message",
    "help", "related",
];

/// Writes the findings as CSV, in their order.
///
/// # Errors
/// When `out` fails.
pub fn write(outcome: &Outcome<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    write_findings(outcome, &outcome.findings, out)
}

/// Writes these findings, which may be of other shards too.
pub(super) fn write_findings<'f>(
    outcome: &Outcome<'_>,
    findings: impl IntoIterator<Item = &'f Finding>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    for finding in findings {
        let line = Line::new(outcome, finding);
        let row = line.row.map(|row| row.to_string());
        let record: [&str; COLUMNS.len()] = [
            line.severity,
            line.code,
            &line.file,
            line.sheet.as_deref().unwrap_or_default(),
            row.as_deref().unwrap_or_default(),
            line.column.as_deref().unwrap_or_default(),
            line.cell.as_deref().unwrap_or_default(),
            line.field.unwrap_or_default(),
            line.value.as_deref().unwrap_or_default(),
            &line.message,
            &line.help,
            line.related.as_deref().unwrap_or_default(),
        ];
        for field in record {
            writer.write_field(&*defused(field))?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

/// Puts an apostrophe before what a spreadsheet would take for a formula.
///
/// Where a list is separated by `;`, as in Germany, a spreadsheet also splits inside a value, so
/// what follows a `;` is the beginning of a cell too. Spaces and quotes before the formula do not
/// stop every program.
fn defused(text: &str) -> Cow<'_, str> {
    let mut shown: Option<String> = None;
    let mut begins_cell = true;
    for (index, c) in text.char_indices() {
        if begins_cell && begins_formula(c) {
            shown
                .get_or_insert_with(|| text[..index].to_owned())
                .push('\'');
        }
        if let Some(shown) = &mut shown {
            shown.push(c);
        }
        begins_cell = c == ';' || begins_cell && (c == '"' || c.is_whitespace());
    }
    shown.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The four signs, and their wide forms, which a Japanese spreadsheet takes as well.
fn begins_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_wherever_a_cell_may_begin() {
        for (text, expected) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+49 30 123", "'+49 30 123"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =1", "  '=1"),
            ("\t=1", "\t'=1"),
            ("\r=1", "\r'=1"),
            ("\"=1", "\"'=1"),
            ("＝1", "'＝1"),
            ("a;=1", "a;'=1"),
            ("a;\"=1;+2", "a;\"'=1;'+2"),
            ("==", "'=="),
        ] {
            assert_eq!(defused(text), expected, "{text:?}");
        }
        for text in ["", "a=b", "a-b", "1; 2", "O'Hara", "'=1", "a, -b", "ä@b"] {
            assert!(matches!(defused(text), Cow::Borrowed(_)), "{text:?}");
        }
    }
}
