//! The formats of report files.

use std::path::Path;

use thiserror::Error;

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

    /// Whether it holds the roster's passwords.
    #[must_use]
    pub fn holds_passwords(self) -> bool {
        self == Self::Workbook
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
