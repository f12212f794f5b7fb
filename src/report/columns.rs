//! How the columns of each table were understood, in a line.

use super::text::visible;
use crate::finding::{Finding, Problem, Severity};
use crate::roster::{BaseColumn, Kind, Table};
use crate::site::outcome::Outcome;
use crate::value::Field;

/// How many columns a line names.
const NAMED: usize = 40;

/// A line for each table: `roster.csv: Nebenstelle → extension, ipui; not used: Raum`.
///
/// A header that lacks columns may be no header, so what is in it is not shown.
pub(super) fn lines(outcome: &Outcome<'_>) -> impl Iterator<Item = String> {
    let whole =
        |table: &Table<'_>| table.header.kind != Kind::Handsets || table.header.is_complete();
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
    if table.header.kind == Kind::Bases {
        return line_of_bases(table);
    }
    let header = table.header;
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
    let mut line = of(table);
    let what = match header.kind {
        Kind::Accounts => "accounts: ",
        Kind::Handsets | Kind::Bases => "",
    };
    line = format!("{line}: {what}{}", shortened(&used));
    if !unused.is_empty() {
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

/// The same for a table of bases, all of whose columns are used.
fn line_of_bases(table: Table<'_>) -> String {
    let names = table.row_of_header();
    let columns = table.base_columns().into_iter().map(|(column, meant)| {
        let text = names.cell(column).text.trim();
        let name = match &meant {
            BaseColumn::Mac => Field::BaseMac.name(),
            BaseColumn::Name => "base",
            BaseColumn::Device => "device",
            BaseColumn::Template => "template",
            BaseColumn::WindowStart => "window_start",
            BaseColumn::WindowDuration => "window_duration",
            BaseColumn::Pin => "pin",
            BaseColumn::Setting(name) => name,
        };
        if text == name {
            name.to_owned()
        } else {
            format!("{} → {}", visible(text), visible(name))
        }
    });
    format!(
        "{}: bases: {}",
        of(table),
        shortened(&columns.collect::<Vec<_>>())
    )
}

fn shortened(names: &[String]) -> String {
    let (named, more) = names.split_at(names.len().min(NAMED));
    let named = named.join(", ");
    match more.len() {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
