//! Letters outside ASCII in a text file that does not show its encoding: they may be other letters.
//!
//! A file of Mac OS Roman, of code page 850 or of an East European encoding reads well as Windows-1252, only
//! with other letters. In a name a person sees that; in a password nobody does.

use crate::finding::{Collector, Place, Problem, Severity};
use crate::input::Row;
use crate::roster::{Identity, Kind, Roster, Table};
use crate::value::Field;

/// Warns once for each such file, at the first value with such a letter, and refuses every row whose
/// password has one.
pub(super) fn check(
    roster: &Roster,
    identities: &mut [Identity<'_>],
    findings: &mut Collector<'_>,
) {
    let mut warned = None;
    for table in roster.tables() {
        let Some(encoding) = table.sheet.remarks().assumed_encoding else {
            continue;
        };
        if warned != Some(table.number)
            && let Some((place, field)) = first_letter(table)
        {
            let problem = Problem::AssumedEncoding(encoding.into());
            findings.add(place, field, problem, None);
            warned = Some(table.number);
        }
        if table.header.kind != Kind::Handsets {
            // The password of an account is looked at where a handset uses it.
            continue;
        }
        for index in refused(table, encoding, findings) {
            let at = (table.number, index);
            let row = identities.binary_search_by_key(&at, |row| (row.row.sheet, row.row.index));
            if let Ok(row) = row {
                identities[row].accepted = false;
            }
        }
    }
}

/// The rows whose password has such a letter.
fn refused(table: Table<'_>, encoding: &str, findings: &mut Collector<'_>) -> Vec<u32> {
    let mut refused = Vec::new();
    let Some(column) = table.header.column(Field::Password) else {
        return refused;
    };
    for index in table.rows() {
        let row = table.row(index);
        if row.cell(column).text.is_ascii() {
            continue;
        }
        let place = Place::cell(table.number, row.number(), column);
        let problem = Problem::AssumedEncodingInPassword(encoding.into());
        if findings.add(place, Some(Field::Password), problem, None) == Some(Severity::Error) {
            refused.push(index);
        }
    }
    refused
}

/// The first cell with such a letter: of a field if there is one, else of another column, but never a
/// password.
fn first_letter(table: Table<'_>) -> Option<(Place, Option<Field>)> {
    let letter_in = |row: Row<'_>, any: bool| {
        row.cells().find_map(|(column, cell)| {
            let field = table.header.field(column);
            let counts = match field {
                Some(field) => field != Field::Password,
                None => any && column < table.header.width,
            };
            // A column without a meaning may hold old passwords, so its value is not shown.
            let place = match field {
                Some(_) => Place::cell(table.number, row.number(), column),
                None => Place::sheet(table.number),
            };
            (counts && !cell.text.is_ascii()).then_some((place, field))
        })
    };
    let mut rows = table.rows().map(|index| table.row(index));
    let first = rows.find_map(|row| letter_in(row, false));
    let mut rows = table.rows().map(|index| table.row(index));
    first.or_else(|| rows.find_map(|row| letter_in(row, true)))
}
