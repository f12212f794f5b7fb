//! What a run found and did -> bytes, one format a file.
//!
//! Nothing here touches a file: the caller opens and writes. Nothing here reads a cell either,
//! except through [`Roster::shown_value`], which keeps passwords to itself. Findings are turned
//! into text one by one, so a million of them need no more memory than one.
//!
//! [`Roster::shown_value`]: crate::roster::Roster::shown_value

mod columns;
pub mod csv;
pub mod html;
pub mod json;
mod line;
mod meaning;
pub(crate) mod page;
mod place;
mod summary;
pub(crate) mod table;
pub mod terminal;
mod text;
pub mod workbook;

pub use summary::Closing;
pub(crate) use text::{counted, visible};

#[cfg(test)]
mod tests;

use std::io;

use crate::settings::Format;
use crate::site::outcome::Outcome;

/// Writes a report.
///
/// # Errors
/// When `out` fails.
pub fn write(
    format: Format,
    outcome: &Outcome<'_>,
    out: &mut (dyn io::Write + Send),
) -> io::Result<()> {
    match format {
        Format::Csv => csv::write(outcome, out),
        Format::Json => json::write(outcome, out),
        Format::Workbook => workbook::write(outcome, out),
        Format::Html => html::write(outcome, out),
    }
}
