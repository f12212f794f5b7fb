//! How the columns of each table were understood, in a line.

use super::text::visible;
use crate::finding::{Finding, Problem, Severity};
use crate::roster::Table;
use crate::site::outcome::Outcome;
use crate::value::Field;

/// How many columns a line names.
const NAMED: usize = 40;

/// A line for each table: `roster.csv: Nebenstelle → extension, ipui; not used: Raum`.
///
/// A header that lacks columns may be no header, so what is in it is not shown.
pub(super) fn lines(outcome: &Outcome<'_>) -> impl Iterator<Item = String> {
    let whole = |table: &Table<'_>| table.header.is_complete();
    outcome.roster.tables().filter(whole).map(line)
}

/// Whether all that a finding says is in these lines.
pub(super) fn says(finding: &Finding) -> bool {
    finding.problem == Problem::UnusedColumn && finding.severity == Severity::Info
}

/// How many findings these lines say.
pub(super) fn said(outcome: &Outcome<'_>) -> usize {
    outcome
        .findings
        .iter()
        .filter(|finding| says(finding))
        .count()
}

fn line(table: Table<'_>) -> String {
    let (sheet, header) = (table.sheet, table.header);
    let names = table.row_of_header();
    let used = names.cells().filter_map(|(column, cell)| {
        let field = header.field(column)?;
        let text = cell.text.trim();
        Some(if text == field.name() {
            field.name().to_owned()
        } else {
            format!("{} → {field}", visible(text))
        })
    });
    let base = header
        .base
        .map(|base| format!("{base} → {}", Field::BaseMac));
    let used: Vec<_> = used.chain(base).collect();
    let unused = header.extra.iter();
    let unused: Vec<_> = unused
        .map(|extra| visible(&extra.name).into_owned())
        .collect();
    let mut line = super::place::file_of(sheet).into_owned();
    if let Some(name) = sheet.name() {
        line = format!("{line}, sheet {}", visible(name));
    }
    line = format!("{line}: {}", shortened(&used));
    if !unused.is_empty() {
        line = format!("{line}; not used: {}", shortened(&unused));
    }
    line
}

fn shortened(names: &[String]) -> String {
    let (named, more) = names.split_at(names.len().min(NAMED));
    let named = named.join(", ");
    match more.len() {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
