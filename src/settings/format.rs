//! Report files and their formats.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// A report file.
#[derive(Debug, Clone)]
pub struct Report {
    /// The file.
    pub path: PathBuf,
    /// Its format, by its ending.
    pub format: Format,
}

impl Report {
    /// Takes the name of a report file.
    ///
    /// # Errors
    /// When the ending is none of a report.
    pub fn new(path: PathBuf) -> Result<Self, FormatError> {
        let format = Format::from_path(&path)?;
        Ok(Self { path, format })
    }

    /// The same for the command line, where `-` is CSV on standard output.
    ///
    /// # Errors
    /// As [`Report::new`].
    pub fn of_argument(path: PathBuf) -> Result<Self, FormatError> {
        if path.as_os_str() == "-" {
            return Ok(Self {
                path,
                format: Format::Csv,
            });
        }
        Self::new(path)
    }

    /// Whether it goes to standard output.
    #[must_use]
    pub fn is_printed(&self) -> bool {
        self.path.as_os_str() == "-"
    }
}

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
    /// Whether a report of the format lists what changes at the bases.
    #[must_use]
    pub fn lists_changes(self) -> bool {
        matches!(self, Self::Json | Self::Html)
    }

    /// The format that the ending of a file name asks for.
    ///
    /// # Errors
    /// When the ending is none of a report.
    pub fn from_path(path: &Path) -> Result<Self, FormatError> {
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        match ending.to_str() {
            Some("csv") => Ok(Self::Csv),
            Some("json") => Ok(Self::Json),
            Some("xlsx") => Ok(Self::Workbook),
            Some("html") => Ok(Self::Html),
            _ => Err(FormatError),
        }
    }

    /// Whether it holds the roster's passwords.
    #[must_use]
    pub fn holds_passwords(self) -> bool {
        self == Self::Workbook
    }
}

/// The ending of a file name is none of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the format of a report is told by its ending; use .csv, .json, .html or .xlsx")]
pub struct FormatError;
