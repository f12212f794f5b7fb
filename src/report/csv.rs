//! A line for every finding, to open in a spreadsheet.

use std::borrow::Cow;
use std::io;

use rayon::prelude::*;

use super::line::Line;
use super::table::write_csv;
use super::text::changed;
use crate::finding::COLUMNS;
use crate::finding::Finding;
use crate::site::outcome::Outcome;

/// How many findings one task turns into lines.
const LINES_A_TASK: usize = 1024;
/// How many lines are in memory before they are written.
const LINES_AT_ONCE: usize = 64 * LINES_A_TASK;

/// Writes the findings as CSV, in their order.
///
/// # Errors
/// When `out` fails.
pub fn write(outcome: &Outcome<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    write_csv([COLUMNS], out)?;
    for findings in outcome.findings.chunks(LINES_AT_ONCE) {
        let tasks: Vec<_> = findings
            .par_chunks(LINES_A_TASK)
            .map(|findings| lines(outcome, findings))
            .collect();
        for lines in tasks {
            out.write_all(&lines?)?;
        }
    }
    out.flush()
}

fn lines(outcome: &Outcome<'_>, findings: &[Finding]) -> io::Result<Vec<u8>> {
    let lines = findings.iter().map(|finding| Line::new(outcome, finding));
    let rows = lines.map(|line| line.into_texts().map(|text| changed(text, defused)));
    let mut written = Vec::new();
    write_csv(rows, &mut written)?;
    Ok(written)
}

/// Puts an apostrophe before what a spreadsheet would take for a formula.
///
/// Where a list is separated by `;`, as in Germany, a spreadsheet also splits inside a value, so
/// what follows a `;` is the beginning of a cell too. Spaces and quotes before the formula do not
/// stop every program.
pub(crate) fn defused(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut copied = 0;
    let behind = memchr::memchr_iter(b';', text.as_bytes()).map(|at| at + 1);
    for start in std::iter::once(0).chain(behind) {
        let cell = text[start..].trim_start_matches(|c: char| c == '"' || c.is_whitespace());
        if cell.starts_with(begins_formula) {
            let at = text.len() - cell.len();
            shown.push_str(&text[copied..at]);
            shown.push('\'');
            copied = at;
        }
    }
    if shown.is_empty() {
        return Cow::Borrowed(text);
    }
    shown.push_str(&text[copied..]);
    Cow::Owned(shown)
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
            (";;=1; -2;b", ";;'=1; '-2;b"),
            ("é;\u{a0}@;", "é;\u{a0}'@;"),
        ] {
            assert_eq!(defused(text), expected, "{text:?}");
        }
        for text in ["", "a=b", "a-b", "1; 2", "O'Hara", "'=1", "a, -b", "ä@b"] {
            assert!(matches!(defused(text), Cow::Borrowed(_)), "{text:?}");
        }
    }
}
