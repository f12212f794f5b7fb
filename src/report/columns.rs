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
    let header = table.header;
    let names = table.row_of_header();
    let mut used: Vec<String> = names
        .cells()
        .filter_map(|(column, cell)| {
            let field = header.field(column)?;
            let text = cell.text.trim();
            Some(if text == field.name() {
                field.name().to_owned()
            } else {
                format!("{} → {field}", visible(text))
            })
        })
        .collect();
    if let Some(base) = header.base {
        used.push(format!("{base} → {}", Field::BaseMac));
    }
    let unused: Vec<&str> = header
        .extra
        .iter()
        .map(|extra| extra.name.as_str())
        .collect();
    let mut line = format!("{}: {}", of(table), shortened(&used));
    if !unused.is_empty() {
        let unused: Vec<String> = unused
            .iter()
            .map(|name| visible(name).into_owned())
            .collect();
        line = format!("{line}; not used: {}", shortened(&unused));
    }
    line
}

/// The file, and the sheet where it has sheets.
fn of(table: Table<'_>) -> String {
    let file = super::place::file_of(table.sheet);
    match table.sheet.name() {
        Some(sheet) => format!("{file}, sheet {}", visible(sheet)),
        None => file.into_owned(),
    }
}

fn shortened(names: &[String]) -> String {
    let (named, more) = names.split_at(names.len().min(NAMED));
    let named = named.join(", ");
    match more.len() {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
