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
pub mod joint;
pub mod json;
mod line;
pub mod log;
mod meaning;
mod place;
mod summary;
pub mod terminal;
mod text;
pub mod workbook;

pub(crate) use text::{counted, visible};

/// Whether a sheet is one that this program puts before the customer's own in an annotated workbook.
pub(crate) fn is_own_sheet(sheet: &crate::input::Sheet) -> bool {
    workbook::is_own_sheet(sheet)
}

#[cfg(test)]
mod tests;

use std::io;
use std::path::Path;

use thiserror::Error;

use crate::outcome::Outcome;
use crate::publish::Access;

/// The format of a report file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A line for every finding, to open in a spreadsheet.
    Csv,
    /// One object with the whole run, for other programs.
    Json,
    /// The roster again with its faulty cells marked, for whoever typed it.
    Workbook,
    /// A page for a browser, with a filter.
    Html,
}

impl Format {
    /// The format that the ending of a file name asks for.
    ///
    /// # Errors
    /// When the ending is none of a report.
    pub fn from_path(path: &Path) -> Result<Self, FormatError> {
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            Some("csv") => Ok(Self::Csv),
            Some("json") => Ok(Self::Json),
            Some("xlsx") => Ok(Self::Workbook),
            Some("html") => Ok(Self::Html),
            _ => Err(FormatError::Unknown {
                file: path.display().to_string(),
            }),
        }
    }

    /// Who may read a new report, where others have this mode: a workbook holds the roster's
    /// passwords.
    #[must_use]
    pub fn access(self, mode: u32) -> Access {
        match self {
            Self::Csv | Self::Json | Self::Html => Access::Mode(mode),
            Self::Workbook => Access::Private,
        }
    }
}

/// Why a file name is not one of a report.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FormatError {
    /// The ending says nothing.
    #[error(
        "{file}: the format of a report is told by its ending; use .csv, .json, .html or .xlsx"
    )]
    Unknown {
        /// The report as the user named it.
        file: String,
    },
}

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
        Format::Json => json::write_report(outcome, out),
        Format::Workbook => workbook::write(outcome, out),
        Format::Html => html::write(outcome, out),
    }
}
